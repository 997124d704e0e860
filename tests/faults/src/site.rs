//! The web application as those who use it see it.

use std::{net::TcpListener, time::Duration};

use anyhow::{Context as _, Result};
use reqwest::{
    Client, Response,
    header::{ACCEPT, COOKIE, SET_COOKIE},
};

use buildamp_runtime::{
    Clock as _, SystemClock,
    webhook::{Scheme, sign},
};

use crate::job::{Job, SECRET};

/// How long an answer may take, whatever has become of the database.
const ANSWER: Duration = Duration::from_secs(10);

/// Where it is, and how to get there.
#[derive(Debug, Clone)]
pub struct Site {
    client: Client,
    url: String,
}

impl Site {
    /// One at an address that is free.
    pub fn new() -> Result<(Self, String)> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let client = Client::builder().timeout(ANSWER).no_proxy();
        let site = Self {
            client: client.build()?,
            url: format!("http://{address}"),
        };
        Ok((site, address))
    }

    /// The status of the answer; an error is none that came in time.
    pub async fn emit(&self, job: &Job) -> Result<u16> {
        self.emit_as("", job).await
    }

    /// The same in a session.
    pub async fn emit_as(&self, cookie: &str, job: &Job) -> Result<u16> {
        let request = self.client.post(format!("{}/jobs", self.url));
        let answer = request.header(COOKIE, cookie).json(job).send().await?;
        Ok(answer.status().as_u16())
    }

    /// Sends a job as a webhook, signed now; the status of the answer.
    pub async fn send(&self, job: &Job) -> Result<u16> {
        let body = serde_json::to_vec(job)?;
        let id = format!("job-{}", job.number);
        let signed = sign(
            Scheme::Standard,
            SECRET,
            Some(&id),
            SystemClock.now(),
            &body,
        )?;
        let request = self.client.post(format!("{}/webhooks/jobs", self.url));
        let request = signed.into_iter().fold(request, |request, (name, value)| {
            request.header(name, value)
        });
        Ok(request.body(body).send().await?.status().as_u16())
    }

    /// Opens a page; answers with the cookie of the session that begins.
    pub async fn visit(&self) -> Result<String> {
        let page = self.client.get(&self.url).header(ACCEPT, "text/html");
        let page = page.send().await?;
        let cookie = page.headers().get(SET_COOKIE).context("a cookie")?;
        let cookie = cookie.to_str()?.split(';').next();
        Ok(cookie.context("a cookie")?.to_owned())
    }

    /// The stream of a session, from behind this place.
    pub async fn stream(&self, cookie: &str, place: &str) -> Result<Response> {
        let request = Client::builder().no_proxy().build()?;
        let request = request.get(format!("{}/sse", self.url));
        let request = request.header(COOKIE, cookie);
        let request = request.header("last-event-id", place);
        Ok(request.send().await?.error_for_status()?)
    }

    pub async fn is_ready(&self) -> bool {
        let asked = self.client.get(format!("{}/readyz", self.url)).send().await;
        asked.is_ok_and(|answer| answer.status().is_success())
    }
}
