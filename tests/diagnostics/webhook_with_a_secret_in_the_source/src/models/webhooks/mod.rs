pub mod stripe;
pub mod github;
pub mod slack;
