use buildamp::{BuildAmpEvent, BuildAmpSSE};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpEvent)]
struct Good {
    id: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpSSE)]
#[buildamp(max_attempts = 3)]
struct Bad {
    id: u32,
}

fn main() {
    let _ = Good { id: 1 }.max_attempts(2);
    let _ = <Bad as buildamp::SseMessage>::TYPE;
}
