//! The messages that the test server sends.

/// The models.
pub mod models {
    /// Messages to browser sessions.
    pub mod sse {
        pub mod note;
    }
}
buildamp::include_generated!();
