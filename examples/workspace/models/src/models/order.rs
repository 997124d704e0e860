/// What somebody wants to have.
pub struct Line {
    pub article: String,
    pub pieces: u32,
}
