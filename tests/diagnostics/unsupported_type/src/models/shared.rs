use std::collections::{HashMap, HashSet};
use std::sync::Arc;

pub struct Everything<'a> {
    pub letter: char,
    pub big: u128,
    pub borrowed: &'a str,
    pub slice: &'a [u8],
    pub shared: Arc<String>,
    pub set: HashSet<String>,
    pub by_number: HashMap<u32, String>,
    pub nothing: (),
    pub json: serde_json::Value,
    pub date: chrono::NaiveDate,
    pub naive: chrono::DateTime<chrono_tz::Tz>,
    pub long: [u8; 33],
    pub unknown_length: [u8; other_crate::LENGTH],
    pub one: (u8,),
    pub function: fn(u8) -> u8,
    pub object: Box<dyn std::fmt::Debug>,
    pub text: Box<str>,
    pub inside: Option<Vec<Arc<u8>>>,
    pub both: (char, u128),
}
