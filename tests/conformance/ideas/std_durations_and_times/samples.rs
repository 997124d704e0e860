use std::time::{Duration, SystemTime};

use crate::models::std_durations_and_times::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([
    Timer { every: Duration::from_millis(1500), started: SystemTime::UNIX_EPOCH + Duration::from_nanos(1_700_000_000_000_000_001), timeout: None },
    Timer { every: Duration::ZERO, started: SystemTime::UNIX_EPOCH, timeout: Some(Duration::from_secs(1)) },
])
.refuses([
    r#"{"every":1,"started":{"secs_since_epoch":0,"nanos_since_epoch":0},"timeout":null}"#,
    r#"{"every":{"secs":1},"started":{"secs_since_epoch":0,"nanos_since_epoch":0},"timeout":null}"#,
    r#"{"every":{"secs":-1,"nanos":0},"started":{"secs_since_epoch":0,"nanos_since_epoch":0},"timeout":null}"#,
    r#"{"every":{"secs":1,"nanos":0},"started":{"secs":0,"nanos":0},"timeout":null}"#,
    r#"{"every":{"secs":1,"nanos":0},"started":{"secs_since_epoch":0,"nanos_since_epoch":0},"timeout":"1s"}"#,
    r#"{"every":{"secs":1,"nanos":0,"more":1},"started":{"secs_since_epoch":0,"nanos_since_epoch":0},"timeout":null}"#,
]),
    ]
}
