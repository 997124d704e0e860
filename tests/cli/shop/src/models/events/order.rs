use crate::models::address::Address;

/// An order came in.
pub struct OrderPlaced {
    pub number: u32,
    pub to: Address,
}

/// What became of a parcel.
pub enum Parcel {
    Sent,
    Lost { since: chrono::DateTime<chrono::Utc> },
}
