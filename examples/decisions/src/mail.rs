//! The mail service: where it is, and what it is sent. It may refuse.

use crate::models::{events::email::SendWelcomeEmail, services::mail::SendMail};

pub mod mock;

/// Where the application believes it to be; the configuration says where it is.
pub const SERVICE: &str = "https://mail.example.com";

/// What somebody is sent who has just signed up.
#[must_use]
pub fn welcome(SendWelcomeEmail { name, email }: &SendWelcomeEmail) -> SendMail {
    SendMail {
        to: email.clone(),
        subject: format!("Welcome, {name}!"),
        text: "Your first decision is waiting for you.".to_owned(),
    }
}
