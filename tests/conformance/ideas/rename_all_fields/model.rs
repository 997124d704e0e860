use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Moved {
    FarAway {
        first_stop: u8,
        #[serde(rename = "LAST")]
        last_stop: u8,
    },
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    CloseBy {
        first_stop: u8,
    },
    Never,
    Once(u8),
}
