//! What is erased of events, what stays, and what is on record of it.

use super::{at, claim, consumer, deliveries, emit, end, event, messages, register, worker};
use crate::{
    DeliveryAction, Envelope, Erasable, Erasure, ErasureKind, ErasureScope, EventFilter, EventId,
    State,
    limit::Limits,
    store::{
        ConsumerSpec, DeadReason, Emitted, NewErasure, NewEvent, Position, Resume, Start, Step,
        Store, To,
    },
};

const DATA: &str = r#"{"email":"ada@example.com"}"#;

fn about(subject: &str, actor: &str) -> NewEvent {
    NewEvent {
        data: DATA.to_owned(),
        subject: Some(subject.to_owned()),
        actor: Some(actor.to_owned()),
        session_id: Some(format!("session of {actor}")),
        partition_key: Some(subject.to_owned()),
        idempotency_key: Some(format!("{subject} by {actor}")),
        ..event("a.b")
    }
}

fn of_customer(number: u32) -> ErasureScope {
    ErasureScope::subject(format!("customer/{number}")).tenant("default")
}

async fn open(store: &dyn Store, scope: &ErasureScope) -> i64 {
    let new = NewErasure {
        scope,
        reason: "she asked for it",
        by: Some("dpo"),
        now: at(90),
    };
    store.erasing().open_erasure(&new).await.unwrap()
}

async fn erase(store: &dyn Store, scope: &ErasureScope) -> Erasure {
    let number = open(store, scope).await;
    while part(store, number, scope, 2).await {}
    let found = store.erasing().erasures(None, Some(number + 1), 1);
    found.await.unwrap().remove(0)
}

async fn part(store: &dyn Store, number: i64, scope: &ErasureScope, limit: u32) -> bool {
    let erase = store.erasing().erase(number, scope, at(100), limit);
    erase.await.unwrap()
}

async fn found(store: &dyn Store, id: EventId) -> Envelope {
    let filter = EventFilter {
        id: Some(id),
        ..EventFilter::default()
    };
    store.records().events(&filter).await.unwrap().remove(0)
}

/// What is left of an event: its data, whether it is erased, and the parts of it that may tell of a person.
type Left = (String, bool, [Option<String>; 4]);

async fn left(store: &dyn Store, id: EventId) -> Left {
    let event = found(store, id).await;
    let parts = [
        event.subject,
        event.actor,
        event.session_id,
        event.partition_key,
    ];
    (
        event.data.get().to_owned(),
        event.erased_at.is_some(),
        parts,
    )
}

/// The data goes, and with it what may tell of a person: session, keys, and that by which the event was found. All else of the
/// event stays, and so do the events of others.
pub(crate) async fn p7_what_a_scope_finds_is_erased_and_the_rest_stays(store: &dyn Store) {
    let events = [
        about("customer/7", "ada"),
        about("customer/7", "bob"),
        about("customer/77", "ada"),
        NewEvent {
            tenant: "other".to_owned(),
            ..about("customer/7", "ada")
        },
        about("order/1", "eve"),
    ];
    emit(store, &events).await;
    let [both, of_bob, of_ada, of_other, order] = events.each_ref().map(|event| event.id);
    let before = found(store, both).await;
    let wanted = Erasable {
        events: 2,
        deliveries: 0,
    };
    let scope = of_customer(7);
    assert_eq!(store.erasing().erasable(&scope).await.unwrap(), wanted);
    let done = erase(store, &scope).await;
    assert_eq!((done.kind, done.events), (ErasureKind::Subject, 2));
    let some = |text: &str| Some(text.to_owned());
    let erased = |subject, actor| ("null".to_owned(), true, [subject, actor, None, None]);
    assert_eq!(left(store, both).await, erased(None, some("ada")));
    assert_eq!(left(store, of_bob).await, erased(None, some("bob")));
    for untouched in [of_ada, of_other, order] {
        let (data, is_erased, parts) = left(store, untouched).await;
        assert_eq!((data.as_str(), is_erased), (DATA, false));
        assert!(parts.iter().all(Option::is_some), "{parts:?}");
    }
    // Nothing else of it has changed.
    let after = found(store, both).await;
    let before = Envelope {
        data: after.data.clone(),
        subject: None,
        session_id: None,
        partition_key: None,
        erased_at: Some(at(100)),
        ..before
    };
    assert_eq!(after, before);

    // By the actor the same event loses him, too.
    let done = erase(store, &ErasureScope::actor("ada").tenant("default")).await;
    assert_eq!((done.kind, done.events), (ErasureKind::Actor, 2));
    assert_eq!(left(store, both).await, erased(None, None));
    assert_eq!(left(store, of_ada).await, erased(some("customer/77"), None));
    let done = erase(store, &ErasureScope::event(order)).await;
    assert_eq!((done.kind, done.event), (ErasureKind::Event, Some(order)));
    assert_eq!(
        left(store, order).await,
        erased(some("order/1"), some("eve"))
    );
    let nothing = erase(store, &ErasureScope::event(order)).await;
    assert_eq!((nothing.events, nothing.finished_at), (0, Some(at(100))));
    let nothing = erase(store, &ErasureScope::event(of_other).tenant("default")).await;
    assert_eq!(nothing.events, 0, "another tenant's");

    // Its idempotency key is not known any more.
    let [key] = [about("customer/7", "ada")];
    let again = emit(store, &[key, about("customer/77", "eve")]).await;
    assert!(again.iter().all(|one| matches!(one, Emitted::Stored(_))));
}

