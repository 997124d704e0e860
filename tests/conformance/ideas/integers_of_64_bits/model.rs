use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Counts {
    pub signed: i64,
    pub unsigned: u64,
    pub size: usize,
    pub offset: isize,
}
