use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub enum Order {
    Placed,
    Priced(u32),
    Moved(i32, i32),
    Shipped { carrier: String, parcels: Vec<u8> },
    Returned(Box<Order>),
    Noted(Option<String>),
    Empty {},
    Nothing(),
    Unit(()),
}
