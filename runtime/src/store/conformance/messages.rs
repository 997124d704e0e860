//! Messages to browser sessions.

use super::{at, sessions};
use crate::{
    Overflow,
    store::{Actor, NewMessage, Open, Opened, Position, Posted, Resume, Store, StreamId, Target},
};

const TENANT: &str = "default";

pub(crate) fn message(tenant: &str, to: Target, body: &str) -> NewMessage {
    NewMessage {
        tenant: tenant.to_owned(),
        to,
        body: body.to_owned(),
        overflow: Overflow::Disconnect,
        coalesce_key: None,
        now: at(1),
    }
}

pub(crate) fn to(session: &str, body: impl Into<serde_json::Value>) -> NewMessage {
    let target = Target::Sessions(vec![session.to_owned()]);
    message(TENANT, target, &body.into().to_string())
}

pub(crate) async fn watch(store: &dyn Store, tenant: &str, session: &str) -> StreamId {
    let open = Open {
        tenant,
        session,
        position: None,
        epoch: "e1",
        now: at(0),
    };
    store.messages().open(open).await.unwrap().stream
}

pub(crate) async fn send(store: &dyn Store, messages: &[NewMessage]) {
    store.messages().append(None, messages).await.unwrap();
}

pub(crate) async fn everything(store: &dyn Store) -> Vec<Posted> {
    store.messages().since(0, 10_000).await.unwrap()
}

pub(crate) async fn h9_h25_a_message_goes_to_its_targets_and_to_nobody_else(store: &dyn Store) {
    let mut streams = Vec::new();
    for (tenant, session, actor) in [
        ("one", "a", Some("ada")),
        ("one", "b", Some("ada")),
        ("one", "c", Some("bob")),
        ("one", "d", None),
        ("two", "e", Some("ada")),
    ] {
        sessions::begin(store, tenant, session).await;
        if let Some(actor) = actor {
            let actor = Actor::Set(actor.to_owned());
            let rotated = store
                .sessions()
                .rotate(None, tenant, session, at(0), session, actor);
            assert!(rotated.await.unwrap());
        }
        streams.push((session, watch(store, tenant, session).await));
    }
    let ids = |ids: &[&str]| Target::Sessions(ids.iter().map(|id| (*id).to_owned()).collect());
    let ada = || Target::Actor("ada".to_owned());
    let table = [
        ("one", ids(&["a"]), "a"),
        ("one", ids(&["d", "a", "a", "nobody"]), "ad"),
        ("one", ids(&["e"]), ""),
        ("one", ids(&[]), ""),
        ("one", ada(), "ab"),
        ("two", ada(), "e"),
        ("two", Target::Actor("bob".to_owned()), ""),
        ("one", Target::Tenant, "abcd"),
        ("two", Target::Tenant, "e"),
        ("three", Target::Tenant, ""),
    ];
    for (number, (tenant, target, wanted)) in table.into_iter().enumerate() {
        let before = store.messages().latest().await.unwrap();
        let sent = message(tenant, target.clone(), &number.to_string());
        send(store, &[sent]).await;
        let mut reached: Vec<&str> = Vec::new();
        for posted in store.messages().since(before, 9).await.unwrap() {
            assert_eq!(&*posted.body, number.to_string());
            let name = |stream| streams.iter().find(|(_, id)| *id == stream).unwrap().0;
            reached.extend(posted.to.iter().map(|(stream, _)| name(*stream)));
        }
        reached.sort_unstable();
        assert_eq!(reached.concat(), wanted, "{tenant} {target:?}");
    }
    // Whoever is signed in in a session that has expired is not reached by name any more.
    let late = NewMessage {
        now: at(100),
        ..message("one", ada(), "1")
    };
    let before = store.messages().latest().await.unwrap();
    send(store, &[late]).await;
    assert!(store.messages().since(before, 9).await.unwrap().is_empty());
}

