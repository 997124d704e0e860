use crate::models::Colour;

pub struct Session {
    pub user: Option<u64>,
    pub theme: Theme,
}

pub enum Theme {
    System,
    Tinted(Colour),
}

#[buildamp::buildamp(plain)]
pub struct Visit {
    pub page: String,
}
