pub mod sendgrid;
pub mod sms;
