use chrono::DateTime;

use crate::models::chrono_timestamps_as_numbers::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Stamps {
                seconds: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
                millis: DateTime::from_timestamp_millis(1_700_000_000_123).unwrap(),
                micros: DateTime::from_timestamp_micros(-1).unwrap(),
                maybe: None,
                later: DateTime::from_timestamp_millis(5),
            },
            Stamps {
                seconds: DateTime::from_timestamp(-1, 0).unwrap(),
                millis: DateTime::UNIX_EPOCH,
                micros: DateTime::UNIX_EPOCH,
                maybe: Some(DateTime::UNIX_EPOCH),
                later: None,
            },
        ])
        .fills([r#"{"seconds":0,"millis":0,"micros":0,"maybe":null}"#])
        .refuses([
            r#"{"seconds":"0","millis":0,"micros":0,"maybe":null,"later":null}"#,
            r#"{"seconds":0.5,"millis":0,"micros":0,"maybe":null,"later":null}"#,
            r#"{"seconds":0,"millis":"2024-01-01T00:00:00Z","micros":0,"maybe":null,"later":null}"#,
            r#"{"seconds":0,"millis":0,"micros":null,"maybe":null,"later":null}"#,
            r#"{"seconds":0,"millis":0,"micros":0,"maybe":"","later":null}"#,
            r#"{"seconds":0,"millis":0,"micros":0,"later":null}"#,
        ]),
    ]
}
