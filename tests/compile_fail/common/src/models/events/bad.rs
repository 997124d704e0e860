pub struct Bad {
    pub id: u32,
}
