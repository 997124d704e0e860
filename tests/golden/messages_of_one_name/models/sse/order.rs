pub struct Updated {
    pub id: u32,
}
