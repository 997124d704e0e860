#[buildamp(coalesce = "address")]
pub struct Address {
    pub street: String,
}
