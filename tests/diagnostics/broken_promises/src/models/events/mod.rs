pub struct Opened {
    pub number: u8,
}
