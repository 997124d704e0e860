use crate::models::other::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Colour::Red, Colour::Unknown])
            .reads([r#""blue""#, r#""Red""#])
            .refuses(["1", "null"])
            .never_writes([r#""blue""#]),
        writes([Event::Login { user: 1 }, Event::Logout, Event::Unknown])
            .reads([r#"{"type":"crash"}"#])
            .tolerates([r#"{"type":"crash","more":[1]}"#])
            .refuses([r#"{"type":"login"}"#, r#"{"user":1}"#])
            .never_writes([r#"{"type":"crash"}"#]),
        writes([Packet::Ping, Packet::Data(1), Packet::Other])
            .reads([r#"{"t":"Pong"}"#])
            .refuses([r#"{"t":"Data"}"#, r#"{"c":1}"#])
            .never_writes([r#"{"t":"Pong"}"#]),
    ]
}
