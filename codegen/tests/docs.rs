//! Doc comments: what is read of a file is what syn reads of it.

use std::fmt::Write as _;
use std::path::Path;

use buildamp_codegen::model::{Body, Texts};
use buildamp_codegen::parse::{self, Builds, Home};
use buildamp_codegen::place::Place;
use syn::Attribute;
use walkdir::WalkDir;

/// The doc comments of all types, fields and variants of a file, in order.
fn read(text: &str) -> Vec<Vec<String>> {
    let home = Home {
        output: vec!["shared".to_owned()].into(),
        place: Place::default(),
    };
    let module = ["models".to_owned()];
    let read = parse::file(
        text,
        &"shared.rs".into(),
        &module,
        Some(&home),
        &Builds::All,
    );
    let (facts, _) = read.unwrap_or_else(|problem| panic!("{}\n{text}", problem.what));
    let mut docs = Vec::new();
    let mut told = |lines: &Texts| docs.push(lines.to_vec());
    for parsed in facts.items {
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

#[test]
fn any_order_of_tokens_is_read_as_syn_reads_it() {
    const BEFORE: [&str; 14] = [
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
    }
}
