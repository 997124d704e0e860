//! The four ways in which a variant is told from the others.

use crate::show::{lowered, refused};

#[test]
fn h33_every_form_of_a_type_has_its_shape() {
    let text = "pub struct Unit; pub struct Braces {} pub struct One(pub u8); pub struct Two(pub u8, pub bool);
        pub enum All { Unit, One(u8), Two(u8, bool), Named { a: u8 }, Braces {}, Parens() }";
    let expected = "Unit: unit\nBraces: {}\nOne: u8\nTwo: (u8, bool)\n\
                    All: external Unit | One u8 | Two (u8, bool) | Named {a: u8} | Braces {} | Parens ()";
    assert_eq!(lowered(text), expected);
}

fn serde(attributes: &str, body: &str) -> String {
    format!("#[derive(serde::Serialize, serde::Deserialize)] {attributes} {body}")
}

#[test]
fn h33_s3_the_four_taggings() {
    let body =
        "pub enum E { Unit, One(Box<Inner>), Named { a: u8 } }\npub struct Inner { pub b: u8 }";
    let with_tuple = "pub enum E { Unit, One(u8), Two(u8, bool), Named { a: u8 } }";
    let table = [
        (
            "#[serde(tag = \"t\")]",
            body,
            "E: internal t Unit | One Inner | Named {a: u8}\nInner: {b: u8}",
        ),
        (
            "#[serde(tag = \"t\", content = \"c\")]",
            with_tuple,
            "E: adjacent t c Unit | One u8 | Two (u8, bool) | Named {a: u8}",
        ),
        (
            "#[serde(tag = \"t\", content = \"c\", deny_unknown_fields)]",
            with_tuple,
            "E: adjacent t c! Unit | One u8 | Two (u8, bool) | Named !{a: u8}",
        ),
        (
            "#[serde(untagged)]",
            with_tuple,
            "E: untagged Unit | One u8 | Two (u8, bool) | Named {a: u8}",
        ),
        (
            "#[serde(deny_unknown_fields)]",
            with_tuple,
            "E: external Unit | One u8 | Two (u8, bool) | Named !{a: u8}",
        ),
    ];
    for (attributes, body, expected) in table {
        assert_eq!(lowered(&serde(attributes, body)), expected, "{attributes}");
    }
}

#[test]
fn s3_one_variant_may_be_untagged_and_one_may_stand_for_all_others() {
    let text = serde(
        "#[serde(tag = \"t\")]",
        "pub enum E { A { x: u8 }, #[serde(other)] Rest }",
    );
    let expected =
        "E written: internal t A {x: u8} | Rest\nE accepted: internal t A {x: u8} | Rest other";
    assert_eq!(lowered(&text), expected);
    let text = serde(
        "",
        "pub enum E { A, B(u8), #[serde(untagged)] Other(String) }",
    );
    assert_eq!(lowered(&text), "E: external A | B u8 | Other text untagged");
}

#[test]
fn s3_what_a_variant_in_the_internal_form_carries_is_an_object() {
    let carries = |ty: &str, more: &str| {
        serde(
            "#[serde(tag = \"t\")]",
            &format!("pub enum E {{ V({ty}) }}\n{more}"),
        )
    };
    let table = [
        ("()", "", "E: internal t V !{}"),
        ("Nil", "pub struct Nil;", "E: internal t V !{}\nNil: unit"),
        (
            "W",
            "pub struct W(pub In); pub struct In { pub a: u8 }",
            "E: internal t V W\nW: In\nIn: {a: u8}",
        ),
        (
            "std::collections::BTreeMap<String, u8>",
            "",
            "E: internal t V {text: u8}",
        ),
        (
            "F",
            "#[derive(serde::Serialize, serde::Deserialize)] #[serde(tag = \"u\")] pub enum F { A { b: u8 } }",
            "E: internal t V F\nF: internal u A {b: u8}",
        ),
        (
            "F",
            "#[derive(serde::Serialize, serde::Deserialize)] #[serde(tag = \"u\", content = \"c\")] pub enum F { A(u8) }",
            "E: internal t V F\nF: adjacent u c A u8",
        ),
    ];
    for (ty, more, expected) in table {
        assert_eq!(lowered(&carries(ty, more)), expected, "{ty}");
    }
    for (ty, said) in [
        (
            "u8",
            "`V` has to write an object for its tag to stand in, and a number is none",
        ),
        ("Option<In>", "and an `Option` is none"),
        ("Vec<In>", "and an array is none"),
        ("String", "and a text is none"),
        ("serde_json::Value", "a `Value` may be none"),
        (
            "F",
            "an enum whose tag would be a key of its own beside `t`",
        ),
        ("Clash", "has the key `t` itself"),
        ("Deep", "has the key `t` itself"),
    ] {
        let more = "pub struct In { pub a: u8 } pub enum F { A, B } pub struct Clash { pub t: u8 } pub struct Deep(pub Clash);";
        refused(&carries(ty, more), said);
    }
    refused(
        &serde("#[serde(tag = \"t\")]", "pub enum E { V(u8, u8) }"),
        "a tuple is an array",
    );
}

