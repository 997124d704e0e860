use serde::{Deserialize, Serialize};

/// Where an order stands.
pub enum Order {
    /// It came in.
    Placed,
    Priced(u32),
    Moved(i32, i32),
    /// It left the house,
    /// in so many parcels.
    Shipped {
        carrier: String,
        /// Their numbers.
        parcels: Vec<u8>,
    },
    Returned(Box<Order>),
    Lost {},
}

pub enum Colour {
    Red,
    Green,
    Blue,
}

pub enum Single {
    Only,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Renamed {
    NotStarted,
    #[serde(rename = "work in progress", rename_all = "kebab-case")]
    InProgress {
        since_day: u32,
        #[serde(rename = "it's \"quoted\"")]
        quoted: bool,
    },
}

/// What became of a parcel.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Parcel {
    /// It waits.
    Packed,
    /// Somebody brings it.
    Underway(Carrier),
    #[deprecated(note = "it always arrives")]
    Lost { since_day: u32 },
    Returned { reason: String },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Carrier {
    pub name: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of")]
pub enum Payment {
    /// Nothing was due.
    Free,
    /// So many cents.
    #[deprecated]
    Cash(u32),
    Card { number: String },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Reference {
    /// Its number.
    Number(u32),
    /// What a person wrote, if anything.
    Note(Option<String>),
    #[deprecated(note = "say its number")]
    Named { name: String },
    Pair(u32, u32),
}

#[derive(Debug, Clone, serde_repr::Serialize_repr, serde_repr::Deserialize_repr)]
#[repr(u8)]
pub enum Priority {
    /// When there is time.
    Low = 1,
    Middle = 5,
    /// At once.
    High = 9,
}

/// A comment before the first alone breaks nothing.
pub enum Answer {
    /// Agreed.
    Yes,
    No(String),
}
