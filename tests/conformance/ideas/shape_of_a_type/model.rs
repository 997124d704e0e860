//! A `Serialize` that is written by hand is known to its author alone.
use std::collections::BTreeMap;

use buildamp::buildamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[buildamp(shape = "String")]
pub struct Colour {
    pub red: u8,
    pub green: u8,
}

impl Serialize for Colour {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}/{}", self.red, self.green))
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut parts = text.split('/').map(|part| part.parse().unwrap_or(0));
        Ok(Self {
            red: parts.next().unwrap_or(0),
            green: parts.next().unwrap_or(0),
        })
    }
}

#[derive(Serialize, Deserialize)]
pub struct Point {
    pub x: i32,
    pub y: i32,
}

#[buildamp(shape = "Vec<Point>")]
pub struct Line(pub Vec<Point>);

impl Serialize for Line {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}

impl<'de> Deserialize<'de> for Line {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self)
    }
}

#[derive(Serialize, Deserialize)]
pub struct Drawing {
    pub colour: Colour,
    pub lines: BTreeMap<String, Line>,
}
