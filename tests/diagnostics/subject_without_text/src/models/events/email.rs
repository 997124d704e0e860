#[buildamp(subject = "user/{email}")]
pub struct SendWelcomeEmail {
    pub email: Option<String>,
}

#[buildamp(subject = "user/{id}")]
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Hidden {
    id: u32,
    name: String,
}
