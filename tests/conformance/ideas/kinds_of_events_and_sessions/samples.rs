use crate::models::kinds_of_events_and_sessions::events::order::{OrderClosed, OrderPlaced};
use crate::models::kinds_of_events_and_sessions::session::Visit;

use crate::models::kinds_of_events_and_sessions::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([OrderPlaced {
            to: Address {
                street: "s".to_owned(),
            },
            gift: true,
        }])
        .reads([r#"{"to":{"street":"s"}}"#])
        .refuses([r#"{"gift":true}"#, r#"{"to":{},"gift":true}"#])
        .never_writes([r#"{"to":{"street":"s"}}"#]),
        writes([OrderClosed::Shipped { parcels: 1 }, OrderClosed::Cancelled])
            .refuses([r#""Shipped""#]),
        writes([Visit {
            user: None,
            address: Address {
                street: "s".to_owned(),
            },
        }])
        .refuses([r#"{"user":"a","address":{"street":"s"}}"#]),
    ]
}
