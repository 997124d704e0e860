//! The whole of it on a store in memory: `store.url = "memory:"`.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use buildamp_runtime::{
    App, BoxError, Config, Context, Error, Handlers, Operations, Outcome, State, sqlx,
};

use crate::support::{Log, Paid, Placed, until};

fn config() -> Config {
    let mut config = Config::default();
    "memory:".clone_into(&mut config.store.url);
    config.retry.base = Duration::from_millis(1);
    config.retry.cap = Duration::from_millis(1);
    config
}

#[tokio::test]
async fn b20_the_reliable_interface_runs_in_memory() {
    let (log, _listening) = Log::listen();
    let app = App::new(config())
        .on("pack", |placed: Placed, cx: Context| async move {
            if cx.attempt() == 1 {
                return Err::<(), BoxError>("the box is too small".into());
            }
            let paid = cx
                .step("pay", async || Ok::<_, Error>(placed.number))
                .await?;
            cx.emit(Paid { number: paid }).await?;
            Ok(())
        })
        .on("note", |_: Paid, _: Context| async {
            Ok::<_, BoxError>(())
        });
    let cx = app.context();
    // It is known to whom it goes only once the consumers are.
    app.consumers().await.unwrap();
    assert!(log.has("WARN") && log.has("nothing that is stored outlives it"));
    let mut tx = cx.begin().await.unwrap();
    sqlx::query("CREATE TABLE boxes (number INTEGER)")
        .execute(tx.sqlite().unwrap())
        .await
        .unwrap();
    let id = buildamp_runtime::Emission::new(Placed { number: 7 })
        .emit(&mut tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    app.run_until_empty().await.unwrap();

    let trace = app.trace(id.into()).await.unwrap();
    let states: Vec<(usize, State)> = trace
        .events
        .iter()
        .flat_map(|event| &event.deliveries)
        .map(|it| (it.attempts.len(), it.delivery.state))
        .collect();
    assert_eq!(states, [(2, State::Succeeded), (1, State::Succeeded)]);
    let again = App::new(config());
    assert!(
        again.consumers().await.unwrap().is_empty(),
        "it has a store of its own"
    );
}

#[tokio::test]
async fn a_handler_does_not_wait_for_its_own_transaction() {
    let refused = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&refused);
    let app = App::new(config()).handlers(Handlers::new().on(
        "pack",
        move |_: Placed, cx: Context, tx| {
            let told = Arc::clone(&told);
            Box::pin(async move {
                let own = sqlx::query("SELECT 1").execute(tx.sqlite().unwrap());
                own.await.unwrap();
                let trace = cx.trace(cx.correlation_id().unwrap()).await;
                told.lock().unwrap().push(trace.unwrap_err().to_string());
                let session = cx.session().unwrap().get::<u32>().await;
                told.lock().unwrap().push(session.unwrap_err().to_string());
                Outcome::Ok(buildamp_runtime::Settle::Done)
            })
        },
    ));
    app.consumers().await.unwrap();
    let cx = app.context().with_session("none");
    cx.emit(Placed { number: 1 }).await.unwrap();
    app.run_until_empty().await.unwrap();
    let refused = refused.lock().unwrap().clone();
    assert_eq!(
        refused,
        [Error::TxOpen.to_string(), Error::TxOpen.to_string()]
    );
}

#[tokio::test]
async fn work_that_comes_later_wakes_the_worker() {
    let seen = Arc::new(Mutex::new(0));
    let count = Arc::clone(&seen);
    let mut config = config();
    config.processor.poll = Duration::from_mins(10);
    let app = App::new(config).on("pack", move |_: Placed, _: Context| {
        *count.lock().unwrap() += 1;
        async { Ok::<_, BoxError>(()) }
    });
    let worker = tokio::spawn(app.worker());
    app.consumers().await.unwrap();
    for number in 1..=3 {
        app.context().emit(Placed { number }).await.unwrap();
        until(async || *seen.lock().unwrap() == number).await;
    }
    app.handle().shutdown();
    worker.await.unwrap().unwrap();
}

#[tokio::test]
async fn b23_who_is_outside_is_told_that_memory_is_out_of_reach() {
    let error = Operations::attach(config()).await.unwrap_err();
    assert!(matches!(error, Error::Config(_)));
    let text = error.to_string();
    assert!(text.contains("no other can look into it"), "{text}");
    for error in [
        Operations::schema(&config()).await.unwrap_err(),
        Operations::migrate(&config()).await.unwrap_err(),
        Operations::validate(&config()).await.unwrap_err(),
    ] {
        assert_eq!(error.to_string(), text);
    }
    let mut named = config();
    named.store.url = "memory:shop".to_owned();
    let error = App::new(named).consumers().await.unwrap_err();
    assert!(error.to_string().contains("nothing behind it"), "{error}");
}
