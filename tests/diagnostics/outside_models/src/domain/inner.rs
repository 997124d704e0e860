pub enum Plan {
    Free,
}