#[test]
fn s3_a_parameter_beside_a_tag_has_to_be_an_object() {
    let enums = "#[derive(serde::Serialize, serde::Deserialize)] #[serde(tag = \"t\")] pub enum E<T> { V(T) }
        pub struct In { pub a: u8 } pub struct Clash { pub t: u8 } pub struct Wraps<U> { pub e: E<U> }";
    let of = |ty: &str| format!("{enums}\npub struct Uses {{ pub e: {ty} }}");
    assert!(lowered(&of("E<In>")).ends_with("Uses: {e: E<In>}"));
    assert!(lowered(&of("Wraps<In>")).ends_with("Uses: {e: Wraps<In>}"));
    refused(
        &of("E<u8>"),
        "`T` of `E` lies among other keys, and a number is no object",
    );
    refused(&of("E<Clash>"), "this has the key `t` too");
    refused(&of("Wraps<u8>"), "`U` of `Wraps` lies among other keys");
}

#[test]
fn s3_skipped_variants_and_fields_of_variants() {
    let text = serde(
        "",
        "pub enum E { A, #[serde(skip)] B, #[serde(skip_serializing)] C, #[serde(skip_deserializing)] D,
         F(#[serde(skip)] u8), G(u8, #[serde(skip)] u8), H { a: u8, #[serde(skip)] b: u8 } }",
    );
    let expected = "E written: external A | D | F | G (u8) | H {a: u8}\n\
                    E accepted: external A | C | F | G (u8) | H {a: u8}";
    assert_eq!(lowered(&text), expected);
    refused(
        &serde("", "pub enum E { #[serde(skip)] B }"),
        "every variant of `E` is skipped",
    );
    let text = "pub enum E { F(#[serde(skip)] u8) }";
    refused(
        &serde("#[serde(tag = \"t\", content = \"c\")]", text),
        "serde does not read back",
    );
}

#[test]
fn s3_numbers_are_counted_as_rustc_does() {
    let text = "const BASE: usize = 40;
        #[derive(serde_repr::Serialize_repr, serde_repr::Deserialize_repr)] #[repr(i16)]
        pub enum E { A, B, C = -5, D, E = 1 << 3, F = 0xFF, G = b'a' as isize, H = BASE, #[serde(other)] I }";
    let expected = "E written: i16 of A = 0 | B = 1 | C = -5 | D = -4 | E = 8 | F = 255 | G = 97 | H = 40 | I = 41\n\
                    E accepted: i16 of A = 0 | B = 1 | C = -5 | D = -4 | E = 8 | F = 255 | G = 97 | H = 40 | I = 41 other";
    assert_eq!(lowered(text), expected);
}

#[test]
fn s3_two_variants_with_one_name_on_one_side() {
    for (text, said) in [
        (
            "pub enum E { A, #[serde(rename = \"A\")] B }",
            "two variants are `A` on the wire: the other is on line 1",
        ),
        (
            "pub enum E { A, #[serde(alias = \"A\")] B }",
            "two variants are `A` on the wire",
        ),
        (
            "pub enum E { A, #[serde(rename(deserialize = \"A\"))] B }",
            "two variants are `A` on the wire",
        ),
    ] {
        refused(&serde("", text), said);
    }
    let fine = serde(
        "#[serde(untagged)]",
        "pub enum E { A(u8), #[serde(rename = \"A\")] B(bool) }",
    );
    assert_eq!(lowered(&fine), "E: untagged A u8 | A bool");
}
