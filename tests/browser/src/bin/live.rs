//! A server for tests: it sends what it is asked for. Configured by `buildamp.toml` and `PORT` as any application.

use anyhow::Context as _;
use axum::{
    Json, Router,
    http::StatusCode,
    response::Html,
    routing::{get, post},
};
use browser::models::sse::note::{Level, Note, Tick};
use buildamp::{App, Context, SseMessage};
use serde::Deserialize;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let app = App::from_config()?;
    let router = Router::new()
        .route(
            "/",
            get(|| async { Html("<!doctype html><title>live</title>") }),
        )
        .route("/send", post(send))
        .merge(app.router());
    app.run(router).await.context("the server ended")
}

/// What to send: `count` messages that count up from `first`.
#[derive(Deserialize)]
struct Order {
    message: Message,
    to: To,
    text: String,
    #[serde(default)]
    first: u32,
    count: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Message {
    Note,
    Tick,
    Level,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum To {
    Session,
    Tenant,
}

async fn send(cx: Context, Json(order): Json<Order>) -> (StatusCode, String) {
    match carry_out(&cx, order).await {
        Ok(()) => (StatusCode::NO_CONTENT, String::new()),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    }
}

async fn carry_out(cx: &Context, order: Order) -> buildamp::Result<()> {
    let Order {
        message,
        to,
        text,
        first,
        count,
    } = order;
    for number in first..first.saturating_add(count) {
        let text = text.clone();
        match message {
            Message::Note => tell(cx, &to, Note { number, text }).await?,
            Message::Tick => tell(cx, &to, Tick { number, text }).await?,
            Message::Level => {
                let gauge = "pressure".to_owned();
                tell(
                    cx,
                    &to,
                    Level {
                        gauge,
                        number,
                        text,
                    },
                )
                .await?;
            }
        }
    }
    Ok(())
}

async fn tell(cx: &Context, to: &To, message: impl SseMessage) -> buildamp::Result<()> {
    let sending = cx.send(message);
    match to {
        To::Session => sending.to_session().await,
        To::Tenant => sending.to_tenant().await,
    }
}
