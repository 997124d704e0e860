pub mod email;
#[cfg(feature = "sms")]
pub mod sms;
