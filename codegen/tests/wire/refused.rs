//! What has no form that is the same everywhere.

use crate::show::refused;

#[test]
fn h33_types_without_a_form_are_told_with_what_to_write() {
    let table = [
        ("std::ffi::OsString", "its JSON depends on the platform"),
        ("std::time::Instant", "write `std::time::SystemTime`"),
        (
            "time::OffsetDateTime",
            "#[serde(with = \"time::serde::rfc3339\")]",
        ),
        ("either::Either<u8, u8>", "write an enum or a struct"),
        ("[u8; 33]", "serde reads arrays up to 32"),
        ("chrono::Utc", "a zone alone is no time"),
        (
            "chrono::DateTime<u8>",
            "write `chrono::DateTime<chrono::Utc>`",
        ),
        ("&'static [u8]", "serde reads no references but `&str`"),
        (
            "Box<dyn std::any::Any>",
            "write an enum with one variant for each case",
        ),
        ("Vec", "give it the type arguments that it takes"),
    ];
    for (ty, said) in table {
        let text = format!(
            "#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)] pub struct S {{ pub a: {ty} }}"
        );
        refused(&text, said);
    }
    refused(
        "pub struct S<const N: usize> { pub a: [u8; N] }",
        "serde reads arrays of a fixed length alone",
    );
}

#[test]
fn s3_json_without_an_end_is_told() {
    for text in [
        "pub struct A(pub Box<A>);",
        "pub struct A(pub Option<Box<A>>);",
        "pub struct A(pub Box<B>); pub struct B(pub A);",
        "#[derive(serde::Serialize, serde::Deserialize)] #[serde(untagged)] pub enum A { X(Box<A>), Y(u8) }",
        "#[derive(serde::Serialize, serde::Deserialize)] pub struct A { pub x: u8, #[serde(flatten)] pub a: Option<Box<A>> }",
    ] {
        refused(text, "");
    }
}
