//! Sessions.

use futures_util::future::join_all;
use jiff::Timestamp;

use super::at;
use crate::{
    Error,
    store::{Actor, Change, NewSession, Open, Store, StoredSession},
};

const TENANT: &str = "default";

/// A session that lasts until second 100.
pub(crate) async fn begin(store: &dyn Store, tenant: &str, id: &str) {
    let session = NewSession {
        id: id.to_owned(),
        tenant: tenant.to_owned(),
        token_hash: format!("hash of {id}"),
        now: at(0),
        expires_at: at(100),
    };
    store.sessions().create(session).await.unwrap();
}

pub(crate) async fn h14_a_session_is_found_by_its_token_until_it_expires(store: &dyn Store) {
    begin(store, TENANT, "a").await;
    begin(store, TENANT, "b").await;
    let found = find(store, "hash of a", at(99)).await.unwrap();
    assert_eq!(
        (found.id.as_str(), found.actor, found.data),
        ("a", None, None)
    );
    assert_eq!(
        [found.created_at, found.renewed_at, found.expires_at],
        [at(0), at(0), at(100)]
    );
    for unknown in ["a", "hash of", "hash of c", ""] {
        assert!(find(store, unknown, at(1)).await.is_none(), "{unknown:?}");
    }
    let sessions = store.sessions();
    sessions.renew(TENANT, "a", at(60), at(160)).await.unwrap();
    let renewed = find(store, "hash of a", at(159)).await.unwrap();
    assert_eq!((renewed.renewed_at, renewed.expires_at), (at(60), at(160)));

    // At its last moment it is over, for everything.
    assert!(find(store, "hash of a", at(160)).await.is_none());
    assert!(read(store, "a", at(160)).await.is_none());
    let rotated = sessions.rotate(None, TENANT, "a", at(160), "new", Actor::Keep);
    assert!(!rotated.await.unwrap());
    let changed = sessions.change(None, TENANT, "a", at(160), set("1"));
    assert!(!changed.await.unwrap());
    sessions.renew(TENANT, "a", at(160), at(999)).await.unwrap();
    assert!(
        read(store, "a", at(160)).await.is_none(),
        "nothing wakes it"
    );
}

pub(crate) async fn h14_a_session_is_found_in_its_tenant_alone(store: &dyn Store) {
    begin(store, "one", "a").await;
    let sessions = store.sessions();
    let find = |tenant| sessions.find(tenant, "hash of a", at(1));
    assert!(find("one").await.unwrap().is_some());
    assert!(find("two").await.unwrap().is_none());
    assert!(sessions.read("two", "a", at(1)).await.unwrap().is_none());
    let changed = sessions.change(None, "two", "a", at(1), set("1"));
    assert!(!changed.await.unwrap());
    let rotated = sessions.rotate(None, "two", "a", at(1), "new", Actor::Keep);
    assert!(!rotated.await.unwrap());
    assert!(!sessions.end(None, "two", "a").await.unwrap());
    assert!(find("one").await.unwrap().unwrap().data.is_none());
}

