use crate::models::chrono_times::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([
    Times {
        utc: "2024-02-29T23:59:59Z".parse().unwrap(),
        fixed: "2024-01-01T00:00:00.5+05:30".parse().unwrap(),
        local: None,
        date: "2024-02-29".parse().unwrap(),
        time: "23:59:60.000000001".parse().unwrap(),
        naive: "2024-01-01T12:30:00".parse().unwrap(),
    },
    Times {
        utc: "1969-12-31T23:59:59.123456789Z".parse().unwrap(),
        fixed: "-0001-06-01T00:00:00-23:59".parse().unwrap(),
        local: Some("2024-06-01T00:00:00Z".parse().unwrap()),
        date: "-0001-01-01".parse().unwrap(),
        time: "00:00:00".parse().unwrap(),
        naive: "2024-01-01T12:30:00.250".parse().unwrap(),
    },
])
.refuses([
    r#"{"utc":"2024-02-30T00:00:00Z","fixed":"2024-01-01T00:00:00Z","local":null,"date":"2024-01-01","time":"00:00:00","naive":"2024-01-01T00:00:00"}"#,
    r#"{"utc":1,"fixed":"2024-01-01T00:00:00Z","local":null,"date":"2024-01-01","time":"00:00:00","naive":"2024-01-01T00:00:00"}"#,
    r#"{"utc":"2024-01-01T00:00:00","fixed":"2024-01-01T00:00:00Z","local":null,"date":"2024-01-01","time":"00:00:00","naive":"2024-01-01T00:00:00"}"#,
    r#"{"utc":"2024-01-01T00:00:00Z","fixed":"2024-01-01","local":null,"date":"2024-01-01","time":"00:00:00","naive":"2024-01-01T00:00:00"}"#,
    r#"{"utc":"2024-01-01T00:00:00Z","fixed":"2024-01-01T00:00:00Z","local":"now","date":"2024-01-01","time":"00:00:00","naive":"2024-01-01T00:00:00"}"#,
    r#"{"utc":"2024-01-01T00:00:00Z","fixed":"2024-01-01T00:00:00Z","local":null,"date":"2023-02-29","time":"00:00:00","naive":"2024-01-01T00:00:00"}"#,
    r#"{"utc":"2024-01-01T00:00:00Z","fixed":"2024-01-01T00:00:00Z","local":null,"date":"2024-01-01","time":"24:00:00","naive":"2024-01-01T00:00:00"}"#,
    r#"{"utc":"2024-01-01T00:00:00Z","fixed":"2024-01-01T00:00:00Z","local":null,"date":"2024-01-01","time":"noon","naive":"2024-01-01T00:00:00"}"#,
    r#"{"utc":"2024-01-01T00:00:00Z","fixed":"2024-01-01T00:00:00Z","local":null,"date":"2024-01-01","time":"00:00:00","naive":"2024-01-01T00:00:00Z"}"#,
]),
    ]
}
