//! Integers that JavaScript cannot hold exactly.

use buildamp_codegen::report::Severity;

use crate::common::{analyse_shared, told};

fn warned(text: &str) -> Vec<String> {
    let analysis = analyse_shared(text);
    let all_warn = analysis
        .problems
        .iter()
        .all(|problem| problem.severity == Severity::Warning);
    assert!(all_warn, "{}", told(&analysis.problems));
    let names = analysis.problems.iter().map(|problem| {
        let name = problem.what.split('`').nth(1);
        name.unwrap_or_default().to_owned()
    });
    names.collect()
}

#[test]
fn s62_each_field_with_a_wide_integer_is_named_once() {
    let text = "pub struct Order { pub total: i64, pub parts: Vec<Option<u128>>, pub small: u32, pub page: Page<u64>, pub f: f64,
            pub time: std::time::Duration, pub keys: std::collections::HashMap<u64, u8> }
        pub struct Page<T>(pub T);\npub struct Id(pub usize);
        pub enum E { A(u64), B { b: std::num::NonZeroI64 }, C(u8, i64) }";
    assert_eq!(
        warned(text),
        [
            "Order.total",
            "Order.parts",
            "Order.page",
            "Id",
            "E::A",
            "E::B.b",
            "E::C.1"
        ]
    );
}

#[test]
fn s62_what_says_that_it_is_meant_is_not_named() {
    let text = "#[buildamp] #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)] pub struct Order {
            #[buildamp(shape = \"i64\")] pub total: i64,
            #[serde(with = \"buildamp::int_string\")] pub text: u64,
            #[serde(with = \"chrono::serde::ts_seconds\")] pub at: chrono::DateTime<chrono::Utc>,
            #[serde(with = \"chrono::serde::ts_nanoseconds\")] pub exact: chrono::DateTime<chrono::Utc> }";
    assert_eq!(warned(text), ["Order.exact"]);
}

#[test]
fn s62_the_help_says_what_to_do() {
    let told = told(&analyse_shared("pub struct Order { pub total: i64 }").problems);
    assert_eq!(
        told,
        "BA0031 src/models/shared.rs:1:24-1:29\n  \
         `Order.total` is an `i64`, of which JavaScript holds those up to 2^53 exactly\n  \
         help: write `#[serde(with = \"buildamp::int_string\")]` above it to send text, `int64 = \"bigint\"` under `[generate]` in buildamp.toml for TypeScript, or `#[buildamp(shape = \"i64\")]` when it stays below 2^53\n"
    );
}
