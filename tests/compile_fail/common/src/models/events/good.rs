pub struct Good {
    pub text: String,
}

pub struct Other {
    pub pages: u32,
}
