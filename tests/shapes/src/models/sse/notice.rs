use crate::models::shared::Page;

pub struct Notice {
    pub text: String,
    pub pages: Page<u8>,
}

pub enum Progress {
    Started,
    Percent(u8),
}

#[buildamp::buildamp(overflow = "drop_oldest")]
pub struct Cursor {
    pub x: i32,
    pub y: i32,
}

#[buildamp::buildamp(coalesce = "document/{id}/{type}", overflow = "disconnect")]
pub struct Changed {
    pub id: u64,
    pub r#type: String,
}

#[buildamp::buildamp(coalesce = "load")]
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize, buildamp::BuildAmpSSE)]
pub struct Load(pub u8);
