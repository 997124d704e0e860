//! The mail service: what the application says to it. It speaks HTTP, and it may refuse.

use std::time::Duration;

use buildamp::{EventId, Fatal, RetryAfter};
use reqwest::{StatusCode, header::RETRY_AFTER};
use serde::{Deserialize, Serialize};

use crate::models::events::email::SendWelcomeEmail;

pub mod mock;

/// How many characters of its answer are worth showing: it may be a whole page.
const LONGEST: usize = 200;

/// A mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
}

impl Mail {
    /// What somebody is sent who has just signed up.
    #[must_use]
    pub fn welcome(SendWelcomeEmail { name, email }: &SendWelcomeEmail) -> Self {
        Self {
            to: email.clone(),
            subject: format!("Welcome, {name}!"),
            text: "Your first decision is waiting for you.".to_owned(),
        }
    }
}

/// Sends mails through the service at an address.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    address: String,
}

impl Client {
    /// Nothing is sent before [`Client::send`].
    ///
    /// # Errors
    /// The system has no sockets to give.
    pub fn new(address: impl Into<String>) -> reqwest::Result<Self> {
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(2))
            .timeout(Duration::from_secs(10))
            .build()?;
        Ok(Self {
            http,
            address: address.into(),
        })
    }

    /// Hands a mail over. One that is handed over again under the same key is sent once.
    ///
    /// # Errors
    /// What the service said, and whether another attempt makes sense: [`RetryAfter`] when it says how long to wait,
    /// [`Fatal`] when it will never take this mail.
    pub async fn send(&self, key: Option<EventId>, mail: &Mail) -> anyhow::Result<()> {
        let mut request = self.http.post(format!("{}/mails", self.address)).json(mail);
        if let Some(key) = key {
            request = request.header("idempotency-key", key.to_string());
        }
        let response = request.send().await.map_err(unreachable)?;
        let status = response.status();
        if status.is_success() {
            return Ok(());
        }
        let wait = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|seconds| seconds.to_str().ok()?.parse().ok())
            .map(Duration::from_secs);
        let said = response.text().await.unwrap_or_default();
        let said: String = said.chars().take(LONGEST).collect();
        let error = anyhow::anyhow!("the mail service answered {}: {said}", status.as_u16());
        Err(match (wait, is_temporary(status)) {
            (Some(wait), true) => RetryAfter::new(wait, error).into(),
            (None, true) => error,
            (_, false) => Fatal::new(error).into(),
        })
    }
}

/// Whether the same mail may be taken later on.
fn is_temporary(status: StatusCode) -> bool {
    status.is_server_error()
        || status == StatusCode::TOO_MANY_REQUESTS
        || status == StatusCode::REQUEST_TIMEOUT
}

/// The page shows what this says. The cause is for the log alone.
fn unreachable(error: reqwest::Error) -> anyhow::Error {
    tracing::warn!(?error, "no answer from the mail service");
    if error.is_timeout() {
        anyhow::anyhow!("the mail service did not answer in time")
    } else {
        anyhow::anyhow!("the mail service cannot be reached")
    }
}
