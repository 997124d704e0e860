use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
#[derive(Serialize, Deserialize)]
pub struct Calendar {
    pub owners: HashMap<Uuid, String>,
    pub days: BTreeMap<NaiveDate, u8>,
    pub moments: BTreeMap<DateTime<Utc>, u8>,
}
