use serde::{Deserialize, Serialize};
use serde_with::{DefaultOnNull, NoneAsEmptyString, serde_as};

#[serde_as]
#[derive(Serialize, Deserialize)]
pub struct Lenient {
    #[serde_as(as = "NoneAsEmptyString")]
    pub text: Option<String>,
    #[serde_as(as = "DefaultOnNull")]
    pub count: u8,
}
