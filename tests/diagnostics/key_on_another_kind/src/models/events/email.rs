#[buildamp(overflow = "drop_oldest", coalesce = "email/{id}")]
pub struct SendWelcomeEmail {
    pub id: u32,
}
