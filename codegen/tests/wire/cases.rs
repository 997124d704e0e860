//! Names on the wire: serde's own cases, byte for byte.

use buildamp_codegen::model::{TypeShape, VariantBody};
use serde_json::json;

use crate::common::{analyse_shared, definition, quiet};
use crate::show::lowered;

fn shape_of(text: &str, name: &str) -> TypeShape {
    definition(quiet(&analyse_shared(text)), name).shape.clone()
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
                let keys: Vec<String> = read.fields.into_iter().map(|field| field.key.to_string()).collect();
                assert_eq!(keys, keys_in_order(&serde_json::to_string(&fields).unwrap()), $rule);
                let TypeShape::Enum(read) = shape_of(&text, "Variants") else { panic!("no enum") };
                for (value, variant) in [A, FirstName, HTTPServer, Z42, With_Under, Äpfel, r#Self_].iter().zip(&read.variants) {
                    assert_eq!(serde_json::to_value(value).unwrap(), json!(variant.tag), $rule);
                }
                let inner = serde_json::to_string(&Inner { fieldName: 0, first_name: 0 }).unwrap();
                let VariantBody::Record(fields) = &read.variants[7].body else { panic!("no record") };
                let keys: Vec<&str> = fields.fields.iter().map(|field| field.key.as_str()).collect();
                assert_eq!(keys, ["fieldName", "first_name"], "rename_all on an enum leaves the fields of variants alone");
                assert_eq!(keys_in_order(&inner), [read.variants[7].tag.as_str(), "fieldName", "first_name"], $rule);
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
    assert_eq!(
        lowered(text),
        "Fields: {firstName: u8, leading: u8, twoUnder: u8}\nVariants: external hTTPServer | firstName"
    );
}

#[test]
fn s3_rename_goes_before_rename_all_and_variants_case_their_own_fields() {
    let text = "#[derive(serde::Serialize, serde::Deserialize)] #[serde(rename_all = \"snake_case\", rename = \"x\")]
        pub enum E {
            #[serde(rename = \"HI there\")] Hi,
            #[serde(rename_all = \"camelCase\")] Some { first_name: u8, #[serde(rename = \"b-c\")] b_c: u8 },
        }";
    assert_eq!(
        lowered(text),
        "E: external HI there | some {firstName: u8, b-c: u8}"
    );
    let text = "#[derive(serde::Serialize, serde::Deserialize)] #[serde(rename_all_fields = \"UPPERCASE\",)]
        pub enum E { One { first_name: u8 }, #[serde(rename_all = \"camelCase\")] Two { first_name: u8 } }";
    assert_eq!(
        lowered(text),
        "E: external One {FIRST_NAME: u8} | Two {firstName: u8}"
    );
    let text = "#[derive(serde::Serialize, serde::Deserialize)]
        #[serde(rename_all(serialize = \"camelCase\", deserialize = \"kebab-case\"))]
        pub struct S { pub first_name: u8, #[serde(rename(serialize = \"x\"))] pub last_name: u8 }";
    assert_eq!(
        lowered(text),
        "S written: {firstName: u8, x: u8}\nS accepted: {first-name: u8, last-name: u8}"
    );
}

#[test]
fn s3_names_may_be_any_text() {
    let text = r#"#[derive(serde::Serialize, serde::Deserialize)] pub enum E { #[serde(rename = "a\"b\\c*/-}\u{1F600}")] A }"#;
    assert_eq!(lowered(text), "E: external a\"b\\c*/-}\u{1F600}");
    assert_eq!(
        lowered("pub struct r#Try { pub r#type: u8 }"),
        "Try: {type: u8}"
    );
}

#[test]
fn docs_and_deprecation_come_along() {
    let text = "/// One\n///\n///  two  \n#[deprecated = \"no\"] pub struct A {\n    /** Block\n     * with stars\n     */\n    #[deprecated] pub a: u8,\n}\n#[doc = \"by attribute\"]\n#[doc(hidden)]\npub enum B { /// a variant\n V }";
    let analysis = analyse_shared(text);
    let a = definition(quiet(&analysis), "A");
    assert_eq!(*a.docs, ["One", "", " two"]);
    assert_eq!(a.deprecated.as_deref(), Some("no"));
    let TypeShape::Record(record) = &a.shape else {
        panic!("no record")
    };
    assert_eq!(*record.fields[0].docs, ["Block", "with stars"]);
    assert_eq!(record.fields[0].deprecated.as_deref(), Some(""));
    assert_eq!(*definition(&analysis, "B").docs, ["by attribute"]);
}