/// Errors and results of steps may repeat the data; they go with it. What waits, runs or is dead is ended, and nothing runs later
/// without data: not for the worker that has it, by no replay, and not for a consumer that wants the past.
pub(crate) async fn p7_no_delivery_outlives_the_data_of_its_event(store: &dyn Store) {
    let me = worker();
    let by_key = ConsumerSpec {
        limits: Limits::new().in_order(),
        ..consumer("by key", "*")
    };
    register(store, me, &[consumer("c", "*"), by_key.clone()]).await;
    let events: Vec<NewEvent> = (0..5)
        .map(|number| NewEvent {
            idempotency_key: None,
            time: at(number),
            run_at: at(number),
            ..about("customer/7", "ada")
        })
        .collect();
    emit(store, &events).await;
    let claimed = claim(store, me, &["c"], 4, 10).await;
    let [done, retrying, dead, running] = claimed.as_slice() else {
        panic!("{claimed:?}");
    };
    for one in &claimed {
        let step = Step {
            delivery: one.delivery,
            worker: me,
            attempt: one.attempt,
            name: "mail",
        };
        assert!(store.keep_step(&step, DATA, at(11)).await.unwrap());
    }
    let error = || "no mailbox ada@example.com".to_owned();
    let ends = [
        end(done, me, To::Succeeded),
        end(
            retrying,
            me,
            To::Retrying {
                run_at: at(999),
                error: error(),
            },
        ),
        end(
            dead,
            me,
            To::Dead {
                reason: DeadReason::Fatal,
                error: error(),
            },
        ),
    ];
    store.settle(None, &ends, at(12)).await.unwrap();
    let scope = of_customer(7);
    let wanted = Erasable {
        events: 5,
        deliveries: 9,
    };
    assert_eq!(store.erasing().erasable(&scope).await.unwrap(), wanted);
    let erasure = erase(store, &scope).await;
    assert_eq!((erasure.events, erasure.deliveries), (5, 9));

    for one in &claimed {
        assert_eq!(
            store.records().step(one.delivery, "mail").await.unwrap(),
            None
        );
        for attempt in store.records().attempts(one.delivery).await.unwrap() {
            let error = attempt.error.as_deref();
            assert!(matches!(error, None | Some("[erased]")), "{error:?}");
        }
    }
    for (event, wanted) in events.iter().zip([
        State::Succeeded,
        State::Cancelled,
        State::Cancelled,
        State::Cancelled,
        State::Cancelled,
    ]) {
        for delivery in deliveries(store, event.id).await {
            let wanted = match delivery.consumer.as_str() {
                "c" => wanted,
                _ => State::Cancelled,
            };
            assert_eq!(delivery.state, wanted, "{delivery:?}");
            assert_eq!(delivery.erased_at, Some(at(100)));
        }
    }
    let late = [end(running, me, To::Succeeded)];
    let settled = store.settle(None, &late, at(101)).await.unwrap();
    assert_eq!(settled, [false]);
    let dead = [dead.delivery];
    let replayed = store.act(DeliveryAction::Replay, &dead, at(102)).await;
    assert_eq!(replayed.unwrap(), []);
    let past = ConsumerSpec {
        start: Start::Beginning,
        ..consumer("late", "*")
    };
    register(store, me, &[past]).await;
    for consumer in ["c", "late"] {
        assert!(claim(store, me, &[consumer], 9, 9_999).await.is_empty());
    }
    assert_eq!(deliveries(store, events[0].id).await.len(), 2);
}

