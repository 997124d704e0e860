#[buildamp::buildamp(target(method = "POST"))]
pub struct NoUrl {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://a.example.com"))]
pub struct NoMethod {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://a.example.com", method = "POST", timout = "1s"))]
pub struct Misspelt {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://a.example.com", url = "https://b.example.com", method = "POST"))]
pub struct Twice {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://a.example.com", method = "post"))]
pub struct OtherMethod {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://a.example.com/{knd}", method = "POST"))]
pub struct NoField {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://{kind}/a", method = "POST"))]
pub struct FieldAsHost {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://a.example.com/{kind", method = "POST"))]
pub struct Unclosed {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "a.example.com", method = "POST"))]
pub struct NoScheme {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://a.example.com", method = "POST", auth = "Bearer ${}"))]
pub struct NoVariable {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://a.example.com", method = "POST", auth = "Bearer abc"))]
pub struct SecretInTheSource {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://a.example.com", method = "GET", content_type = "form"))]
pub struct BodyOfGet {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://a.example.com", method = "POST", content_type = "xml"))]
pub struct OtherContent {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://a.example.com", method = "POST", timeout = "0s"))]
pub struct NoTime {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://a.example.com", method = "POST", max_answer = 0))]
pub struct NoAnswer {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://a.example.com", method = "POST", headers = "x: y"))]
pub struct NoHeader {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://a.example.com", method = "POST", retry(with = a::path)))]
pub struct RetryWith {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://a.example.com", method = "POST", retry(every = "1s")), retry(every = "2s"))]
pub struct RetryTwice {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://a.example.com", method = "POST"), response = 7)]
pub struct ResponseIsNumber {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://a.example.com", method = "POST"), response = "Vec<")]
pub struct ResponseIsNoType {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://a.example.com", method = "POST"), on_success = "Sent")]
pub struct EventIsText {
    pub kind: String,
    pub tags: Vec<String>,
}

#[buildamp::buildamp(target(url = "https://a.example.com/{tags}", method = "POST"))]
pub struct ListInUrl {
    pub kind: String,
    pub tags: Vec<String>,
}
