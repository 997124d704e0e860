//! Names of other crates that are known.

use crate::wire::known;

const PRIMITIVES: [&str; 17] = [
    "bool", "char", "str", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16",
    "u32", "u64", "u128", "usize",
];

/// Whether a name is that of a primitive type.
pub(super) fn is_primitive(name: &str) -> bool {
    PRIMITIVES.contains(&name)
}

/// Whether the types of a crate are known by name, so that its files need not be read where they lie on this disk.
pub(super) fn is_well_known(name: &str) -> bool {
    const WITH: [&str; 12] = [
        "bytes",
        "chrono",
        "indexmap",
        "jiff",
        "rust_decimal",
        "serde",
        "serde_json",
        "serde_with",
        "time",
        "url",
        "uuid",
        "sqlx",
    ];
    name.starts_with("buildamp") || WITH.contains(&name)
}

/// What every module sees unless it says otherwise.
pub(super) fn prelude(name: &str) -> Option<Vec<String>> {
    let path: &[&str] = match name {
        "String" => &["std", "string", "String"],
        "Option" => &["std", "option", "Option"],
        "Vec" => &["std", "vec", "Vec"],
        "Box" => &["std", "boxed", "Box"],
        "Result" => &["std", "result", "Result"],
        name if PRIMITIVES.contains(&name) => return Some(vec![name.to_owned()]),
        _ => return None,
    };
    Some(path.iter().map(|&name| name.to_owned()).collect())
}

/// Whether a glob of another crate is known to bring in this name.
pub(super) fn is_known_export(path: &[String]) -> bool {
    let ours = path.first().is_some_and(|first| first == "buildamp")
        && path
            .last()
            .is_some_and(|last| OURS.contains(&last.as_str()));
    ours || (path.len() > 1 && known(path).is_some())
}

/// The names of ours that a handler's signature mentions.
pub const OURS: [&str; 4] = ["Context", "Tx", "Envelope", "Settle"];
