use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Shipped {
    ByTruck {
        plate_number: u8,
    },
    ByShip {
        ship_name: String,
        home_port: String,
    },
}
