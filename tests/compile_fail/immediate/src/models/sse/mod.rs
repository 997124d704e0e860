pub struct Note {
    pub text: String,
}
