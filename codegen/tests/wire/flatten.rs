//! What lies among the keys of an object around it.

use crate::show::{lowered, refused};

const TYPES: &str = "
    #[derive(serde::Serialize, serde::Deserialize)] pub struct In { pub a: u8, #[serde(rename = \"b b\")] pub b: u8 }
    #[derive(serde::Serialize, serde::Deserialize)] pub struct Unit;
    #[derive(serde::Serialize, serde::Deserialize)] pub struct Wrap(pub Map);
    #[derive(serde::Serialize, serde::Deserialize)] #[serde(tag = \"kind\")] pub enum Inside { A { x: u8 }, B }
    #[derive(serde::Serialize, serde::Deserialize)] #[serde(tag = \"kind\", content = \"c\")] pub enum Beside { A(u8), B }
    #[derive(serde::Serialize, serde::Deserialize)] #[serde(untagged)] pub enum Bare { A { x: u8 }, B { y: u8 } }
    #[derive(serde::Serialize, serde::Deserialize)] pub enum Outside { A(u8), B }
    #[derive(serde::Serialize, serde::Deserialize)] pub struct Rest { pub own: u8, #[serde(flatten)] pub rest: Map }
    #[derive(serde::Serialize, serde::Deserialize)] #[serde(deny_unknown_fields)] pub struct Closed { pub z: u8 }
    pub type Map = std::collections::BTreeMap<String, u8>;
";

fn with(fields: &str) -> String {
    format!(
        "#[derive(serde::Serialize, serde::Deserialize)] pub struct S {{ pub id: u8, {fields} }}\n{TYPES}"
    )
}

fn flat(fields: &str) -> String {
    let text = lowered(&with(fields));
    text.lines().next().expect("a line").to_owned()
}

#[test]
fn s4_each_kind_of_type_lies_among_other_keys_in_its_way() {
    let table = [
        ("In", "..f: In"),
        ("Box<In>", "..f: In"),
        ("Option<In>", "..f?: In"),
        ("Map", "..f: {text: u8} but id"),
        ("Option<Map>", "..f?: {text: u8} but id"),
        ("Wrap", "..f: Wrap but id"),
        (
            "std::collections::HashMap<char, u8>",
            "..f: {char: u8} but id",
        ),
        ("serde_json::Value", "..f: {text: any} but id"),
        (
            "serde_json::Map<String, serde_json::Value>",
            "..f: {text: any} but id",
        ),
        ("indexmap::IndexMap<String, u8>", "..f: {text: u8} but id"),
        ("Inside", "..f: Inside"),
        ("Beside", "..f: Beside"),
        ("Bare", "..f: Bare"),
        ("Outside", "..f: Outside by A B"),
        ("Option<Outside>", "..f?: Outside by A B"),
        ("Result<u8, String>", "..f: Result<u8, text> by Ok Err"),
        ("Rest", "..f: Rest but id"),
    ];
    for (ty, expected) in table {
        let line = flat(&format!("#[serde(flatten)] pub f: {ty}"));
        assert_eq!(line, format!("S: {{id: u8, {expected}}}"), "{ty}");
    }
    for ty in ["()", "Unit", "std::marker::PhantomData<u8>"] {
        assert_eq!(
            flat(&format!("#[serde(flatten)] pub f: {ty}")),
            "S: {id: u8}",
            "{ty}"
        );
    }
}

#[test]
fn s4_several_parts_and_the_rest_at_the_end() {
    let line = flat(
        "#[serde(flatten)] pub i: In, #[serde(flatten)] pub o: Outside, #[serde(flatten)] pub m: Map",
    );
    assert_eq!(
        line,
        "S: {id: u8, ..i: In, ..o: Outside by A B, ..m: {text: u8} but id a b b A B}"
    );
}

