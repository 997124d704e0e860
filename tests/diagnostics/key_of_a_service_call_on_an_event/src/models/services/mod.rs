#[buildamp::buildamp(target(url = "https://a.example.com", method = "POST"), timeout = "1s", log_only)]
pub struct Mail {
    pub to: String,
}
