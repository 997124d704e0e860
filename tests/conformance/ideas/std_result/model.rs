use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Outcome {
    pub answer: Result<u8, String>,
    pub many: Vec<Result<(), Problem>>,
}

#[derive(Serialize, Deserialize)]
pub struct Problem {
    pub code: u16,
}
