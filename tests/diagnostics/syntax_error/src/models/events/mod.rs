pub mod email;
pub mod invoice;
