#[buildamp(type = "a.b", max_attempts = 3)]
pub struct Page;
