#[derive(Debug, serde::Serialize)]
pub struct SendWelcomeEmail {
    #[serde(rename = "to")]
    pub email: String,
}
