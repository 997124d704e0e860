//! Keys that may be missing, on either side.

use crate::show::{lowered, refused};

fn fields(attributes: &str, fields: &str) -> String {
    lowered(&format!(
        "#[derive(Default, serde::Serialize, serde::Deserialize)] {attributes} pub struct S {{ {fields} }}"
    ))
}

#[test]
fn s5_an_option_alone_is_one_definition() {
    assert_eq!(
        fields("", "pub a: Option<u8>, pub b: Box<Option<u8>>"),
        "S: {a: option u8, b: option u8}"
    );
}

#[test]
fn s5_defaults_and_skips() {
    let table = [
        ("#[serde(default)] pub a: u8", "{a: u8}", "{a?: u8}"),
        (
            "#[serde(default = \"one\")] pub a: u8",
            "{a: u8}",
            "{a?: u8}",
        ),
        (
            "#[serde(default = \"one\")] pub a: Option<u8>",
            "{a: option u8}",
            "{a?: option u8}",
        ),
        (
            "#[serde(skip_serializing_if = \"Option::is_none\")] pub a: Option<u8>",
            "{a?: u8}",
            "{a~: option u8}",
        ),
        (
            "#[serde(default, skip_serializing_if = \"Option::is_none\")] pub a: Option<u8>",
            "{a?: u8}",
            "{a~: option u8}",
        ),
        (
            "#[serde(default, skip_serializing_if = \"Vec::is_empty\")] pub a: Vec<u8>",
            "{a?: [u8]}",
            "{a?: [u8]}",
        ),
        (
            "#[serde(skip_serializing_if = \"my::rule\")] pub a: Option<u8>",
            "{a?: option u8}",
            "{a~: option u8}",
        ),
        (
            "#[serde(skip_serializing)] pub a: u8, pub b: u8",
            "{b: u8}",
            "{a: u8, b: u8}",
        ),
        (
            "#[serde(skip_deserializing)] pub a: u8, pub b: u8",
            "{a: u8, b: u8}",
            "{b: u8}",
        ),
        (
            "#[serde(alias = \"x\", alias = \"y\")] pub a: u8",
            "{a: u8}",
            "{a|x|y: u8}",
        ),
        (
            "#[serde(rename(serialize = \"x\", deserialize = \"y\"))] pub a: u8",
            "{x: u8}",
            "{y: u8}",
        ),
    ];
    for (field, written, accepted) in table {
        let expected = if written == accepted {
            format!("S: {written}")
        } else {
            format!("S written: {written}\nS accepted: {accepted}")
        };
        assert_eq!(fields("", field), expected, "{field}");
    }
    assert_eq!(
        fields("", "#[serde(default)] pub a: Option<u8>"),
        "S: {a: option u8}"
    );
    assert_eq!(
        fields("", "#[serde(skip)] pub a: u8, pub b: u8"),
        "S: {b: u8}"
    );
}

#[test]
fn s5_what_the_container_says() {
    let table = [
        (
            "#[serde(default)]",
            "S written: {a: u8, b: option u8}\nS accepted: {a?: u8, b?: option u8}",
        ),
        (
            "#[serde(tag = \"type\")]",
            "S written: {type = \"S\", a: u8, b: option u8}\nS accepted: {a: u8, b~: option u8}",
        ),
        (
            "#[serde(tag = \"type\", rename = \"T\")]",
            "S written: {type = \"T\", a: u8, b: option u8}\nS accepted: {a: u8, b~: option u8}",
        ),
        ("#[serde(deny_unknown_fields)]", "S: !{a: u8, b: option u8}"),
        (
            "#[serde(rename_all(serialize = \"UPPERCASE\"))]",
            "S written: {A: u8, B: option u8}\nS accepted: {a: u8, b~: option u8}",
        ),
    ];
    for (attributes, expected) in table {
        assert_eq!(
            fields(attributes, "pub a: u8, pub b: Option<u8>"),
            expected,
            "{attributes}"
        );
    }
}

#[test]
fn s5_tuples_may_end_early() {
    let text = "#[derive(serde::Serialize, serde::Deserialize)] pub struct S(pub u8, #[serde(default)] pub bool);";
    assert_eq!(
        lowered(text),
        "S written: (u8, bool)\nS accepted: (u8, bool?)"
    );
    let text = "#[derive(serde::Serialize, serde::Deserialize)]
        pub struct S(pub u8, #[serde(default, skip_serializing_if = \"Option::is_none\")] pub Option<bool>);";
    assert_eq!(
        lowered(text),
        "S written: (u8, bool?)\nS accepted: (u8, option bool?)"
    );
    let text = "#[derive(serde::Serialize, serde::Deserialize)]
        pub struct S(#[serde(skip_serializing_if = \"Option::is_none\")] pub Option<bool>, pub u8);";
    refused(
        text,
        "what follows a field that is left out of a tuple takes its place",
    );
    let text =
        "#[derive(serde::Serialize, serde::Deserialize)] pub struct S(#[serde(skip)] pub u8);";
    refused(
        text,
        "serde writes the only field of a tuple struct whether it is skipped or not",
    );
}

#[test]
fn s5_two_fields_with_one_name_on_one_side() {
    for text in [
        "pub a: u8, #[serde(rename = \"a\")] pub b: u8",
        "pub a: u8, #[serde(alias = \"a\")] pub b: u8",
        "pub a: u8, #[serde(rename(serialize = \"a\"))] pub b: u8",
    ] {
        let text =
            format!("#[derive(serde::Serialize, serde::Deserialize)] pub struct S {{ {text} }}");
        refused(
            &text,
            "two fields are `a` on the wire: the other is on line 1",
        );
    }
}

#[test]
fn s5_transparent_from_into_and_stated_types() {
    let table = [
        ("#[serde(transparent)] pub struct S { pub a: u8 }", "S: u8"),
        (
            "#[serde(transparent)] pub struct S { pub a: u8, #[serde(skip)] pub b: u8, pub c: std::marker::PhantomData<u8> }",
            "S: u8",
        ),
        (
            "#[serde(from = \"String\", into = \"String\")] pub struct S { pub a: u8 }",
            "S: text",
        ),
        (
            "#[serde(try_from = \"String\", into = \"String\")] pub struct S { pub a: u8 }",
            "S: text",
        ),
        (
            "#[serde(from = \"String\")] pub struct S { pub a: u8 }",
            "S written: {a: u8}\nS accepted: text",
        ),
        (
            "#[serde(into = \"Vec<u8>\")] pub struct S { pub a: u8 }",
            "S written: [u8]\nS accepted: {a: u8}",
        ),
        (
            "#[buildamp(shape = \"Vec<u8>\")] pub struct S { pub a: u8 }",
            "S: [u8]",
        ),
    ];
    for (text, expected) in table {
        let text = format!("#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)] {text}");
        assert_eq!(lowered(&text), expected, "{text}");
    }
}