pub(crate) async fn h9_a_message_that_nobody_could_ask_for_is_not_stored(store: &dyn Store) {
    send(store, &[to("a", 1), message(TENANT, Target::Tenant, "2")]).await;
    assert!(everything(store).await.is_empty());
    let stream = watch(store, TENANT, "b").await;
    send(store, &[to("a", 3), to("b", 4), to("a", 5), to("b", 6)]).await;
    let stored = everything(store).await;
    let shown: Vec<_> = stored.iter().map(|one| (&*one.body, &*one.to)).collect();
    assert_eq!(
        shown,
        [("4", &[(stream, 1)][..]), ("6", &[(stream, 2)][..])]
    );
    send(store, &[]).await;
    assert_eq!(everything(store).await.len(), 2);
}

pub(crate) async fn h9_a_message_leaves_with_its_transaction(store: &dyn Store) {
    watch(store, TENANT, "a").await;
    for commit in [false, true] {
        let mut tx = store.begin().await.unwrap();
        let sent = [to("a", 1), to("a", 2)];
        let append = store.messages().append(Some(&mut tx), &sent);
        append.await.unwrap();
        if commit {
            tx.commit().await.unwrap();
        } else {
            drop(tx);
        }
        let Opened { seq, resume, .. } = resume(store, "a", Some(("e1", 0))).await;
        assert_eq!(seq, if commit { 2 } else { 0 });
        assert_eq!(missed(&resume), if commit { "1 2" } else { "" });
    }
}

pub(crate) async fn f2_a_client_that_comes_back_gets_exactly_what_it_missed(store: &dyn Store) {
    watch(store, TENANT, "a").await;
    watch(store, TENANT, "b").await;
    for number in 1..=5 {
        send(store, &[to("b", 0), to("a", number)]).await;
    }
    let table = [
        (None, Some("")),
        (Some(("e1", 0)), Some("1 2 3 4 5")),
        (Some(("e1", 2)), Some("3 4 5")),
        (Some(("e1", 5)), Some("")),
        (Some(("e1", 6)), None),
        (Some(("e1", u64::MAX)), None),
        (Some(("e2", 2)), None),
        (Some(("", 0)), None),
    ];
    for (position, wanted) in table {
        let opened = resume(store, "a", position).await;
        assert_eq!((opened.epoch.as_str(), opened.seq), ("e1", 5));
        match (&opened.resume, wanted) {
            (Resume::Cut, None) => {}
            (found, Some(wanted)) => assert_eq!(missed(found), wanted, "{position:?}"),
            (found, None) => panic!("{position:?}: {found:?}"),
        }
    }
}

pub(crate) async fn h9_the_last_256_messages_are_kept(store: &dyn Store) {
    watch(store, TENANT, "a").await;
    watch(store, TENANT, "b").await;
    let one_by_one: Vec<_> = (1..=100).map(|number| to("a", number)).collect();
    for message in &one_by_one {
        send(store, std::slice::from_ref(message)).await;
    }
    let at_once: Vec<_> = (101..=300).map(|number| to("a", number)).collect();
    send(store, &at_once).await;
    send(store, &[to("b", 1)]).await;
    let Resume::Missed(kept) = resume(store, "a", Some(("e1", 44))).await.resume else {
        panic!("256 are kept")
    };
    let numbers: Vec<u64> = kept.iter().map(|entry| entry.seq).collect();
    assert_eq!(numbers, (45..=300).collect::<Vec<u64>>());
    assert!(
        kept.iter()
            .all(|entry| *entry.body == *entry.seq.to_string())
    );
    let cut = resume(store, "a", Some(("e1", 43))).await.resume;
    assert!(matches!(cut, Resume::Cut), "{cut:?}");
    let other = resume(store, "b", Some(("e1", 0))).await.resume;
    assert_eq!(missed(&other), "1", "the other stream is not affected");
}

pub(crate) async fn h9_messages_and_streams_are_forgotten(store: &dyn Store) {
    let (a, _) = (
        watch(store, TENANT, "a").await,
        watch(store, TENANT, "b").await,
    );
    for second in [1, 2, 3] {
        let sent = NewMessage {
            now: at(second),
            ..to("a", second)
        };
        send(store, &[sent]).await;
    }
    store.messages().watched(&[a], at(50)).await.unwrap();
    let messages = store.messages();
    assert_eq!(messages.forget(at(1), at(0), 9).await.unwrap(), 0);
    assert_eq!(messages.forget(at(3), at(0), 1).await.unwrap(), 1);
    assert_eq!(messages.forget(at(3), at(0), 9).await.unwrap(), 1);
    let cut = resume(store, "a", Some(("e1", 0))).await.resume;
    assert!(matches!(cut, Resume::Cut), "{cut:?}");
    let last = resume(store, "a", Some(("e1", 2))).await;
    assert_eq!((missed(&last.resume).as_str(), last.seq), ("3", 3));

    // What nobody has watched for a while begins anew.
    assert_eq!(messages.forget(at(0), at(50), 9).await.unwrap(), 1);
    let b = Open {
        epoch: "e2",
        ..open("b", None)
    };
    assert_eq!(messages.open(b).await.unwrap().epoch, "e2");
    assert_eq!(resume(store, "a", None).await.epoch, "e1");
}

