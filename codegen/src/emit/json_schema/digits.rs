//! Integers that stand in texts, as patterns with their bounds.

use std::fmt::Write as _;

use crate::model::Int;

/// As JSON writes it, which is how the keys of a map are read: no zero in front, and no plus.
pub(super) fn as_json(int: Int) -> String {
    match bounds(int) {
        (None, most) => format!("(?:{})", up_to(&most)),
        (Some(least), most) => format!("(?:{}|-(?:{}))", up_to(&most), from_one(&least)),
    }
}

/// As Rust reads it from a text: <https://doc.rust-lang.org/std/primitive.i32.html#method.from_str>.
pub(super) fn as_text(int: Int) -> String {
    match bounds(int) {
        (None, most) => format!(r"\+?0*(?:{})", up_to(&most)),
        (Some(least), most) => {
            format!(r"(?:\+?0*(?:{})|-0*(?:{}))", up_to(&most), up_to(&least))
        }
    }
}

/// How far it goes below zero, if it does, and above.
fn bounds(int: Int) -> (Option<String>, String) {
    let signed =
        |least: i128, most: i128| (Some(least.unsigned_abs().to_string()), most.to_string());
    match int {
        Int::I8 => signed(i8::MIN.into(), i8::MAX.into()),
        Int::I16 => signed(i16::MIN.into(), i16::MAX.into()),
        Int::I32 => signed(i32::MIN.into(), i32::MAX.into()),
        Int::I64 => signed(i64::MIN.into(), i64::MAX.into()),
        Int::I128 => signed(i128::MIN, i128::MAX),
        Int::U8 => (None, u8::MAX.to_string()),
        Int::U16 => (None, u16::MAX.to_string()),
        Int::U32 => (None, u32::MAX.to_string()),
        Int::U64 => (None, u64::MAX.to_string()),
        Int::U128 => (None, u128::MAX.to_string()),
    }
}

/// From 0 to this number.
fn up_to(most: &str) -> String {
    format!("0|{}", from_one(most))
}

/// From 1 to this number: what has fewer digits, then what has a smaller one somewhere and anything behind it, then itself.
fn from_one(most: &str) -> String {
    let mut pattern = String::new();
    if most.len() > 1 {
        // Writing to a `String` cannot fail.
        let _ = write!(pattern, "[1-9][0-9]{{0,{}}}|", most.len() - 2);
    }
    for (at, digit) in most.char_indices() {
        let least = if at == 0 { '1' } else { '0' };
        if digit > least {
            let smaller = char::from_u32(u32::from(digit) - 1).unwrap_or(least);
            let behind = most.len() - at - 1;
            let _ = write!(
                pattern,
                "{}[{least}-{smaller}][0-9]{{{behind}}}|",
                &most[..at]
            );
        }
    }
    pattern + most
}

#[cfg(test)]
mod tests {
    use regex_lite::Regex;

    use super::{as_json, as_text};
    use crate::model::Int;

    #[test]
    fn digits_are_held_to_the_bounds_of_their_type() {
        let small = Regex::new(&format!("^{}$", as_json(Int::U8))).unwrap();
        let signed = Regex::new(&format!("^{}$", as_json(Int::I8))).unwrap();
        for number in -1000..1000_i32 {
            let text = number.to_string();
            assert_eq!(
                small.is_match(&text),
                u8::try_from(number).is_ok(),
                "{text}"
            );
            assert_eq!(
                signed.is_match(&text),
                i8::try_from(number).is_ok(),
                "{text}"
            );
        }
        for refused in ["", "-", "00", "01", "+1", "-0", "1.0", " 1"] {
            assert!(
                !small.is_match(refused) && !signed.is_match(refused),
                "{refused:?}"
            );
        }
        let read = Regex::new(&format!("^{}$", as_text(Int::I64))).unwrap();
        for text in [
            "+007",
            "-0",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "--1",
            "",
        ] {
            assert_eq!(read.is_match(text), text.parse::<i64>().is_ok(), "{text:?}");
        }
    }
}
