//! What serde writes, read from the source.

mod common;

use buildamp_codegen::model::{Definition, Int, Shape, TypeShape, VariantBody};
use serde_json::json;

use common::{analyse_shared, definition, quiet};

fn shape_of(text: &str, name: &str) -> TypeShape {
    definition(quiet(&analyse_shared(text)), name).shape.clone()
}

/// The shape of one field's type.
fn shape(ty: &str) -> Shape {
    match shape_of(
        &format!("pub struct Holder(pub {ty});\npub struct Other;"),
        "Holder",
    ) {
        TypeShape::Newtype(shape) => shape,
        other => panic!("no newtype: {other:?}"),
    }
}

#[test]
fn h33_every_accepted_type_has_its_shape() {
    let int = |int| Shape::Int(int);
    let of = |shape| Box::new(shape);
    let table = [
        ("bool", Shape::Bool),
        ("i8", int(Int::I8)),
        ("i16", int(Int::I16)),
        ("i32", int(Int::I32)),
        ("i64", int(Int::I64)),
        ("isize", int(Int::I64)),
        ("u8", int(Int::U8)),
        ("u16", int(Int::U16)),
        ("u32", int(Int::U32)),
        ("u64", int(Int::U64)),
        ("usize", int(Int::U64)),
        ("f32", Shape::Float),
        ("f64", Shape::Float),
        ("String", Shape::String),
        ("std::string::String", Shape::String),
        ("::std::primitive::u8", int(Int::U8)),
        ("(((u8)))", int(Int::U8)),
        ("Option<bool>", Shape::Option(of(Shape::Bool))),
        ("core::option::Option<bool>", Shape::Option(of(Shape::Bool))),
        ("Vec<Box<bool>>", Shape::List(of(Shape::Bool))),
        (
            "std::collections::HashMap<String, bool>",
            Shape::Map(of(Shape::Bool)),
        ),
        (
            "std::collections::BTreeMap<String, bool>",
            Shape::Map(of(Shape::Bool)),
        ),
        ("[bool; 2 * 2]", Shape::Array(of(Shape::Bool), 4)),
        ("[bool; 0]", Shape::Array(of(Shape::Bool), 0)),
        (
            "(bool, String)",
            Shape::Tuple(vec![Shape::Bool, Shape::String]),
        ),
        ("uuid::Uuid", Shape::Uuid),
        ("chrono::DateTime<chrono::Utc>", Shape::Timestamp),
        ("chrono::DateTime<chrono::Local>", Shape::Timestamp),
        (
            "chrono::DateTime<chrono::offset::FixedOffset>",
            Shape::Timestamp,
        ),
        ("jiff::Timestamp", Shape::Timestamp),
        (
            "Other",
            Shape::Ref {
                file: vec!["shared".into()],
                name: "Other".into(),
                args: vec![],
            },
        ),
    ];
    for (text, expected) in table {
        assert_eq!(shape(text), expected, "{text}");
    }
}

#[test]
fn h33_every_form_of_a_type_has_its_shape() {
    let text = "pub struct Unit; pub struct Braces {} pub struct One(pub u8); pub struct Two(pub u8, pub bool);
        pub enum All { Unit, One(u8), Two(u8, bool), Named { a: u8 }, Braces {} }";
    assert_eq!(shape_of(text, "Unit"), TypeShape::Unit);
    assert_eq!(shape_of(text, "Braces"), TypeShape::Record(vec![]));
    assert_eq!(
        shape_of(text, "One"),
        TypeShape::Newtype(Shape::Int(Int::U8))
    );
    assert_eq!(
        shape_of(text, "Two"),
        TypeShape::Tuple(vec![Shape::Int(Int::U8), Shape::Bool])
    );
    let TypeShape::Enum(variants) = shape_of(text, "All") else {
        panic!("no enum")
    };
    let bodies: Vec<&VariantBody> = variants.iter().map(|variant| &variant.body).collect();
    assert!(matches!(
        bodies.as_slice(),
        [
            VariantBody::Unit,
            VariantBody::Newtype(_),
            VariantBody::Tuple(_),
            VariantBody::Record(_),
            VariantBody::Record(_)
        ]
    ));
}

