use chrono::DateTime;
use std::time::Duration;

use crate::models::serde_with_durations_and_times::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Timed {
                seconds: Duration::from_secs(5),
                millis: Duration::from_millis(1500),
                text: Duration::from_secs(7),
                at: DateTime::UNIX_EPOCH,
                later: None,
            },
            Timed {
                seconds: Duration::ZERO,
                millis: Duration::ZERO,
                text: Duration::ZERO,
                at: DateTime::from_timestamp(-1, 0).unwrap(),
                later: DateTime::from_timestamp_millis(1),
            },
        ])
        .refuses([
            r#"{"seconds":-1,"millis":0,"text":"0","at":0,"later":null}"#,
            r#"{"seconds":"1","millis":0,"text":"0","at":0,"later":null}"#,
            r#"{"seconds":1,"millis":0,"text":0,"at":0,"later":null}"#,
            r#"{"seconds":1,"millis":0,"text":"0","at":"0","later":null}"#,
            r#"{"seconds":1,"millis":0,"text":"0","at":0,"later":""}"#,
        ]),
    ]
}
