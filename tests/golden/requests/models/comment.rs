//! What requests and answers share.

/// A remark of somebody's.
#[buildamp::buildamp]
pub struct Comment {
    /// The server's.
    #[buildamp(ReadOnly)]
    pub id: String,
    /// What it says.
    #[buildamp(Required, Trim, MaxLength(20))]
    pub text: String,
}
