//! Modules that write and read a field in place of its type.

use crate::show::{lowered, refused};

fn field(attribute: &str, ty: &str) -> String {
    lowered(&format!(
        "#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)] pub struct S {{ {attribute} pub a: {ty} }}"
    ))
}

#[test]
fn s3_modules_that_are_known_have_their_shapes() {
    let table = [
        ("hex::serde", "Vec<u8>", "hex"),
        ("serde_bytes", "Vec<u8>", "[u8]"),
        ("humantime_serde", "std::time::Duration", "text"),
        (
            "humantime_serde::option",
            "Option<std::time::Duration>",
            "option text",
        ),
        ("time::serde::rfc3339", "time::OffsetDateTime", "timestamp"),
        (
            "time::serde::rfc3339::option",
            "Option<time::OffsetDateTime>",
            "option timestamp",
        ),
        ("time::serde::rfc2822", "time::OffsetDateTime", "text"),
        ("time::serde::iso8601", "time::OffsetDateTime", "text"),
        ("uuid::serde::simple", "uuid::Uuid", "hex"),
        ("uuid::serde::urn", "uuid::Uuid", "text"),
        ("uuid::serde::braced", "uuid::Uuid", "text"),
        ("uuid::serde::compact", "uuid::Uuid", "[u8]"),
        (
            "rust_decimal::serde::str",
            "rust_decimal::Decimal",
            "decimal",
        ),
        (
            "rust_decimal::serde::str_option",
            "Option<rust_decimal::Decimal>",
            "option decimal",
        ),
        ("buildamp::int_string", "u64", "digits u64"),
        ("buildamp::int_string", "Option<i128>", "option digits i128"),
        (
            "chrono::serde::ts_seconds",
            "chrono::DateTime<chrono::Utc>",
            "i64",
        ),
        (
            "chrono::serde::ts_milliseconds_option",
            "Option<chrono::DateTime<chrono::Utc>>",
            "option i64",
        ),
        (
            "chrono::naive::serde::ts_microseconds",
            "chrono::NaiveDateTime",
            "i64",
        ),
        ("time::serde::timestamp", "time::OffsetDateTime", "i64"),
        (
            "time::serde::timestamp::milliseconds",
            "time::OffsetDateTime",
            "i128",
        ),
        (
            "time::serde::timestamp::option",
            "Option<time::OffsetDateTime>",
            "option i64",
        ),
        (
            "serde_with::As::<serde_with::DisplayFromStr>",
            "u64",
            "digits u64",
        ),
    ];
    for (module, ty, expected) in table {
        let line = field(&format!("#[serde(with = \"{module}\")]"), ty);
        let mark = if expected.starts_with("option") {
            "!"
        } else {
            ""
        };
        assert_eq!(line, format!("S: {{a{mark}: {expected}}}"), "{module}");
    }
    assert_eq!(
        field(
            "#[serde(with = \"rust_decimal::serde::float\")]",
            "rust_decimal::Decimal"
        ),
        "S written: {a: float?}\nS accepted: {a: float}"
    );
}

#[test]
fn s3_functions_of_modules_that_are_known_are_known_too() {
    let both = "#[serde(serialize_with = \"chrono::serde::ts_seconds::serialize\", deserialize_with = \"chrono::serde::ts_seconds::deserialize\")]";
    assert_eq!(field(both, "chrono::DateTime<chrono::Utc>"), "S: {a: i64}");
    let written = "#[serde(serialize_with = \"chrono::serde::ts_seconds::serialize\")]";
    assert_eq!(
        field(written, "chrono::DateTime<chrono::Utc>"),
        "S written: {a: i64}\nS accepted: {a: timestamp}"
    );
}

#[test]
fn s3_a_module_asks_for_its_key() {
    assert_eq!(
        field(
            "#[serde(default, with = \"time::serde::rfc3339::option\")]",
            "Option<time::OffsetDateTime>"
        ),
        "S: {a: option timestamp}"
    );
    assert_eq!(
        field(
            "#[serde(skip_serializing_if = \"Option::is_none\", with = \"time::serde::rfc3339::option\")]",
            "Option<time::OffsetDateTime>"
        ),
        "S written: {a?: timestamp}\nS accepted: {a!: option timestamp}"
    );
}

