//! Types of one's own that look like those of the prelude, generic and across modules.

use serde::{Deserialize, Serialize};

pub mod outcome;

#[derive(Serialize, Deserialize)]
pub struct Answer {
    pub outcome: outcome::Result<u8, outcome::Error>,
    pub plain: Result<u8, outcome::Error>,
    pub maybe: outcome::Option<u8>,
}
