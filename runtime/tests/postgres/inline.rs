//! Handlers in the transaction that stores their event.

use std::{future::pending, time::Duration};

use buildamp_runtime::{
    App, DeliveryFilter, Emission, Error, Handlers, Mode, Outcome, Result, Settle, State, Tx,
};

use crate::{
    support::{Desk, Noted, noted},
    tenants::{Office, ledger},
};

async fn file(tx: &mut Tx<'_>, text: &str) -> Result<()> {
    let file = sqlx::query("INSERT INTO own VALUES ($1)").bind(text.to_owned());
    file.execute(tx.postgres()?).await?;
    Ok(())
}

/// Handlers that file what was noted; the first of them goes on after the database has refused something.
fn handlers() -> Handlers<()> {
    Handlers::new()
        .on("goes_on", |note: Noted, cx, tx| {
            Box::pin(async move {
                file(tx, &format!("goes on {} {}", note.text, cx.attempt())).await?;
                if cx.attempt() == 1 {
                    let refused = sqlx::query("SELECT 1 / 0").execute(tx.postgres()?).await;
                    assert!(refused.is_err());
                }
                Ok(Settle::Done)
            })
        })
        .mode(Mode::Inline)
        .on("files", |note: Noted, _, tx| {
            Box::pin(async move {
                let events = sqlx::query_scalar("SELECT count(*) FROM buildamp.events");
                let events: i64 = events.fetch_one(tx.postgres()?).await?;
                file(tx, &format!("{} of {events}", note.text)).await?;
                Ok(Settle::Done)
            })
        })
        .mode(Mode::Inline)
}

async fn states(app: &App) -> Result<Vec<(String, State)>> {
    let (operations, all) = (app.operations(), DeliveryFilter::default());
    let deliveries = operations.deliveries(&all, None, 100).await?;
    let mut states: Vec<_> = deliveries
        .items
        .into_iter()
        .map(|it| (it.consumer, it.state))
        .collect();
    states.sort_by_key(|(consumer, state)| (consumer.clone(), state.name()));
    Ok(states)
}

