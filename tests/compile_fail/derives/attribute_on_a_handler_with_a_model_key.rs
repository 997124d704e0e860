use buildamp::{BuildAmpEvent, buildamp};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpEvent)]
struct Good {
    id: u32,
}

#[buildamp(log_only)]
async fn handler(_event: Good) {}

fn main() {
    let _ = handler(Good { id: 1 });
}
