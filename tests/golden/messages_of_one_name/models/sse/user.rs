pub struct Updated {
    pub name: String,
}

pub struct UnknownMessage {
    pub text: String,
}
