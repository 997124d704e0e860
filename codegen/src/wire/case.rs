//! serde's `rename_all` cases, rule for rule (`serde_derive::internals::case`): they know ASCII and underscores, and
//! nothing of words, so that `HTTPServer` becomes `h_t_t_p_server`.

use ecow::EcoString;

/// The spellings that serde takes.
pub const CASES: [&str; 8] = [
    "lowercase",
    "UPPERCASE",
    "PascalCase",
    "camelCase",
    "snake_case",
    "SCREAMING_SNAKE_CASE",
    "kebab-case",
    "SCREAMING-KEBAB-CASE",
];

/// A variant's name under a rule.
#[must_use]
pub fn variant(name: &str, rule: Option<&str>) -> EcoString {
    match rule {
        Some("lowercase") => name.to_ascii_lowercase().into(),
        Some("UPPERCASE") => name.to_ascii_uppercase().into(),
        Some("camelCase") => lower_first(name).into(),
        Some("snake_case") => snake(name).into(),
        Some("SCREAMING_SNAKE_CASE") => snake(name).to_ascii_uppercase().into(),
        Some("kebab-case") => snake(name).replace('_', "-").into(),
        Some("SCREAMING-KEBAB-CASE") => snake(name).to_ascii_uppercase().replace('_', "-").into(),
        _ => name.into(),
    }
}

/// A field's name under a rule.
#[must_use]
pub fn field(name: &str, rule: Option<&str>) -> EcoString {
    match rule {
        Some("UPPERCASE" | "SCREAMING_SNAKE_CASE") => name.to_ascii_uppercase().into(),
        Some("PascalCase") => pascal(name).into(),
        Some("camelCase") => lower_first(&pascal(name)).into(),
        Some("kebab-case") => name.replace('_', "-").into(),
        Some("SCREAMING-KEBAB-CASE") => name.to_ascii_uppercase().replace('_', "-").into(),
        _ => name.into(),
    }
}

fn snake(variant: &str) -> String {
    let mut snake = String::new();
    for (position, letter) in variant.char_indices() {
        if position > 0 && letter.is_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn pascal(field: &str) -> String {
    let mut pascal = String::new();
    let mut capitalize = true;
    for letter in field.chars() {
        if letter == '_' {
            capitalize = true;
        } else if capitalize {
            pascal.push(letter.to_ascii_uppercase());
            capitalize = false;
        } else {
            pascal.push(letter);
        }
    }
    pascal
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => first.to_ascii_lowercase().to_string() + letters.as_str(),
        None => String::new(),
    }
}
