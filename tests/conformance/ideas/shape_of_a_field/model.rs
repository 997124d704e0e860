//! What is written by a function of one's own has the JSON of the Rust type that is stated.
use buildamp::buildamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[buildamp(plain)]
#[derive(Serialize, Deserialize)]
pub struct Stated {
    #[serde(with = "hex")]
    #[buildamp(shape = "String")]
    pub colour: u32,
    #[serde(serialize_with = "as_list", deserialize_with = "of_list")]
    #[buildamp(shape = "Vec<Option<u8>>")]
    pub list: u8,
    /// Its own type, on purpose: the wide integer is fine.
    #[buildamp(shape = "u64")]
    pub wide: u64,
    #[serde(with = "hex", default)]
    #[buildamp(shape = "String")]
    pub late: u32,
}

mod hex {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(value: &u32, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{value:x}"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
        u32::from_str_radix(&String::deserialize(deserializer)?, 16).map_err(Error::custom)
    }
}

fn as_list<S: Serializer>(value: &u8, serializer: S) -> Result<S::Ok, S::Error> {
    [Some(*value), None].serialize(serializer)
}

fn of_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    let list = Vec::<Option<u8>>::deserialize(deserializer)?;
    Ok(list.into_iter().flatten().next().unwrap_or(0))
}
