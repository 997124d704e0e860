#[buildamp::buildamp(subject = "good/{text}", timeout = "5s")]
pub struct Good {
    pub text: String,
}
