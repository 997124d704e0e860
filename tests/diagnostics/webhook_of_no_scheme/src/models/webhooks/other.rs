#[buildamp::buildamp(verify = 3, secret = "${OTHER}", path = "a/b", max_body = 0)]
pub struct Other {}
