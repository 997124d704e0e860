#[buildamp::buildamp(verify = "github")]
pub struct Push {}
