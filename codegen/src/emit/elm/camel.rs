//! Camel case, as heck makes it.

use std::fmt::Write;

use heck::{AsLowerCamelCase, AsUpperCamelCase};

/// Appends the name in camel case: `createdAt`.
pub(super) fn push_lower(name: &str, to: &mut String) {
    if name.is_ascii() {
        push_ascii(name.as_bytes(), to, true);
    } else {
        // Writing to a String never fails.
        let _ = write!(to, "{}", AsLowerCamelCase(name));
    }
}

/// Appends the name in camel case with a capital: `CreatedAt`.
pub(super) fn push_upper(name: &str, to: &mut String) {
    if name.is_ascii() {
        push_ascii(name.as_bytes(), to, false);
    } else {
        // Writing to a String never fails.
        let _ = write!(to, "{}", AsUpperCamelCase(name));
    }
}

/// The last letter of the word that is read: a word ends before a capital behind a small letter, and before the last of
/// several capitals that a small letter follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Neither,
    Small,
    Capital,
}

fn push_ascii(name: &[u8], to: &mut String, mut begins_small: bool) {
    to.reserve(name.len());
    let (mut last, mut begins) = (Last::Neither, true);
    for (place, byte) in name.iter().enumerate() {
        if !byte.is_ascii_alphanumeric() {
            (last, begins) = (Last::Neither, true);
            continue;
        }
        let now = match byte {
            b'a'..=b'z' => Last::Small,
            b'A'..=b'Z' => Last::Capital,
            _ => last,
        };
        let next = name.get(place + 1).copied().unwrap_or_default();
        let ends = now == Last::Small && next.is_ascii_uppercase();
        let is_last_capital =
            last == Last::Capital && byte.is_ascii_uppercase() && next.is_ascii_lowercase();
        begins |= is_last_capital;
        last = if ends || is_last_capital {
            Last::Neither
        } else {
            now
        };
        let is_capital = begins && !std::mem::take(&mut begins_small);
        to.push(char::from(if is_capital {
            byte.to_ascii_uppercase()
        } else {
            byte.to_ascii_lowercase()
        }));
        begins = ends;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_camel_case_of_heck() {
        let letters = ['a', 'b', 'A', 'B', '1', '_'];
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
