use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub enum Door {
    Open,
    Closed,
    Broken(String),
}

#[derive(Serialize, Deserialize)]
pub enum Shop {
    Open { until: u8 },
    Closed,
    Broken(Door),
}

#[derive(Serialize, Deserialize)]
pub enum DoorOpen {
    Wide,
    Narrow,
}

#[derive(Serialize, Deserialize)]
pub struct Town {
    pub door: Door,
    pub shop: Shop,
    pub open: DoorOpen,
}