#[tokio::test(flavor = "multi_thread")]
async fn p5_p12_inline_handlers_run_in_the_transaction_that_stores_their_event() -> Result<()> {
    let desk = Desk::new().await;
    let app = App::new(desk.config.clone()).handlers(handlers());
    let cx = app.context();
    app.consumers().await?;
    let mut tx = cx.begin().await?;
    Emission::new(noted("rolled back")).emit(&mut tx).await?;
    tx.rollback().await?;
    assert_eq!(desk.own().await, [""; 0]);

    let mut tx = cx.begin().await?;
    file(&mut tx, "before").await?;
    Emission::new(noted("own")).emit(&mut tx).await?;
    file(&mut tx, "after").await?;
    tx.commit().await?;
    cx.emit(noted("alone")).await?;
    let mut own = desk.pool.begin().await?;
    let mut tx = cx.join(&mut own);
    tx.emit_all([noted("joined 1"), noted("joined 2")]).await?;
    drop(tx);
    own.commit().await?;
    let inline = [
        "after",
        "alone of 2",
        "before",
        "joined 1 of 4",
        "joined 2 of 4",
        "own of 1",
    ];
    assert_eq!(desk.own().await, inline);
    let of = |consumer: &str, state| vec![(consumer.to_owned(), state); 4];
    let succeeded = of("files", State::Succeeded);
    let expected = [succeeded.clone(), of("goes_on", State::Retrying)].concat();
    assert_eq!(states(&app).await?, expected);

    app.run_until_empty().await?;
    let expected = [succeeded, of("goes_on", State::Succeeded)].concat();
    assert_eq!(states(&app).await?, expected);
    assert_eq!(desk.own().await.len(), inline.len() + 4, "each once");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn p12_with_a_required_handler_the_transaction_is_as_it_was_before_the_emit() -> Result<()> {
    let desk = Desk::new().await;
    let handlers = handlers().on("refuses", |_: Noted, _, tx| {
        Box::pin(async move {
            file(tx, "refuses").await?;
            sqlx::query("SELECT 1 / 0").execute(tx.postgres()?).await?;
            Ok(Settle::Done)
        })
    });
    let handlers = handlers.mode(Mode::InlineRequired);
    let app = App::new(desk.config.clone()).handlers(handlers);
    let cx = app.context();
    let mut tx = cx.begin().await?;
    file(&mut tx, "before").await?;
    let refused = Emission::new(noted("1")).emit(&mut tx).await;
    assert!(
        matches!(&refused, Err(Error::Inline { consumer, .. }) if consumer == "refuses"),
        "{refused:?}"
    );
    file(&mut tx, "after").await?;
    tx.commit().await?;
    assert_eq!(desk.own().await, ["after", "before"]);
    assert_eq!(desk.texts().await, [""; 0]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emit_that_is_dropped_in_an_inline_handler_is_undone() -> Result<()> {
    let desk = Desk::new().await;
    let handlers = Handlers::new().on("hangs", |note: Noted, _, tx| {
        Box::pin(async move {
            file(tx, &note.text).await?;
            pending::<Outcome>().await
        })
    });
    let app = App::new(desk.config.clone()).handlers(handlers.mode(Mode::Inline));
    let cx = app.context();
    let mut tx = cx.begin().await?;
    file(&mut tx, "before").await?;
    let emit = Emission::new(noted("dropped")).emit(&mut tx);
    let emitted = tokio::time::timeout(Duration::from_millis(200), emit).await;
    assert!(emitted.is_err(), "{emitted:?}");
    file(&mut tx, "after").await?;
    tx.commit().await?;
    assert_eq!(desk.own().await, ["after", "before"]);
    assert_eq!(desk.texts().await, [""; 0]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_emitted_by_sql_is_left_to_a_worker() -> Result<()> {
    let desk = Desk::new().await;
    let app = App::new(desk.config.clone()).handlers(handlers());
    app.consumers().await?;
    sqlx::query("SELECT buildamp.emit('desk.noted', '{\"text\": \"SQL\"}')")
        .execute(&desk.pool)
        .await?;
    let waiting: Vec<u64> = app.consumers().await?.iter().map(|it| it.pending).collect();
    assert_eq!(waiting, [1, 1]);
    app.run_until_empty().await?;
    assert_eq!(desk.own().await, ["SQL of 1", "goes on SQL 2"]);
    Ok(())
}

/// An inline handler works as the tenant's role, whoever emits, and the emitter goes on as who it was.
#[tokio::test(flavor = "multi_thread")]
async fn h37_an_inline_handler_is_kept_to_the_tenant_of_its_event() -> Result<()> {
    let office = Office::new().await;
    let forges = ledger().mode(Mode::Inline).on("forges", |_: Noted, _, tx| {
        Box::pin(async move {
            let forge = sqlx::query("INSERT INTO ledger VALUES ('b', 'forged')");
            forge.execute(tx.postgres()?).await?;
            Ok(Settle::Done)
        })
    });
    let app = App::new(office.config()).handlers(forges.mode(Mode::Inline));
    app.consumers().await?;
    let cx = app.context().with_tenant("a");
    cx.emit(noted("alone")).await?;
    let mut tx = cx.begin().await?;
    tx.emit_all([noted("in its own")]).await?;
    let seen = sqlx::query_scalar("SELECT text FROM ledger ORDER BY text");
    let seen: Vec<String> = seen.fetch_all(tx.postgres()?).await?;
    assert_eq!(seen, ["alone", "in its own", "of a"], "and none of `b`");
    tx.commit().await?;
    let mut own = office.desk.pool.begin().await?;
    office.enter(&mut own, "a").await;
    cx.join(&mut own).emit_all([noted("joined")]).await?;
    let role: String = sqlx::query_scalar("SELECT current_user::text")
        .fetch_one(&mut *own)
        .await?;
    assert_eq!(role, office.role);
    own.commit().await?;
    let all = "SELECT tenant || ': ' || text FROM ledger ORDER BY text";
    let all: Vec<String> = sqlx::query_scalar(all).fetch_all(&office.desk.pool).await?;
    assert_eq!(
        all,
        [
            "a: alone",
            "a: in its own",
            "a: joined",
            "a: of a",
            "b: of b"
        ]
    );
    let of = |consumer: &str, state| vec![(consumer.to_owned(), state); 3];
    let expected = [
        of("desk::file", State::Succeeded),
        of("forges", State::Retrying),
    ];
    assert_eq!(states(&app).await?, expected.concat());
    Ok(())
}
