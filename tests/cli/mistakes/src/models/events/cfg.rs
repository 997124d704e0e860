pub struct Conditional {
    pub id: u32,
    #[cfg(feature = "extra")]
    pub extra: String,
}
