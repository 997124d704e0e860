//! What an operator does: `buildamp events`, `deliveries`, `dlq`, `consumers`, `crons`, `migrate`.

use std::path::Path;
use std::time::Duration;

use buildamp::{App, Config, Emission, Event, EventId, EventSource, Fatal, Outcome, Settle};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::project::Project;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Placed {
    number: u32,
}

impl Event for Placed {
    const TYPE: &'static str = "shop.order.placed";
}

/// How the application runs that lives in a folder.
fn config(folder: &Path, instance: &str) -> Config {
    let mut config = Config::default();
    config.store.url = format!("sqlite:{}", folder.join("buildamp.db").display());
    config.processor.lease = Duration::from_secs(1);
    config.processor.tx_timeout = Duration::from_millis(400);
    config.instance = Some(instance.to_owned());
    config
}

/// The application that lives in a folder: what it cannot do it gives up.
fn app(folder: &Path, mended: bool) -> App {
    App::new(config(folder, "packer-1")).on("packing::pack", move |placed: Placed, _| async move {
        match placed.number {
            0 => Outcome::Ok(Settle::Done),
            _ if mended => Outcome::Ok(Settle::Done),
            _ => Outcome::Err(Fatal::new("the box is too small\nfor it").into()),
        }
    })
}

/// Has the application run until nothing is due.
fn run(folder: &Path, mended: bool, numbers: &[u32]) -> Vec<EventId> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let app = app(folder, mended);
        app.consumers().await.unwrap();
        let placed = numbers.iter().map(|&number| Placed { number });
        let ids = app.context().emit_all(placed).await.unwrap();
        app.run_until_empty().await.unwrap();
        ids
    })
}

fn json(project: &Project, args: &[&str]) -> Value {
    let args = [args, &["--format", "json"]].concat();
    project.run(&args).ends(0).json()
}

/// The first column of a table, without its heading.
fn first_column(out: &str) -> Vec<&str> {
    let cells = out.lines().skip(1);
    cells
        .filter_map(|line| line.split_whitespace().next())
        .collect()
}

