pub struct UnsupportedType {
    pub at: std::time::Instant,
}
