//! The two pages and what they load: built by `web/build`, and part of the program.

use axum::{
    Router,
    http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    routing::{MethodRouter, get},
};

/// A page may load what this server serves, and nothing else.
const POLICY: &str =
    "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// Pages, scripts, style and icon.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let html = "text/html; charset=utf-8";
    let script = "text/javascript; charset=utf-8";
    Router::new()
        .route("/", asset(html, include_str!("../assets/index.html")))
        .route("/elm", asset(html, include_str!("../assets/elm.html")))
        .route("/app.js", asset(script, include_str!("../assets/app.js")))
        .route("/elm.js", asset(script, include_str!("../assets/elm.js")))
        .route(
            "/style.css",
            asset(
                "text/css; charset=utf-8",
                include_str!("../assets/style.css"),
            ),
        )
        .route(
            "/icon.svg",
            asset("image/svg+xml", include_str!("../assets/icon.svg")),
        )
}

fn asset<S: Clone + Send + Sync + 'static>(
    kind: &'static str,
    text: &'static str,
) -> MethodRouter<S> {
    let headers = [
        (CONTENT_TYPE, kind),
        // Asked for anew each time: a new build shows at the next reload.
        (CACHE_CONTROL, "no-cache"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    get(async move || (headers, text))
}