#[test]
fn h29_dead_letters_are_listed_shown_replayed_and_discarded() {
    let project = Project::empty();
    let ids = run(project.path(), false, &[0, 1, 2, 3]);
    let list = project.run(&["dlq", "list"]).ends(0);
    assert_eq!(first_column(&list.out), ["4", "3", "2"]);
    assert!(list.out.contains("the box is too small"), "{}", list.out);
    let page = json(&project, &["dlq", "list", "--limit", "2"]);
    assert_eq!(page["dead"][0]["error"], "the box is too small\nfor it");
    assert_eq!(page["dead"][1]["event"], ids[2].to_string());
    let next = page["next"].as_str().unwrap();
    let rest = json(&project, &["dlq", "list", "--after", next]);
    assert_eq!(rest["dead"][0]["id"], 2);
    assert_eq!(rest["next"], Value::Null);

    let shown = project.run(&["dlq", "show", "2"]).ends(0);
    assert!(shown.out.contains("dead (fatal)"), "{}", shown.out);
    assert!(shown.out.contains("\n     for it\n"), "{}", shown.out);

    let unsaid = project.run(&["dlq", "replay"]).ends(2);
    assert!(unsaid.err.contains("`--all`"), "{}", unsaid.err);
    let wrong = project.run(&["dlq", "replay", "1", "2"]).ends(1);
    assert_eq!(wrong.out, "1 delivery replayed\n");
    assert!(wrong.err.contains("1 is succeeded"), "{}", wrong.err);
    let discarded = project.run(&["dlq", "discard", "3"]).ends(0);
    assert_eq!(discarded.out, "1 delivery discarded\n");
    let none = project.run(&["dlq", "replay", "--type", "mail.*"]).ends(0);
    assert_eq!(none.out, "0 deliveries replayed\n");
    let replayed = project.run(&["dlq", "replay", "--all"]).ends(0);
    assert_eq!(replayed.out, "1 delivery replayed\n");
    run(project.path(), true, &[]);
    let states: Vec<Value> = json(&project, &["deliveries", "list"])["deliveries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["state"].clone())
        .collect();
    assert_eq!(states, ["succeeded", "cancelled", "succeeded", "succeeded"]);
    let shown = json(&project, &["deliveries", "show", "2"]);
    let attempts = shown["attempts"].as_array().unwrap();
    let outcomes: Vec<&Value> = attempts.iter().map(|attempt| &attempt["outcome"]).collect();
    assert_eq!(outcomes, ["failed", "succeeded"]);
}

#[test]
fn b8_events_are_listed_shown_and_traced() {
    let project = Project::empty();
    let ids = run(project.path(), false, &[0, 1]);
    let listed = json(&project, &["events", "list", "--type", "shop.**"]);
    let listed: Vec<&Value> = listed["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["id"])
        .collect();
    assert_eq!(
        listed,
        [&json!(ids[1].to_string()), &json!(ids[0].to_string())]
    );
    for (by, value, number) in [
        ("--type", "shop.order.placed", 2),
        ("--type", "shop.*", 0),
        ("--tenant", "default", 2),
        ("--actor", "nobody", 0),
        ("--since", "2020-01-01T00:00:00Z", 2),
        ("--until", "2020-01-01T00:00:00Z", 0),
    ] {
        let run = project.run(&["events", "list", by, value]).ends(0);
        assert_eq!(first_column(&run.out).len(), number, "{by} {value}");
    }
    let first = project.run(&["events", "list", "--limit", "1"]).ends(0);
    assert!(
        first.err.starts_with("there are more: add `--after "),
        "{}",
        first.err
    );

    let id = ids[1].to_string();
    let shown = project.run(&["events", "show", &id]).ends(0);
    assert!(
        shown.out.contains(r#"data         {"number":1}"#),
        "{}",
        shown.out
    );
    assert!(
        shown.out.contains("to packing::pack: dead (fatal)"),
        "{}",
        shown.out
    );
    let traced = project.run(&["events", "trace", &id]).ends(0);
    assert!(
        traced.out.contains("→ packing::pack dead"),
        "{}",
        traced.out
    );
    let traced = json(&project, &["events", "trace", &id]);
    assert_eq!(traced.as_array().unwrap().len(), 2, "one emit, one chain");
    assert_eq!(traced[0]["deliveries"][0]["state"], "succeeded");

    let unknown = "01990000-0000-7000-8000-000000000000";
    for command in ["show", "trace", "cancel"] {
        let run = project.run(&["events", command, unknown]).ends(1);
        assert!(
            run.err.contains(&format!("there is no event {unknown}")),
            "{}",
            run.err
        );
    }
    let odd = project.run(&["events", "list", "--type", "a..b"]).ends(1);
    assert!(odd.err.contains("empty segment"), "{}", odd.err);
    project.run(&["events", "show", "7"]).ends(2);
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Charged {
    card: Value,
    amount: u32,
}

impl Event for Charged {
    const TYPE: &'static str = "shop.charged";
    const SECRETS: &'static [&'static str] = &["card.number", "card.**.pin"];
}

/// The command knows no models, and shows no secret of theirs all the same.
#[test]
fn secrets_of_events_are_not_shown() {
    let project = Project::empty();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let id = runtime.block_on(async {
        let mut config = Config::default();
        config.store.url = format!("sqlite:{}", project.path().join("buildamp.db").display());
        let app = App::new(config).on("charge", |charged: Charged, _| async move {
            let number = charged.card["number"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            Outcome::Err(Fatal::new(format!("no such card: {number}")).into())
        });
        app.consumers().await.unwrap();
        let card = json!({ "number": "4111-1111", "name": "Ada", "owner": [{ "pin": 9876 }] });
        let charged = Charged { card, amount: 7 };
        let id = app.context().emit(charged).await.unwrap();
        app.run_until_empty().await.unwrap();
        id.to_string()
    });
    let card = json!({ "number": "[secret]", "name": "Ada", "owner": [{ "pin": "[secret]" }] });
    let data = json!({ "card": card, "amount": 7 });
    assert_eq!(
        json(&project, &["events", "list"])["events"][0]["data"],
        data
    );
    assert_eq!(
        json(&project, &["events", "show", &id])["event"]["data"],
        data
    );
    assert_eq!(
        json(&project, &["events", "trace", &id])[0]["event"]["data"],
        data
    );
    for args in [
        &["events", "list"][..],
        &["events", "show", &id],
        &["events", "trace", &id],
        &["deliveries", "list"],
        &["deliveries", "show", "1"],
        &["dlq", "list"],
        &["dlq", "show", "1"],
    ] {
        for format in ["table", "json"] {
            let args = [args, &["--format", format]].concat();
            let out = project.run(&args).ends(0).out;
            assert!(!out.contains("4111") && !out.contains("9876"), "{out}");
        }
    }
    let shown = project.run(&["dlq", "show", "1"]).ends(0);
    assert!(
        shown.out.contains("no such card: [secret]"),
        "{}",
        shown.out
    );
}

/// What handlers returned is shown without its secrets, to people and to programs.
#[test]
fn results_are_shown_without_their_secrets() {
    let project = Project::empty();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let id = runtime.block_on(async {
        let mut config = Config::default();
        config.store.url = format!("sqlite:{}", project.path().join("buildamp.db").display());
        let charge = |placed: Placed, _| async move {
            Ok::<_, buildamp::Error>(json!({ "number": placed.number, "card": "4111-1111" }))
        };
        let app = App::new(config)
            .on("charge", charge)
            .secret_result(&["card"]);
        app.consumers().await.unwrap();
        let id = app.context().emit(Placed { number: 7 }).await.unwrap();
        app.run_until_empty().await.unwrap();
        id.to_string()
    });
    let result = json!({ "number": 7, "card": "[secret]" });
    let shown = json(&project, &["deliveries", "show", "1"]);
    assert_eq!(shown["result"], result);
    let shown = json(&project, &["events", "show", &id]);
    assert_eq!(shown["deliveries"][0]["result"], result);
    for args in [
        &["deliveries", "show", "1"],
        &["events", "show", id.as_str()],
    ] {
        let out = project.run(args).ends(0).out;
        let line = r#"  result {"card":"[secret]","number":7}"#;
        assert!(out.lines().any(|it| it == line), "{out}");
    }
    for args in [&["deliveries", "list"][..], &["events", "trace", &id]] {
        let out = project.run(args).ends(0).out;
        assert!(!out.contains("4111"), "{out}");
    }
}

/// An erasure says what it would come to, does it, and is on record; what is erased is shown as such and does not run again.
#[test]
fn p7_events_are_erased_and_that_is_on_record() {
    let project = Project::empty();
    let ids = run(project.path(), false, &[0, 1]);
    let id = ids[1].to_string();
    let erase = ["events", "erase", "--id", &id];
    let args = [&erase[..], &["--dry-run"]].concat();
    let would = project.run(&args).ends(0);
    assert_eq!(
        would.out,
        "would erase the data of 1 event, and end 1 delivery\n"
    );
    let would = json(&project, &args);
    assert_eq!(
        would,
        json!({ "dry_run": true, "events": 1, "deliveries": 1 })
    );
    project.run(&erase).ends(2);
    project.run(&["events", "erase", "--reason", "why"]).ends(2);
    let two = ["events", "erase", "--actor", "a", "--subject", "b"];
    project
        .run(&[&two[..], &["--reason", "why"]].concat())
        .ends(2);
    let args = [&erase[..], &["--reason", "a card number", "--by", "dpo"]].concat();
    let done = project.run(&args).ends(0);
    assert!(
        done.out
            .starts_with("erased the data of 1 event, and ended 1 delivery\n"),
        "{}",
        done.out
    );
    let shown = project.run(&["events", "show", &id]).ends(0);
    assert!(
        shown.out.contains("data         erased at 2"),
        "{}",
        shown.out
    );
    assert!(!shown.out.contains("the box"), "{}", shown.out);
    let replayed = project.run(&["dlq", "replay", "2"]).ends(1);
    assert!(replayed.err.contains("was erased at"), "{}", replayed.err);

    let nobody = [
        "events",
        "erase",
        "--subject",
        "customer/7",
        "--reason",
        "why",
    ];
    let none = json(&project, &nobody);
    assert_eq!(
        (&none["events"], &none["by"]),
        (&json!(0), &json!("subject"))
    );
    let listed = project.run(&["events", "erasures"]).ends(0);
    assert_eq!(first_column(&listed.out), ["2", "1"]);
    assert!(!listed.out.contains("customer/7"), "{}", listed.out);
    let found = json(&project, &["events", "erasures", "--subject", "customer/7"]);
    assert_eq!(found["erasures"].as_array().unwrap().len(), 1);
    let found = json(&project, &["events", "erasures", "--id", &id]);
    let found = &found["erasures"][0];
    assert_eq!(found["reason"], "a card number");
    assert_eq!(
        (&found["asked_by"], &found["event"]),
        (&json!("dpo"), &json!(id))
    );
}

#[test]
fn k7_what_waits_is_cancelled_or_tried_at_once() {
    let project = Project::empty();
    run(project.path(), false, &[]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let ids: Vec<EventId> = runtime.block_on(async {
        let app = app(project.path(), false);
        let cx = app.context();
        let later = || Emission::new(Placed { number: 0 }).schedule(Duration::from_hours(1));
        [
            cx.emit(later()).await.unwrap(),
            cx.emit(later()).await.unwrap(),
        ]
        .into()
    });
    let cancelled = project
        .run(&["events", "cancel", &ids[0].to_string()])
        .ends(0);
    assert_eq!(cancelled.out, "1 delivery cancelled\n");
    let again = project
        .run(&["events", "cancel", &ids[0].to_string()])
        .ends(1);
    assert!(again.err.contains("nothing to cancel"), "{}", again.err);
    let hurried = project.run(&["deliveries", "retry", "2"]).ends(0);
    assert_eq!(hurried.out, "1 delivery due now\n");
    let again = project.run(&["deliveries", "retry", "2", "2"]).ends(0);
    assert_eq!(
        again.out, "1 delivery due now\n",
        "it is due already, and one"
    );
    project.run(&["deliveries", "retry", "1"]).ends(1);
    run(project.path(), true, &[]);
    let done = project
        .run(&["deliveries", "list", "--state", "succeeded"])
        .ends(0);
    assert_eq!(first_column(&done.out), ["2"]);
    let odd = project
        .run(&["deliveries", "list", "--state", "done"])
        .ends(2);
    assert!(
        odd.err.contains("pending, running, retrying"),
        "{}",
        odd.err
    );
}

#[test]
fn h29_consumers_are_listed_paused_resumed_and_retired() {
    let project = Project::empty();
    run(project.path(), false, &[]);
    let of = |key: &str| json(&project, &["consumers", "list"])["consumers"][0][key].clone();
    assert_eq!(
        (of("name"), of("on"), of("mode")),
        (
            json!("packing::pack"),
            json!("shop.order.placed"),
            json!("durable")
        )
    );
    let unknown = project.run(&["consumers", "pause", "packing"]).ends(1);
    assert!(
        unknown.err.contains("there are packing::pack"),
        "{}",
        unknown.err
    );
    project
        .run(&["consumers", "pause", "packing::pack"])
        .ends(0);
    run(project.path(), true, &[0, 0]);
    assert_eq!((of("paused"), of("pending")), (json!(true), json!(2)));
    let list = project.run(&["consumers", "list"]).ends(0);
    assert!(list.out.contains("durable"), "{}", list.out);
    assert!(list.out.contains("paused"), "{}", list.out);
    project
        .run(&["consumers", "resume", "packing::pack"])
        .ends(0);
    assert_eq!(of("paused"), json!(false));
    // The worker has ended, but nobody knows before its lease is over.
    let retired = loop {
        let run = project.run(&["consumers", "retire", "packing::pack"]);
        if run.status == Some(0) {
            break run;
        }
        assert!(run.err.contains("is alive"), "{}", run.err);
        std::thread::sleep(Duration::from_millis(100));
    };
    assert_eq!(
        retired.out,
        "packing::pack is retired, 2 deliveries cancelled\n"
    );
    assert_eq!((of("retired"), of("pending")), (json!(true), json!(0)));
}

#[test]
fn f11_the_schema_is_shown_and_brought_up_to_date() {
    let project = Project::empty();
    let status = project.run(&["migrate", "status"]).ends(1);
    assert!(status.out.contains("to be applied"), "{}", status.out);
    assert!(status.err.contains("buildamp migrate up"), "{}", status.err);
    let refused = project.run(&["events", "list"]).ends(1);
    assert!(
        refused.err.contains("buildamp migrate up"),
        "{}",
        refused.err
    );
    assert!(!project.has("buildamp.db"), "looking makes no database");
    let printed = project.run(&["migrate", "print", "--after", "4"]).ends(0);
    assert!(
        printed.out.contains("CREATE TABLE buildamp_crons"),
        "{}",
        printed.out
    );
    assert!(
        !printed.out.contains("CREATE TABLE buildamp_steps"),
        "{}",
        printed.out
    );
    let up = project.run(&["migrate", "up"]).ends(0);
    assert!(
        up.out.starts_with("applied events, sessions, operations, "),
        "{}",
        up.out
    );
    let up = project.run(&["migrate", "up"]).ends(0);
    assert_eq!(up.out, "the schema is up to date\n");
    let status = json(&project, &["migrate", "status"]);
    assert_eq!(status["current"], true);
    project.run(&["events", "list"]).ends(0);

    project.write("buildamp.toml", "[store]\nurl = \"mysql://there\"\n");
    let refused = project.run(&["events", "list"]).ends(1);
    assert!(refused.err.contains("postgres://"), "{}", refused.err);
}

#[test]
fn f11_the_schema_is_taken_back_and_drift_is_named() {
    let project = Project::empty();
    project.run(&["migrate", "up"]).ends(0);
    let valid = project.run(&["migrate", "validate"]).ends(0);
    assert_eq!(valid.out, "the schema is as the migrations make it\n");
    let last = json(&project, &["migrate", "status"])["migrations"]
        .as_array()
        .unwrap()
        .last()
        .unwrap()
        .clone();
    let down = project.run(&["migrate", "down"]).ends(0);
    assert_eq!(
        down.out,
        format!("took back {}\n", last["name"].as_str().unwrap())
    );
    let drift = project
        .run(&["migrate", "validate", "--format", "json"])
        .ends(1);
    let (version, name) = (&last["version"], last["name"].as_str().unwrap());
    assert_eq!(
        drift.json()["differences"],
        json!([{ "what": format!("migration {version} ({name})"), "how": "missing" }])
    );
    run(project.path(), true, &[0, 0]);
    let refused = project.run(&["migrate", "down", "--to", "0"]).ends(1);
    assert!(
        refused.err.contains("buildamp_events with 2 rows") && refused.err.contains("--yes"),
        "{}",
        refused.err
    );
    project.run(&["migrate", "status"]).ends(0);
    project
        .run(&["migrate", "down", "--to", "0", "--yes"])
        .ends(0);
    let nothing = project.run(&["migrate", "down"]).ends(0);
    assert_eq!(nothing.out, "there is nothing to take back\n");
    project.run(&["migrate", "up"]).ends(0);
    project.run(&["migrate", "validate"]).ends(0);
}

#[test]
fn the_doctor_says_what_is_amiss_and_what_to_do() {
    let project = Project::empty();
    let none = project.run(&["doctor"]).ends(1);
    assert!(
        none.out
            .contains("problem  schema: migration 1 (events) is missing"),
        "{}",
        none.out
    );
    assert!(
        none.out.contains("help: `buildamp migrate up`"),
        "{}",
        none.out
    );
    assert!(!project.has("buildamp.db"), "looking makes no database");
    run(project.path(), false, &[0]);
    let well = project.run(&["doctor"]).ends(0);
    for line in [
        "ok       journal: journal_mode = WAL",
        "ok       schema: is as the migrations make it",
        "ok       dead letters: there are none",
    ] {
        assert!(well.out.contains(line), "{line}: {}", well.out);
    }
    run(project.path(), false, &[1, 2]);
    let findings = json_of_doctor(&project, 0);
    let dead = findings
        .iter()
        .find(|it| it["what"] == "dead letters")
        .unwrap();
    assert_eq!(
        (&dead["verdict"], &dead["says"]),
        (&json!("warning"), &json!("there are 2"))
    );

    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let app = app(project.path(), false);
        app.context().emit(Placed { number: 0 }).await.unwrap();
    });
    // Nobody knows before its lease is over that the worker is gone.
    let waits = || {
        let out = project.run(&["doctor"]).ends(0).out;
        out.contains("1 wait for `packing::pack`, and no worker that has it is alive")
    };
    assert!((0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        waits()
    }));

    project.write(
        "buildamp.toml",
        "[store]\nurl = \"sqlite:buildamp.db\"\n[processor]\nlease = \"1s\"\ntx_timeout = \"1s\"\n",
    );
    let wrong = project.run(&["doctor"]).ends(1);
    assert!(wrong.err.contains("processor.tx_timeout"), "{}", wrong.err);
}

fn json_of_doctor(project: &Project, status: i32) -> Vec<Value> {
    let run = project.run(&["doctor", "--format", "json"]).ends(status);
    run.json()["findings"].as_array().unwrap().clone()
}

/// A command that knows nothing of cron expressions holds up those of an application that does.
#[cfg(feature = "cron")]
#[test]
fn k20_what_is_expected_is_listed() {
    let project = Project::empty();
    project.run(&["migrate", "up"]).ends(0);
    let nothing = project.run(&["expects", "list"]).ends(0);
    assert_eq!(nothing.out.lines().count(), 1, "{}", nothing.out);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let hourly = buildamp::Expect::every(Duration::from_hours(1)).on_glob("shop.*");
        let app = app(project.path(), false).expect("backup", hourly, |_| Placed { number: 0 });
        app.run_until_empty().await.unwrap();
    });
    let listed = json(&project, &["expects", "list"])["expects"][0].clone();
    assert_eq!(
        (&listed["name"], &listed["on"], &listed["every_seconds"]),
        (&json!("backup"), &json!("shop.*"), &json!(3600.0))
    );
    assert_eq!(listed["missed_at"], json!(null));
    let list = project.run(&["expects", "list"]).ends(0);
    assert!(
        list.out.contains("backup") && list.out.contains("in time"),
        "{}",
        list.out
    );
}

