use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Bad {
    #[serde(with = "swapped")]
    pub id: u32,
}

mod swapped {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(id: &u32, serializer: S) -> Result<S::Ok, S::Error> {
        id.swap_bytes().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
        u32::deserialize(deserializer).map(u32::swap_bytes)
    }
}