#[test]
fn s3_options_that_say_whether_the_key_is_there() {
    let both = "#[serde(default, skip_serializing_if = \"Option::is_none\", with = \"serde_with::rust::double_option\")]";
    assert_eq!(field(both, "Option<Option<u8>>"), "S: {a?: option u8}");
    let both = "#[serde(default, skip_serializing_if = \"Option::is_none\", with = \"serde_with::rust::unwrap_or_skip\")]";
    assert_eq!(field(both, "Option<u8>"), "S: {a?: u8}");
}

#[test]
fn s3_conversions_of_serde_with() {
    let table = [
        ("DisplayFromStr", "u64", "digits u64"),
        ("DisplayFromStr", "std::net::IpAddr", "ip"),
        ("DisplayFromStr", "ext::Anything", "text"),
        ("Option<DisplayFromStr>", "Option<i64>", "option digits i64"),
        ("Vec<DisplayFromStr>", "Vec<u64>", "[digits u64]"),
        (
            "std::collections::HashMap<DisplayFromStr, _>",
            "std::collections::HashMap<u64, bool>",
            "{digits u64: bool}",
        ),
        (
            "Vec<(_, DisplayFromStr)>",
            "std::collections::HashMap<bool, u64>",
            "[(bool, digits u64)]",
        ),
        (
            "serde_with::Map<_, DisplayFromStr>",
            "Vec<(String, u64)>",
            "{text: digits u64}",
        ),
        ("(_, DisplayFromStr)", "(u8, u64)", "(u8, digits u64)"),
        ("[_; 2]", "[u8; 2]", "[u8; 2]"),
        ("serde_with::hex::Hex", "Vec<u8>", "hex"),
        ("serde_with::base64::Base64", "Vec<u8>", "base64"),
        ("Bytes", "Vec<u8>", "[u8]"),
        ("NoneAsEmptyString", "Option<String>", "text"),
        ("JsonString", "Vec<u8>", "text"),
        ("DurationSeconds<u64>", "std::time::Duration", "u64"),
        ("DurationMilliSeconds<u32>", "std::time::Duration", "u32"),
        (
            "DurationSeconds<String>",
            "std::time::Duration",
            "digits i64",
        ),
        ("TimestampSeconds<i64>", "std::time::SystemTime", "i64"),
        ("FromInto<u8>", "ext::Anything", "u8"),
        (
            "time::format_description::well_known::Rfc3339",
            "time::OffsetDateTime",
            "timestamp",
        ),
    ];
    for (form, ty, expected) in table {
        let text = format!(
            "#[serde_with::serde_as] #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
             pub struct S {{ #[serde_as(as = \"{form}\")] pub a: {ty} }}"
        );
        assert_eq!(lowered(&text), format!("S: {{a: {expected}}}"), "{form}");
    }
}

#[test]
fn s3_remote_types_are_named_by_with_and_others_are_told() {
    let text = "#[derive(serde::Serialize, serde::Deserialize)] #[serde(remote = \"ext::Money\")] pub struct MoneyDef { pub cents: u32 }
        #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)] pub struct S { #[serde(with = \"MoneyDef\")] pub a: ext::Money }";
    assert_eq!(lowered(text), "MoneyDef: {cents: u32}\nS: {a: MoneyDef}");
    for attribute in [
        "#[serde(with = \"my::module\")]",
        "#[serde(serialize_with = \"my::write\")]",
        "#[serde(deserialize_with = \"my::read\")]",
    ] {
        let text = format!(
            "#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)] pub struct S {{ {attribute} pub a: Option<u8> }}"
        );
        refused(
            &text,
            "say which Rust type has the same JSON, beside it: `#[buildamp(shape = \"Option<String>\")]`",
        );
    }
    let stated = "#[buildamp] #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
        pub struct S { #[serde(with = \"my::module\")] #[buildamp(shape = \"Vec<u8>\")] pub a: u8 }";
    assert_eq!(lowered(stated), "S: {a: [u8]}");
}
