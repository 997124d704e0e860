//! Names lead from one crate to another: those that are listed, and those that lie on this disk.

mod common;

use buildamp_codegen::{Analysis, Input, analyse, rust};

use common::{fields, item, package, quiet, told};

/// Analyses the models of some crates of a workspace, seen from one of its folders.
fn listed(files: &[(&str, &str)], root: &str, models: &[&str]) -> Analysis {
    let dir = package(files);
    let root = dir.path().join(root);
    analyse(&Input {
        root: root.clone(),
        models: models
            .iter()
            .map(|models| dir.path().join(models))
            .collect(),
        building: root.join("Cargo.toml").is_file() && root != dir.path(),
        ..Input::default()
    })
}

const WORKSPACE: (&str, &str) = (
    "Cargo.toml",
    "[workspace]\nmembers = [\"app\", \"models\"]\n[workspace.dependencies]\nparts = { path = \"models\", package = \"shop-models\" }\njson1 = { package = \"serde_json\", version = \"1\" }",
);
const MODELS: [(&str, &str); 4] = [
    (
        "models/Cargo.toml",
        "[package]\nname = \"shop-models\"\n[dependencies]\nserde = \"1\"",
    ),
    (
        "models/src/lib.rs",
        "pub mod models; pub use models::orders::{self, Order as Sale};",
    ),
    ("models/src/models/mod.rs", "pub mod orders;"),
    (
        "models/src/models/orders.rs",
        "pub struct Order { pub id: u8 } pub struct Line; pub type Lines = Vec<Line>;",
    ),
];

fn workspace<'a>(manifest: &'a str, here: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut files = vec![
        WORKSPACE,
        ("app/Cargo.toml", manifest),
        ("app/src/main.rs", "pub mod models;"),
        ("app/src/models/mod.rs", "pub mod here;"),
        ("app/src/models/here.rs", here),
    ];
    files.extend(MODELS);
    files
}

const BOTH: [&str; 2] = ["app/src/models", "models/src/models"];

#[test]
fn h41_a_type_of_another_listed_crate_by_its_path_its_re_exports_and_globs() {
    let manifest =
        "[package]\nname = \"app\"\n[dependencies]\nshop-models = { path = \"../models\" }";
    let here = "use shop_models::models::{self as theirs, orders::*}; use shop_models as shop;
        pub struct Subject {
            pub a: shop_models::models::orders::Order, pub b: ::shop_models::Sale, pub c: Line,
            pub d: theirs::orders::Lines, pub e: shop::orders::Order,
        }";
    let found = listed(&workspace(manifest, here), "app", &BOTH);
    assert_eq!(
        fields(quiet(&found), "Subject"),
        [
            "orders.Order",
            "orders.Order",
            "orders.Line",
            "[orders.Line]",
            "orders.Order"
        ]
    );
}

#[test]
fn h41_dependencies_by_the_names_that_cargo_toml_gives_them() {
    let here = "pub struct Subject { pub a: parts::Sale, pub b: json1::Value, pub c: json2::Value, pub d: win::Value }";
    let manifest = "[package]\nname = \"app\"\n[dependencies]\nparts.workspace = true\njson1 = { workspace = true }\n\
        json2 = { package = \"serde_json\", version = \"1\" }\n\
        [target.'cfg(windows)'.dependencies]\nwin = { package = \"serde_json\", version = \"1\" }";
    let found = listed(&workspace(manifest, here), "app", &BOTH);
    assert_eq!(
        fields(quiet(&found), "Subject"),
        ["orders.Order", "any", "any", "any"]
    );
}

#[test]
fn h41_a_library_by_the_name_in_its_lib_section_and_its_own_program() {
    let files = [
        (
            "Cargo.toml",
            "[package]\nname = \"the-shop\"\n[lib]\nname = \"shop\"\npath = \"code/shop.rs\"\n[[bin]]\nname = \"x\"\npath = \"code/bin/x.rs\"",
        ),
        ("code/shop.rs", "pub mod models; pub mod handlers;"),
        ("code/models/mod.rs", "pub mod a;"),
        (
            "code/models/a.rs",
            "pub struct A { pub b: crate::models::a::B } pub struct B;",
        ),
        ("code/handlers/mod.rs", ""),
        ("src/main.rs", "mod models;"),
        (
            "src/models/mod.rs",
            "pub struct Subject { pub a: shop::models::a::A }",
        ),
    ];
    let found = listed(&files, "", &["src/models", "code/models"]);
    assert_eq!(fields(quiet(&found), "Subject"), ["a.A"]);
}

