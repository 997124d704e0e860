//! Half of a surrogate pair is text to JavaScript alone.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
#[derive(Serialize, Deserialize)]
pub struct Words {
    pub text: String,
    pub letter: Option<char>,
    pub by_word: BTreeMap<String, u8>,
}
