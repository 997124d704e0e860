//! What serde buffers it reads back by other rules: what it would refuse is told.

use crate::show::{lowered, refused};

#[test]
fn s3_what_serde_would_not_read_back_from_its_buffer_is_told() {
    let wide = "serde writes a 128-bit integer here and does not read it back";
    let keys = "serde writes a map whose keys are numbers or `bool` here and does not read it back";
    let raw = "a `RawValue` here and does not read it back";
    let map = "pub type Map = std::collections::HashMap<u32, u8>; pub type Bools = std::collections::HashMap<bool, u8>;
        pub struct Deep { pub list: Vec<Holds> } pub struct Holds { pub map: Map } pub struct Of<T> { pub of: T }";
    let table = [
        ("#[serde(untagged)] pub enum E { A(u128) }", wide),
        ("#[serde(untagged)] pub enum E { A(Map) }", keys),
        ("#[serde(untagged)] pub enum E { A(Bools) }", keys),
        ("#[serde(untagged)] pub enum E { A(Deep) }", keys),
        ("#[serde(untagged)] pub enum E { A(Of<Map>) }", keys),
        ("#[serde(tag = \"t\")] pub enum E { A { a: i128 } }", wide),
        ("pub enum E { A(u128), #[serde(untagged)] B(String) }", wide),
        ("pub struct E { #[serde(flatten)] pub a: Holds }", keys),
        (
            "pub struct E { #[serde(flatten)] pub a: std::collections::HashMap<u32, u8> }",
            keys,
        ),
        (
            "#[serde(untagged)] pub enum E { A(Box<serde_json::value::RawValue>) }",
            raw,
        ),
    ];
    for (text, said) in table {
        refused(
            &format!("#[derive(serde::Serialize, serde::Deserialize)] {text}\n{map}"),
            said,
        );
    }
    let generic =
        "#[derive(serde::Serialize, serde::Deserialize)] #[serde(untagged)] pub enum E<T> { A(T) }
        pub struct Through<U> { pub e: Vec<E<U>> }";
    refused(
        &format!("{generic} pub struct S {{ pub e: Through<u128> }}"),
        wide,
    );
    refused(
        &format!("{generic} pub struct S {{ pub e: E<std::collections::HashMap<u32, u8>> }}"),
        keys,
    );
}

#[test]
fn s3_what_it_reads_back_is_fine() {
    let text = "#[derive(serde::Serialize, serde::Deserialize)] #[serde(untagged)]
        pub enum E { A(u32), B(std::time::Duration), C(std::collections::HashMap<char, u8>), D(std::collections::HashMap<K, u8>),
            F(char), G(Result<u8, u8>), H(serde_json::Value), I(uuid::Uuid) } pub enum K { X }
        #[derive(serde::Serialize, serde::Deserialize)] pub enum Outside { A(Vec<std::collections::HashMap<u8, u8>>) }
        #[derive(serde::Serialize, serde::Deserialize)] #[serde(tag = \"t\", content = \"c\")] pub enum Beside { A(std::collections::HashMap<u8, u8>) }";
    assert!(lowered(text).starts_with("E: untagged A u32 | B Duration"));
}
