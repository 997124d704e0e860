pub struct Mail {
    pub parts: Vec<Part>,
}

pub struct Part {
    pub text: String,
}
