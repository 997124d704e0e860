/// Where a parcel goes.
pub struct Address {
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
