use buildamp::BuildAmpSSE;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpSSE)]
struct Good {
    id: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpSSE)]
#[buildamp(overflow = "drop-oldest")]
struct Bad {
    id: u32,
}

fn main() {
    let _ = <Good as buildamp::SseMessage>::TYPE;
    let _ = <Bad as buildamp::SseMessage>::TYPE;
}
