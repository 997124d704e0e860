use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Renamed {
    pub first_name: String,
    #[serde(rename = "surname")]
    pub last_name: String,
    pub r#type: Option<u8>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Step {
    NotStarted,
    #[serde(rename = "wip", rename_all = "kebab-case")]
    InProgress {
        since_day: u32,
    },
    Done(bool),
}

#[derive(Debug)]
pub struct OnlyDebug {
    pub a: u8,
}

#[derive(Serialize)]
pub struct OnlySerialize {
    pub a: u8,
}

#[derive(Debug, Clone, Serialize, Deserialize, buildamp::BuildAmpEvent)]
pub struct Everything {
    pub a: u8,
}

#[derive(buildamp::BuildAmpEvent)]
pub struct OnlyKind {
    pub a: u8,
}

pub struct ByHand {
    pub a: u8,
}

impl std::fmt::Debug for ByHand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("by hand")
    }
}

#[buildamp::buildamp(
    type = "pinned.name",
    version = 2,
    priority = "high",
    max_attempts = 3,
    subject = "user/{email}"
)]
pub struct Options {
    pub email: String,
}

#[buildamp::buildamp(retry(base = "2s", cap = "1h"), timeout = "1m 500ms")]
pub struct Doubled;

#[buildamp::buildamp(retry(every = "1m 30s"))]
pub struct Steady;

#[buildamp::buildamp(retry(with = minutes))]
pub struct Spaced {
    pub a: u8,
}

fn minutes(attempt: u32) -> std::time::Duration {
    std::time::Duration::from_mins(attempt.into())
}

#[buildamp::buildamp(progress)]
pub struct Followed {
    pub a: u8,
}

#[buildamp::buildamp(plain)]
pub struct DataOnly {
    pub a: u8,
}
