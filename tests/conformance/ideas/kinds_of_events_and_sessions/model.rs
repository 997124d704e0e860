//! What folders make of types does not change their JSON.
pub mod events;
pub mod session;

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Address {
    pub street: String,
}
