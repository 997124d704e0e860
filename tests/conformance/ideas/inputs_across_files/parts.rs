use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Part {
    #[serde(alias = "nr")]
    pub number: u8,
    pub whole: Option<Box<super::Whole>>,
}