#[test]
fn h40_crons_are_listed_paused_and_resumed() {
    let project = Project::empty();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mornings = buildamp::Cron::new("0 9 * * MON-FRI").zone("Europe/Berlin");
        let app = app(project.path(), false).cron("digest", mornings, |_| Placed { number: 0 });
        app.run_until_empty().await.unwrap();
    });
    let of = |key: &str| json(&project, &["crons", "list"])["crons"][0][key].clone();
    assert_eq!(
        (of("name"), of("zone")),
        (json!("digest"), json!("Europe/Berlin"))
    );
    assert!(of("next_run_at").is_string());
    let list = project.run(&["crons", "list"]).ends(0);
    assert_eq!(first_column(&list.out), ["digest"]);
    project.run(&["crons", "pause", "digest"]).ends(0);
    assert_eq!(of("paused"), json!(true));
    let list = project.run(&["crons", "list"]).ends(0);
    assert!(list.out.contains("paused"), "{}", list.out);
    project.run(&["crons", "resume", "digest"]).ends(0);
    assert_eq!(of("paused"), json!(false));
    let unknown = project.run(&["crons", "pause", "digset"]).ends(1);
    assert!(unknown.err.contains("there are digest"), "{}", unknown.err);
}

#[test]
fn b23_what_is_in_the_memory_of_another_process_cannot_be_looked_at() {
    let project = Project::copy("shop");
    project.write("buildamp.toml", "[store]\nurl = \"memory:\"\n");
    for args in [
        &["events", "list"][..],
        &["dlq", "list"],
        &["migrate", "up"],
        &["migrate", "status"],
    ] {
        let err = project.run(args).ends(1).err;
        assert!(err.contains("no other can look into it"), "{args:?}: {err}");
        assert!(err.contains("app.operations()"), "{args:?}: {err}");
    }
    let doctor = project.run(&["doctor"]).ends(0).out;
    assert!(
        doctor.contains("nothing that is stored outlives it"),
        "{doctor}"
    );
}

