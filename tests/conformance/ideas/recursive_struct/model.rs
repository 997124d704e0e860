use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Comment {
    pub text: String,
    pub replies: Vec<Comment>,
    pub quoted: Option<Box<Comment>>,
}
