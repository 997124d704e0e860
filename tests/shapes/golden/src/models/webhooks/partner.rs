#[buildamp::buildamp(path = "from-a.partner", verify = signed, secret = vault::secrets, max_body = 4096)]
pub struct Told {
    pub text: String,
}
