use crate::models::repr_enums::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Level::Low, Level::Middle, Level::High, Level::Top])
            .refuses(["1", r#""Low""#, "256", "null", "5.5"]),
        writes([Signed::Minus, Signed::Zero, Signed::Hex, Signed::Large])
            .refuses(["1", "-2", r#""-1""#]),
        writes([Status::Fine, Status::Missing, Status::Unknown])
            .reads(["500"])
            .refuses(["-1", "65536", r#""200""#]),
        writes([Report {
            level: Level::High,
            signed: None,
            status: Status::Fine,
        }])
        .reads([r#"{"level":6,"signed":-1,"status":1}"#])
        .refuses([r#"{"level":7,"signed":null,"status":200}"#]),
    ]
}
