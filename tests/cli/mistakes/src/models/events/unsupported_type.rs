pub struct UnsupportedType {
    pub total: u128,
}
