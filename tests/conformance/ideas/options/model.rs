use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Options {
    pub maybe: Option<u8>,
    pub text: Option<String>,
    pub list: Option<Vec<Option<bool>>>,
    pub own: Option<Box<Options>>,
}