pub(crate) async fn h9_the_tail_reads_on_from_its_cursor(store: &dyn Store) {
    assert_eq!(store.messages().latest().await.unwrap(), 0);
    let stream = watch(store, TENANT, "a").await;
    let body = r#"{"type":"x","data":"\u0000 \" \\ \r\n é 🦀"}"#;
    let sent = NewMessage {
        overflow: Overflow::DropOldest,
        coalesce_key: Some("x:1".to_owned()),
        ..message(TENANT, Target::Sessions(vec!["a".to_owned()]), body)
    };
    send(store, &[to("a", 1), sent, to("a", 3)]).await;
    let first = store.messages().since(0, 2).await.unwrap();
    assert_eq!(first.len(), 2);
    assert_eq!(first[0].coalesce_key, None);
    assert_eq!(
        (&*first[1].body, first[1].overflow),
        (body, Overflow::DropOldest)
    );
    assert_eq!(first[1].coalesce_key.as_deref(), Some("x:1"));
    assert_eq!(first[1].to, [(stream, 2)]);
    let rest = store.messages().since(first[1].id, 9).await.unwrap();
    assert_eq!((rest.len(), rest[0].to[0]), (1, (stream, 3)));
    assert_eq!(store.messages().latest().await.unwrap(), rest[0].id);
    // What is forgotten leaves the cursor where it was.
    store.messages().forget(at(9), at(0), 9).await.unwrap();
    send(store, &[to("a", 4)]).await;
    let next = store.messages().since(rest[0].id, 9).await.unwrap();
    assert_eq!((next.len(), next[0].to[0]), (1, (stream, 4)));
}

pub(crate) async fn h14_after_a_rotation_old_connections_get_nothing_more(store: &dyn Store) {
    sessions::begin(store, TENANT, "a").await;
    let old = watch(store, TENANT, "a").await;
    let other = watch(store, TENANT, "b").await;
    send(store, &[to("a", 1)]).await;
    let rotated = store
        .sessions()
        .rotate(None, TENANT, "a", at(1), "new", Actor::Keep);
    assert!(rotated.await.unwrap());
    send(store, &[to("a", 2), to("b", 1)]).await;
    let reached = everything(store).await;
    let reached = reached.iter().flat_map(|posted| &posted.to);
    assert!(reached.clone().all(|(stream, _)| *stream != old));
    assert_eq!(reached.filter(|(stream, _)| *stream == other).count(), 1);
    // Under the new token the place is the same, and what lies before the rotation too.
    let again = resume(store, "a", Some(("e1", 0))).await;
    assert_eq!(missed(&again.resume), "1 2");
    let later = watch(store, TENANT, "c").await;
    assert!(later > again.stream, "no number is used twice");
}

fn open<'a>(session: &'a str, position: Option<&'a Position>) -> Open<'a> {
    Open {
        tenant: TENANT,
        session,
        position,
        epoch: "another",
        now: at(1),
    }
}

pub(crate) async fn resume(
    store: &dyn Store,
    session: &str,
    position: Option<(&str, u64)>,
) -> Opened {
    let position = position.map(|(epoch, seq)| Position {
        epoch: epoch.to_owned(),
        seq,
    });
    let open = open(session, position.as_ref());
    store.messages().open(open).await.unwrap()
}

/// The bodies of what was missed.
pub(crate) fn missed(resume: &Resume) -> String {
    let Resume::Missed(entries) = resume else {
        panic!("it was cut")
    };
    let bodies: Vec<&str> = entries.iter().map(|entry| &*entry.body).collect();
    bodies.join(" ")
}
