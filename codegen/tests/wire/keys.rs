//! Keys of maps: always text in JSON.

use crate::show::{lowered, refused};

const TYPES: &str = "
    pub enum Plain { A, B } pub struct Name(pub String); pub struct Deep(pub Name); pub struct Id(pub uuid::Uuid);
    pub type Alias = Plain; pub struct Tagged(pub Plain); pub struct Of<T>(pub T);
    #[derive(serde::Serialize, serde::Deserialize)] #[serde(transparent)] pub struct Clear { pub a: u16 }
    #[derive(Clone, serde::Serialize, serde::Deserialize)] #[serde(into = \"String\", from = \"String\")] pub struct Parsed { pub a: u8 }
    pub enum Full { A(u8) } pub struct Record { pub a: u8 }
";

#[test]
fn h33_every_key_that_json_can_have() {
    let table = [
        ("String", "text"),
        ("std::borrow::Cow<'static, str>", "text"),
        ("u8", "u8"),
        ("i128", "i128"),
        ("bool", "bool"),
        ("char", "char"),
        ("uuid::Uuid", "uuid"),
        ("std::net::IpAddr", "ip"),
        ("chrono::NaiveDate", "date"),
        ("Plain", "tag of Plain"),
        ("Alias", "tag of Plain"),
        ("Tagged", "tag of Plain"),
        ("Name", "text"),
        ("Deep", "text"),
        ("Id", "uuid"),
        ("Clear", "u16"),
        ("Parsed", "text"),
        ("Of<u8>", "u8"),
        ("Of<Of<String>>", "text"),
        ("Box<Plain>", "tag of Plain"),
    ];
    for (key, expected) in table {
        let text = lowered(&format!(
            "pub struct S(pub std::collections::BTreeMap<{key}, bool>);\n{TYPES}"
        ));
        let line = text.lines().find(|line| line.starts_with("S:"));
        assert_eq!(
            line,
            Some(format!("S: {{{expected}: bool}}").as_str()),
            "{key}"
        );
    }
}

#[test]
fn h33_keys_that_json_cannot_have_are_told() {
    for key in [
        "f64",
        "Option<String>",
        "(u8, u8)",
        "Full",
        "Record",
        "Vec<u8>",
        "std::num::NonZeroU8",
    ] {
        let text = format!("pub struct S(pub std::collections::BTreeMap<{key}, bool>);\n{TYPES}");
        refused(&text, "keys of a JSON object are text");
    }
    refused(
        "pub struct S<K>(pub std::collections::BTreeMap<K, bool>);",
        "a map whose keys are `K`",
    );
}

#[test]
fn s3_keys_are_those_of_their_side() {
    let text = "pub struct S(pub std::collections::BTreeMap<K, bool>);
        #[derive(serde::Serialize, serde::Deserialize)] #[serde(from = \"String\")] pub struct K(pub u8);";
    assert_eq!(
        lowered(text),
        "S written: {u8: bool}\nS accepted: {text: bool}\nK written: u8\nK accepted: text"
    );
}
