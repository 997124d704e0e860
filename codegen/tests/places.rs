//! What the place of a file makes of its types.

mod common;

use std::path::Path;

use buildamp_codegen::model::{Body, Fields, Kind};
use buildamp_codegen::{config, place};

use common::{analyse_at, analyse_files, analyse_with, definition, item, package, quiet, told};

/// A package with one file of models, reached by one `mod` line a folder.
fn one_file(path: &str, text: &str) -> buildamp_codegen::Analysis {
    let dir = package(&[("src/lib.rs", "pub mod models;")]);
    let file = dir.path().join("src/models").join(path);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    let mut above = dir.path().join("src/models");
    let steps: Vec<&str> = path
        .trim_end_matches("/mod.rs")
        .trim_end_matches(".rs")
        .split('/')
        .collect();
    for step in steps {
        std::fs::write(above.join("mod.rs"), format!("pub mod {step};")).unwrap();
        above = above.join(step);
    }
    std::fs::write(file, text).unwrap();
    analyse_at(dir.path())
}

fn kind_and_name(path: &str, text: &str) -> (Kind, Option<String>) {
    let analysis = one_file(path, text);
    let first = &quiet(&analysis).model.items[0];
    (first.kind, first.durable.clone())
}

#[test]
fn h4_durable_names_are_the_path_without_the_kinds_folder() {
    let names = [
        (
            "events/email.rs",
            "pub struct SendWelcomeEmail;",
            "email.send_welcome_email",
        ),
        (
            "shop/events/order.rs",
            "pub struct OrderPlaced;",
            "shop.order.order_placed",
        ),
        (
            "events/shop/order.rs",
            "pub struct OrderPlaced;",
            "shop.order.order_placed",
        ),
        (
            "events/order/mod.rs",
            "pub struct OrderPlaced;",
            "order.order_placed",
        ),
        ("events/mod.rs", "pub struct OrderPlaced;", "order_placed"),
        (
            "events/http.rs",
            "pub struct HTTPRequestSeen;",
            "http.http_request_seen",
        ),
        ("events/r.rs", "pub struct r#Match;", "r.match"),
        (
            "events/pinned.rs",
            "#[buildamp(type = \"mail.welcome\")] pub struct Any;",
            "mail.welcome",
        ),
        (
            "events/events/twice.rs",
            "pub struct Seen;",
            "events.twice.seen",
        ),
    ];
    for (path, text, name) in names {
        assert_eq!(
            kind_and_name(path, text),
            (Kind::Event, Some(name.to_owned())),
            "{path}"
        );
    }
}

#[test]
fn h13_only_a_folder_of_the_exact_name_is_a_kind() {
    for path in [
        "mydb/user.rs",
        "db_old/user.rs",
        "events2/user.rs",
        "my_events/user.rs",
        "Events/user.rs",
    ] {
        assert_eq!(
            kind_and_name(path, "pub struct User { pub name: String }"),
            (Kind::Plain, None),
            "{path}"
        );
    }
    // A file that is called like a kind is no folder.
    assert_eq!(
        kind_and_name("events.rs", "pub struct User;"),
        (Kind::Plain, None)
    );
    assert_eq!(
        kind_and_name("shop/db.rs", "pub struct User;"),
        (Kind::Plain, None)
    );
}

#[test]
fn h13_the_nearest_folder_wins() {
    assert_eq!(
        kind_and_name("events/sse/a.rs", "pub struct Seen;"),
        (Kind::Sse, Some("events.a.seen".to_owned()))
    );
    assert_eq!(
        kind_and_name("sse/events/a.rs", "pub struct Seen;"),
        (Kind::Event, Some("sse.a.seen".to_owned()))
    );
}

