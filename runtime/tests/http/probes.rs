//! `/healthz` and `/readyz`.

use std::{convert::Infallible, sync::Arc, time::Duration};

use buildamp_runtime::{App, Context, Event, ManualClock, Result, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::{Connection as _, SqliteConnection};

use crate::support::{Server, config, until};
use crate::wire::request;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Placed {}

impl Event for Placed {
    const TYPE: &'static str = "placed";
}

#[tokio::test]
async fn readyz_tells_who_waits_for_a_worker() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let config = config(&folder).await;
    // Another program registered a consumer and is gone.
    let other = App::new(config.clone())
        .on("elsewhere", |_: Placed, _: Context| async {
            Ok::<_, Infallible>(())
        })
        .clock(ManualClock::at(
            "2026-01-01T00:00:00Z".parse::<Timestamp>().unwrap(),
        ));
    other.context().emit(Placed {}).await?;
    drop(other);
    let server = Server::start(&config).await;
    assert_eq!(
        server.get("/healthz", &[]).await.json(),
        serde_json::json!({"status": "alive"})
    );
    let ready = server.get("/readyz", &[]).await;
    assert_eq!(ready.status, 200);
    assert_eq!(ready.header("cache-control"), Some("no-store"));
    let body = ready.json();
    assert_eq!(
        (body["status"].as_str(), body["store"].as_str()),
        (Some("ready"), Some("ok"))
    );
    let waiting = serde_json::json!([{"name": "elsewhere", "pending": 1}]);
    assert_eq!(body["consumers_without_worker"], waiting);
    server.stop().await;
    Ok(())
}

#[cfg(feature = "metrics")]
#[tokio::test]
async fn b37_prometheus_scrapes_metrics() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder).await;
    "shop".clone_into(&mut config.metrics.namespace);
    let app = App::new(config.clone()).on("here", |_: Placed, _: Context| async {
        Ok::<_, Infallible>(())
    });
    let server = Server::serve(app, &config.http.address).await;
    let scraped = async || server.get("/metrics", &[("accept", "text/html")]).await;
    let first = scraped().await;
    assert_eq!((first.status, first.cookie()), (200, None));
    assert_eq!(
        first.header("content-type"),
        Some("text/plain; version=0.0.4; charset=utf-8")
    );
    let none = r#"shop_events_published_total{source="/buildamp/test",type="placed"} 0"#;
    assert!(first.body.contains(none), "{}", first.body);
    server.app.context().emit(Placed {}).await?;
    let done = r#"shop_events_processed_total{source="/buildamp/test",type="placed",status="succeeded"} 1"#;
    until(|| async { scraped().await.body.contains(done) }).await;
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn readyz_is_503_while_draining() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let app = App::new(config(&folder).await);
    let router = app.router();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let ready = request(&address, "GET", "/readyz", &[]).await;
    assert_eq!(
        (ready.status, ready.json()["worker"].as_str()),
        (200, Some("none"))
    );
    app.handle().shutdown();
    let ready = request(&address, "GET", "/readyz", &[]).await;
    assert_eq!(
        (ready.status, ready.json()["status"].as_str()),
        (503, Some("draining"))
    );
    assert_eq!(request(&address, "GET", "/healthz", &[]).await.status, 200);
    Ok(())
}

#[tokio::test]
async fn f11_readyz_is_503_before_a_schema_that_the_build_does_not_fit() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let config = config(&folder).await;
    let server = Server::start(&config).await;
    let ready = server.get("/readyz", &[]).await;
    assert_eq!(
        (ready.status, ready.json()["schema"].as_str()),
        (200, Some("ok"))
    );
    let mut db = SqliteConnection::connect(&config.store.url).await.unwrap();
    let breaks = "
        INSERT INTO buildamp_migrations (version, description, success, checksum, execution_time)
        VALUES (1001, 'break', TRUE, x'', 0);
        INSERT INTO buildamp_breaking_migrations VALUES (1001);
    ";
    sqlx::raw_sql(breaks).execute(&mut db).await.unwrap();
    let ready = server.get("/readyz", &[]).await;
    assert_eq!(ready.status, 503);
    let why = ready.json()["schema"].to_string();
    assert!(why.contains("migration 1001 (break)"), "{why}");
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn k21_readyz_is_503_when_the_worker_gets_no_work() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let config = config(&folder).await;
    let clock = Arc::new(ManualClock::at(
        "2026-01-01T00:00:00Z".parse::<Timestamp>().unwrap(),
    ));
    let app = App::new(config.clone())
        .clock(Arc::clone(&clock))
        .on("here", |_: Placed, _: Context| async {
            Ok::<_, Infallible>(())
        });
    let worker = tokio::spawn(app.worker());
    let router = app.router();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let worker_is = |wanted: &'static str| {
        let address = address.clone();
        until(move || {
            let address = address.clone();
            async move {
                let ready = request(&address, "GET", "/readyz", &[]).await;
                assert_eq!(
                    ready.status == 200,
                    matches!(ready.json()["worker"].as_str(), Some("ok" | "none"))
                );
                ready.json()["worker"] == wanted
            }
        })
    };
    worker_is("ok").await;
    worker.abort();
    let _ = worker.await;
    clock.advance(Duration::from_mins(1));
    worker_is("gets no work").await;
    Ok(())
}
