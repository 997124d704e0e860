pub struct Counter {
    pub seen: u64,
    pub owed: Option<i128>,
    #[buildamp(shape = "u64")]
    pub meant: u64,
    pub small: u32,
}
