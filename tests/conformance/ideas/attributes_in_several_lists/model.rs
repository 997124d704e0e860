use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[serde(deny_unknown_fields)]
pub struct Several {
    #[serde(default)]
    #[serde(rename = "theName")]
    #[doc = "Between."]
    #[serde(skip_serializing_if = "String::is_empty")]
    pub some_name: String,
    #[serde()]
    pub other_name: u8,
}
