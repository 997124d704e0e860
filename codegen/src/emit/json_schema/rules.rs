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
        let required = (rules.required && least != "minimum").then_some(1);
        if let Some(length) = rules.min_length.max(required) {
            asked.insert(least.to_owned(), length.into());
        }
        // What is taken off at its ends first may be longer.
        if let Some(length) = rules.max_length.filter(|_| !rules.trim) {
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
        let mut all = vec![schema];
        if !asked.is_empty() {
            all.push(asked.into());
        }
        all.extend(patterns(rules).map(|pattern| json!({ "pattern": pattern })));
        if rules.required && matches!(shape, Shape::Option(_)) {
            all.push(json!({ "not": { "type": "null" } }));
        }
        schema = match all.len() {
            1 => all.remove(0),
            _ => json!({ "allOf": all }),
        };
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

/// What Rust takes off at the ends of a text, as the inside of a class: <https://www.unicode.org/reports/tr44/#White_Space>.
const BLANK: &str = r"\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";

/// As the server and the clients look at it: <https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address>.
const EMAIL: &str = r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*";

/// As the server and the clients look at it.
const URL: &str = r"[hH][tT][tT][pP][sS]?://[^\x00-\x20\x7f/?#]+(?:[/?#][^\x00-\x20\x7f]*)?";

/// What a text has to match, each by itself.
fn patterns(rules: &Rules) -> impl Iterator<Item = String> {
    let own = rules.pattern.as_deref().map(javascript);
    let email = rules.email.then(|| EMAIL.to_owned());
    let url = rules.url.then(|| URL.to_owned());
    let length = rules.trim.then(|| length(rules)).flatten();
    let trim = rules.trim;
    [length, own, email, url]
        .into_iter()
        .flatten()
        .map(move |pattern| {
            if trim {
                format!("^[{BLANK}]*(?:{pattern})[{BLANK}]*$")
            } else {
                format!("^(?:{pattern})$")
            }
        })
}

/// What is left of a text when its ends are taken off, by its length.
fn length(rules: &Rules) -> Option<String> {
    let least = rules
        .min_length
        .unwrap_or(0)
        .max(usize::from(rules.required));
    let most = rules.max_length;
    if least == 0 && most.is_none() {
        return None;
    }
    let end = format!("[^{BLANK}]");
    let inner = |least: usize| {
        let most = most.map(|most| most.saturating_sub(2).to_string());
        format!(r"[\s\S]{{{least},{}}}{end}", most.unwrap_or_default())
    };
    let from_one = match most {
        Some(0) => return Some(String::new()),
        Some(1) => end.clone(),
        _ => format!("{end}(?:{})?", inner(0)),
    };
    Some(match least {
        0 => format!("(?:{from_one})?"),
        1 => from_one,
        _ => format!("{end}{}", inner(least.saturating_sub(2))),
    })
}

#[cfg(test)]
mod tests {
    use super::{EMAIL, URL};

    #[test]
    fn h18_documents_and_clients_have_the_same_patterns() {
        let client = include_str!("../prelude/buildamp-client.ts");
        assert!(client.contains(&format!("/^{EMAIL}$/;")));
        // There it says that capital letters are no others.
        let lower = URL.replacen("[hH][tT][tT][pP][sS]?://", r"https?:\/\/", 1);
        assert!(client.contains(&format!("/^{lower}$/i;")), "{lower}");
    }
}
