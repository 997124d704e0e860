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
