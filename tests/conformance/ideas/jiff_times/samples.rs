use crate::models::jiff_times::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([Times {
    stamp: "2024-01-01T00:00:00.123456789Z".parse().unwrap(),
    zoned: "2024-06-19T15:22:45-04:00[America/New_York]".parse().unwrap(),
    date: "2024-02-29".parse().unwrap(),
    time: "15:22:45.5".parse().unwrap(),
    naive: "2024-06-19T15:22:45".parse().unwrap(),
    maybe: Some("1970-01-01T00:00:00Z".parse().unwrap()),
}])
.refuses([
    r#"{"stamp":"2024-01-01","zoned":"2024-06-19T15:22:45-04:00[America/New_York]","date":"2024-01-01","time":"00:00:00","naive":"2024-01-01T00:00:00","maybe":null}"#,
    r#"{"stamp":0,"zoned":"2024-06-19T15:22:45-04:00[America/New_York]","date":"2024-01-01","time":"00:00:00","naive":"2024-01-01T00:00:00","maybe":null}"#,
    r#"{"stamp":"2024-01-01T00:00:00Z","zoned":"2024-06-19T15:22:45-04:00","date":"2024-01-01","time":"00:00:00","naive":"2024-01-01T00:00:00","maybe":null}"#,
    r#"{"stamp":"2024-01-01T00:00:00Z","zoned":"2024-06-19T15:22:45-04:00[America/New_York]","date":"2024-02-30","time":"00:00:00","naive":"2024-01-01T00:00:00","maybe":null}"#,
    r#"{"stamp":"2024-01-01T00:00:00Z","zoned":"2024-06-19T15:22:45-04:00[America/New_York]","date":"2024-01-01","time":"25:00:00","naive":"2024-01-01T00:00:00","maybe":null}"#,
    r#"{"stamp":"2024-01-01T00:00:00Z","zoned":"2024-06-19T15:22:45-04:00[America/New_York]","date":"2024-01-01","time":"00:00:00","naive":"yesterday","maybe":null}"#,
    r#"{"stamp":"2024-01-01T00:00:00Z","zoned":"2024-06-19T15:22:45-04:00[America/New_York]","date":"2024-01-01","time":"00:00:00","naive":"2024-01-01T00:00:00","maybe":true}"#,
]),
    ]
}
