pub struct Syntax {
    pub id u32,
}
