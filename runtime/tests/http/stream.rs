//! `GET /sse`: who gets what, and in which bytes.

use std::time::Duration;

use buildamp_runtime::Result;

use crate::support::{Note, Server, config, execute, note_of, rows};
use crate::wire::{Read, Stream, request};

#[tokio::test]
async fn h25_reaches_all_tabs_of_one_session_and_no_other() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&config(&folder).await).await;
    let (ada, bob) = (server.visitor().await, server.visitor().await);
    let (mut first, mut second) = (ada.stream("").await, ada.stream("").await);
    let mut other = bob.stream("").await;
    for tab in [&mut first, &mut second, &mut other] {
        tab.hello().await;
    }
    assert_eq!(ada.post("/note/one").await.status, 200);
    assert_eq!(first.message().await, second.message().await);
    other.assert_silent().await;

    drop(first);
    assert_eq!(ada.post("/note/two").await.status, 200);
    assert_eq!(second.texts(1).await, ["two"]);
    assert_eq!(bob.post("/note/three").await.status, 200);
    assert_eq!(other.texts(1).await, ["three"]);
    second.assert_silent().await;
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn h9_messages_go_to_sessions_actors_and_tenants() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&config(&folder).await).await;
    let (mut ada, bob) = (server.visitor().await, server.visitor().await);
    let signed_in = ada.post("/in/ada").await;
    assert_eq!(signed_in.status, 200);
    ada.cookie = signed_in.cookie().unwrap();
    let (mut to_ada, mut to_bob) = (ada.stream("").await, bob.stream("").await);
    to_ada.hello().await;
    to_bob.hello().await;
    let cx = server.app.context();
    cx.send(note_of("actor")).to_actor("ada").await?;
    cx.send(note_of("all")).to_tenant().await?;
    let ids = rows(
        &server.app,
        "SELECT id FROM buildamp_sessions WHERE actor IS NULL",
    )
    .await;
    cx.send(note_of("bob")).to_sessions(ids).await?;
    assert_eq!(to_ada.texts(2).await, ["actor", "all"]);
    assert_eq!(to_bob.texts(2).await, ["all", "bob"]);
    to_ada.assert_silent().await;
    to_bob.assert_silent().await;
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_message_in_a_transaction_leaves_with_it() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&config(&folder).await).await;
    let visitor = server.visitor().await;
    let mut stream = visitor.stream("").await;
    stream.hello().await;
    let cx = server.app.context();
    let mut tx = cx.begin().await?;
    tx.send(note_of("undone")).to_tenant().await?;
    tx.rollback().await?;
    let mut tx = cx.begin().await?;
    tx.send(note_of("one")).to_tenant().await?;
    tx.send(note_of("two")).to_tenant().await?;
    stream.assert_silent().await;
    tx.commit().await?;
    assert_eq!(stream.texts(2).await, ["one", "two"]);
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn h24_whatever_is_in_a_message_arrives_as_one_frame_unchanged() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&config(&folder).await).await;
    let visitor = server.visitor().await;
    let mut stream = visitor.stream("").await;
    stream.hello().await;
    let cx = server.app.context();
    let texts = [
        "\n",
        "\r",
        "\r\n",
        "\0",
        "\u{2028}",
        "\u{feff}",
        "🦀",
        "\n\ndata: x\n\n",
        "\r\rid: 7\r\r",
        "event: x",
        ": comment",
        "",
        " leading",
        "\u{85}\u{2029}\u{b}\u{c}",
    ];
    for text in texts {
        cx.send(note_of(format!("{text}|{text}")))
            .to_tenant()
            .await?;
    }
    let wanted: Vec<String> = texts.iter().map(|text| format!("{text}|{text}")).collect();
    assert_eq!(stream.texts(texts.len()).await, wanted);
    stream.assert_silent().await;
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_line_break_in_raw_json_does_not_end_the_frame() -> Result<()> {
    #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
    struct Raw(Box<serde_json::value::RawValue>);

    impl buildamp_runtime::SseMessage for Raw {
        const TYPE: &'static str = "raw";
    }

    let folder = tempfile::tempdir()?;
    let server = Server::start(&config(&folder).await).await;
    let visitor = server.visitor().await;
    let mut stream = visitor.stream("").await;
    let first = stream.hello().await;
    let raw = "{\n\"text\":\r\n\"a\",\r\"b\":1\n\n}".to_owned();
    let raw = Raw(serde_json::value::RawValue::from_string(raw).unwrap());
    server.app.context().send(raw).to_tenant().await?;
    assert_eq!(stream.texts(1).await, ["a"]);
    assert_eq!(visitor.resume(&first).await.texts(1).await, ["a"]);
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn the_headers_keep_proxies_and_caches_out_of_the_way() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&config(&folder).await).await;
    let visitor = server.visitor().await;
    let mut stream = visitor.stream("").await;
    let head = stream.head.clone();
    assert_eq!(head.header("content-type"), Some("text/event-stream"));
    assert_eq!(head.header("cache-control"), Some("no-cache, no-transform"));
    assert_eq!(head.header("x-accel-buffering"), Some("no"));
    assert_eq!(head.header("set-cookie"), None);
    let first = stream.frame().await;
    assert!((1000..3000).contains(&first.retry.unwrap()), "{first:?}");
    let (epoch, seq) = first.id.as_deref().unwrap().split_once('-').unwrap();
    assert!(
        epoch.bytes().all(|b| b.is_ascii_alphanumeric()) && seq == "0",
        "{first:?}"
    );
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn neither_token_nor_session_id_ever_leaves() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&config(&folder).await).await;
    let visitor = server.visitor().await;
    let mut stream = visitor.stream("").await;
    stream.hello().await;
    let mut replies = Vec::new();
    for path in ["/", "/who", "/readyz", "/healthz"] {
        replies.push(visitor.get(path).await);
    }
    for path in ["/visit", "/note/x"] {
        replies.push(visitor.post(path).await);
    }
    let mut seen = format!("{replies:?}");
    stream.texts(1).await;
    visitor.resume("nonsense").await.message().await;
    seen += &String::from_utf8_lossy(&stream.seen);
    let secrets =
        "SELECT id FROM buildamp_sessions UNION ALL SELECT token_hash FROM buildamp_sessions";
    let secrets = rows(&server.app, secrets).await;
    assert_eq!(secrets.len(), 2);
    assert!(!seen.contains(visitor.token()), "{seen}");
    assert!(
        secrets.iter().all(|secret| !seen.contains(secret)),
        "{seen}"
    );
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_silent_stream_gives_a_sign_of_life_until_its_session_has_ended() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder).await;
    config.sse.keep_alive = Duration::from_millis(100);
    let server = Server::start(&config).await;
    let visitor = server.visitor().await;
    let mut stream = visitor.stream("").await;
    stream.hello().await;
    for _ in 0..3 {
        let frame = stream.frame().await;
        assert_eq!((frame.comments, frame.id, frame.data), (1, None, None));
    }
    // As another process would: nobody is told.
    execute(&server.app, "DELETE FROM buildamp_sessions").await;
    let mut read = stream.read().await;
    while matches!(&read, Read::Frame(frame) if frame.comments == 1) {
        read = stream.read().await;
    }
    assert_eq!(read, Read::End);
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn caps_refuse_who_comes_too_many() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder).await;
    config.sse.max_connections = 3;
    config.sse.max_connections_per_session = 2;
    let server = Server::start(&config).await;
    let (ada, bob) = (server.visitor().await, server.visitor().await);
    let mut tabs = vec![ada.stream("").await, ada.stream("").await];
    let refused = ada.get("/sse").await;
    assert_eq!(refused.problem().0, 429);
    assert!(refused.header("retry-after").is_some());
    tabs.push(bob.stream("").await);
    let refused = bob.get("/sse").await;
    assert_eq!(refused.problem().0, 503);
    assert!(refused.header("retry-after").is_some());

    // A tab that is closed gives its place free.
    drop(tabs.remove(0));
    crate::support::until(|| async {
        let cookie = [("cookie", bob.cookie.as_str())];
        let stream = Stream::open(&server.address, "/sse", &cookie).await;
        stream.head.status == 200
    })
    .await;
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_shutdown_ends_streams_at_once_and_cleanly() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder).await;
    config.processor.drain = Duration::from_mins(1);
    let server = Server::start(&config).await;
    let visitor = server.visitor().await;
    let mut streams = Vec::new();
    for _ in 0..5 {
        let mut stream = visitor.stream("").await;
        stream.hello().await;
        streams.push(stream);
    }
    server.stop().await;
    for mut stream in streams {
        assert_eq!(stream.read().await, Read::End);
    }
    Ok(())
}

