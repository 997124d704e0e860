pub struct Point {
    pub x: u8,
}
