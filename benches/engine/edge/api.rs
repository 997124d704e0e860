//! A comment: its text has rules, and it is stored together with the event that it is.

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use buildamp_runtime::{
    App, BoxError, Config, Context, Database, Emission, Endpoint, Event, FieldError, Handlers,
    Place, Tx, Validate, rules,
};
use serde::{Deserialize, Serialize};

use super::{
    Done,
    bare::{Bare, Stored},
};

/// The most characters of a text.
const MOST: usize = 500;

#[derive(Debug, Serialize, Deserialize)]
struct SubmitReq {
    id: String,
    text: String,
    stars: u8,
}

#[derive(Debug, Serialize)]
struct SubmitRes {
    id: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Commented {
    id: String,
    text: String,
    stars: u8,
}

impl Event for Commented {
    const TYPE: &'static str = "bench.commented";
}

impl Validate for SubmitReq {
    fn validate_at(&mut self, at: &Place<'_>, errors: &mut Vec<FieldError>) {
        rules::trim(&mut self.text);
        if rules::required(!self.text.is_empty(), &at.field("text"), errors) {
            rules::max_length(self.text.chars().count(), MOST, &at.field("text"), errors);
        }
        rules::range(self.stars, (Some(1), Some(5)), &at.field("stars"), errors);
    }
}

impl Endpoint for SubmitReq {
    type Response = SubmitRes;
    const PATH: &'static str = "Submit";
}

pub fn request(id: &str) -> Done<Vec<u8>> {
    let comment = SubmitReq {
        id: id.to_owned(),
        text: "x".repeat(64),
        stars: 3,
    };
    let body = serde_json::to_string(&comment)?;
    let head = "POST /api/Submit HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length:";
    Ok(format!("{head} {}\r\n\r\n{body}", body.len()).into_bytes())
}

pub async fn own(url: &str) -> Done<Router> {
    let mut config = Config::default();
    url.clone_into(&mut config.store.url);
    let handlers = Handlers::new()
        .endpoint(|req: SubmitReq, _: Context, tx: &mut Tx<'static>| Box::pin(submit(req, tx)));
    let app = App::new(config).handlers(handlers);
    let mut tx = app.context().begin().await?;
    store(
        &mut tx,
        "CREATE TABLE own (id text PRIMARY KEY, text text NOT NULL)",
        &[],
    )
    .await?;
    tx.commit().await?;
    Ok(app.router())
}

async fn submit(req: SubmitReq, tx: &mut Tx<'static>) -> Result<SubmitRes, BoxError> {
    let SubmitReq { id, text, stars } = req;
    store(
        tx,
        "INSERT INTO own (id, text) VALUES ($1, $2)",
        &[&id, &text],
    )
    .await?;
    let commented = Commented {
        id: id.clone(),
        text,
        stars,
    };
    Emission::new(commented).emit(tx).await?;
    Ok(SubmitRes { id })
}

async fn store(tx: &mut Tx<'_>, sql: &'static str, values: &[&str]) -> Result<(), BoxError> {
    if tx.database() == Some(Database::Postgres) {
        let query = values
            .iter()
            .fold(sqlx::query(sql), |query, value| query.bind(*value));
        query.execute(tx.postgres()?).await?;
    } else {
        let query = values
            .iter()
            .fold(sqlx::query(sql), |query, value| query.bind(*value));
        query.execute(tx.sqlite()?).await?;
    }
    Ok(())
}

/// A handler that looks at the same rules, and stores the same.
pub async fn by_hand(url: &str) -> Done<Router> {
    let bare = Bare::open(url).await?;
    Ok(Router::new()
        .route("/api/Submit", post(take))
        .with_state(bare))
}

async fn take(
    State(bare): State<Bare>,
    Json(comment): Json<SubmitReq>,
) -> Result<Json<SubmitRes>, StatusCode> {
    let text = comment.text.trim().to_owned();
    let length = text.chars().count();
    if length == 0 || length > MOST || !(1..=5).contains(&comment.stars) {
        return Err(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let commented = Commented {
        id: comment.id.clone(),
        text: text.clone(),
        stars: comment.stars,
    };
    let event = serde_json::to_string(&commented).map_err(|_| StatusCode::BAD_REQUEST)?;
    let stored = Stored {
        id: comment.id.clone(),
        text,
        event,
    };
    let stored = bare.store(&stored).await;
    stored.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    Ok(Json(SubmitRes { id: comment.id }))
}
