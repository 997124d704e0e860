//! Handlers, as the scanner finds them.

mod common;

use std::time::Duration;

use buildamp_codegen::Analysis;
use buildamp_codegen::emit::rust;
use buildamp_codegen::model::{Batch, Handler, Limits, Mode, On, Rate, StateOf, Takes};

use common::{analyse_files, quiet, told};

const EVENTS: &str =
    "pub struct A; pub struct B; pub struct C; pub struct D { pub n: u32 } pub enum E { One }";

fn analysis(handlers: &str, lib: &str) -> Analysis {
    analyse_files(&[
        (
            "src/lib.rs",
            &format!("pub mod handlers;\npub mod models;\n{lib}"),
        ),
        ("src/models/mod.rs", "pub mod events;"),
        ("src/models/events/mod.rs", "pub mod e;"),
        ("src/models/events/e.rs", EVENTS),
        ("src/handlers/mod.rs", "pub mod h;"),
        ("src/handlers/h.rs", handlers),
    ])
}

/// The handlers of these functions, of which one listens to everything, so that no event is left over.
fn handlers(text: &str, lib: &str) -> Vec<Handler> {
    let analysis = analysis(&format!("{text}\n{REST}"), lib);
    let mut found = quiet(&analysis).model.handlers.clone();
    assert_eq!(found.pop().map(|rest| rest.on), Some(On::Glob("*".into())));
    found
}

/// Listens to everything.
const REST: &str = "#[buildamp(on = \"*\")] pub async fn rest(all: buildamp::Envelope) -> anyhow::Result<()> { Ok(()) }";

const CX: &str = "pub type Cx = buildamp::Context<AppState>; pub struct AppState;";