#[test]
fn h15_a_kind_whose_folder_is_missing_or_empty_generates_nothing() {
    let files = [
        ("src/lib.rs", "pub mod models;"),
        ("src/models/mod.rs", "pub mod events;\npub mod sse;"),
        ("src/models/events/mod.rs", "//! Nothing yet."),
        ("src/models/sse/mod.rs", "pub mod email;"),
        ("src/models/sse/email.rs", "pub struct Sent;"),
    ];
    let dir = package(&files);
    std::fs::create_dir_all(dir.path().join("src/models/db")).unwrap();
    std::fs::create_dir_all(dir.path().join("src/models/webhooks/deep")).unwrap();
    let analysis = analyse_at(dir.path());
    let kinds: Vec<Kind> = quiet(&analysis)
        .model
        .items
        .iter()
        .map(|item| item.kind)
        .collect();
    assert_eq!(kinds, [Kind::Sse]);
    assert!(!analysis.model.has_handlers);
}

/// The last part of its URL, and the type of its events.
#[test]
fn h10_a_webhook_is_named_as_its_file() {
    let says = "#[buildamp(verify = \"stripe\", secret = \"${SECRET}\")] pub struct StripeEvent;";
    let analysis = analyse_files(&[
        ("src/lib.rs", "pub mod models;"),
        ("src/models/mod.rs", "pub mod webhooks; pub mod billing;"),
        ("src/models/billing/mod.rs", "pub mod webhooks;"),
        ("src/models/billing/webhooks/mod.rs", "pub mod gateway;"),
        (
            "src/models/billing/webhooks/gateway.rs",
            &says.replace("Stripe", "Gateway"),
        ),
        (
            "src/models/webhooks/mod.rs",
            &format!(
                "pub mod stripe; pub mod own; {}",
                says.replace("Stripe", "Partner")
            ),
        ),
        ("src/models/webhooks/stripe.rs", says),
        (
            "src/models/webhooks/own.rs",
            &says.replace("verify", "path = \"o-w.n_1\", verify"),
        ),
    ]);
    let model = &quiet(&analysis).model;
    let mut named: Vec<(&str, &str)> = model
        .items
        .iter()
        .map(|item| {
            let webhook = item.options.webhook.as_deref().unwrap();
            (webhook.name.as_str(), item.durable.as_deref().unwrap())
        })
        .collect();
    named.sort_unstable();
    assert_eq!(
        named,
        [
            ("billing.gateway", "billing.gateway.gateway_event"),
            ("o-w.n_1", "own.stripe_event"),
            ("partner_event", "partner_event"),
            ("stripe", "stripe.stripe_event"),
        ]
    );
}

#[test]
fn h15_no_models_at_all_is_no_mistake() {
    assert!(
        quiet(&analyse_files(&[("src/lib.rs", "")]))
            .model
            .items
            .is_empty()
    );
    assert!(
        quiet(&analyse_files(&[("README.md", "")]))
            .model
            .items
            .is_empty()
    );
    assert!(
        quiet(&analyse_files(&[
            ("src/lib.rs", "pub mod models;"),
            ("src/models/mod.rs", "")
        ]))
        .definitions
        .is_empty()
    );
}

#[test]
fn h20_a_struct_without_attributes_and_imports_is_an_event() {
    let analysis = one_file(
        "events/email.rs",
        "pub struct Send { pub to: String, pub copies: Vec<u8> }",
    );
    let send = item(quiet(&analysis), "Send");
    assert_eq!(
        (send.kind, send.durable.as_deref()),
        (Kind::Event, Some("email.send"))
    );
    assert!(
        !(send.has.debug
            || send.has.clone
            || send.has.serialize
            || send.has.deserialize
            || send.has.kind)
    );
    assert_eq!(*send.module, ["models", "events", "email"]);
    assert_eq!(*send.file, ["events", "email"]);
}

#[test]
fn h31_attributes_and_derives_are_kept_and_only_the_missing_is_added() {
    let text = "use serde::Serialize as Ser;
        #[derive(Debug, Ser, serde::Deserialize, PartialEq, buildamp::BuildAmpEvent)] pub struct A;
        pub struct B;
        impl Clone for B { fn clone(&self) -> Self { B } }
        #[derive(rkyv::Serialize)] pub struct C;";
    let analysis = one_file("events/a.rs", text);
    let (a, b, c) = (
        item(quiet(&analysis), "A").has,
        item(&analysis, "B").has,
        item(&analysis, "C").has,
    );
    assert!(a.debug && !a.clone && a.serialize && a.deserialize && a.kind);
    assert!(b.clone && !b.debug && !b.serialize && !b.kind);
    assert!(!c.serialize);
}

