pub mod email;
pub mod gone;
