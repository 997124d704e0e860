use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<u32>,
}

#[derive(Serialize, Deserialize)]
pub struct User {
    pub name: String,
}

#[derive(Serialize, Deserialize)]
pub struct Answers {
    pub users: Page<User>,
    pub names: Page<String>,
    pub pages: Page<Page<Option<u8>>>,
}