#[test]
fn h41_a_crate_that_is_not_listed_is_named_with_what_to_do() {
    let manifest = "[package]\nname = \"app\"\n[dependencies]\nshop-models = { path = \"../models\" }\nmoney = \"1\"";
    let here = "use money::Money;
        pub struct Subject { pub a: shop_models::Sale, pub b: Money, pub c: shop_models::orders::Lines }";
    let files = workspace(manifest, here);
    let told = told(&listed(&files, "app", &BOTH[..1]).problems);
    assert!(
        told.contains(
            "`Order` is defined in another crate whose models are not listed, in ../models/src/models/orders.rs"
        ),
        "{told}"
    );
    assert!(told.contains("`--models ../models/src/models`"), "{told}");
    assert!(
        told.contains(
            "`\"shop_models::models::orders::Order\" = \"String\"` under `[generate.types]`"
        ),
        "{told}"
    );
    assert!(
        told.contains("`\"money::Money\" = \"String\"` under `[generate.types]`"),
        "{told}"
    );
    // The alias is followed: it is its own crate's `Line` that is missing.
    assert!(
        told.contains("`Line` is defined in another crate"),
        "{told}"
    );
}

#[test]
fn h33_the_settings_say_what_the_json_of_a_type_elsewhere_is() {
    let manifest = "[package]\nname = \"app\"\n[dependencies]\nshop-models = { path = \"../models\" }\ncash = { package = \"money\", version = \"1\" }";
    let here = "use cash::*; use shop_models::orders;
        pub struct Subject {
            pub a: shop_models::models::orders::Order, pub b: orders::Order, pub c: Money, pub d: cash::Page<u8>,
            pub e: money::Money,
        }";
    let dir = package(&workspace(manifest, here));
    let types = [
        ("shop_models::models::orders::Order", "u32"),
        ("money::Money", "String"),
        ("money::Page<T>", "Vec<T>"),
    ];
    let found = analyse(&Input {
        root: dir.path().join("app"),
        models: vec!["src/models".into()],
        types: types
            .map(|(path, shape)| (path.to_owned(), shape.to_owned()))
            .into(),
        ..Input::default()
    });
    assert_eq!(
        fields(quiet(&found), "Subject"),
        ["u32", "u32", "text", "[u8]", "text"]
    );
}

#[test]
fn h13_two_crates_with_equal_folders_share_an_output_file_and_no_name() {
    let models = |other: &'static str| {
        [
            ("a/Cargo.toml", "[package]\nname = \"a\""),
            ("a/src/lib.rs", "pub mod models;"),
            ("a/src/models/mod.rs", "pub mod shared;"),
            ("a/src/models/shared.rs", "pub struct One;"),
            ("b/Cargo.toml", "[package]\nname = \"b\""),
            ("b/src/lib.rs", "pub mod models;"),
            ("b/src/models/mod.rs", "pub mod shared;"),
            ("b/src/models/shared.rs", other),
        ]
    };
    let both = ["a/src/models", "b/src/models"];
    let found = listed(
        &models("pub struct Two(pub crate::models::shared::Own); pub struct Own;"),
        "",
        &both,
    );
    let homes = quiet(&found)
        .definitions
        .iter()
        .map(|it| (it.file.join("/"), it.name.as_str()));
    let homes: Vec<(String, &str)> = homes.collect();
    let shared = || "shared".to_owned();
    assert_eq!(
        homes,
        [(shared(), "One"), (shared(), "Two"), (shared(), "Own")]
    );

    let told = told(&listed(&models("pub struct One;"), "", &both).problems);
    assert_eq!(
        told,
        "BA0022 b/src/models/shared.rs:1:12-1:15\n  \
         a second `One` in shared: the other is on line 1 of a/src/models/shared.rs\n  \
         help: rename one of them, or move it into a file of its own\n"
    );
}

/// A worker with handlers for the events of a library.
fn worker(manifest: &'static str, handlers: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("worker/Cargo.toml", manifest),
        (
            "worker/src/main.rs",
            "pub mod handlers; pub type Cx = shop_models::Cx;",
        ),
        ("worker/src/handlers/mod.rs", "pub mod email;"),
        ("worker/src/handlers/email.rs", handlers),
        ("models/Cargo.toml", "[package]\nname = \"shop-models\""),
        (
            "models/src/lib.rs",
            "mod models; pub use models::events; mod context; pub use context::Cx;",
        ),
        (
            "models/src/context.rs",
            "pub struct State; pub type Cx = buildamp::Context<State>;",
        ),
        ("models/src/models/mod.rs", "pub mod events;"),
        (
            "models/src/models/events/mod.rs",
            "pub mod email; mod hidden;",
        ),
        (
            "models/src/models/events/email.rs",
            "pub struct SendWelcomeEmail { pub to: String } pub struct Other;",
        ),
        (
            "models/src/models/events/hidden.rs",
            "pub struct Inner { pub a: u8 }",
        ),
    ]
}

