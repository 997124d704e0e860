//! `POST /demo/payment`: sends the application what Stripe would, for whoever has no account there.

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{Request, header::CONTENT_TYPE},
    response::{IntoResponse as _, Response},
    routing::post,
};
use buildamp::{Clock as _, Problem, SystemClock, Webhook as _, webhook};
use serde_json::json;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::models::webhooks::stripe::StripeEvent;

/// `inbox` is what receives webhooks.
pub fn router(inbox: Router) -> Router {
    Router::new().route("/demo/payment", post(pay).with_state(inbox))
}

/// Signs it as `buildamp webhook send` does, by the same function, and hands it in where any webhook arrives. Answers what the
/// webhook was answered.
async fn pay(State(inbox): State<Router>) -> Result<Response, Problem> {
    let id = Uuid::now_v7();
    let event = json!({
        "id": format!("evt_{}", id.simple()),
        "type": "invoice.paid",
        "data": {
            "object": {
                "number": format!("INV-{:04}", id.as_u128() % 10_000),
                "amount_paid": 4_900,
                "currency": "eur",
            },
        },
    });
    let body = event.to_string();
    let headers = webhook::sign_as_sender::<StripeEvent>(None, SystemClock.now(), body.as_bytes())?;
    let mut request = Request::post(format!("/webhooks/{}", StripeEvent::NAME))
        .header(CONTENT_TYPE, "application/json");
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let request = request
        .body(Body::from(body))
        .map_err(|error| Problem::new(500, error.to_string()))?;
    Ok(inbox.oneshot(request).await.into_response())
}
