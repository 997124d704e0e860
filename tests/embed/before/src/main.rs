//! Notes, and a feed of what happened to them: `DATABASE_URL=sqlite:notes.db cargo run`.

mod error;

use std::{env, str::FromStr};

use anyhow::Context as _;
use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use serde::{Deserialize, Serialize};
use sqlx::{SqlitePool, sqlite::SqliteConnectOptions};

use crate::error::AppError;

#[derive(Serialize, sqlx::FromRow)]
struct Note {
    id: i64,
    text: String,
}

#[derive(Deserialize)]
struct NewNote {
    text: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let url = env::var("DATABASE_URL").context("DATABASE_URL is not set")?;
    let options = SqliteConnectOptions::from_str(&url)?.create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await?;
    sqlx::migrate!().run(&pool).await?;

    let app = Router::new()
        .route("/notes", get(notes).post(add_note))
        .route("/feed", get(feed))
        .with_state(pool);
    let port = env::var("PORT").unwrap_or("3000".to_owned()).parse()?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    axum::serve(listener, app).await?;
    Ok(())
}

async fn notes(State(pool): State<SqlitePool>) -> Result<Json<Vec<Note>>, AppError> {
    let notes = sqlx::query_as("SELECT id, text FROM notes ORDER BY id");
    Ok(Json(notes.fetch_all(&pool).await?))
}

async fn feed(State(pool): State<SqlitePool>) -> Result<Json<Vec<String>>, AppError> {
    let entries = sqlx::query_scalar("SELECT entry FROM feed ORDER BY id");
    Ok(Json(entries.fetch_all(&pool).await?))
}

async fn add_note(
    State(pool): State<SqlitePool>,
    Json(NewNote { text }): Json<NewNote>,
) -> Result<(StatusCode, Json<Note>), AppError> {
    let mut tx = pool.begin().await?;
    let note = sqlx::query("INSERT INTO notes (text) VALUES (?)").bind(&text);
    let id = note.execute(&mut *tx).await?.last_insert_rowid();
    let entry = format!("added: {text}");
    let feed = sqlx::query("INSERT INTO feed (entry) VALUES (?)").bind(entry);
    feed.execute(&mut *tx).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(Note { id, text })))
}