#[test]
fn generics_are_parameters_and_arguments() {
    let text = "pub struct Page<T, const N: usize> { pub items: Vec<T>, pub next: Option<Box<Self>> }
        pub struct Defaulted<A, B = Vec<A>>(pub A, pub B);
        pub type Pair<T> = (T, Page<T, 3>);
        pub struct Uses { pub page: Page<bool, 4>, pub pair: Pair<u8>, pub one: Defaulted<u8>, pub two: Defaulted<u8, bool> }";
    let analysis = analyse_shared(text);
    let page: &Definition = definition(quiet(&analysis), "Page");
    assert_eq!(page.params, ["T"]);
    let uses = serde_json::to_value(definition(&analysis, "Uses")).unwrap();
    let shapes: Vec<_> = uses["shape"]["record"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["shape"].clone())
        .collect();
    let reference = |name: &str, args: serde_json::Value| json!({"ref": {"file": ["shared"], "name": name, "args": args}});
    assert_eq!(shapes[0], reference("Page", json!(["bool"])));
    assert_eq!(
        shapes[1],
        json!({"tuple": [{"int": "u8"}, reference("Page", json!([{"int": "u8"}]))]})
    );
    assert_eq!(
        shapes[2],
        reference("Defaulted", json!([{"int": "u8"}, {"list": {"int": "u8"}}]))
    );
    assert_eq!(
        shapes[3],
        reference("Defaulted", json!([{"int": "u8"}, "bool"]))
    );
    let own = serde_json::to_value(page).unwrap()["shape"]["record"][1]["shape"].clone();
    assert_eq!(
        own,
        json!({"option": reference("Page", json!([{"param": "T"}]))})
    );
}