#[tokio::test]
async fn a_shutdown_does_not_wait_for_a_peer_that_does_not_read() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder).await;
    config.processor.drain = Duration::from_mins(1);
    config.sse.queue = 1000;
    let server = Server::start(&config).await;
    let visitor = server.visitor().await;
    let cookie = [("cookie", visitor.cookie.as_str())];
    let _stuck = Stream::open_narrow(&server.address, "/sse", &cookie).await;
    for _ in 0..100 {
        let note = note_of("x".repeat(50_000));
        server.app.context().send(note).to_tenant().await?;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn our_routes_lie_under_the_base_path() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder).await;
    config.http.base_path = "/live".to_owned();
    let server = Server::start(&config).await;
    let visitor = server.visitor().await;
    let typed = server.get("/live/sse", crate::support::DOCUMENT).await;
    assert_eq!((typed.problem().0, typed.header("set-cookie")), (401, None));
    assert_eq!(visitor.get("/live/healthz").await.status, 200);
    assert_eq!(visitor.get("/healthz").await.status, 404);
    assert_eq!(visitor.get("/sse").await.status, 404);
    let cookie = [("cookie", visitor.cookie.as_str())];
    let mut stream = Stream::open(&server.address, "/live/sse", &cookie).await;
    stream.hello().await;
    server.app.context().send(note_of("x")).to_tenant().await?;
    assert_eq!(stream.texts(1).await, ["x"]);
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_server_of_the_users_own_streams_too() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let app = buildamp_runtime::App::new(config(&folder).await);
    let router = crate::support::routes()
        .merge(app.router())
        .layer(app.layer())
        .layer(app.layer());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let page = request(&address, "GET", "/", crate::support::DOCUMENT).await;
    let cookies = page.headers.iter().filter(|(name, _)| name == "set-cookie");
    assert_eq!(cookies.count(), 1, "applying the layer twice is harmless");
    let cookie = page.cookie().unwrap();
    let cookie = [("cookie", cookie.as_str())];
    let mut stream = Stream::open(&address, "/sse", &cookie).await;
    stream.hello().await;
    app.context().send(note_of("x")).to_tenant().await?;
    assert_eq!(stream.texts(1).await, ["x"]);
    app.handle().shutdown();
    assert_eq!(stream.read().await, Read::End);
    assert_eq!(
        request(&address, "GET", "/sse", &cookie).await.problem().0,
        503
    );
    serving.abort();
    Ok(())
}

