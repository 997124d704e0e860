pub struct Bad {
    #[buildamp(max_len = 3)]
    pub id: u32,
}
