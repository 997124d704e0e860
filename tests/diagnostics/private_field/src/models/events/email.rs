pub struct SendWelcomeEmail {
    pub email: String,
    name: String,
    pub(super) age: Option<u8>,
    pub(crate) ok: bool,
}

pub struct Id(u32);
