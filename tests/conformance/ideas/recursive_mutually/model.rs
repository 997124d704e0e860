use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Folder {
    pub name: String,
    pub entries: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
pub enum Entry {
    File { size: u32 },
    Folder(Folder),
    Link(Box<Entry>),
}
