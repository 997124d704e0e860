/// Sent and received by the web framework's own handlers.
pub struct Person {
    pub name: String,
}
