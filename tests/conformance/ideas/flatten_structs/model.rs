use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Page {
    pub title: String,
    #[serde(flatten)]
    pub paging: Paging,
    #[serde(flatten)]
    pub author: Box<Author>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Paging {
    pub page_number: u8,
    pub per_page: Option<u8>,
}

#[derive(Serialize, Deserialize)]
pub struct Author {
    pub name: String,
    #[serde(flatten)]
    pub place: Place,
}

#[derive(Serialize, Deserialize)]
pub struct Place {
    pub city: String,
}
