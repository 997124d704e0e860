pub mod partner;
pub mod stripe;
