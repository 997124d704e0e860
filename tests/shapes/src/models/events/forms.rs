use crate::models::Colour;

pub struct Unit;

pub struct Empty {}

pub struct Newtype(pub String);

pub struct NewtypeOfStruct(pub Colour);

pub struct Pair(pub String, pub Option<u8>);

pub enum Colours {
    Red,
    Green,
    Blue,
}

pub enum Order {
    Placed,
    Priced(u32),
    Paid(Colour),
    Noted(Option<String>),
    Moved(i32, i32),
    Shipped {
        carrier: String,
        parcels: Vec<u8>,
    },
    Nested {
        inner: Box<Order>,
        note: Option<String>,
    },
    Lost {},
}
