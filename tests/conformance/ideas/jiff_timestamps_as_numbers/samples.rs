use jiff::Timestamp;

use crate::models::jiff_timestamps_as_numbers::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Stamps {
                seconds: Timestamp::from_second(1_700_000_000).unwrap(),
                millis: Timestamp::from_millisecond(-5).unwrap(),
                maybe: None,
            },
            Stamps {
                seconds: Timestamp::UNIX_EPOCH,
                millis: Timestamp::UNIX_EPOCH,
                maybe: Some(Timestamp::UNIX_EPOCH),
            },
        ])
        .refuses([
            r#"{"seconds":"0","millis":0,"maybe":null}"#,
            r#"{"seconds":0,"millis":0.5,"maybe":null}"#,
            r#"{"seconds":0,"millis":0,"maybe":""}"#,
            r#"{"seconds":0,"millis":0}"#,
        ]),
    ]
}
