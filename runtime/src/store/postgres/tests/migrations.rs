//! That what is in the tables outlives a migration, there and back.

use std::slice;

use sqlx_core::raw_sql::raw_sql;

use super::{super::Postgres, store};
use crate::store::{
    Settlement, Store, To,
    conformance::{self, at, claim, consumer, deliveries, emit, event, worker},
};

async fn run(store: &Postgres, sql: &'static str) {
    raw_sql(sql).execute(&store.pool).await.unwrap();
}

/// Deliveries get other numbers, and all that belongs to them comes along.
#[tokio::test(flavor = "multi_thread")]
async fn f11_deliveries_keep_what_belongs_to_them_when_they_are_numbered_anew() {
    let store = store().await;
    let me = worker();
    conformance::register(&store, me, &[consumer("a", "*"), consumer("b", "*")]).await;
    let events = [event("x"), event("x"), event("x")];
    emit(&store, &events).await;
    let claimed = claim(&store, me, &["a"], 2, 1).await;
    let failed = conformance::end(
        &claimed[0],
        me,
        To::Retrying {
            run_at: at(2),
            error: "no luck".to_owned(),
        },
    );
    store.settle(None, &[failed], at(1)).await.unwrap();

    run(&store, include_str!("../migrations/0022_holds.down.sql")).await;
    // As numbers were given out before: one after the other, whichever event and consumer it is.
    run(
        &store,
        "CREATE TABLE renumbered AS
            SELECT id AS former, row_number() OVER (ORDER BY id DESC) AS id FROM buildamp.deliveries;
         UPDATE buildamp.attempts SET delivery_id = new.id FROM renumbered AS new WHERE delivery_id = new.former;
         ALTER TABLE buildamp.deliveries ALTER id DROP IDENTITY;
         UPDATE buildamp.deliveries AS delivery SET id = new.id FROM renumbered AS new WHERE delivery.id = new.former;
         ALTER TABLE buildamp.deliveries ALTER id ADD GENERATED ALWAYS AS IDENTITY",
    )
    .await;
    run(&store, include_str!("../migrations/0022_holds.sql")).await;

    let of_first = deliveries(&store, events[0].id).await;
    let of_a = of_first.iter().find(|it| it.consumer == "a").unwrap();
    assert_eq!(of_a.id, claimed[0].delivery);
    assert_eq!(of_a.error.as_deref(), Some("no luck"));
    // What ran is still its worker's until its lease is over, and then runs again.
    let running = [(claimed[1].delivery, claimed[1].attempt)];
    assert_eq!(store.records().lost(me, &running).await.unwrap(), []);
    assert_eq!(store.rescue(at(29), 3).await.unwrap().retrying, 0);
    assert_eq!(store.rescue(at(32), 3).await.unwrap().retrying, 1);
    let again = claim(&store, me, &["a", "b"], 9, 40).await;
    assert_eq!(again.len(), 6);
    let ends: Vec<Settlement> = again
        .iter()
        .map(|it| conformance::end(it, me, To::Succeeded))
        .collect();
    assert_eq!(store.settle(None, &ends, at(41)).await.unwrap(), [true; 6]);
    let new = event("x");
    emit(&store, slice::from_ref(&new)).await;
    assert_eq!(deliveries(&store, new.id).await.len(), 2);
}

/// However often workers start, the numbers of consumers do not run out.
#[tokio::test(flavor = "multi_thread")]
async fn h34_a_start_takes_no_number() {
    let store = store().await;
    for _ in 0..3 {
        conformance::register(&store, worker(), &[consumer("a", "*")]).await;
    }
    conformance::register(&store, worker(), &[consumer("b", "*")]).await;
    let new = event("x");
    emit(&store, slice::from_ref(&new)).await;
    let ids = deliveries(&store, new.id).await;
    let numbers: Vec<i64> = ids.iter().map(|it| it.id.0 % (1 << 20)).collect();
    assert_eq!(numbers, [1, 2]);
}
