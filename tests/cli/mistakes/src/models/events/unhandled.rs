pub struct Unhandled {
    pub id: u32,
}
