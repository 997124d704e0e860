use serde::{Deserialize, Serialize};

#[deprecated]
#[derive(Serialize, Deserialize)]
pub struct Old {
    #[deprecated(since = "1.2.0", note = "use `new_name`: it's */ \"better\" -}")]
    pub old_name: u8,
    /// The one to use.
    pub new_name: u8,
}

/// Some of it goes.
#[derive(Serialize, Deserialize)]
pub enum Mode {
    Fine,
    #[deprecated = "gone"]
    Gone,
    /// Documented too.
    #[deprecated(note = "use Fine")]
    Going(u8),
}
