use crate::models::shared::Page;

pub struct Notice {
    pub text: String,
    pub pages: Page<u8>,
}

pub enum Progress {
    Started,
    Percent(u8),
}