/// Types as both serde and the scanner read them: what `serde_json` writes has the keys that were read.
macro_rules! same_keys {
    ($($rule:literal)*) => {
        #[test]
        fn rename_all_is_serdes_own_byte_for_byte() {
            $({
                #[derive(serde::Serialize)]
                #[serde(rename_all = $rule)]
                #[allow(non_snake_case, clippy::upper_case_acronyms, reason = "the names are the test")]
                struct Fields { a: u8, first_name: u8, _leading: u8, trailing_: u8, two__under: u8, x2_y: u8, mixedCase: u8, r#type: u8 }
                #[derive(serde::Serialize)]
                #[serde(rename_all = $rule)]
                #[allow(non_camel_case_types, non_snake_case, clippy::upper_case_acronyms, reason = "the names are the test")]
                enum Variants { A, FirstName, HTTPServer, Z42, With_Under, Äpfel, r#Self_, Inner { fieldName: u8, first_name: u8 } }
                use Variants::*;
                let text = format!("
                    #[derive(serde::Serialize, serde::Deserialize)] #[serde(rename_all = {:?})]
                    pub struct Fields {{ pub a: u8, pub first_name: u8, pub _leading: u8, pub trailing_: u8, pub two__under: u8,
                        pub x2_y: u8, pub mixedCase: u8, pub r#type: u8 }}
                    #[derive(serde::Serialize, serde::Deserialize)] #[serde(rename_all = {:?})]
                    pub enum Variants {{ A, FirstName, HTTPServer, Z42, With_Under, Äpfel, r#Self_, Inner {{ fieldName: u8, first_name: u8 }} }}",
                    $rule, $rule);
                let fields = Fields { a: 0, first_name: 0, _leading: 0, trailing_: 0, two__under: 0, x2_y: 0, mixedCase: 0, r#type: 0 };
                let TypeShape::Record(read) = shape_of(&text, "Fields") else { panic!("no record") };
                let keys: Vec<String> = read.into_iter().map(|field| field.key).collect();
                assert_eq!(keys, keys_in_order(&serde_json::to_string(&fields).unwrap()), $rule);
                let TypeShape::Enum(read) = shape_of(&text, "Variants") else { panic!("no enum") };
                for (value, variant) in [A, FirstName, HTTPServer, Z42, With_Under, Äpfel, r#Self_].iter().zip(&read) {
                    assert_eq!(serde_json::to_value(value).unwrap(), json!(variant.tag), $rule);
                }
                let inner = serde_json::to_string(&Inner { fieldName: 0, first_name: 0 }).unwrap();
                let VariantBody::Record(fields) = &read[7].body else { panic!("no record") };
                let keys: Vec<&str> = fields.iter().map(|field| field.key.as_str()).collect();
                assert_eq!(keys, ["fieldName", "first_name"], "rename_all on an enum leaves the fields of variants alone");
                assert_eq!(keys_in_order(&inner), [read[7].tag.as_str(), "fieldName", "first_name"], $rule);
            })*
        }
    };
}

same_keys! { "lowercase" "UPPERCASE" "PascalCase" "snake_case" "SCREAMING_SNAKE_CASE" "kebab-case" "SCREAMING-KEBAB-CASE" }

/// The keys of a JSON object whose values are numbers or such objects, as written.
fn keys_in_order(json: &str) -> Vec<String> {
    json.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[test]
fn camel_case_is_serdes_own_where_serde_takes_it() {
    let text =
        "#[derive(serde::Serialize, serde::Deserialize)] #[serde(rename_all = \"camelCase\")]
        pub struct Fields { pub first_name: u8, pub _leading: u8, pub two__under: u8 }
        #[derive(serde::Serialize, serde::Deserialize)] #[serde(rename_all = \"camelCase\")]
        pub enum Variants { HTTPServer, FirstName }";
    let TypeShape::Record(fields) = shape_of(text, "Fields") else {
        panic!("no record")
    };
    let keys: Vec<String> = fields.into_iter().map(|field| field.key).collect();
    assert_eq!(keys, ["firstName", "leading", "twoUnder"]);
    let TypeShape::Enum(variants) = shape_of(text, "Variants") else {
        panic!("no enum")
    };
    let tags: Vec<String> = variants.into_iter().map(|variant| variant.tag).collect();
    assert_eq!(tags, ["hTTPServer", "firstName"]);
}

#[test]
fn rename_goes_before_rename_all_and_variants_case_their_own_fields() {
    let text = "#[derive(serde::Serialize, serde::Deserialize)] #[serde(rename_all = \"snake_case\", rename = \"x\")]
        pub enum E {
            #[serde(rename = \"HI there\")] Hi,
            #[serde(rename_all = \"camelCase\")] Some { first_name: u8, #[serde(rename = \"b-c\")] b_c: u8 },
        }";
    let TypeShape::Enum(variants) = shape_of(text, "E") else {
        panic!("no enum")
    };
    assert_eq!(
        (variants[0].tag.as_str(), variants[0].name.as_str()),
        ("HI there", "Hi")
    );
    let VariantBody::Record(fields) = &variants[1].body else {
        panic!("no record")
    };
    let keys: Vec<(&str, &str)> = fields
        .iter()
        .map(|field| (field.key.as_str(), field.name.as_str()))
        .collect();
    assert_eq!(
        (variants[1].tag.as_str(), keys),
        ("some", vec![("firstName", "first_name"), ("b-c", "b_c")])
    );
}

#[test]
fn raw_names_lose_their_mark_on_the_wire() {
    let TypeShape::Record(fields) = shape_of("pub struct r#Try { pub r#type: u8 }", "Try") else {
        panic!("no record")
    };
    assert_eq!(
        (fields[0].key.as_str(), fields[0].name.as_str()),
        ("type", "type")
    );
}

#[test]
fn docs_come_along_as_lines() {
    let text = "/// One\n///\n///  two  \npub struct A {\n    /** Block\n     * with stars\n     */\n    pub a: u8,\n}\n#[doc = \"by attribute\"]\n#[doc(hidden)]\npub enum B { /// a variant\n V }";
    let analysis = analyse_shared(text);
    assert_eq!(definition(quiet(&analysis), "A").docs, ["One", "", " two"]);
    let TypeShape::Record(fields) = &definition(&analysis, "A").shape else {
        panic!("no record")
    };
    assert_eq!(fields[0].docs, ["Block", "with stars"]);
    assert_eq!(definition(&analysis, "B").docs, ["by attribute"]);
}
