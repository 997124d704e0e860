pub mod order;
pub mod partner;
