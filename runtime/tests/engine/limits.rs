//! Consumers that are held to limits.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use buildamp_runtime::{
    App, Config, Emission, Error, Limits, Rate, Result, RetryAfter, testing::TestApp,
};

use crate::support::{Cx, Notes, Paid, Placed, app, config, event, until};

event!(
    Moved {
        account: u32,
        number: u32
    } = "account.moved"
);

fn moved(account: u32, number: u32) -> Emission<Moved> {
    Emission::new(Moved { account, number }).partition_key(format!("account/{account}"))
}

/// Two processes share the places, and use them all.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_share_a_consumers_concurrency() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let config = config(&folder);
    let (running, most) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let process = || {
        let (running, most) = (Arc::clone(&running), Arc::clone(&most));
        App::new(config.clone())
            .state(notes.clone())
            .on("charge", move |paid: Paid, cx: Cx| {
                let (running, most) = (Arc::clone(&running), Arc::clone(&most));
                async move {
                    most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    tokio::time::sleep(Duration::from_millis(15)).await;
                    running.fetch_sub(1, Ordering::SeqCst);
                    cx.state().add(paid.number);
                    Ok::<_, Infallible>(())
                }
            })
            .limited(Limits::new().concurrency(3))
            .on("count", |_: Placed, _| async { Ok::<_, Infallible>(()) })
    };
    let processes = [process(), process()];
    let workers = processes.each_ref().map(|app| tokio::spawn(app.worker()));
    let cx = processes[0].context();
    cx.emit_all((0..60).map(|number| Paid { number })).await?;
    cx.emit_all((0..60).map(|number| Placed { number })).await?;
    until(|| async { notes.len() == 60 }).await;
    assert_eq!(most.load(Ordering::SeqCst), 3);
    for (app, worker) in processes.iter().zip(workers) {
        app.handle().shutdown();
        worker.await.unwrap()?;
    }
    Ok(())
}

/// What fails is tried again before what comes behind it, while other keys go on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_deliveries_of_a_key_are_handled_in_order() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let config = config(&folder);
    let process = || {
        App::new(config.clone())
            .state(notes.clone())
            .on("book", |moved: Moved, cx: Cx| async move {
                if (moved.number + moved.account).is_multiple_of(3) && cx.attempt() == 1 {
                    let soon = Duration::from_millis(5);
                    return Err(RetryAfter::new(soon, "locked"));
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
                cx.state()
                    .add(format!("{}: {:02}", moved.account, moved.number));
                Ok(())
            })
            .limited(Limits::new().in_order())
    };
    let processes = [process(), process()];
    let workers = processes.each_ref().map(|app| tokio::spawn(app.worker()));
    let cx = processes[0].context();
    for number in 0..20 {
        cx.emit_all((0..4).map(|account| moved(account, number)))
            .await?;
    }
    until(|| async { notes.len() == 80 }).await;
    let all = notes.all();
    for account in 0..4 {
        let account = format!("{account}: ");
        let seen: Vec<&String> = all.iter().filter(|one| one.starts_with(&account)).collect();
        assert!(seen.is_sorted(), "{seen:?}");
    }
    for (app, worker) in processes.iter().zip(workers) {
        app.handle().shutdown();
        worker.await.unwrap()?;
    }
    Ok(())
}

#[tokio::test]
async fn a_rate_spreads_starts_over_time() -> Result<()> {
    let notes = Notes::default();
    let slow = Limits::new().rate(Rate::new(2, Duration::from_mins(1)));
    let by_account = Limits::new().rate_per_key(Rate::new(1, Duration::from_mins(1)));
    let note = |moved: Moved, cx: Cx| async move {
        cx.state().add(moved.account);
        Ok::<_, Infallible>(())
    };
    let app = app(&notes).on("slow", note).limited(slow);
    let app = TestApp::new(app.on("by_account", note).limited(by_account)).await?;
    let cx = app.context();
    cx.emit_all([moved(1, 1), moved(1, 2), moved(2, 1)]).await?;
    let mut ran = Vec::new();
    for _ in 0..5 {
        ran.push(app.run_until_idle().await?);
        app.advance(Duration::from_secs(30));
    }
    // The first of each account and one of the slow; then one of the slow and the second of the first account in turn.
    assert_eq!(ran, [3, 1, 2, 0, 0]);
    Ok(())
}

#[tokio::test]
async fn limits_that_let_nothing_through_are_refused() {
    let minute = Duration::from_mins(1);
    let refused = [
        (Limits::new().concurrency(0), "pause the consumer"),
        (Limits::new().concurrency_per_key(0), "pause the consumer"),
        (
            Limits::new().rate(Rate::new(0, minute)),
            "pause the consumer",
        ),
        (
            Limits::new().rate_per_key(Rate::new(1, Duration::ZERO)),
            "millisecond",
        ),
        (
            Limits::new().in_order().concurrency_per_key(2),
            "leave out `concurrency_per_key`",
        ),
    ];
    for (limits, says) in refused {
        let app = App::new(Config::default())
            .on("count", |_: Placed, _| async { Ok::<_, Infallible>(()) })
            .limited(limits);
        let error = app.run_until_empty().await.unwrap_err();
        let Error::Config(text) = &error else {
            panic!("{error:?}")
        };
        assert!(text.contains("`count`") && text.contains(says), "{text}");
    }
}
