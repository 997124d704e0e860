pub struct SendWelcomeEmail<T> {
    pub email: T,
}
