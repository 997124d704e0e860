pub struct Greeting {
    pub name: String,
}
