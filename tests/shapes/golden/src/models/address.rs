/// Where a parcel goes.
#[buildamp::buildamp]
pub struct Address {
    #[buildamp(secret)]
    pub street: String,
    pub r#type: Option<Kind>,
}

pub enum Kind {
    Home,
    Other(String),
    Box { number: u32 },
}

pub struct Page<T> {
    pub items: Vec<T>,
}
