#[cfg(feature = "off")]
use not_there::{Deserialize, Serialize};
#[cfg(not(feature = "off"))]
use serde::{Deserialize, Serialize};

#[cfg_attr(
    feature = "on",
    derive(Serialize, Deserialize),
    serde(rename_all = "camelCase")
)]
#[cfg_attr(feature = "off", derive(NotThere), not_there(table = "cards"))]
#[cfg_attr(unix, derive(Debug))]
pub struct Card {
    pub card_id: u8,
    #[cfg_attr(feature = "brought", serde(rename = "text"))]
    pub front: String,
    #[cfg(feature = "off")]
    pub gone: NotThere,
    #[cfg(feature = "off")]
    pub back: NotThere,
    #[cfg(not(feature = "off"))]
    pub back: Option<String>,
    #[cfg(unix)]
    #[serde(skip)]
    pub handle: u64,
    #[cfg_attr(feature = "off", serde(rename = "n"))]
    #[cfg_attr(all(feature = "on", not(feature = "off")), serde(default))]
    pub times_seen: u8,
}

#[derive(Serialize, Deserialize)]
pub enum Side {
    Front,
    #[cfg(feature = "off")]
    Edge(NotThere),
    #[cfg(any(feature = "off", feature = "brought"))]
    Back(part::Part),
}

#[cfg(feature = "off")]
pub mod part {
    pub struct Part(pub super::NotThere);
}

#[cfg(feature = "on")]
pub mod part {
    #[derive(super::Serialize, super::Deserialize)]
    pub struct Part(pub u8);
}

#[derive(Serialize, Deserialize)]
pub struct Page<
    #[cfg(feature = "off")] T: NotThere,
    #[cfg(not(feature = "off"))] T,
> {
    pub cards: Vec<T>,
}
