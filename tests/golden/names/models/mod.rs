//! Names that mean something elsewhere, or that come out alike.

pub mod list;

use serde::{Deserialize, Serialize};

pub struct String_ {
    pub r#type: bool,
    pub module: bool,
    pub port: bool,
    pub foo_bar: bool,
    pub foo__bar: bool,
    pub constructor: bool,
}

pub struct Array {
    pub record: Record,
    pub map: Vec<Map>,
    pub other: list::Map,
}

pub struct Record {
    pub list: Vec<bool>,
    pub maybe: Option<Maybe>,
}

pub struct Map;

pub struct Maybe(pub bool);

pub struct List {
    pub items: Vec<List>,
}

pub enum User {
    Id,
    Name,
}

pub struct UserId(pub u32);

pub struct HTTPError {
    pub status: u16,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Keys {
    #[serde(rename = "__proto__")]
    pub proto: bool,
    #[serde(rename = "content-type")]
    pub content_type: bool,
    #[serde(rename = "1")]
    pub one: bool,
    #[serde(rename = "")]
    pub empty: Option<bool>,
    #[serde(rename = "größe")]
    pub size: bool,
    #[serde(rename = "two\nlines\\ \"quoted\"")]
    pub lines: bool,
}

pub struct AnEventWithSuchALongNameThatItsGuardHasToBreakItsLine<FirstParameter, SecondParameter> {
    pub a_long_name_for_a_field: Option<Vec<std::collections::HashMap<String, Option<FirstParameter>>>>,
    pub b: (SecondParameter, Option<String>),
}
