#[derive(serde::Serialize)]
pub struct Key {
    pub path: String,
}
