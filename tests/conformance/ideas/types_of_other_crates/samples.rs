use chrono::Weekday;

use crate::models::types_of_other_crates::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Booking {
            length: "P1DT2H".parse().unwrap(),
            day: Weekday::Mon,
            by_day: [("d".to_owned(), None), ("e".to_owned(), Some(Weekday::Sun))].into(),
            small: [1, 2].into_iter().collect(),
        }])
        .refuses([
            r#"{"length":1,"day":"Mon","by_day":{},"small":[]}"#,
            r#"{"length":"P1D","day":"Mon","by_day":{"d":1},"small":[]}"#,
            r#"{"length":"P1D","day":"Mon","by_day":{},"small":[256]}"#,
        ]),
    ]
}
