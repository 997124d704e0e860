//! A text with fields in it, `user/{email}` → its parts.

use crate::model::{Body, Field, Fields, TemplatePart};
use crate::report;

/// Splits the value of `key` into text and fields of the struct.
///
/// # Errors
/// What is wrong with it.
pub fn parts(key: &str, template: &str, body: &Body) -> Result<Vec<TemplatePart>, String> {
    let fields: &[Field] = match body {
        Body::Struct(Fields::Named(fields) | Fields::Unnamed(fields)) => fields,
        Body::Struct(Fields::Unit) | Body::Enum(_) => &[],
    };
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some((text, after)) = rest.split_once('{') {
        let (name, after) = after
            .split_once('}')
            .ok_or_else(|| format!("`{template}` opens a `{{` that it does not close"))?;
        let field = fields
            .iter()
            .find(|field| field.ident.trim_start_matches("r#") == name)
            .ok_or_else(|| no_field(key, name, fields))?;
        if !text.is_empty() {
            parts.push(TemplatePart::Text(text.to_owned()));
        }
        parts.push(TemplatePart::Field(field.ident.to_string()));
        rest = after;
    }
    match (rest.contains('}'), template.is_empty()) {
        (true, _) => return Err(format!("`{template}` closes a `}}` that it does not open")),
        (_, true) => return Err(format!("`{key}` is empty")),
        (false, false) => {}
    }
    if !rest.is_empty() {
        parts.push(TemplatePart::Text(rest.to_owned()));
    }
    Ok(parts)
}

fn no_field(key: &str, name: &str, fields: &[Field]) -> String {
    let names = fields.iter().map(|field| field.ident.as_str());
    match report::nearest(name, names) {
        Some(meant) => {
            format!("`{{{name}}}` in `{key}` is no field: did you mean `{{{meant}}}`?")
        }
        None => format!("`{{{name}}}` in `{key}` is no field"),
    }
}