#[tokio::test]
async fn two_instances_on_one_file_share_sessions_and_messages() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let one = Server::start(&config(&folder).await).await;
    let two = Server::start(&config(&folder).await).await;
    let (ada, bob) = (one.visitor().await, two.visitor().await);
    assert_ne!(ada.cookie, bob.cookie);
    let at = |visitor: &crate::support::Visitor, server: &Server| crate::support::Visitor {
        address: server.address.clone(),
        ..visitor.clone()
    };
    let (ada_at_two, bob_at_one) = (at(&ada, &two), at(&bob, &one));
    let mut tabs = [
        ada.stream("").await,
        ada_at_two.stream("").await,
        bob.stream("").await,
        bob_at_one.stream("").await,
    ];
    for tab in &mut tabs {
        tab.hello().await;
    }
    assert_eq!(ada.post("/visit").await.body, "1");
    assert_eq!(ada_at_two.post("/visit").await.body, "2");
    assert_eq!(bob.post("/visit").await.body, "1");
    assert_eq!(ada.post("/note/a").await.status, 200);
    assert_eq!(bob_at_one.post("/note/b").await.status, 200);
    assert_eq!(ada_at_two.post("/note/c").await.status, 200);
    let [ada_one, ada_two, bob_two, bob_one] = &mut tabs;
    for (tab, wanted) in [
        (ada_one, vec!["a", "c"]),
        (ada_two, vec!["a", "c"]),
        (bob_two, vec!["b"]),
        (bob_one, vec!["b"]),
    ] {
        assert_eq!(tab.texts(wanted.len()).await, wanted);
        tab.assert_silent().await;
    }
    one.stop().await;
    two.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_burst_beyond_the_queue_overflows_nobody_who_reads() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder).await;
    config.sse.queue = 16;
    config.sse.history = 2000;
    let server = Server::start(&config).await;
    let visitor = server.visitor().await;
    let mut streams = Vec::new();
    for _ in 0..16 {
        let mut stream = visitor.stream("").await;
        stream.hello().await;
        streams.push(stream);
    }
    let mut tx = server.app.context().begin().await?;
    for number in 0..500 {
        let text = number.to_string();
        tx.send(Note { text }).to_tenant().await?;
    }
    tx.commit().await?;
    let wanted: Vec<String> = (0..500).map(|number| number.to_string()).collect();
    for mut stream in streams {
        assert_eq!(stream.texts(500).await, wanted);
    }
    server.stop().await;
    Ok(())
}
