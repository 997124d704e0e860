#[buildamp::buildamp(max_attempts = 3)]
pub struct Good {
    pub text: String,
}
