//! A connection whose peer does not read: its messages' policies, and nobody else notices.

use std::time::Duration;

use buildamp_runtime::{Config, Result, SseMessage};

use crate::support::{Gauge, Note, Server, Tick, Visitor, config};
use crate::wire::{Read, Stream};

const BIG: usize = 20_000;

async fn narrow(server: &Server, visitor: &Visitor) -> Stream {
    let cookie = [("cookie", visitor.cookie.as_str())];
    let mut stream = Stream::open_narrow(&server.address, "/sse", &cookie).await;
    stream.hello().await;
    stream
}

async fn small_queue(folder: &tempfile::TempDir) -> Config {
    let mut config = config(folder).await;
    config.sse.queue = 8;
    config.sse.history = 1000;
    config
}

async fn send<M: SseMessage>(server: &Server, count: usize, of: impl Fn(String) -> M) {
    for number in 0..count {
        let text = format!("{number:03}{}", "x".repeat(BIG));
        let cx = server.app.context();
        cx.send(of(text)).to_tenant().await.unwrap();
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

fn number(text: &str) -> Option<usize> {
    text.get(..3)?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_reader_is_disconnected_and_resumes_while_others_go_on() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&small_queue(&folder).await).await;
    let (ada, bob) = (server.visitor().await, server.visitor().await);
    let mut slow = narrow(&server, &ada).await;
    let mut other = bob.stream("").await;
    other.hello().await;
    for wanted in 0..200 {
        let text = format!("{wanted:03}{}", "x".repeat(BIG));
        server.app.context().send(Note { text }).to_tenant().await?;
        assert_eq!(number(&other.message().await.2), Some(wanted));
    }

    // What the kernel had taken can still be read; then the connection is gone.
    let (mut next, mut place) = (0, String::new());
    loop {
        match slow.read().await {
            Read::Frame(frame) => {
                let data: serde_json::Value = serde_json::from_str(&frame.data.unwrap()).unwrap();
                assert_eq!(number(data["data"]["text"].as_str().unwrap()), Some(next));
                (next, place) = (next + 1, frame.id.unwrap());
            }
            end => break assert_eq!(end, Read::Cut),
        }
    }
    assert!(next < 150, "{next}");
    let mut back = if place.is_empty() {
        ada.stream("?lastEventId=-").await
    } else {
        ada.resume(&place).await
    };
    if !place.is_empty() {
        for wanted in next..200 {
            assert_eq!(number(&back.message().await.2), Some(wanted));
        }
    }
    server.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_reader_is_told_what_was_dropped() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&small_queue(&folder).await).await;
    let visitor = server.visitor().await;
    let mut slow = narrow(&server, &visitor).await;
    send(&server, 200, |text| Tick { text }).await;
    let (mut numbers, mut resyncs, mut last) = (Vec::new(), 0, 0);
    while numbers.last() != Some(&199) {
        let (id, name, text) = slow.message().await;
        let seq: u64 = id.split_once('-').unwrap().1.parse().unwrap();
        assert!(seq > last, "the numbers ascend");
        last = seq;
        match (name.as_str(), text.as_str()) {
            ("buildamp.resync", "overflow") => resyncs += 1,
            ("tick", text) => numbers.extend(number(text)),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(resyncs, 1);
    assert!(numbers.is_sorted() && numbers.len() < 150, "{numbers:?}");
    assert_eq!(
        numbers[numbers.len() - 8..],
        [192, 193, 194, 195, 196, 197, 198, 199]
    );
    server.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_what_coalesces_a_slow_reader_gets_the_newest() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&small_queue(&folder).await).await;
    let visitor = server.visitor().await;
    let mut slow = narrow(&server, &visitor).await;
    // Two keys: the text's first letter.
    for number in 0..150 {
        for key in ["a", "b"] {
            let text = format!("{key}{number:03}{}", "x".repeat(BIG));
            server
                .app
                .context()
                .send(Gauge { text })
                .to_tenant()
                .await?;
        }
    }
    let mut last = [None, None];
    let mut count = 0;
    while last != [Some(149), Some(149)] {
        let (_, name, text) = slow.message().await;
        assert_eq!(name, "gauge");
        let key = usize::from(text.starts_with('b'));
        let next = number(&text[1..]);
        assert!(next > last[key]);
        last[key] = next;
        count += 1;
    }
    assert!(count < 250, "{count}");
    server.stop().await;
    Ok(())
}
