//! Types as Rust text, and a value at random for each.

use std::fmt::Write;

use crate::model::{Body, Field, Fields, Type, Variant};

/// The text of a model's file.
pub fn file(types: &[Type]) -> String {
    let mut text = "use serde::{Deserialize, Serialize};\n".to_owned();
    for it in types {
        let derives = match (it.repr, it.key) {
            (true, _) => "serde_repr::Serialize_repr, serde_repr::Deserialize_repr",
            (false, true) => "Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord",
            (false, false) => "Serialize, Deserialize",
        };
        let _ = write!(
            text,
            "\n/// A type at random: `{}`.\n#[derive(Debug, Clone, {derives})]\n",
            it.name
        );
        if it.repr {
            text.push_str("#[repr(i16)]\n");
        }
        attributes(&mut text, "", &it.attributes);
        let head = format!("{}{}", it.name, if it.generic { "<T>" } else { "" });
        match &it.body {
            Body::Struct(body) => {
                let end = if matches!(body, Fields::Named(_)) {
                    ""
                } else {
                    ";"
                };
                let _ = writeln!(text, "pub struct {head}{}{end}", fields(body, "pub "));
            }
            Body::Enum(variants) => {
                let _ = writeln!(text, "pub enum {head} {{");
                for variant in variants {
                    attributes(&mut text, "    ", &variant.attributes);
                    let number = if it.repr {
                        format!(" = {}", variant.number)
                    } else {
                        String::new()
                    };
                    let _ = writeln!(
                        text,
                        "    {}{}{number},",
                        variant.ident,
                        fields(&variant.fields, "")
                    );
                }
                text.push_str("}\n");
            }
        }
    }
    text
}

fn attributes(text: &mut String, indent: &str, attributes: &[String]) {
    for attribute in attributes {
        let _ = writeln!(text, "{indent}#[serde({attribute})]");
    }
}

fn fields(fields: &Fields, vis: &str) -> String {
    let mut text = String::new();
    let (open, close, all) = match fields {
        Fields::Named(all) => (" {\n", "}", all),
        Fields::Unnamed(all) => ("(\n", ")", all),
        Fields::Unit => return text,
    };
    text.push_str(open);
    for field in all {
        attributes(&mut text, "    ", &field.attributes);
        let name = if matches!(fields, Fields::Named(_)) {
            format!("{}: ", field.ident)
        } else {
            String::new()
        };
        let _ = writeln!(text, "    {vis}{name}{},", field.ty.text);
    }
    text.push_str(close);
    text
}

/// The impls of `Random`, the defaults, and what `serde` asks for beside them.
pub fn values(types: &[Type]) -> String {
    let mut text = String::new();
    for it in types {
        let (params, args) = if it.generic {
            ("<T: crate::Random>", "<T>")
        } else {
            ("", "")
        };
        let body = match &it.body {
            Body::Struct(body) => construct(&it.name, body),
            Body::Enum(variants) => choose(&it.name, variants),
        };
        let _ = writeln!(
            text,
            "impl{params} crate::Random for {name}{args} {{\nfn random(dice: &mut crate::Dice) -> Self {{ let _ = &dice; {body} }}\n}}",
            name = it.name,
        );
        if it.default {
            let _ = writeln!(
                text,
                "impl Default for {} {{ fn default() -> Self {{ crate::Random::random(&mut crate::Dice::new(9)) }} }}",
                it.name
            );
        }
        for field in all_fields(it) {
            if let Some(number) = field.default {
                let _ = writeln!(
                    text,
                    "fn default_{number}() -> {} {{ crate::Random::random(&mut crate::Dice::new({number})) }}",
                    field.ty.text
                );
            }
        }
    }
    text
}

fn all_fields(it: &Type) -> Vec<&Field> {
    match &it.body {
        Body::Struct(fields) => list(fields).iter().collect(),
        Body::Enum(variants) => variants
            .iter()
            .flat_map(|variant| list(&variant.fields))
            .collect(),
    }
}

fn list(fields: &Fields) -> &[Field] {
    match fields {
        Fields::Named(all) | Fields::Unnamed(all) => all,
        Fields::Unit => &[],
    }
}

fn construct(path: &str, fields: &Fields) -> String {
    match fields {
        Fields::Unit => path.to_owned(),
        Fields::Named(all) => {
            let all: String = all
                .iter()
                .flat_map(|field| [field.ident.as_str(), ": crate::inner(dice), "])
                .collect();
            format!("{path} {{ {all} }}")
        }
        Fields::Unnamed(all) => {
            let all: String = all.iter().map(|_| "crate::inner(dice), ").collect();
            format!("{path}({all})")
        }
    }
}

/// Deep inside, the first variant that leads no deeper.
fn choose(name: &str, variants: &[Variant]) -> String {
    let written: Vec<&Variant> = variants
        .iter()
        .filter(|variant| !variant.unwritten)
        .collect();
    let mut arms = String::new();
    for (position, variant) in written.iter().enumerate() {
        let value = construct(&format!("{name}::{}", variant.ident), &variant.fields);
        let pattern = if position + 1 == written.len() {
            "_".to_owned()
        } else {
            position.to_string()
        };
        let _ = write!(arms, "{pattern} => {value}, ");
    }
    format!("match dice.below({}) {{ {arms} }}", written.len())
}

/// The entry of a type among the subjects.
pub fn subject(module: &str, it: &Type) -> String {
    let path = format!(
        "models::{module}::{}{}",
        it.name,
        if it.generic { "<u32>" } else { "" }
    );
    format!(
        "Subject {{ module: {module:?}, name: {:?}, generic: {}, write: write::<{path}>, read: read::<{path}> }},",
        it.name, it.generic
    )
}
