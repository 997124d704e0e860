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

/// What a payment came to.
#[buildamp::buildamp]
pub struct Receipt {
    pub number: u32,
    #[buildamp(secret)]
    pub card: String,
}
