pub struct NoteAdded {
    pub id: i64,
}
