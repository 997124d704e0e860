//! What is taken out of a text before syn sees it, doc comments and derives: what is read of them is what syn reads.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use buildamp_codegen::model::{Body, Texts};
use buildamp_codegen::parse::{self, Builds, Facts, Home};
use buildamp_codegen::place::Place;
use buildamp_codegen::report::Problem;
use syn::Attribute;
use walkdir::WalkDir;

/// What a file says, in builds without features.
fn facts(text: &str) -> (Facts, Vec<Problem>) {
    let home = Home {
        output: vec!["shared".to_owned()].into(),
        place: Place::default(),
    };
    let module = ["models".to_owned()];
    let builds = Builds::With(BTreeSet::new());
    let read = parse::file(text, &"shared.rs".into(), &module, Some(&home), &builds);
    read.unwrap_or_else(|problem| panic!("{}\n{text}", problem.what))
}

/// The doc comments of all types, fields and variants of a file, in order.
fn read(text: &str) -> Vec<Vec<String>> {
    let mut docs = Vec::new();
    let mut told = |lines: &Texts| docs.push(lines.to_vec());
    for parsed in facts(text).0.items {
        let item = parsed.item;
        told(&item.docs);
        match &item.body {
            Body::Struct(fields) => fields.list().iter().for_each(|field| told(&field.docs)),
            Body::Enum(variants) => {
                for variant in variants {
                    told(&variant.docs);
                    for field in variant.fields.list() {
                        told(&field.docs);
                    }
                }
            }
        }
    }
    docs
}

/// The same as syn's attributes have it.
fn of_syn(text: &str) -> Vec<Vec<String>> {
    let mut docs = Vec::new();
    let mut told = |attributes: &[Attribute]| docs.push(lines(attributes));
    for item in syn::parse_file(text).expect("Rust").items {
        match item {
            syn::Item::Struct(item) => {
                told(&item.attrs);
                item.fields.iter().for_each(|field| told(&field.attrs));
            }
            syn::Item::Enum(item) if !item.variants.is_empty() => {
                told(&item.attrs);
                for variant in &item.variants {
                    told(&variant.attrs);
                    variant.fields.iter().for_each(|field| told(&field.attrs));
                }
            }
            _ => {}
        }
    }
    docs
}

fn lines(attributes: &[Attribute]) -> Vec<String> {
    let mut lines = Vec::new();
    for attribute in attributes.iter().filter(|it| it.path().is_ident("doc")) {
        let syn::Meta::NameValue(meta) = &attribute.meta else {
            continue;
        };
        if let syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) = &meta.value
        {
            let text = text.value();
            assert!(!text.contains('\n'), "a block is looked at elsewhere");
            lines.push(
                text.strip_prefix(' ')
                    .unwrap_or(&text)
                    .trim_end()
                    .to_owned(),
            );
        }
    }
    lines
}

fn same(text: &str) {
    assert_eq!(read(text), of_syn(text), "\n{text}");
}

#[test]
fn comments_belong_to_what_stands_below_them() {
    same(
        r##"#!/usr/bin/env it's //
//! Of the file.

use a::b; /// Of the function.
/// Its second line.
fn f() {
    /// Of nothing that is read.
    let a = "/// no comment"; // none /// either
    let b = ('"', '\'', b'"', 'ä', '\u{1f600}'); /* /// none */ let c = r#" "/// none" "#;
}
/// Of an impl.
impl S { /// Of a method.
    fn m<'a>(&'a self) {} } pub struct Bare { bare: u8 }

    /// One.
    #[derive(Debug)]
    /// Two.
    // Not this.
    #[doc = "Three."]
    /// Four. \n
    pub(crate) struct S<'a> {
        ///No space.
        pub a: &'a str, /// Of b.
        b: u8,
        //// No doc.
        pub(in crate::models) c: u8,
        ///
        ///  Two spaces.  
        r#type: [u8; 2], // the end
        /** Of d. */ d: u8, /** Of e. */ /// And e.
        e: u8,
    }

/// Of a tuple.
pub struct T(/// First.
    pub String, u8, /// Third.
    #[serde(default)] Option<u8>);

/// Of an enum.
pub enum E {
    /// Of A.
    A,
    B, /// Of C.
    C(
        /// Inside.
        u8,
    ),
    /// Of D.
    #[serde(rename = "// no comment")]
    D {
        /// Of d.
        d: u8,
    } = 4,
}
"##,
    );
}

#[test]
fn lines_end_as_rust_has_them() {
    same("/// One.\r\n/// Two.\r\npub struct S {\r\n    /// Of a.\r\n    a: u8,\r\n}\r\n");
    same("\u{feff}/// One.\npub struct S; /* a\nb */ /// Of T.\npub struct T; pub struct U;");
    let text = "pub struct S; /// Of nothing.";
    assert_eq!(read(text), [Vec::<String>::new()]);
    let home = None;
    let broken = "/// One.\rTwo.\npub struct S;";
    let read = parse::file(broken, &"shared.rs".into(), &[], home, &Builds::All);
    assert_eq!(read.map_err(|problem| problem.at.line).err(), Some(1));
}