#[test]
fn s5_handlers_of_one_crate_for_the_events_of_another() {
    let manifest = "[package]\nname = \"worker\"\n[dependencies]\nshop = { path = \"../models\", package = \"shop-models\" }";
    let handlers = "use shop::events::email::SendWelcomeEmail; use crate::Cx;
        pub async fn send(mail: SendWelcomeEmail, cx: &Cx) -> buildamp::Result<()> { Ok(()) }";
    let files = worker(manifest, handlers);
    let files: Vec<(&str, &str)> = files
        .into_iter()
        .map(|(path, text)| match path {
            "worker/src/main.rs" => (path, "pub mod handlers; pub use shop::Cx;"),
            _ => (path, text),
        })
        .collect();
    let found = listed(&files, "worker", &["models/src/models"]);
    // Whoever handles the others, the library's own build refuses what is wrong in it.
    assert!(
        found.problems.iter().all(|problem| !problem.is_error()),
        "{}",
        told(&found.problems)
    );
    assert!(told(&found.problems).contains("nobody handles the event `Other`"));
    assert_eq!(found.model.handlers.len(), 1);
    assert_eq!(found.model.handlers[0].consumer, "email::send");
    // Its modules are private, so it goes by the path that the handler takes.
    let foreign = item(&found, "SendWelcomeEmail").foreign.clone();
    assert_eq!(
        foreign.unwrap_or_default(),
        ["shop", "events", "email", "SendWelcomeEmail"]
    );
    let rust: String = rust(&found).split_whitespace().collect();
    assert!(
        rust.contains(".on::<::shop::events::email::SendWelcomeEmail,_,>("),
        "{rust}"
    );
    assert!(
        rust.contains("<::shop::Cxas::buildamp::HasState>::State"),
        "{rust}"
    );
    assert!(!rust.contains("implcore"), "{rust}");
}

#[test]
fn s5_a_crate_without_handlers_asks_for_none() {
    let files = worker("[package]\nname = \"worker\"", "");
    let found = listed(&files, "models", &["models/src/models"]);
    assert!(
        !told(&found.problems).contains("nobody handles"),
        "{}",
        told(&found.problems)
    );
    assert!(!found.model.has_handlers);
}

#[test]
fn h43_inputs_hold_the_files_of_other_crates_and_the_cargo_tomls() {
    let manifest = "[package]\nname = \"app\"\n[dependencies]\nparts.workspace = true";
    let here = "pub struct Subject { pub a: parts::Sale }";
    let dir = package(&workspace(manifest, here));
    let found = analyse(&Input {
        root: dir.path().join("app"),
        models: vec!["src/models".into(), "../models/src/models".into()],
        ..Input::default()
    });
    let has = |path: &str| quiet(&found).inputs.contains(&dir.path().join(path));
    for path in [
        "Cargo.toml",
        "app/Cargo.toml",
        "models/Cargo.toml",
        "models/src/lib.rs",
    ] {
        assert!(has(path), "{path}: {:?}", found.inputs);
    }
    assert!(
        found.sources.contains_key("../models/src/models/orders.rs"),
        "{:?}",
        found.sources.keys()
    );
}

const PLAIN: &str = "[package]\nname = \"plain\"\n[dependencies]\nserde = \"1\"";

#[test]
fn h33_a_crate_with_serde_and_nothing_of_ours_gives_its_serde_types() {
    let files = |manifest| {
        [
            ("Cargo.toml", manifest),
            ("src/lib.rs", "pub mod db; mod service;"),
            (
                "src/db/mod.rs",
                "#[derive(serde::Serialize, serde::Deserialize)] pub struct Reply { ok: bool }",
            ),
            (
                "src/service.rs",
                "pub struct Service { pool: Box<dyn Fn()>, lock: std::sync::MutexGuard<'static, u8> }",
            ),
        ]
    };
    let found = listed(&files(PLAIN), "", &["src"]);
    let names = quiet(&found).definitions.iter().map(|it| it.name.as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["Reply"]);
    assert!(!rust(&found).contains("impl"));
    // Where ours is used, each type is a model, and `db` a kind of its own.
    let ours = format!("{PLAIN}\nbuildamp = \"0.1\"");
    let told = told(&listed(&files(&ours), "", &["src"]).problems);
    assert!(told.contains("`db` is a kind of its own"), "{told}");
    assert!(told.contains("`dyn Fn()`"), "{told}");
}

#[test]
fn h33_the_settings_say_what_a_macro_writes_and_a_macro_that_hides_a_file_is_named() {
    let files = [
        ("Cargo.toml", PLAIN),
        ("src/lib.rs", "pub mod models;"),
        (
            "src/models/mod.rs",
            "id!(UserId); cfg_if! { if #[cfg(x)] { pub mod hidden; } }
             pub struct Subject { pub a: UserId }",
        ),
        ("src/models/hidden.rs", "pub struct Hidden;"),
    ];
    let dir = package(&files);
    let found = analyse(&Input {
        root: dir.path().to_owned(),
        models: vec!["src/models".into()],
        types: [("plain::models::UserId".to_owned(), "u32".to_owned())].into(),
        ..Input::default()
    });
    assert_eq!(fields(&found, "Subject"), ["u32"]);
    let told = told(&found.problems);
    let hidden = "a macro writes the `mod` line of this file, and macros are not expanded: `cfg_if!` on line 1 of \
                  src/models/mod.rs";
    assert!(told.contains(hidden), "{told}");
    assert_eq!(found.problems.len(), 1, "{told}");
}