#[test]
fn s4_what_cannot_be_exact_is_told() {
    let table = [
        (
            "#[serde(flatten)] pub m: Map, #[serde(flatten)] pub i: In",
            "`m` takes the keys of `i`, which follows it, as well",
        ),
        (
            "#[serde(flatten)] pub m: Map, #[serde(flatten)] pub n: Map",
            "`m` and `n` would both take every key that is left",
        ),
        (
            "#[serde(flatten)] pub k: Inside, #[serde(flatten)] pub m: Map",
            "serde would put the keys of `k` into `m` as well",
        ),
        (
            "#[serde(flatten)] pub k: Bare, #[serde(flatten)] pub m: Map",
            "serde would put the keys of `k` into `m` as well",
        ),
        (
            "#[serde(flatten)] pub i: Option<In>, #[serde(flatten)] pub m: Map",
            "serde would put the keys of `i` into `m` as well",
        ),
        (
            "#[serde(flatten)] pub i: In, #[serde(flatten)] pub j: In",
            "the key `a` of `j` is also one of i",
        ),
        (
            "pub a: u8, #[serde(flatten)] pub i: In",
            "the key `a` of `i` is also one of the struct itself",
        ),
        (
            "#[serde(flatten)] pub n: u8",
            "`flatten` needs an object, and a number is none",
        ),
        (
            "#[serde(flatten)] pub n: Vec<In>",
            "`flatten` needs an object, and an array is none",
        ),
        (
            "#[serde(flatten)] pub n: Option<Option<In>>",
            "`flatten` needs an object, and an `Option` is none",
        ),
        (
            "#[serde(flatten)] pub c: Closed",
            "`c` refuses unknown keys, which `flatten` cannot honour",
        ),
        (
            "#[serde(flatten)] pub d: std::time::Duration",
            "`d` refuses unknown keys",
        ),
    ];
    for (fields, said) in table {
        refused(&with(fields), said);
    }
    let closed = "#[derive(serde::Serialize, serde::Deserialize)] #[serde(deny_unknown_fields)] pub struct S { #[serde(flatten)] pub i: In } pub struct In { pub a: u8 }";
    refused(
        closed,
        "serde does not support `flatten` together with `deny_unknown_fields`",
    );
}

#[test]
fn s4_parameters_may_be_flattened_and_their_arguments_have_to_fit() {
    let page = format!(
        "{TYPES} #[derive(serde::Serialize, serde::Deserialize)] pub struct Page<T> {{ pub id: u8, #[serde(flatten)] pub of: T }}
         pub struct Same {{ pub id: u8 }}"
    );
    let uses = |ty: &str| format!("{page}\npub struct Uses {{ pub page: Page<{ty}> }}");
    let text = lowered(&uses("In"));
    assert!(text.contains("Page<T>: {id: u8, ..of: T}"), "{text}");
    assert!(text.ends_with("Uses: {page: Page<In>}"), "{text}");
    for (ty, said) in [
        ("Map", "this would take every key"),
        ("Outside", "this is an enum with its tag as a key"),
        ("u8", "a number is no object"),
        ("Unit", "this is no object"),
        ("Same", "this has the key `id` too"),
        ("Closed", "this refuses unknown keys"),
    ] {
        refused(&uses(ty), said);
    }
}

#[test]
fn s4_variants_with_names_flatten_too_and_leave_the_tag_alone() {
    let text = "#[derive(serde::Serialize, serde::Deserialize)] #[serde(tag = \"t\")]
        pub enum E { V { x: u8, #[serde(flatten)] rest: std::collections::HashMap<String, u8> } }";
    assert_eq!(
        lowered(text),
        "E: internal t V {x: u8, ..rest: {text: u8} but t x}"
    );
    let text = "#[derive(serde::Serialize, serde::Deserialize)] #[serde(tag = \"a\")]
        pub enum E { V { #[serde(flatten)] i: In } }\npub struct In { pub a: u8 }";
    refused(text, "the key `a` of `i` is also one of the struct itself");
}

#[test]
fn s4_the_rest_is_without_every_name_that_is_accepted() {
    let text = "#[derive(serde::Serialize, serde::Deserialize)] pub struct S {
            #[serde(flatten)] pub i: In, #[serde(flatten)] pub o: Out, #[serde(flatten)] pub rest: std::collections::HashMap<String, u8> }
        #[derive(serde::Serialize, serde::Deserialize)] pub struct In { #[serde(alias = \"x\")] pub a: u8 }
        #[derive(serde::Serialize, serde::Deserialize)] pub enum Out { #[serde(alias = \"y\")] B(u8) }";
    let text = lowered(text);
    let expected = "S written: {..i: In.written, ..o: Out.written by B, ..rest: {text: u8} but a B}\n\
        S accepted: {..i: In.accepted, ..o: Out.accepted by B y, ..rest: {text: u8} but a x B y}";
    assert!(text.starts_with(expected), "{text}");
}