#[test]
fn every_file_of_ours_is_read_as_syn_reads_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut count = 0;
    for folder in ["codegen/src", "runtime/src", "tests/conformance/ideas"] {
        for entry in WalkDir::new(root.join(folder)) {
            let path = entry.expect("a folder").into_path();
            if path.extension().is_some_and(|it| it == "rs") {
                let text = std::fs::read_to_string(path).expect("a file");
                // What lies in modules is read too, and attributes of nothing but one builds's are judged.
                if !text.contains("cfg") && !text.contains("/**") && !text.contains("mod ") {
                    same(&text);
                    count += 1;
                }
            }
        }
    }
    assert!(count > 200, "{count}");
}

/// Holds a text against the same where syn sees the derives: with a space that changes nothing but their own columns.
fn same_derives(text: &str) {
    let spaced = text.replace("#[derive(", "# [derive(");
    assert_ne!(text, spaced);
    assert_eq!(facts(text), facts(&spaced), "\n{text}");
}

#[test]
fn derives_are_read_wherever_they_stand() {
    same_derives(
        r#"
use serde::{Deserialize, Serialize as Ser};
/// One.
#[derive(Debug, Clone)]
/// Two.
#[derive(
    Ser,
    Deserialize,
)]
pub struct A { pub a: u8 }

#[derive()]
#[derive(serde::Serialize,::serde::Deserialize , PartialEq)] // the end
#[serde(rename_all = "camelCase")]
pub(crate) enum B { C, D { e: u8 } }

fn f() {
    #[derive(Debug)]
    struct Inside;
}
#[cfg_attr(feature = "none", derive(Clone))]
#[derive(Debug, serde_repr::Serialize_repr, serde_repr::Deserialize_repr)]
#[repr(u8)]
enum E { F = 1 }
#[cfg_attr(feature = "some", derive(Serialize))]
#[derive(Deserialize)]
#[cfg_attr(feature = "some", serde(rename = "g"))]
struct G;
#[derive(Debug /* a comment */, Clone)]
#[derive(r#Debug)]
struct H;
#[cfg(any())]
#[derive(Debug)]
struct I;
#[derive(BuildAmpEvent, buildamp::BuildAmpSSE)]
union J { a: u8 }
cfg_if! { if #[cfg(any())] { } else {
    #[derive(Serialize)]
    pub struct K;
    macro_rules! l { ($($it:tt)*) => {
#[derive(Debug)]
    }; }
} }
impl A { const M: &str = "
#[derive(Debug)]
"; }
#[derive(serde_with::SerializeDisplay)]
struct N(
    u8,
);
"#,
    );
    let (facts, _) = facts("struct Ü; #[derive(Debug)] #[derive(\n  Clone)] pub struct Foo;");
    let Some([_, foo]) = facts.items.first_chunk() else {
        panic!("two items");
    };
    assert_eq!((foo.item.has.debug, foo.item.has.clone), (true, true));
    assert_eq!((foo.item.at.line, foo.item.at.column), (2, 22));
}

#[test]
fn any_order_of_tokens_is_read_as_syn_reads_it() {
    const BEFORE: [&str; 16] = [
        "#[derive(Debug, serde::Serialize)]",
        "#[derive(Clone,\n    Deserialize)] // both",
        "/// A doc.",
        "// None.",
        "//// None.",
        "/* /// none */",
        "/* /* // */ ' */",
        "#[doc = \"// a string\"]",
        "#[doc = r#\"/// \"raw\"\"#]",
        "#[serde(rename = \"\\\\\")]",
        "#[serde(rename = \"it's\")]",
        "#[x('\"', '\\'', b'\\\\', '/', \"//\", b\"//\", c\"//\", br##\"\"#//\"##)]",
        "#[x('a, r#b, 'r, b, br, 1.0e5, ..=, 'static)]",
        "///",
        "/// \"An open string, 'an open character, r#\"raw",
        "",
    ];
    let mut state = 7u64;
    let mut below = |count: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits") % count
    };
    for _ in 0..2_000 {
        let mut text = String::new();
        for item in 0..2 {
            for _ in 0..below(4) {
                let _ = writeln!(text, "{}", BEFORE[below(BEFORE.len())]);
            }
            let _ = writeln!(text, "pub struct S{item}<'a> {{");
            for field in 0..below(4) {
                for _ in 0..below(4) {
                    let indent = " ".repeat(below(3));
                    let _ = writeln!(text, "{indent}{}", BEFORE[below(BEFORE.len())]);
                }
                let vis = ["", "pub ", "pub(crate) "][below(3)];
                let end = [",", ", ", ",\n", ", // the end\n"][below(4)];
                let _ = write!(text, "{vis}f{field}: &'a [u8; 2]{end}");
            }
            text += "}";
            text += ["\n", " ", ""][below(3)];
        }
        same(&text);
        if text.contains("#[derive(") {
            same_derives(&text);
        }
    }
}
