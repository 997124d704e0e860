//! Models at random, and what serde makes of their values: the build script writes them.

mod dice;
mod values;

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use dice::Dice;
pub use values::{Random, inner};

#[expect(missing_docs, reason = "what they are is written at random")]
#[allow(
    clippy::all,
    clippy::pedantic,
    dead_code,
    non_camel_case_types,
    non_snake_case,
    unused_imports,
    reason = "lints are about what a person writes"
)]
pub mod models {
    include!(concat!(env!("OUT_DIR"), "/models.rs"));
}

/// A type of a model.
pub struct Subject {
    /// Its file, `m000`.
    pub module: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Whether it has a type parameter, which is `u32` here.
    pub generic: bool,
    /// Writes a value at random; the error is serde's.
    pub write: fn(&mut Dice) -> Result<String, String>,
    /// Reads a value; the error is serde's.
    pub read: fn(&str) -> Result<Value, String>,
}

/// A value that serde has read.
#[derive(Debug, Clone)]
pub struct Value {
    /// Its `Debug`: equal where two values are.
    pub debug: String,
    /// What serde writes of it, unless it refuses to: a variant may be there to be read alone.
    pub json: Option<String>,
}

include!(concat!(env!("OUT_DIR"), "/subjects.rs"));

/// The package whose models these are.
pub const PACKAGE: &str = concat!(env!("OUT_DIR"), "/package");

fn write<T: Random + Serialize>(dice: &mut Dice) -> Result<String, String> {
    serde_json::to_string(&T::random(dice)).map_err(|error| error.to_string())
}

fn read<T: DeserializeOwned + Serialize + Debug>(text: &str) -> Result<Value, String> {
    let value: T = serde_json::from_str(text).map_err(|error| error.to_string())?;
    Ok(Value {
        debug: format!("{value:?}"),
        json: serde_json::to_string(&value).ok(),
    })
}
