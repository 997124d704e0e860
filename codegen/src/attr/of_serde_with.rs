//! What the crate `serde_with` adds: `#[serde_as(as = "..")]` on a field, and `#[skip_serializing_none]`.

use syn::{Attribute, Type};

use super::serde_keys::string;
use crate::model::{DefaultValue, SerdeField, SerdeWith, With};
use crate::report::{self, Notes};

/// Reads `#[serde_as(..)]` of a field, and says whether there is any.
pub fn serde_as(
    attributes: &[Attribute],
    ty: &Type,
    field: &mut SerdeField,
    notes: &mut Notes<'_>,
) -> bool {
    let mut any = false;
    let mut no_default = false;
    let mut is_option = false;
    for attribute in attributes.iter().filter(|it| is_last(it, "serde_as")) {
        any = true;
        let outcome = attribute.parse_nested_meta(|meta| {
            let name = super::path_text(&meta.path);
            if name == "no_default" {
                no_default = true;
                return Ok(());
            }
            let value: syn::Expr = meta.value()?.parse()?;
            let text = string(&value).ok_or_else(|| meta.error("expected a string"))?;
            let at = notes.at(text.span());
            let as_type: Type = text.parse()?;
            let with = crate::parse::ty_of(&text.value(), &at).map(|ty| {
                Box::new(SerdeWith {
                    what: With::As(ty),
                    at,
                })
            });
            match name.as_str() {
                "as" => (field.with.written, field.with.accepted) = (with.clone(), with),
                "serialize_as" => field.with.written = with,
                "deserialize_as" => field.with.accepted = with,
                _ => return Err(meta.error("expected `as`, `serialize_as` or `deserialize_as`")),
            }
            is_option |= name != "serialize_as" && is_std_option(&as_type);
            Ok(())
        });
        if let Err(error) = outcome {
            notes.add(
                report::SERDE_REFUSED,
                error.span(),
                format!("`#[serde_as(..)]` cannot be read: {error}"),
                "write #[serde_as(as = \"DisplayFromStr\")]",
            );
        }
    }
    // serde_with adds `default` where both types are an `Option`, unless it is told not to.
    if is_option && !no_default && is_std_option(ty) && field.default.is_none() {
        field.default = Some(DefaultValue::Trait);
    }
    any
}

/// Whether `#[skip_serializing_none]` stands on a type.
#[must_use]
pub fn skips_none(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| is_last(attribute, "skip_serializing_none"))
}

/// What `#[skip_serializing_none]` on its type does to a field.
pub fn skip_none(attributes: &[Attribute], ty: &Type, field: &mut SerdeField) {
    let always = attributes
        .iter()
        .any(|attribute| is_last(attribute, "serialize_always"));
    if !always && field.skip_serializing_if.is_none() && is_std_option(ty) {
        field.skip_serializing_if = Some("Option::is_none".to_owned());
    }
}

fn is_last(attribute: &Attribute, name: &str) -> bool {
    let last = attribute.path().segments.last();
    last.is_some_and(|last| last.ident == name)
}

/// Whether a type is `Option` by the spellings that `serde_with` knows.
fn is_std_option(ty: &Type) -> bool {
    match ty {
        Type::Group(group) => is_std_option(&group.elem),
        Type::Paren(paren) => is_std_option(&paren.elem),
        Type::Path(path) => {
            let names: Vec<String> = path
                .path
                .segments
                .iter()
                .map(|segment| segment.ident.to_string())
                .collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            match names.as_slice() {
                ["Option"] => path.path.leading_colon.is_none(),
                ["std" | "core", "option", "Option"] => true,
                _ => false,
            }
        }
        _ => false,
    }
}
