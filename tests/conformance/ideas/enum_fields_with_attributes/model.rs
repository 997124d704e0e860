use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Step {
    Wait {
        #[serde(rename = "for")]
        seconds: u8,
        #[serde(default)]
        reason: String,
    },
    Run {
        #[serde(skip_serializing_if = "Option::is_none")]
        cmd: Option<String>,
        #[serde(skip)]
        handle: u8,
        #[serde(alias = "arguments")]
        args: Vec<String>,
    },
}

#[derive(Serialize, Deserialize)]
pub enum Tuple {
    Pair(u8, #[serde(skip)] u8, bool),
    Late(u8, #[serde(default)] u8),
}
