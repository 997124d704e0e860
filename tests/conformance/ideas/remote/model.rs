//! A type of another crate, described here.
pub mod other_crate {
    #[derive(Clone)]
    pub struct Duration {
        pub secs: i64,
        pub nanos: i32,
    }

    #[derive(Clone)]
    pub enum Unit {
        Metre,
        Foot(u8),
    }
}
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(remote = "other_crate::Duration", rename_all = "UPPERCASE")]
pub struct DurationDef {
    pub secs: i64,
    pub nanos: i32,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "other_crate::Unit")]
pub enum UnitDef {
    Metre,
    Foot(u8),
}

#[derive(Serialize, Deserialize)]
pub struct Process {
    pub command: String,
    #[serde(with = "DurationDef")]
    pub wall: other_crate::Duration,
    #[serde(with = "UnitDef")]
    pub unit: other_crate::Unit,
}
