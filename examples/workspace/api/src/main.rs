//! Takes orders: `cargo run --package shop-api`, beside `cargo run --package shop-worker`.

mod models;
buildamp::include_generated!();

use axum::{Json, Router, http::StatusCode, routing::post};
use buildamp::Context;
use shop_models::models::events::order::OrderPlaced;

use crate::models::request::NewOrder;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let app = buildamp::App::from_config()?;
    app.run(Router::new().route("/orders", post(order))).await?;
    Ok(())
}

/// The event is stored with a delivery for every consumer that the database knows: a worker, running or not, gets it.
async fn order(cx: Context, Json(new): Json<NewOrder>) -> Result<StatusCode, StatusCode> {
    let NewOrder { number, lines } = new;
    match cx.emit(OrderPlaced { number, lines }).await {
        Ok(_) => Ok(StatusCode::ACCEPTED),
        Err(_) => Err(StatusCode::SERVICE_UNAVAILABLE),
    }
}
