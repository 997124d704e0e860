//! What extractors give a handler, and what they answer when something is missing.

use axum::{
    Router,
    routing::{get, post},
};
use buildamp_runtime::{App, Context, Envelope, Event, EventFilter, EventSource, Result, Session};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use crate::support::{DOCUMENT, Server, config};
use crate::wire::request;

async fn serve(router: Router) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

#[tokio::test]
async fn each_request_is_a_chain_of_its_own_within_its_callers_trace() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&config(&folder).await).await;
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let one = server.get("/who", &[("traceparent", parent)]).await.body;
    assert!(
        one.ends_with(&format!("parent Some(\"{parent}\")")),
        "{one}"
    );
    let two = server
        .get("/who", &[("traceparent", "nonsense")])
        .await
        .body;
    assert!(two.ends_with("parent None"), "{two}");
    let chain = |who: &str| who.split(' ').nth(7).unwrap().to_owned();
    assert_ne!(chain(&one), chain(&two));
    server.stop().await;
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Asked {}

impl Event for Asked {
    const TYPE: &'static str = "asked";
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Answered {}

impl Event for Answered {
    const TYPE: &'static str = "answered";
}

/// What a request emits comes from the front end, through its context and through all that is made of it; what its handlers
/// emit is the application's own.
#[tokio::test]
async fn b2_what_a_request_emits_comes_from_the_front_end() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let app = App::new(config(&folder).await).on("answer", |_: Asked, cx: Context| async move {
        cx.emit(Answered {}).await.map(drop)
    });
    let ask = async |cx: Context| {
        cx.emit(Asked {}).await?;
        let mut tx = cx.with_actor("ada").begin().await?;
        tx.emit_all([Asked {}]).await?;
        tx.commit().await
    };
    let router = Router::new().route("/ask", post(ask)).layer(app.layer());
    let address = serve(router).await?;
    assert_eq!(request(&address, "POST", "/ask", &[]).await.status, 200);
    app.run_until_empty().await?;
    let operations = app.operations();
    let sources = async |event_type: &str| -> Result<Vec<Option<EventSource>>> {
        let mut filter = EventFilter::default();
        filter.event_type = Some(event_type.to_owned());
        let events = operations.events(&filter, None, 9).await?.items;
        Ok(events.iter().map(Envelope::event_source).collect())
    };
    let both = |source| [Some(source); 2];
    assert_eq!(sources("asked").await?, both(EventSource::Frontend));
    assert_eq!(sources("answered").await?, both(EventSource::Internal));
    Ok(())
}

#[tokio::test]
async fn without_the_layer_the_answer_says_what_to_add() -> Result<()> {
    let router = Router::new()
        .route("/context", get(|_: Context| async {}))
        .route("/session", get(|_: Session| async {}))
        .route("/maybe", get(|_: Option<Session>| async {}));
    let address = serve(router).await?;
    for path in ["/context", "/session", "/maybe"] {
        let (status, detail) = request(&address, "GET", path, &[]).await.problem();
        assert_eq!(status, 500);
        assert!(
            detail.contains(".layer(app.layer())") && detail.contains("app.run(router)"),
            "{detail}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_context_of_another_state_says_which_there_is() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let app = App::new(config(&folder).await).state(7_u32);
    let router = Router::new()
        .route(
            "/right",
            get(|cx: Context<u32>| async move { cx.state().to_string() }),
        )
        .route("/wrong", get(|_: Context<String>| async {}))
        .layer(app.layer());
    let address = serve(router).await?;
    assert_eq!(request(&address, "GET", "/right", &[]).await.body, "7");
    let (status, detail) = request(&address, "GET", "/wrong", &[]).await.problem();
    assert_eq!(status, 500);
    assert!(
        detail.contains("alloc::string::String") && detail.contains("u32"),
        "{detail}"
    );
    Ok(())
}

#[tokio::test]
async fn a_session_is_optional_where_a_handler_says_so() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let app = App::new(config(&folder).await);
    let router = Router::new()
        .route(
            "/",
            get(|session: Option<Session>| async move { session.is_some().to_string() }),
        )
        .layer(app.layer());
    let address = serve(router).await?;
    assert_eq!(request(&address, "GET", "/", &[]).await.body, "false");
    assert_eq!(request(&address, "GET", "/", DOCUMENT).await.body, "true");
    Ok(())
}

#[tokio::test]
async fn a_page_is_served_while_the_store_fails() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder).await;
    config.store.url = format!("sqlite:{}/missing/app.db", folder.path().display());
    let app = App::new(config);
    let address = serve(
        crate::support::routes()
            .merge(app.router())
            .layer(app.layer()),
    )
    .await?;
    let page = request(&address, "GET", "/", DOCUMENT).await;
    assert_eq!((page.status, page.body.as_str()), (200, "a page"));
    assert_eq!(page.header("set-cookie"), None);
    assert_eq!(request(&address, "GET", "/healthz", &[]).await.status, 200);
    let ready = request(&address, "GET", "/readyz", &[]).await;
    assert_eq!(
        (ready.status, ready.json()["store"].as_str()),
        (503, Some("fails"))
    );
    let cookie = format!("test_session={}", "A".repeat(43));
    let refused = request(&address, "POST", "/visit", &[("cookie", &cookie)]).await;
    assert_eq!(
        refused.problem(),
        (503, "the event store does not answer".to_owned())
    );
    Ok(())
}