/// Beside each attempt, beside what runs, and beside the consumers that are live.
#[test]
fn b6_the_instance_is_shown_where_a_worker_is() {
    let project = Project::empty();
    let ids = run(project.path(), false, &[1]);
    let shown = project.run(&["dlq", "show", "1"]).ends(0);
    assert!(
        shown.out.contains(" failed at packer-1 (worker "),
        "{}",
        shown.out
    );
    let shown = project
        .run(&["events", "show", &ids[0].to_string()])
        .ends(0);
    assert!(shown.out.contains(" at packer-1 (worker "), "{}", shown.out);
    let shown = json(&project, &["deliveries", "show", "1"]);
    assert_eq!(shown["worker"], Value::Null);
    assert_eq!(shown["attempts"][0]["worker"]["instance"], "packer-1");
    let worker = &json(&project, &["consumers", "list"])["consumers"][0]["workers"][0];
    assert_eq!(worker["instance"], "packer-1");
    assert_eq!(worker["id"], shown["attempts"][0]["worker"]["id"]);
    let list = project.run(&["consumers", "list"]).ends(0);
    assert!(list.out.contains("packer-1"), "{}", list.out);

    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (begun, mut begins) = tokio::sync::mpsc::unbounded_channel();
        let app = App::new(config(project.path(), "packer-2")).on(
            "packing::pack",
            move |_: Placed, _| {
                let begun = begun.clone();
                async move {
                    begun.send(()).unwrap();
                    std::future::pending::<Result<(), Fatal>>().await
                }
            },
        );
        let worker = tokio::spawn(app.worker());
        let cx = app.context();
        let running = cx.emit(Placed { number: 2 }).await.unwrap().to_string();
        begins.recv().await.unwrap();
        let shown = project.run(&["events", "show", &running]).ends(0);
        assert!(
            shown.out.contains("\n  runs at packer-2 (worker "),
            "{}",
            shown.out
        );
        worker.abort();
    });
}

/// A source means what lies below it, too.
#[test]
fn b2_events_are_listed_by_their_source() {
    let project = Project::empty();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let app = app(project.path(), false);
        let placed = |source| Emission::new(Placed { number: 0 }).source(source);
        let sources = [
            EventSource::Internal,
            EventSource::Cron,
            EventSource::Webhook,
        ];
        app.context().emit_all(sources.map(placed)).await.unwrap();
    });
    for (source, number) in [
        ("/buildamp/app", 3),
        ("/buildamp/app/cron", 1),
        ("/buildamp/app/frontend", 0),
        ("/buildamp/ap", 0),
    ] {
        let run = project.run(&["events", "list", "--source", source]).ends(0);
        assert_eq!(first_column(&run.out).len(), number, "{source}");
    }
}
