//! Camel case, as heck makes it.

use std::fmt::{Display, Write};

use heck::{AsLowerCamelCase, AsUpperCamelCase};

/// Appends the name in camel case: `createdAt`.
pub(super) fn push_lower(name: &str, to: &mut String) {
    push(name, false, AsLowerCamelCase(name), to);
}

/// Appends the name in camel case with a capital: `CreatedAt`.
pub(super) fn push_upper(name: &str, to: &mut String) {
    push(name, true, AsUpperCamelCase(name), to);
}

/// Names without a capital, as those of fields and modules are, have an underscore between each two words and nowhere
/// else; names of types are mostly in camel case already. There are very many of both. All others are heck's.
fn push(name: &str, mut is_capital: bool, otherwise: impl Display, to: &mut String) {
    if is_camel(name) {
        let start = to.len();
        to.push_str(name);
        if !is_capital {
            to[start..=start].make_ascii_lowercase();
        }
        return;
    }
    let is_snake = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if !name.bytes().all(is_snake) {
        // Writing to a String never fails.
        let _ = write!(to, "{otherwise}");
        return;
    }
    for word in name.split('_').filter(|word| !word.is_empty()) {
        let start = to.len();
        to.push_str(word);
        if std::mem::replace(&mut is_capital, true) {
            to[start..=start].make_ascii_uppercase();
        }
    }
}

/// Whether a name begins with a capital, and each other capital stands behind a small letter and what digits follow it.
fn is_camel(name: &str) -> bool {
    let mut may_be_capital = true;
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| match byte {
            b'A'..=b'Z' => std::mem::take(&mut may_be_capital),
            b'a'..=b'z' => {
                may_be_capital = true;
                true
            }
            _ => byte.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_camel_case_of_heck() {
        let letters = ['a', 'b', 'A', '1', '_'];
        for code in 0..letters.len().pow(6) {
            let name: String = (0..6)
                .map(|place| letters[code / letters.len().pow(place) % letters.len()])
                .collect();
            for name in [&name, &name[1..], &name[3..]] {
                let (mut lower, mut upper) = (String::new(), String::new());
                push_lower(name, &mut lower);
                push_upper(name, &mut upper);
                assert_eq!(lower, AsLowerCamelCase(name).to_string(), "{name}");
                assert_eq!(upper, AsUpperCamelCase(name).to_string(), "{name}");
            }
        }
    }
}
