pub struct PrivateField {
    pub id: u32,
    key: String,
}