#[test]
fn h12_all_four_argument_forms() {
    let text = "use crate::{Cx, models::events::e::*};
        use buildamp::{Tx, Settle};
        pub async fn a(event: A) -> anyhow::Result<()> { Ok(()) }
        pub async fn b(event: B, cx: &Cx) -> Result<Settle, std::io::Error> { Ok(Settle::Cancel) }
        pub async fn c(event: C, tx: &mut Tx<'_>) -> buildamp::Result { Ok(()) }
        pub async fn d(D: D, cx: &crate::Cx, tx: &mut buildamp::Tx<'_>) -> std::io::Result<()> { Ok(()) }";
    let found = handlers(text, CX);
    let takes: Vec<Takes> = found.iter().map(|handler| handler.takes).collect();
    assert_eq!(
        takes,
        [Takes::Event, Takes::Context, Takes::Tx, Takes::ContextAndTx]
    );
    let cx = Some(StateOf::Alias("crate::Cx".into()));
    let states: Vec<Option<StateOf>> = found.iter().map(|handler| handler.state.clone()).collect();
    assert_eq!(states, [None, cx.clone(), None, cx]);
    assert_eq!(found[3].consumer, "h::d");
    assert_eq!(found[3].path, ["handlers", "h", "d"]);
    assert_eq!(found[3].on, On::Event(3));
}

#[test]
fn what_a_handler_returns_is_kept_without_its_secrets() {
    let text = "use crate::models::events::e::*;
        use crate::models::card::{Card, Deck, Page};
        pub async fn a(event: A) -> anyhow::Result<Card> { todo!() }
        pub async fn b(event: B) -> Result<Option<Vec<(u8, Deck)>>, std::io::Error> { todo!() }
        pub async fn c(event: C) -> buildamp::Result<(Page<Card>, elsewhere::Thing)> { todo!() }
        pub async fn d(event: D) -> Done { todo!() }
        type Done = anyhow::Result<std::collections::BTreeMap<String, Page<u8>>>;";
    let models = "use buildamp::buildamp;
        #[buildamp] pub struct Card { pub name: String, #[buildamp(secret)] pub number: String }
        pub struct Deck { pub cards: Vec<Card> }
        pub struct Page<T> { pub items: Vec<T> }";
    let files = [
        ("src/lib.rs", "pub mod handlers;\npub mod models;"),
        ("src/models/mod.rs", "pub mod card; pub mod events;"),
        ("src/models/card.rs", models),
        ("src/models/events/mod.rs", "pub mod e;"),
        ("src/models/events/e.rs", EVENTS),
        ("src/handlers/mod.rs", "pub mod h;"),
        ("src/handlers/h.rs", &format!("{text}\n{REST}")),
    ];
    let analysis = analyse_files(&files);
    let found = &quiet(&analysis).model.handlers;
    let secrets: Vec<Vec<&str>> = found
        .iter()
        .map(|it| it.secret_result.iter().map(String::as_str).collect())
        .collect();
    // What is not known in part is secret as a whole.
    let expected: [&[&str]; 5] = [&["number"], &["*.1.cards.*.number"], &[""], &[], &[]];
    assert_eq!(secrets, expected);
    let registry = rust::file(&analysis.model, &[], rust::Bodies::Real).to_string();
    assert!(registry.contains(r#"secret_result (& ["*.1.cards.*.number"])"#));
}

#[test]
fn a_vec_of_an_event_is_a_batch() {
    let text = "use crate::{Cx, models::events::e::*}; use buildamp::{BatchOutcome, Settle, Tx, buildamp};
        pub async fn a(events: Vec<A>) -> anyhow::Result<()> { Ok(()) }
        #[buildamp(batch(max = 1000, wait = \"10s\"))]
        pub async fn b(events: std::vec::Vec<B>, cx: &Cx, tx: &mut Tx<'_>) -> anyhow::Result<BatchOutcome> { todo!() }
        #[buildamp(batch(wait = \"50ms\"), in_order, concurrency = 100)]
        pub async fn c(events: Vec<C>) -> Result<Settle, std::io::Error> { todo!() }
        pub async fn d(event: D) -> anyhow::Result<()> { Ok(()) }";
    let found = handlers(text, CX);
    let batch = |max, wait| {
        let wait = Duration::from_millis(wait);
        Some(Batch { max, wait })
    };
    let batches: Vec<Option<Batch>> = found.iter().map(|it| it.batch).collect();
    assert_eq!(
        batches,
        [batch(100, 0), batch(1000, 10_000), batch(100, 50), None]
    );
    let on: Vec<On> = found.iter().map(|handler| handler.on.clone()).collect();
    assert_eq!(on, [0, 1, 2, 3].map(On::Event));
    assert_eq!(found[1].takes, Takes::ContextAndTx);
}

#[test]
fn h12_events_through_globs_aliases_renames_and_prelude_globs() {
    let text = "use crate::models::events::e as mine; use mine::B as Second; use buildamp::prelude::*;
        type Third = crate::models::events::e::C;
        pub async fn a(event: mine::A) -> Done { Ok(()) }
        pub async fn b(event: Second, tx: &mut Tx<'_>) -> crate::Done { Ok(()) }
        pub async fn c(event: Third, cx: &Context<crate::AppState>) -> crate::Outcome<Settle> { todo!() }
        pub async fn d(event: super::super::models::events::e::D, cx: &Context) -> crate::Outcome { todo!() }
        use crate::Done;";
    let lib = "pub struct AppState; pub type Done = Result<(), std::fmt::Error>;
        pub type Outcome<T = ()> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;";
    let found = handlers(text, lib);
    let on: Vec<On> = found.iter().map(|handler| handler.on.clone()).collect();
    assert_eq!(on, [On::Event(0), On::Event(1), On::Event(2), On::Event(3)]);
    assert_eq!(
        found[2].state,
        Some(StateOf::State("crate::AppState".into()))
    );
    assert_eq!(found[3].state, Some(StateOf::State("()".into())));
}

#[test]
fn states_are_named_from_the_crates_root() {
    let text = "use crate::{models::events::e::*, web::State as Mine, generic::Ctx};
        use std::sync::Arc;
        type Private = buildamp::Context<Arc<Mine>>;
        pub async fn a(event: A, cx: &Private) -> anyhow::Result<()> { Ok(()) }
        pub async fn b(event: B, cx: &Ctx<Mine>) -> anyhow::Result<()> { Ok(()) }
        pub async fn c(event: C, cx: &crate::by_macro::Cx) -> anyhow::Result<()> { Ok(()) }
        pub async fn d(event: D, cx: &core_of_mine::Cx) -> anyhow::Result<()> { Ok(()) }";
    let lib = "pub mod web { pub struct State; } pub mod generic { pub type Ctx<S> = buildamp::Context<S>; }";
    let states: Vec<Option<StateOf>> = handlers(text, lib)
        .into_iter()
        .map(|handler| handler.state)
        .collect();
    assert_eq!(
        states,
        [
            Some(StateOf::State("::std::sync::Arc<crate::web::State>".into())),
            Some(StateOf::State("crate::web::State".into())),
            Some(StateOf::Alias("crate::by_macro::Cx".into())),
            Some(StateOf::Alias("::core_of_mine::Cx".into())),
        ]
    );
}

#[test]
fn h12_helpers_are_no_handlers() {
    let text = "use crate::models::events::e::*;
        pub async fn a(event: A) -> anyhow::Result<()> { Ok(()) }
        pub(crate) async fn helper(event: A) -> anyhow::Result<()> { Ok(()) }
        async fn private(event: A) -> anyhow::Result<()> { Ok(()) }
        pub fn render(event: &A) -> String { String::new() }
        pub async fn unrelated(name: String, many: Vec<A>) {}
        pub fn nothing() {}
        #[cfg(test)] pub fn test_helper(event: A) {}
        #[cfg(test)] mod tests { pub fn more(event: super::A) {} }
        impl A { pub async fn method(self) {} }";
    let found = handlers(text, "");
    assert_eq!(
        found
            .iter()
            .map(|handler| handler.consumer.as_str())
            .collect::<Vec<_>>(),
        ["h::a"]
    );
}

#[test]
fn s8_consumers_are_named_by_their_path_or_their_attribute() {
    let text = "use crate::models::events::e::*;
        pub mod inner { pub async fn a(event: super::A) -> anyhow::Result<()> { Ok(()) } }
        #[buildamp(consumer = \"audit\")] pub async fn b(event: A) -> anyhow::Result<()> { Ok(()) }";
    let found = handlers(text, "");
    let names: Vec<(&str, bool)> = found
        .iter()
        .map(|handler| (handler.consumer.as_str(), handler.named))
        .collect();
    assert_eq!(names, [("h::inner::a", false), ("audit", true)]);
}

#[test]
fn an_event_is_handled_by_a_glob_that_matches_it() {
    let unhandled = |glob: &str| {
        let text = format!(
            "#[buildamp(on = \"{glob}\")] pub async fn w(e: buildamp::Envelope) -> anyhow::Result<()> {{ Ok(()) }}"
        );
        let problems = analysis(&text, "").problems;
        assert!(
            problems
                .iter()
                .all(|problem| problem.code == buildamp_codegen::report::UNHANDLED),
            "{}",
            told(&problems)
        );
        problems.len()
    };
    for (glob, left) in [
        ("*", 0),
        ("**", 0),
        ("e.*", 0),
        ("e.**", 0),
        ("*.*", 0),
        ("*.a", 4),
        ("e", 5),
        ("*.*.*", 5),
        ("f.**", 5),
    ] {
        assert_eq!(unhandled(glob), left, "{glob}");
    }
}

#[test]
fn h12_without_handlers_beside_the_models_nothing_is_unhandled() {
    let analysis = analyse_files(&[
        ("src/lib.rs", "pub mod models;"),
        ("src/models/mod.rs", "pub mod events;"),
        ("src/models/events/mod.rs", "pub struct Lonely;"),
    ]);
    assert!(!quiet(&analysis).model.has_handlers);
}

#[test]
fn h12_an_event_whose_handler_may_be_in_a_broken_file_is_no_second_mistake() {
    let analysis = analysis("pub async fn a(event: A -> {}", "");
    assert_eq!(analysis.problems.len(), 1, "{}", told(&analysis.problems));
}

#[test]
fn handlers_in_one_file_and_in_nested_folders() {
    let files = |handlers: &[(&'static str, &'static str)]| {
        let mut files = vec![
            ("src/main.rs", "mod handlers;\nmod models;\nfn main() {}"),
            ("src/models.rs", "pub mod events;"),
            ("src/models/events/mod.rs", "pub struct Only;"),
        ];
        files.extend(handlers);
        analyse_files(&files)
    };
    let text = "pub async fn only(e: crate::models::events::Only) -> anyhow::Result<()> { Ok(()) }";
    let one = files(&[("src/handlers.rs", text)]);
    assert_eq!(quiet(&one).model.handlers[0].consumer, "only");
    let nested = files(&[
        ("src/handlers/mod.rs", "pub mod a;"),
        ("src/handlers/a/mod.rs", "pub mod b;"),
        ("src/handlers/a/b.rs", text),
    ]);
    assert_eq!(quiet(&nested).model.handlers[0].consumer, "a::b::only");
    assert_eq!(
        nested.model.handlers[0].path,
        ["handlers", "a", "b", "only"]
    );
}

/// What a handler is held to, and what it would be written as.
#[test]
fn limits_are_read_and_written() {
    let text = "use crate::models::events::e::*;
        #[buildamp(concurrency = 20, rate = \"100/1m\", in_order)]
        pub async fn a(event: A) -> anyhow::Result<()> { Ok(()) }
        #[buildamp(concurrency_per_key = 2, rate_per_key = \"5/s\")]
        pub async fn b(event: B) -> anyhow::Result<()> { Ok(()) }
        pub async fn c(event: C) -> anyhow::Result<()> { Ok(()) }";
    let found = handlers(text, CX);
    let per = |starts, per| Some(Rate { starts, per });
    let a = Limits {
        concurrency: Some(20),
        rate: per(100, Duration::from_mins(1)),
        in_order: true,
        ..Limits::default()
    };
    let b = Limits {
        concurrency_per_key: Some(2),
        rate_per_key: per(5, Duration::from_secs(1)),
        ..Limits::default()
    };
    let limits: Vec<Limits> = found.iter().map(|handler| handler.limits).collect();
    assert_eq!(limits, [a, b, Limits::default()]);
    let analysis = analysis(&format!("{text}\n{REST}"), CX);
    let rust = rust::file(&analysis.model, &[], rust::Bodies::Real).to_string();
    let rust: String = rust.split_whitespace().collect();
    for part in [
        ".limited(::buildamp::Limits::new().concurrency(20u32).rate(::buildamp::Rate::new(100u32,::core::time::Duration::new(60u64,0u32))).in_order())",
        ".limited(::buildamp::Limits::new().concurrency_per_key(2u32).rate_per_key(::buildamp::Rate::new(5u32,::core::time::Duration::new(1u64,0u32))))",
    ] {
        assert!(rust.contains(part), "{rust}");
    }
    assert_eq!(rust.matches(".limited(").count(), 2);
}

/// When a handler runs, and what it would be written as.
#[test]
fn modes_are_read_and_written() {
    let text = "use crate::models::events::e::*; use buildamp::Tx;
        #[buildamp(mode = \"inline\")]
        pub async fn a(event: A, tx: &mut Tx<'_>) -> anyhow::Result<()> { Ok(()) }
        #[buildamp(mode = \"inline\", required)]
        pub async fn b(event: B) -> anyhow::Result<()> { Ok(()) }
        #[buildamp(mode = \"durable\")]
        pub async fn c(event: C) -> anyhow::Result<()> { Ok(()) }
        #[buildamp(mode = \"ephemeral\", coalesce(key = \"d/{n}\", window = \"50ms\"))]
        pub async fn d(event: D) -> anyhow::Result<()> { Ok(()) }";
    let modes: Vec<Mode> = handlers(text, CX).iter().map(|it| it.mode).collect();
    let read = [
        Mode::Inline,
        Mode::InlineRequired,
        Mode::Durable,
        Mode::Ephemeral,
    ];
    assert_eq!(modes, read);
    let analysis = analysis(&format!("{text}\n{REST}"), CX);
    let rust = rust::file(&analysis.model, &[], rust::Bodies::Real).to_string();
    let rust: String = rust.split_whitespace().collect();
    for part in [
        ".mode(::buildamp::Mode::Inline)",
        ".mode(::buildamp::Mode::InlineRequired)",
        ".mode(::buildamp::Mode::Ephemeral).coalesced(::core::time::Duration::new(0u64,50000000u32),|event:&crate::models::events::e::D|::std::format!(\"d/{}\",event.n))",
    ] {
        assert_eq!(rust.matches(part).count(), 1, "{rust}");
    }
    assert_eq!(rust.matches(".mode(").count(), 3);
}
