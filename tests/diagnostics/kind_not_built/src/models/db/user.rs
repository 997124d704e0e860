#[buildamp(path = "x")]
pub struct User {
    pub letter: char,
}

pub struct Other;
