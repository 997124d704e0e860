use serde::{Deserialize, Serialize};

/// `Some(None)` is written as null and comes back as `None`: the type on the wire is the same as of one `Option`.
#[derive(Serialize, Deserialize)]
pub struct Nested {
    pub twice: Option<Option<u8>>,
    pub unit: Option<()>,
}