pub(crate) async fn h14_an_old_token_is_worth_nothing_after_a_rotation(store: &dyn Store) {
    begin(store, TENANT, "a").await;
    let sessions = store.sessions();
    let change = sessions.change(None, TENANT, "a", at(1), set(r#"{"n":1}"#));
    assert!(change.await.unwrap());
    let ada = Actor::Set("ada".to_owned());
    for (token, actor, who) in [
        ("second", Actor::Keep, None),
        ("third", ada, Some("ada")),
        ("fourth", Actor::Keep, Some("ada")),
    ] {
        let rotated = sessions.rotate(None, TENANT, "a", at(2), token, actor);
        assert!(rotated.await.unwrap());
        let found = find(store, token, at(3)).await.unwrap();
        assert_eq!((found.id.as_str(), found.actor.as_deref()), ("a", who));
        assert_eq!(found.data.as_deref(), Some(r#"{"n":1}"#));
        assert_eq!(found.expires_at, at(100));
    }
    for old in ["hash of a", "second", "third"] {
        assert!(find(store, old, at(3)).await.is_none(), "{old}");
    }
}

pub(crate) async fn h14_concurrent_changes_of_a_session_lose_nothing(store: &dyn Store) {
    begin(store, TENANT, "a").await;
    let one_more = || -> Change {
        Box::new(|data| {
            let count: u32 = data.map_or(0, |data| data.parse().unwrap());
            Ok((count + 1).to_string())
        })
    };
    let sessions = store.sessions();
    let changes = (0..50).map(|_| sessions.change(None, TENANT, "a", at(1), one_more()));
    for changed in join_all(changes).await {
        assert!(changed.unwrap());
    }
    let data = read(store, "a", at(1)).await.unwrap().data;
    assert_eq!(data.as_deref(), Some("50"));
}

pub(crate) async fn h14_a_change_stands_or_falls_with_its_transaction(store: &dyn Store) {
    begin(store, TENANT, "a").await;
    let sessions = store.sessions();
    for commit in [false, true] {
        let mut tx = store.begin().await.unwrap();
        let change = sessions.change(Some(&mut tx), TENANT, "a", at(1), set("7"));
        assert!(change.await.unwrap());
        if commit {
            tx.commit().await.unwrap();
        } else {
            drop(tx);
        }
        let data = read(store, "a", at(1)).await.unwrap().data;
        assert_eq!(data.as_deref(), commit.then_some("7"));
    }
    let refuse: Change = Box::new(|data| {
        assert_eq!(data.as_deref(), Some("7"));
        Err(Error::SessionData("no".to_owned()))
    });
    let refused = sessions.change(None, TENANT, "a", at(1), refuse).await;
    assert!(matches!(refused, Err(Error::SessionData(_))), "{refused:?}");
    let data = read(store, "a", at(1)).await.unwrap().data;
    assert_eq!(data.as_deref(), Some("7"));
}

pub(crate) async fn h14_a_token_stands_or_falls_with_its_transaction(store: &dyn Store) {
    begin(store, TENANT, "a").await;
    let sessions = store.sessions();
    for commit in [false, true] {
        let mut tx = store.begin().await.unwrap();
        let ada = Actor::Set("ada".to_owned());
        let rotated = sessions.rotate(Some(&mut tx), TENANT, "a", at(1), "new", ada);
        assert!(rotated.await.unwrap());
        if commit {
            tx.commit().await.unwrap();
        } else {
            drop(tx);
        }
        let of_old = find(store, "hash of a", at(1)).await;
        let of_new = find(store, "new", at(1)).await;
        assert_eq!((of_old.is_none(), of_new.is_some()), (commit, commit));
    }
    for commit in [false, true] {
        let mut tx = store.begin().await.unwrap();
        assert!(sessions.end(Some(&mut tx), TENANT, "a").await.unwrap());
        if commit {
            tx.commit().await.unwrap();
        } else {
            drop(tx);
        }
        assert_eq!(find(store, "new", at(1)).await.is_none(), commit);
    }
}

pub(crate) async fn h14_sessions_end_and_expire(store: &dyn Store) {
    for id in ["a", "b", "c", "d"] {
        begin(store, TENANT, id).await;
    }
    let sessions = store.sessions();
    let open = Open {
        tenant: TENANT,
        session: "a",
        position: None,
        epoch: "e1",
        now: at(0),
    };
    let first = store.messages().open(open.clone()).await.unwrap();
    assert!(sessions.end(None, TENANT, "a").await.unwrap());
    assert!(find(store, "hash of a", at(1)).await.is_none());
    assert!(
        !sessions.end(None, TENANT, "a").await.unwrap(),
        "it ends once"
    );
    let second = store
        .messages()
        .open(Open {
            epoch: "e2",
            ..open
        })
        .await;
    let second = second.unwrap();
    assert_ne!(first.stream, second.stream, "its stream went with it");
    assert_eq!(second.epoch, "e2");

    sessions.renew(TENANT, "d", at(50), at(150)).await.unwrap();
    assert_eq!(sessions.expire(at(99), 9).await.unwrap(), 0);
    assert_eq!(sessions.expire(at(100), 1).await.unwrap(), 1);
    assert_eq!(sessions.expire(at(100), 9).await.unwrap(), 1);
    assert!(read(store, "d", at(100)).await.is_some());
}

fn set(data: &'static str) -> Change {
    Box::new(move |_| Ok(data.to_owned()))
}

async fn find(store: &dyn Store, token_hash: &str, now: Timestamp) -> Option<StoredSession> {
    let found = store.sessions().find(TENANT, token_hash, now).await;
    found.unwrap()
}

async fn read(store: &dyn Store, id: &str, now: Timestamp) -> Option<StoredSession> {
    store.sessions().read(TENANT, id, now).await.unwrap()
}
