//! What the binaries share: the models, and no handlers.

/// The models.
pub mod models {
    /// Events.
    pub mod events {
        pub mod order;
        pub mod parcel;
    }
}
buildamp::include_generated!();
