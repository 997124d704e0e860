#[buildamp::buildamp(verify = "github", secret = ["${GITHUB_SECRET}", "old one"])]
pub struct Push {}
