pub mod stripe;
pub mod payments;
