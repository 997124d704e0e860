//! Seats, and what the tail hands out.

use std::task::{Context, Waker};

use super::*;
use crate::{Config, Overflow, SystemClock, http::connection::Next, store::Resume};

fn hub(queue: usize) -> Hub {
    let mut config = Config::default();
    config.sse.queue = queue;
    let core = Core::new(
        config,
        Arc::new(SystemClock),
        crate::core::Setting::Live,
        &[],
        Vec::new(),
        None,
    );
    Hub::new(core, CancellationToken::new())
}

fn posted(id: i64, to: &[(i64, u64)]) -> Posted {
    Posted {
        id,
        body: format!("m{id}").into(),
        overflow: Overflow::Disconnect,
        coalesce_key: None,
        to: to
            .iter()
            .map(|(stream, seq)| (StreamId(*stream), *seq))
            .collect(),
    }
}

fn opened(stream: i64, seq: u64) -> Opened {
    Opened {
        stream: StreamId(stream),
        epoch: "e".to_owned(),
        seq,
        resume: Resume::Missed(Vec::new()),
    }
}

fn read(seat: &Seat) -> String {
    let mut out = String::new();
    let cx = Context::from_waker(Waker::noop());
    match seat.connection().next(&cx, "e", &mut out) {
        Next::End => "end".to_owned(),
        _ => out,
    }
}

#[tokio::test]
async fn what_the_tail_reads_while_a_stream_opens_is_not_lost() {
    let hub = &hub(8).shared;
    let seat = hub.seat("ada", None).unwrap();
    seat.begin(10);
    // 11 is in what the opening answers; 12 is for somebody else; 13 came after it.
    hub.distribute(vec![
        posted(11, &[(1, 5)]),
        posted(12, &[(2, 1)]),
        posted(13, &[(2, 2), (1, 6)]),
    ]);
    let late = hub.seat("bob", None).unwrap();
    late.begin(0);
    seat.join(&opened(1, 5));
    assert_eq!(read(&seat), "id: e-6\ndata: m13\n\n");
    hub.distribute(vec![posted(14, &[(1, 7), (2, 3)])]);
    assert_eq!(read(&seat), "id: e-7\ndata: m14\n\n");
    // The one that came later began behind 13.
    assert_eq!(hub.lock().recent.len(), 1);
    late.join(&opened(2, 2));
    assert_eq!(read(&late), "id: e-3\ndata: m14\n\n");
    assert!(hub.lock().recent.is_empty());
    assert_eq!(hub.cursor(), Some(14));
}

#[tokio::test]
async fn a_seat_that_is_given_up_leaves_nothing_behind() {
    let hub = &hub(8).shared;
    let (opening, open) = (
        hub.seat("ada", None).unwrap(),
        hub.seat("ada", None).unwrap(),
    );
    opening.begin(0);
    open.begin(0);
    open.join(&opened(1, 0));
    hub.distribute(vec![posted(1, &[(1, 1)])]);
    assert_eq!(hub.of_session("ada").len(), 2);
    drop(opening);
    assert!(hub.lock().recent.is_empty());
    assert_eq!(
        (hub.of_session("ada").len(), hub.watched()),
        (1, vec![StreamId(1)])
    );
    drop(open);
    assert_eq!(
        (hub.all().len(), hub.watched(), hub.cursor()),
        (0, vec![], None)
    );
}

#[tokio::test]
async fn who_watches_a_stream_that_was_forgotten_has_to_come_back() {
    let hub = &hub(8).shared;
    let (old, new) = (
        hub.seat("ada", None).unwrap(),
        hub.seat("ada", None).unwrap(),
    );
    old.join(&opened(1, 3));
    new.join(&opened(2, 0));
    assert_eq!((read(&old).as_str(), read(&new).as_str()), ("end", ""));
}

#[tokio::test]
async fn a_crowded_connection_is_waited_for_until_it_was_in_vain() {
    let hub = &hub(8).shared;
    let seat = hub.seat("ada", None).unwrap();
    seat.join(&opened(1, 0));
    let send = |ids: std::ops::Range<i64>| {
        let all = ids.map(|id| posted(id, &[(1, id.unsigned_abs())]));
        hub.distribute(all.collect())
    };
    assert!(send(1..5).is_empty(), "half full");
    let crowded = send(5..7);
    assert_eq!(crowded.len(), 1, "said once");
    let wait = tasks::give_way(crowded);
    let write = async {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        read(&seat)
    };
    let ((), written) = tokio::join!(wait, write);
    assert!(written.ends_with("id: e-6\ndata: m6\n\n"));

    // Because it wrote it would be waited for again; because it does not write it is not.
    let crowded = send(7..13);
    assert_eq!(crowded.len(), 1);
    tasks::give_way(crowded).await;
    assert!(!seat.connection().is_crowded());
    assert!(send(13..14).is_empty());
    read(&seat);
    assert_eq!(send(14..20).len(), 1);
}