#[test]
fn h31_a_derive_makes_an_event_anywhere_below_the_models() {
    let analysis = one_file(
        "jobs/mail.rs",
        "#[derive(buildamp::BuildAmpEvent)] pub struct Send; pub struct Other;",
    );
    let send = item(quiet(&analysis), "Send");
    assert_eq!(
        (send.kind, send.durable.as_deref(), send.has.kind),
        (Kind::Event, Some("jobs.mail.send"), true)
    );
    assert_eq!(item(&analysis, "Other").kind, Kind::Plain);
}

#[test]
fn h16_websocket_messages_are_not_generated_yet_and_that_is_told() {
    let analysis = one_file("ws/dashboard.rs", "pub struct Moved { pub x: i32 }");
    let problems = told(&analysis.problems);
    assert!(problems.starts_with("BA0006 "), "{problems}");
    for part in ["`ws` is a kind of its own", "write `ws = false`"] {
        assert!(problems.contains(part), "{problems}");
    }
}

#[test]
fn h32_the_table_says_what_each_folder_adds() {
    let data = ["Debug", "Clone", "Serialize", "Deserialize"];
    assert_eq!(place::adds(Kind::Plain), data);
    assert_eq!(place::adds(Kind::Session), data);
    assert_eq!(place::adds(Kind::Event), [&data[..], &["Event"]].concat());
    assert_eq!(
        place::adds(Kind::Sse),
        [&data[..], &["SseMessage"]].concat()
    );
}

#[test]
fn h41_an_enum_is_one_event_with_its_stages() {
    let text = "pub enum Import { Started { rows: u32 }, Parsed(Vec<String>), Done, Failed { why: String, row: Option<u32> } }";
    let analysis = one_file("events/import.rs", text);
    let import = item(quiet(&analysis), "Import");
    assert_eq!(
        (import.kind, import.durable.as_deref()),
        (Kind::Event, Some("import.import"))
    );
    let Body::Enum(stages) = &import.body else {
        panic!("no enum")
    };
    let names: Vec<&str> = stages.iter().map(|stage| stage.ident.as_str()).collect();
    assert_eq!(names, ["Started", "Parsed", "Done", "Failed"]);
    assert!(matches!(&stages[3].fields, Fields::Named(fields) if fields.len() == 2));
}

#[test]
fn plain_takes_a_type_out_of_its_folders_kind() {
    let analysis = one_file(
        "events/a.rs",
        "pub struct A; #[buildamp(plain)] pub struct Part<T> { pub of: T }",
    );
    assert_eq!(item(quiet(&analysis), "Part").kind, Kind::Plain);
    assert_eq!(item(&analysis, "Part").durable, None);
}

#[test]
fn output_files_follow_the_source_files() {
    let analysis = analyse_files(&[
        ("src/lib.rs", "pub mod models;"),
        (
            "src/models/mod.rs",
            "pub mod a;\npub mod shared;\n#[path = \"odd-name.rs\"] pub mod odd;\npub struct Root;",
        ),
        ("src/models/a/mod.rs", "pub mod name;\npub struct InA;"),
        (
            "src/models/a/name.rs",
            "pub struct Deep; pub mod inline { pub struct Inside; pub mod more { pub struct Most; } }",
        ),
        ("src/models/shared.rs", "pub struct Shared;"),
        ("src/models/odd-name.rs", "pub struct Odd;"),
    ]);
    let file = |name| definition(quiet(&analysis), name).file.join("/");
    assert_eq!(file("Root"), "models");
    assert_eq!(file("InA"), "a");
    assert_eq!(file("Deep"), "a/name");
    assert_eq!(file("Inside"), "a/name");
    assert_eq!(file("Most"), "a/name");
    assert_eq!(file("Shared"), "shared");
    assert_eq!(file("Odd"), "odd");
    assert_eq!(
        *item(&analysis, "Most").module,
        ["models", "a", "name", "inline", "more"]
    );
}

