#[buildamp::buildamp(target(url = "https://a.example.com", method = "POST"))]
pub struct Mail {
    pub to: String,
}
