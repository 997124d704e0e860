/// Where a parcel goes.
pub struct Address {
    pub street: String,
    pub city: Option<String>,
}
