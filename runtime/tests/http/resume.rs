//! Coming back: what was missed, or one resync.

use std::{sync::Arc, time::Duration};

use buildamp_runtime::{ManualClock, Result, Timestamp};

use crate::support::{Server, Visitor, config, execute, note_of};

async fn send(server: &Server, texts: &[&str]) {
    for text in texts {
        let cx = server.app.context();
        cx.send(note_of(*text)).to_tenant().await.unwrap();
    }
}

fn resync() -> (String, String) {
    ("buildamp.resync".to_owned(), "history_cut".to_owned())
}

/// The next message must be a resync; answers with its place.
async fn expect_resync(stream: &mut crate::wire::Stream) -> String {
    let (place, name, reason) = stream.message().await;
    assert_eq!((name, reason), resync());
    place
}

#[tokio::test]
async fn s58_resume_by_header_and_by_query() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&config(&folder).await).await;
    let visitor = server.visitor().await;
    let mut stream = visitor.stream("").await;
    let start = stream.hello().await;
    send(&server, &["a"]).await;
    let (place, ..) = stream.message().await;
    drop(stream);
    send(&server, &["b", "c", "d"]).await;

    let mut by_header = visitor.resume(&place).await;
    assert_eq!(by_header.texts(3).await, ["b", "c", "d"]);
    let mut by_query = visitor.stream(&format!("?x=1&lastEventId={start}")).await;
    assert_eq!(by_query.texts(4).await, ["a", "b", "c", "d"]);
    // The header is what the browser saw last; the address may be from before.
    let mut both = visitor
        .stream_with(
            &format!("?lastEventId={start}"),
            &[("last-event-id", &place)],
        )
        .await;
    assert_eq!(both.texts(3).await, ["b", "c", "d"]);
    send(&server, &["e"]).await;
    for stream in [&mut by_header, &mut by_query, &mut both] {
        assert_eq!(stream.texts(1).await, ["e"]);
        stream.assert_silent().await;
    }
    // Who missed nothing is told where it is, and nothing else.
    let (place, ..) = {
        let mut late = visitor.resume(&place).await;
        late.texts(3).await;
        late.message().await
    };
    let mut none = visitor.resume(&place).await;
    assert_eq!(none.hello().await, place);
    none.assert_silent().await;
    // And who asks for nothing gets what comes from now on.
    let mut fresh = visitor.stream("?lastEventId=").await;
    assert_eq!(fresh.hello().await, place);
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn s58_after_a_restart_none_is_missed_and_none_comes_twice() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder).await;
    let server = Server::start(&config).await;
    let visitor = server.visitor().await;
    let mut stream = visitor.stream("").await;
    stream.hello().await;
    send(&server, &["a", "b"]).await;
    let mut place = String::new();
    for wanted in ["a", "b"] {
        let (id, _, text) = stream.message().await;
        assert_eq!(text, wanted);
        place = id;
    }
    send(&server, &["c"]).await;
    server.stop().await;

    config.http.address = crate::support::config(&folder).await.http.address;
    let server = Server::start(&config).await;
    let visitor = Visitor {
        address: server.address.clone(),
        ..visitor
    };
    send(&server, &["d"]).await;
    let mut stream = visitor.resume(&place).await;
    assert_eq!(stream.texts(2).await, ["c", "d"]);
    send(&server, &["e"]).await;
    assert_eq!(stream.texts(1).await, ["e"]);
    stream.assert_silent().await;
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn s58_a_place_that_is_lost_brings_one_resync() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder).await;
    config.sse.history = 3;
    let server = Server::start(&config).await;
    let visitor = server.visitor().await;
    let start = visitor.stream("").await.hello().await;
    let (epoch, _) = start.split_once('-').unwrap();
    let epoch = epoch.to_owned();
    send(&server, &["a", "b", "c"]).await;
    assert_eq!(visitor.resume(&start).await.texts(3).await, ["a", "b", "c"]);

    send(&server, &["d"]).await;
    let other = format!("x{epoch}-1");
    let ahead = format!("{epoch}-999");
    for (name, lost) in [
        ("cut", start.as_str()),
        ("epoch", &other),
        ("ahead", &ahead),
        ("garbage", "garbage"),
        ("minus", "-"),
        ("bytes", "\u{fffd}-1"),
    ] {
        let mut stream = visitor.resume(lost).await;
        let place = expect_resync(&mut stream).await;
        assert_eq!(place, format!("{epoch}-4"), "{name}");
        send(&server, &["next"]).await;
        assert_eq!(stream.texts(1).await, ["next"]);
        stream.assert_silent().await;
        execute(
            &server.app,
            "DELETE FROM buildamp_stream_entries WHERE seq > 4",
        )
        .await;
        execute(
            &server.app,
            "UPDATE buildamp_streams SET last_seq = 4,
             last_message_id = (SELECT max(message_id) FROM buildamp_stream_entries)",
        )
        .await;
    }
    assert_eq!(
        expect_resync(&mut visitor.stream("?lastEventId=-").await).await,
        format!("{epoch}-4")
    );
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn what_nobody_watches_is_forgotten_and_who_comes_back_resyncs() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder).await;
    config.sse.history_age = Duration::from_mins(1);
    let clock = Arc::new(ManualClock::at(
        "2026-01-01T00:00:00Z".parse::<Timestamp>().unwrap(),
    ));
    let server = Server::start_with(&config, Arc::clone(&clock)).await;
    let (ada, bob) = (server.visitor().await, server.visitor().await);
    let mut watching = ada.stream("").await;
    let ada_place = watching.hello().await;
    let bob_place = bob.stream("").await.hello().await;
    send(&server, &["a"]).await;
    let (later, ..) = watching.message().await;
    for _ in 0..30 {
        clock.advance(Duration::from_secs(15));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let count = crate::support::rows(
        &server.app,
        "SELECT (SELECT count(*) FROM buildamp_streams) || ' ' || (SELECT count(*) FROM buildamp_messages)",
    );
    assert_eq!(count.await, ["1 0"], "the one that is watched stays");
    assert_eq!(ada.resume(&later).await.hello().await, later);
    expect_resync(&mut ada.resume(&ada_place).await).await;
    let place = expect_resync(&mut bob.resume(&bob_place).await).await;
    assert_ne!(
        place.split_once('-').unwrap().0,
        bob_place.split_once('-').unwrap().0
    );
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn more_at_once_than_the_history_answers_for_reaches_those_who_are_connected() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder).await;
    config.sse.history = 5;
    let server = Server::start(&config).await;
    let visitor = server.visitor().await;
    let mut stream = visitor.stream("").await;
    stream.hello().await;
    let mut tx = server.app.context().begin().await?;
    for number in 0..20 {
        tx.send(note_of(number.to_string())).to_tenant().await?;
    }
    tx.commit().await?;
    let all: Vec<String> = (0..20).map(|number| number.to_string()).collect();
    assert_eq!(stream.texts(20).await, all);
    stream.assert_silent().await;
    server.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_come_while_messages_do_miss_none() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder).await;
    config.sse.history = 10_000;
    config.sse.queue = 10_000;
    config.sse.max_connections_per_session = 1000;
    let server = Server::start(&config).await;
    let visitor = server.visitor().await;
    let first = visitor.stream("").await.hello().await;
    let sender = {
        let cx = server.app.context();
        tokio::spawn(async move {
            for number in 0..400 {
                cx.send(note_of(number.to_string()))
                    .to_tenant()
                    .await
                    .unwrap();
            }
        })
    };
    let mut readers = Vec::new();
    for _ in 0..40 {
        let (visitor, first) = (visitor.clone(), first.clone());
        readers.push(tokio::spawn(async move {
            let mut stream = visitor.resume(&first).await;
            stream.texts(400).await
        }));
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    sender.await.unwrap();
    let wanted: Vec<String> = (0..400).map(|number| number.to_string()).collect();
    for reader in readers {
        assert_eq!(reader.await.unwrap(), wanted);
    }
    server.stop().await;
    Ok(())
}
