use time::OffsetDateTime;
use time::macros::datetime;

use crate::models::time_well_known_formats::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([
    Stamps {
        at: datetime!(2024-02-29 23:59:59.5 UTC),
        maybe: None,
        later: Some(datetime!(1999-01-01 0:00 -5)),
        seconds: datetime!(2024-01-01 0:00 UTC),
        millis: datetime!(1969-12-31 23:59:59.999 UTC),
        stamp: None,
    },
    Stamps {
        at: datetime!(2024-01-01 0:00 +5:30),
        maybe: Some(datetime!(2024-01-01 0:00 UTC)),
        later: None,
        seconds: OffsetDateTime::UNIX_EPOCH,
        millis: OffsetDateTime::UNIX_EPOCH,
        stamp: Some(OffsetDateTime::UNIX_EPOCH),
    },
])
.fills([r#"{"at":"2024-01-01T00:00:00Z","maybe":null,"seconds":0,"millis":0,"stamp":null}"#])
.refuses([
    r#"{"at":"2024-01-01","maybe":null,"later":null,"seconds":0,"millis":0,"stamp":null}"#,
    r#"{"at":"2024-01-01T00:00:00","maybe":null,"later":null,"seconds":0,"millis":0,"stamp":null}"#,
    r#"{"at":1,"maybe":null,"later":null,"seconds":0,"millis":0,"stamp":null}"#,
    r#"{"at":"2024-01-01T00:00:00Z","maybe":"x","later":null,"seconds":0,"millis":0,"stamp":null}"#,
    r#"{"at":"2024-01-01T00:00:00Z","later":null,"seconds":0,"millis":0,"stamp":null}"#,
    r#"{"at":"2024-01-01T00:00:00Z","maybe":null,"later":null,"seconds":"0","millis":0,"stamp":null}"#,
    r#"{"at":"2024-01-01T00:00:00Z","maybe":null,"later":null,"seconds":0,"millis":0.5,"stamp":null}"#,
    r#"{"at":"2024-01-01T00:00:00Z","maybe":null,"later":null,"seconds":0,"millis":0,"stamp":""}"#,
]),
    ]
}
