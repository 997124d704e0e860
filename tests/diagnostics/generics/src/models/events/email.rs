pub struct SendWelcomeEmail<T> {
    pub email: T,
}

pub struct Borrowed<'a> {
    pub email: &'a str,
}
