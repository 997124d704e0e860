//! What rules about a field ask of its value.

use serde_json::{Value, json};

use super::super::regex::javascript;
use super::{Bound, Direction, Schemas};
use crate::model::{Rules, Shape};

impl Schemas<'_> {
    /// The schema of a value that keeps these rules, where it comes from a client.
    pub(in super::super) fn value(&mut self, shape: &Shape, rules: &Rules) -> Value {
        let schema = self.shape(shape, &Bound::new());
        self.ruled(schema, shape, rules)
    }

    /// Adds the rules to the schema of a field.
    pub(super) fn ruled(&self, mut schema: Value, shape: &Shape, rules: &Rules) -> Value {
        if self.direction == Direction::Written {
            return schema;
        }
        let mut asked = serde_json::Map::new();
        let (least, most) = bounds_of_length(shape);
        // What is taken off at its ends first may be longer.
        let is_exact = !rules.trim;
        let required = (rules.required && least != "minimum").then_some(1);
        if let Some(length) = rules.min_length.max(required) {
            asked.insert(least.to_owned(), length.into());
        }
        if let Some(length) = rules.max_length.filter(|_| is_exact) {
            asked.insert(most.to_owned(), length.into());
        }
        let range = rules.range.as_ref();
        for (name, bound) in [
            ("minimum", range.and_then(|range| range.min.as_ref())),
            ("maximum", range.and_then(|range| range.max.as_ref())),
        ] {
            let bound = bound.and_then(|bound| serde_json::from_str::<Value>(bound).ok());
            asked.extend(bound.map(|bound| (name.to_owned(), bound)));
        }
        if let Some(pattern) = rules.pattern.as_ref().filter(|_| is_exact) {
            let pattern = format!("^(?:{})$", javascript(pattern));
            asked.insert("pattern".to_owned(), pattern.into());
        }
        for (format, is_asked) in [("email", rules.email), ("uri", rules.url)] {
            if is_asked && is_exact {
                asked.insert("format".to_owned(), format.into());
            }
        }
        if !asked.is_empty() {
            schema = json!({ "allOf": [schema, asked] });
        }
        if let Some(default) = &rules.default
            && let Ok(default) = serde_json::from_str::<Value>(default)
        {
            schema["default"] = default;
        }
        schema
    }
}

/// How the length of such a value is bounded.
fn bounds_of_length(shape: &Shape) -> (&'static str, &'static str) {
    match shape {
        Shape::Option(of) => bounds_of_length(of),
        Shape::Text(_) => ("minLength", "maxLength"),
        Shape::List(_) | Shape::Array(..) => ("minItems", "maxItems"),
        Shape::Map { .. } => ("minProperties", "maxProperties"),
        _ => ("minimum", "maximum"),
    }
}
