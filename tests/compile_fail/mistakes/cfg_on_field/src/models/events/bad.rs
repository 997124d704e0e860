pub struct Bad {
    pub id: u32,
    #[cfg(windows)]
    pub key: String,
}
