//! `buildamp calls`.

use buildamp::{App, Config, Event, Handlers, ServiceCall, Target};
use serde::{Deserialize, Serialize};

use crate::project::Project;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Ping {
    number: u32,
}

impl Event for Ping {
    const TYPE: &'static str = "desk.ping";
}

impl ServiceCall for Ping {
    type Response = ();
    const TARGET: Target = Target::post("https://127.0.0.1/ping/{number}");
}

#[test]
fn h11_calls_are_listed_in_pages_and_of_an_event() {
    let project = Project::empty();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let event = runtime.block_on(async {
        let mut config = Config::default();
        let file = project.path().join("buildamp.db");
        config.store.url = format!("sqlite:{}", file.display());
        let app = App::new(config).handlers(Handlers::new().service::<Ping>());
        app.consumers().await.unwrap();
        app.context().call(Ping { number: 1 }).await.unwrap_err();
        let event = app.context().emit(Ping { number: 2 }).await.unwrap();
        app.run_until_empty().await.unwrap();
        event.to_string()
    });
    let json = |args: &[&str]| {
        let args = [&["calls", "list", "--format", "json"], args].concat();
        project.run(&args).ends(0).json()
    };
    let first = json(&["--limit", "1"]);
    let call = &first["calls"][0];
    assert_eq!(call["service"], "desk.ping");
    assert_eq!(call["request"], "POST https://127.0.0.1/ping/{number}");
    assert_eq!(
        (&call["event"], &call["idempotency_key"]),
        (&event.clone().into(), &event.clone().into())
    );
    assert_eq!(
        (&call["attempt"], &call["failure"]),
        (&1.into(), &"blocked_address".into())
    );
    assert!(
        call["status"].is_null() && call["answer"].is_null(),
        "{call}"
    );
    let rest = json(&["--after", first["next"].as_str().unwrap()]);
    assert_eq!(rest["calls"].as_array().unwrap().len(), 1);
    assert!(
        rest["calls"][0]["event"].is_null() && rest["next"].is_null(),
        "{rest}"
    );
    assert_eq!(
        json(&["--event", &event])["calls"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        json(&["--service", "desk.pong"])["calls"]
            .as_array()
            .unwrap()
            .len(),
        0
    );

    let table = project.run(&["calls", "list"]).ends(0).out;
    assert_eq!(table.lines().count(), 3, "{table}");
    assert!(
        table.contains("127.0.0.1 is not a public address"),
        "{table}"
    );
}
