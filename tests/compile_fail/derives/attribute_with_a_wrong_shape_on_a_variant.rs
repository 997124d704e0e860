use buildamp::{BuildAmpEvent, buildamp};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpEvent)]
struct Good {
    id: u32,
}

#[buildamp(shape = "String")]
enum Stated {
    #[buildamp(shape = "u8")]
    One(#[buildamp(shape = "u8")] u32),
}

#[buildamp]
enum Bad {
    #[buildamp(shape = 8)]
    One(u32),
}

fn main() {
    let _ = Good { id: 1 }.max_attempts(2);
    let _ = (Stated::One(1), Bad::One(1));
}
