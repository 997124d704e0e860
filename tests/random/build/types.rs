//! Field types at random.

use crate::dice::Dice;

/// A type as it is written, with what decides where it may stand.
#[derive(Clone)]
pub struct Ty {
    /// The text.
    pub text: String,
    /// Whether serde reads it from what it has buffered: inside `untagged`, an internal tag or `flatten` it knows
    /// neither 128 bits nor keys that are numbers.
    pub buffered: bool,
    /// Whether it is an `Option`.
    pub option: bool,
    /// Whether it is a `Vec`.
    pub vec: bool,
}

impl Ty {
    fn of(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            buffered: true,
            option: false,
            vec: false,
        }
    }
}

/// A type that is declared already, or is being declared.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is independent of the others"
)]
pub struct Known {
    /// Its name.
    pub name: String,
    /// Whether it has a type parameter.
    pub generic: bool,
    /// See [`Ty::buffered`].
    pub buffered: bool,
    /// Whether it is still being declared, so that it may stand behind a pointer alone.
    pub open: bool,
    /// Whether all its variants are unit variants, so that it can be a key.
    pub key: bool,
}

/// What is known where a type stands.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The types of the model.
    pub known: &'a [Known],
    /// Whether `T` is in scope.
    pub generic: bool,
    /// Whether serde will read it from what it has buffered.
    pub buffered: bool,
}

const LEAVES: &[&str] = &[
    "bool",
    "i8",
    "i16",
    "i32",
    "i64",
    "u8",
    "u16",
    "u32",
    "u64",
    "f32",
    "f64",
    "char",
    "String",
    "String",
    "String",
    "u32",
    "std::path::PathBuf",
    "uuid::Uuid",
    "chrono::DateTime<chrono::Utc>",
    "chrono::NaiveDate",
    "std::time::Duration",
    "std::num::NonZeroU8",
    "std::num::NonZeroI16",
    "std::net::IpAddr",
    "()",
    "serde_json::Value",
];

/// Types with an order, for sets.
const ORDERED: &[&str] = &[
    "bool",
    "i8",
    "u32",
    "char",
    "String",
    "uuid::Uuid",
    "chrono::NaiveDate",
    "(u8, String)",
];

/// Types for keys, and whether serde reads them from what it has buffered.
const KEYS: &[(&str, bool)] = &[
    ("String", true),
    ("String", true),
    ("String", true),
    ("u8", false),
    ("i32", false),
    ("i64", false),
    ("bool", false),
    ("char", true),
    ("uuid::Uuid", true),
    ("std::net::IpAddr", true),
    ("chrono::NaiveDate", true),
];

/// A type at random.
pub fn ty(dice: &mut Dice, scope: &Scope<'_>, depth: usize) -> Ty {
    loop {
        let found = any(dice, scope, depth);
        if found.buffered || !scope.buffered {
            return found;
        }
    }
}

fn any(dice: &mut Dice, scope: &Scope<'_>, depth: usize) -> Ty {
    let inside = |dice: &mut Dice| any(dice, scope, depth + 1);
    let around = |inner: Ty, text: String| Ty {
        buffered: inner.buffered,
        ..Ty::of(text)
    };
    match dice.below(if depth >= 3 { 5 } else { 20 }) {
        0 if !scope.buffered => Ty {
            buffered: false,
            ..Ty::of(*dice.pick(&["i128", "u128"]))
        },
        5 | 6 => {
            let of = inside(dice);
            let text = format!("Option<{}>", of.text);
            Ty {
                option: true,
                ..around(of, text)
            }
        }
        7 | 8 => {
            let of = inside(dice);
            let text = format!("Vec<{}>", of.text);
            Ty {
                vec: true,
                ..around(of, text)
            }
        }
        9 => {
            let of = inside(dice);
            let text = format!("[{}; {}]", of.text, dice.below(4));
            around(of, text)
        }
        10 => {
            let parts: Vec<Ty> = (0..=dice.below(4)).map(|_| inside(dice)).collect();
            let text: String = parts
                .iter()
                .flat_map(|part| [part.text.as_str(), ", "])
                .collect();
            Ty {
                buffered: parts.iter().all(|part| part.buffered),
                ..Ty::of(format!("({text})"))
            }
        }
        11 => map(dice, scope, depth),
        12 => Ty::of(format!(
            "std::collections::BTreeSet<{}>",
            dice.pick(ORDERED)
        )),
        13 => {
            let (ok, err) = (inside(dice), inside(dice));
            Ty {
                buffered: ok.buffered && err.buffered,
                ..Ty::of(format!("std::result::Result<{}, {}>", ok.text, err.text))
            }
        }
        14 if dice.one_in(2) => Ty::of(format!(
            "std::ops::Range<{}>",
            dice.pick(&["u8", "f64", "String"])
        )),
        14 if scope.generic => Ty::of("T"),
        15..=18 => model(dice, scope, depth).unwrap_or_else(|| Ty::of(*dice.pick(LEAVES))),
        19 => {
            let of = inside(dice);
            let text = format!("Box<{}>", of.text);
            Ty {
                option: of.option,
                vec: false,
                ..around(of, text)
            }
        }
        _ => Ty::of(*dice.pick(LEAVES)),
    }
}

/// A map at random.
pub fn map(dice: &mut Dice, scope: &Scope<'_>, depth: usize) -> Ty {
    let keys: Vec<&Known> = scope
        .known
        .iter()
        .filter(|known| known.key && !known.open)
        .collect();
    let (key, buffered) = if !keys.is_empty() && dice.one_in(4) {
        (dice.pick(&keys).name.clone(), true)
    } else {
        let (key, buffered) = *dice.pick(KEYS);
        (key.to_owned(), buffered)
    };
    let of = any(dice, scope, depth + 1);
    Ty {
        buffered: buffered && of.buffered,
        ..Ty::of(format!("std::collections::BTreeMap<{key}, {}>", of.text))
    }
}

/// One of the model's own types.
fn model(dice: &mut Dice, scope: &Scope<'_>, depth: usize) -> Option<Ty> {
    if scope.known.is_empty() {
        return None;
    }
    let known = dice.pick(scope.known);
    let (name, buffered) = (known.name.clone(), known.buffered);
    let text = match (known.generic, known.open) {
        // Generic types that contain themselves in another form have no end to them.
        (true, true) => return None,
        (true, false) => {
            // Whatever the type does with its parameter, its argument can stand there.
            let safe = Scope {
                buffered: true,
                ..*scope
            };
            let argument = ty(dice, &safe, depth + 1);
            return Some(Ty {
                buffered,
                ..Ty::of(format!("{name}<{}>", argument.text))
            });
        }
        (false, false) => name,
        (false, true) => {
            let option = dice.one_in(2);
            let text = if option {
                format!("Option<Box<{name}>>")
            } else {
                format!("Vec<{name}>")
            };
            return Some(Ty {
                buffered,
                option,
                vec: !option,
                text,
            });
        }
    };
    Some(Ty {
        buffered,
        ..Ty::of(text)
    })
}
