//! Names that come from elsewhere, by way of `pub use`.
pub mod prelude;
mod private;

use prelude::*;
pub use private::{Hidden, Shown as Public};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Holder {
    pub hidden: Hidden,
    pub public: Public,
    pub relayed: Relayed,
    pub twice: prelude::Again,
}
