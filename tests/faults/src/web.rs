//! A web application whose requests emit, with rows of its own in the same transaction.

use std::{net::TcpListener, path::Path, time::Duration};

use anyhow::Result;
use axum::{Json, Router, http::StatusCode, routing::post};
use buildamp_runtime::{App, Context, Emission};
use reqwest::Client;

use crate::job::{Job, Setup, handlers_of, own_sql};

/// How long an answer may take, whatever has become of the database.
pub const ANSWER: Duration = Duration::from_secs(10);

/// The table that the requests write into.
pub const OWN: &str = "create table own (number bigint not null)";

/// Serves at this address, and handles what it emits, until it is told to stop.
pub async fn serve(setup: &Setup, folder: &Path, worker: u32, address: String) -> Result<()> {
    let mut config = setup.config();
    config.http.address = address;
    let app = App::new(config).handlers(handlers_of(folder, worker)?);
    let web = Router::new().route("/jobs", post(emit)).merge(app.router());
    Ok(app.run(web).await?)
}

async fn emit(cx: Context, Json(job): Json<Job>) -> buildamp_runtime::Result<StatusCode> {
    let mut tx = cx.begin().await?;
    let number = job.number;
    own_sql(
        &mut tx,
        format!("insert into own (number) values ({number})"),
    )
    .await?;
    Emission::new(job).emit(&mut tx).await?;
    tx.commit().await?;
    Ok(StatusCode::CREATED)
}

/// The application as those who use it see it.
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
        let request = self.client.post(format!("{}/jobs", self.url)).json(job);
        Ok(request.send().await?.status().as_u16())
    }

    pub async fn is_ready(&self) -> bool {
        let asked = self.client.get(format!("{}/readyz", self.url)).send().await;
        asked.is_ok_and(|answer| answer.status().is_success())
    }
}
