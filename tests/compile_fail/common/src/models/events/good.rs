pub struct Good {
    pub text: String,
}

pub struct Other {
    pub pages: u32,
}

pub enum Third {
    Begun,
    Ended { after: u32 },
}