/// It goes part by part. Cut off, it goes on under the record that it has; what it has come to is on record, but no name.
pub(crate) async fn p7_an_erasure_that_was_cut_off_goes_on(store: &dyn Store) {
    let many: Vec<NewEvent> = (0..7)
        .map(|number| NewEvent {
            idempotency_key: Some(number.to_string()),
            ..about("customer/7", "ada")
        })
        .collect();
    emit(store, &many).await;
    let scope = of_customer(7);
    let number = open(store, &scope).await;
    assert!(part(store, number, &scope, 3).await);
    assert!(part(store, number, &scope, 3).await);
    let of = async |scope: &ErasureScope| {
        let digest = scope.digest();
        store
            .erasing()
            .erasures(Some(&digest), None, 9)
            .await
            .unwrap()
    };
    let so_far = of(&scope).await;
    assert_eq!((so_far[0].events, so_far[0].finished_at), (6, None));
    // Another one is nothing to it.
    assert_ne!(open(store, &of_customer(8)).await, number);
    assert_eq!(open(store, &scope).await, number);
    assert!(!part(store, number, &scope, 3).await);
    let done = of(&scope).await;
    let [
        Erasure {
            kind: ErasureKind::Subject,
            tenant: Some(tenant),
            event: None,
            reason,
            by: Some(by),
            started_at,
            finished_at: Some(finished_at),
            events: 7,
            ..
        },
    ] = done.as_slice()
    else {
        panic!("{done:?}");
    };
    assert_eq!(
        (tenant.as_str(), reason.as_str(), by.as_str()),
        ("default", "she asked for it", "dpo")
    );
    assert_eq!((*started_at, *finished_at), (at(90), at(100)));
    let again = open(store, &scope).await;
    assert_ne!(again, number, "what has come to its end is another");
    let all = store.erasing().erasures(None, None, 9).await.unwrap();
    let numbers: Vec<i64> = all.iter().map(|one| one.number).collect();
    assert_eq!((numbers.len(), numbers[0]), (3, again));
    let rest = store
        .erasing()
        .erasures(None, Some(again), 1)
        .await
        .unwrap();
    assert_eq!(rest.len(), 1);
}

/// What the event's session was sent may repeat the data: it is forgotten, and the session is told to load its state anew.
pub(crate) async fn p7_what_a_session_was_sent_of_it_is_forgotten(store: &dyn Store) {
    let session = "session of ada";
    let watched = messages::watch(store, "default", session).await;
    let other = messages::watch(store, "default", "other").await;
    let sent = [
        messages::to(session, "ada@example.com"),
        messages::to("other", "mine"),
        messages::to(session, "ada, too"),
    ];
    messages::send(store, &sent).await;
    emit(store, &[about("customer/7", "ada")]).await;
    erase(store, &of_customer(7)).await;
    let kept = messages::everything(store).await;
    let kept: Vec<_> = kept.iter().map(|one| (one.to[0].0, &*one.body)).collect();
    assert_eq!(
        kept,
        [
            (other, "\"mine\""),
            (
                watched,
                r#"{"type":"buildamp.resync","data":{"reason":"history_cut"}}"#
            )
        ]
    );
    let position = Position {
        epoch: "e1".to_owned(),
        seq: 1,
    };
    let back = store.messages().open(crate::store::Open {
        tenant: "default",
        session,
        position: Some(&position),
        epoch: "e2",
        now: at(101),
    });
    let back = back.await.unwrap();
    assert!(matches!(back.resume, Resume::Cut), "{back:?}");
}
