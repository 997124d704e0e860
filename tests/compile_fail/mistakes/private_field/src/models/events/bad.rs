pub struct Bad {
    pub id: u32,
    key: String,
}
