use crate::models::private_fields::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![writes([Wallet::new("me")]).refuses([r#"{"owner":"me","balance":0}"#])]
}