#[test]
fn folders_are_renamed_and_switched_off_in_the_configuration() {
    let text =
        "[generate.place]\nevents = \"jobs\"\ndb = false\nsession = false\nsse = \"events\"\n";
    let (config, problems) = config::read(text, Path::new("buildamp.toml"));
    assert_eq!(told(&problems), "");
    let dir = package(&[
        ("src/lib.rs", "pub mod models;"),
        (
            "src/models/mod.rs",
            "pub mod jobs;\npub mod events;\npub mod db;\npub mod session;",
        ),
        ("src/models/jobs/mod.rs", "pub struct Job;"),
        ("src/models/events/mod.rs", "pub struct Message;"),
        ("src/models/db/mod.rs", "pub struct Row;"),
        ("src/models/session.rs", "pub struct Session;"),
    ]);
    let analysis = analyse_with(dir.path(), config.places);
    let kind = |name| item(quiet(&analysis), name).kind;
    assert_eq!(kind("Job"), Kind::Event);
    assert_eq!(kind("Message"), Kind::Sse);
    assert_eq!((kind("Row"), kind("Session")), (Kind::Plain, Kind::Plain));
    assert_eq!(item(&analysis, "Job").durable.as_deref(), Some("job"));
}

#[test]
fn h14_session_rs_is_a_kind_at_the_top_alone() {
    assert_eq!(
        kind_and_name("events/session.rs", "pub struct Ended;").0,
        Kind::Event
    );
    assert_eq!(
        kind_and_name("shop/session.rs", "pub struct Ended;").0,
        Kind::Plain
    );
    assert_eq!(
        kind_and_name("session/mod.rs", "pub struct Session;"),
        (Kind::Session, None)
    );
    assert_eq!(
        kind_and_name("session.rs", "pub struct Session;"),
        (Kind::Session, None)
    );
    assert_eq!(
        kind_and_name("session/cart.rs", "pub struct Cart;").0,
        Kind::Plain
    );
    let text =
        "pub mod inner { pub struct Part; } #[buildamp(plain)] pub struct Data<T> { pub of: T }";
    let analysis = one_file("session.rs", text);
    let kind = |name| item(quiet(&analysis), name).kind;
    assert_eq!((kind("Part"), kind("Data")), (Kind::Session, Kind::Plain));
}

#[test]
fn both_doors_see_the_same_place() {
    let places = place::Places::default();
    let models = Path::new("src/models");
    for (file, name) in [
        ("src/models/events/email.rs", Some("email.send")),
        (
            "/home/me/app/src/models/shop/events/order.rs",
            Some("shop.order.send"),
        ),
        ("member/src/models/events/order/mod.rs", Some("order.send")),
        ("src/other/events/email.rs", None),
        ("src/models.rs", None),
    ] {
        let place = place::of_file(Path::new(file), models, &places);
        assert_eq!(
            place.map(|place| place.durable("Send")).as_deref(),
            name,
            "{file}"
        );
    }
    assert_eq!(place::Place::default().durable("SendNow"), "send_now");
}

#[test]
fn a_configuration_says_where_to_look() {
    let text = "[generate]\nmodels = [\"a/models\", \"b\"]\nhandlers = \"h\"\nout = \"../web\"\ntargets = \"elm\"\n";
    let (config, problems) = config::read(text, Path::new("conf/buildamp.toml"));
    assert_eq!(told(&problems), "");
    assert_eq!(
        config.models,
        [Path::new("conf/a/models"), Path::new("conf/b")]
    );
    assert_eq!(config.handlers.as_deref(), Some(Path::new("conf/h")));
    assert_eq!(config.out, Path::new("conf/../web"));
    assert_eq!(config.targets, [buildamp_codegen::Target::Elm]);
    let (defaults, problems) = config::read("[app]\nkey = 1\n", Path::new("buildamp.toml"));
    assert_eq!(
        (told(&problems).as_str(), defaults),
        ("", config::Config::default())
    );
}

#[test]
fn a_configuration_that_is_no_toml_is_one_problem_with_its_place() {
    let (_, problems) = config::read("[generate]\nout = = 1\n", Path::new("./buildamp.toml"));
    assert_eq!(problems.len(), 1);
    assert!(
        told(&problems).starts_with("BA0005 buildamp.toml:2:7-"),
        "{}",
        told(&problems)
    );
}
