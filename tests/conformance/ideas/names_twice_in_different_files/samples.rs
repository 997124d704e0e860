use crate::models::names_twice_in_different_files::{Station, north, south};

use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Station {
            north: north::Station { metres: 1 },
            south: south::Station {
                feet: 3,
                kind: south::Kind::Large(1),
            },
            kind: north::Kind::Large,
        }])
        .refuses([
            r#"{"north":{"feet":1},"south":{"feet":3,"kind":{"Large":1}},"kind":"Small"}"#,
            r#"{"north":{"metres":1},"south":{"feet":3,"kind":"Large"},"kind":"Small"}"#,
            r#"{"north":{"metres":1},"south":{"feet":3,"kind":{"Large":1}},"kind":{"Large":1}}"#,
        ]),
        writes([north::Station { metres: 1 }]).refuses(["{}"]),
        writes([south::Station {
            feet: 1,
            kind: south::Kind::Large(0),
        }])
        .refuses(["{}"]),
    ]
}
