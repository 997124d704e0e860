//! Many mistakes in one package are all told in one run, each once.

mod common;

use std::collections::BTreeMap;

use buildamp_codegen::report::{self, Code};

use common::{analyse_files, told};

#[test]
fn h12_h13_every_kind_of_mistake_in_one_run_each_told_once() {
    let analysis = analyse_files(&[
        (
            "src/lib.rs",
            "pub mod handlers;\npub mod models;\npub type Cx = buildamp::Context<()>;",
        ),
        ("src/models/mod.rs", "pub mod events;"),
        (
            "src/models/events/mod.rs",
            "pub mod broken;\npub mod cfgs;\npub mod good;\npub mod privates;\npub mod serdes;\npub mod types;",
        ),
        (
            "src/models/events/broken.rs",
            "pub struct Broken { pub a u8 }",
        ),
        (
            "src/models/events/cfgs.rs",
            "#[buildamp(log_only)]\npub struct Cfg {\n    #[cfg(unix)]\n    pub a: u8,\n}",
        ),
        (
            "src/models/events/good.rs",
            "pub struct Handled;\npub struct Twice;\npub struct Lonely;\npub struct Wrong;\n\
             #[buildamp(log_only, type = \"good.handled\")]\npub struct Named;\n#[buildamp(log_onyl)]\npub struct Key;",
        ),
        (
            "src/models/events/privates.rs",
            "#[buildamp(log_only)]\nstruct Hidden;\n#[buildamp(log_only)]\npub struct Field {\n    a: u8,\n}",
        ),
        (
            "src/models/events/serdes.rs",
            "#[buildamp(log_only)]\n#[serde(rename_all = \"camelCase\")]\npub struct Bare;\n\
             #[buildamp(log_only)]\n#[derive(serde::Serialize, serde::Deserialize)]\n#[serde(tag = \"t\")]\npub enum E {\n    A(u8),\n}",
        ),
        (
            "src/models/events/types.rs",
            "#[buildamp(log_only)]\npub struct Letter(pub *const u8);",
        ),
        ("src/models/events/lost.rs", "pub struct Lost;"),
        ("src/handlers/mod.rs", "pub mod h;"),
        (
            "src/handlers/h.rs",
            "use crate::models::events::good::*;\n\
             pub async fn handled(e: Handled, cx: &crate::Cx) -> anyhow::Result<()> { Ok(()) }\n\
             pub async fn key(e: Key) -> anyhow::Result<()> { Ok(()) }\n\
             pub async fn twice(e: Twice) -> anyhow::Result<()> { Ok(()) }\n\
             pub async fn again(e: Twice) -> anyhow::Result<()> { Ok(()) }\n\
             pub fn wrong(e: Wrong) {}",
        ),
    ]);
    let mut count: BTreeMap<Code, usize> = BTreeMap::new();
    for problem in &analysis.problems {
        *count.entry(problem.code).or_default() += 1;
    }
    let each_once = [
        report::SYNTAX,
        report::UNREACHED,
        report::UNSUPPORTED_TYPE,
        report::PRIVATE_TYPE,
        report::PRIVATE_FIELD,
        report::CFG,
        report::BUILDAMP_ATTRIBUTE,
        report::SERDE_ATTRIBUTE,
        report::SERDE_WITHOUT_DERIVE,
        report::DUPLICATE_TYPE_NAME,
        report::UNHANDLED,
        report::HANDLER_SIGNATURE,
        report::SECOND_CONSUMER,
    ];
    let expected: BTreeMap<Code, usize> = each_once.into_iter().map(|code| (code, 1)).collect();
    assert_eq!(count, expected, "{}", told(&analysis.problems));
}

#[test]
fn the_same_source_gives_the_same_analysis_every_time() {
    let files = [
        ("src/lib.rs", "pub mod models;"),
        ("src/models/mod.rs", "pub mod b;\npub mod a;"),
        (
            "src/models/a.rs",
            "pub struct A { pub b: super::b::B, pub c: *const u8 }",
        ),
        ("src/models/b.rs", "pub struct B { pub z: u8, y: u8 }"),
    ];
    let print = || {
        let analysis = analyse_files(&files);
        let definitions = serde_json::to_string(&analysis.definitions).unwrap();
        let model = serde_json::to_string(&analysis.model).unwrap();
        (definitions, model, told(&analysis.problems))
    };
    assert_eq!(print(), print());
}
