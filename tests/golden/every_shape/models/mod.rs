use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub struct Scalars {
    pub flag: bool,
    pub tiny: i8,
    pub small: i16,
    pub medium: i32,
    pub large: i64,
    pub byte: u8,
    pub port: u16,
    pub count: u32,
    pub size: u64,
    pub ratio: f32,
    pub exact: f64,
    pub text: String,
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub stamp: jiff::Timestamp,
}

pub struct Containers {
    pub maybe: Option<String>,
    pub maybe_id: Option<UserId>,
    pub list: Vec<u8>,
    pub maybes: Vec<Option<u8>>,
    pub boxed: Box<Scalars>,
    pub array: [u8; 3],
    pub long_array: [u8; 32],
    pub pair: (String, u8),
    pub triple: (String, u8, bool),
    pub quadruple: (String, u8, Option<bool>, (u8, u8, u8, u8)),
    pub hash: HashMap<String, u32>,
    pub tree: BTreeMap<String, Vec<UserId>>,
}

pub struct UserId(pub Uuid);

pub struct Point(pub f64, pub f64);

pub struct Rect(pub f64, pub f64, pub f64, pub f64);

pub struct Nothing;

pub struct Empty {}
