//! Events that ought to come.

use std::{sync::Arc, time::Duration};

use buildamp_runtime::{
    App, Config, Context, Emission, Error, EventFilter, Expect, ManualClock, Overdue, Result,
    Tenancy, testing::TestApp,
};

use crate::support::{Paid, Placed, config, event, until};

event!(Missed { of: String, last: Option<String> } = "watch.missed");

const HOUR: Duration = Duration::from_hours(1);

fn missed(overdue: Overdue) -> Missed {
    Missed {
        of: overdue.name,
        last: overdue.last_seen_at.map(|at| at.to_string()),
    }
}

fn orders() -> Expect {
    Expect::every(HOUR).on::<Placed>()
}

/// Under a clock that shows 2026-01-01T00:00:00Z.
async fn under_test(expect: Expect) -> Result<TestApp<()>> {
    TestApp::new(App::new(Config::default()).expect("orders", expect, missed)).await
}

/// When the last one was seen of each absence that was told of.
async fn told(app: &TestApp<()>) -> Result<Vec<Option<String>>> {
    app.run_until_idle().await?;
    let missed = app.events_of_type::<Missed>().await?;
    Ok(missed.into_iter().map(|missed| missed.last).collect())
}

fn minutes(minutes: u64) -> Duration {
    Duration::from_mins(minutes)
}

#[tokio::test]
async fn k20_what_stays_away_is_told_once_and_again_after_it_came_back() -> Result<()> {
    let app = under_test(orders()).await?;
    let place = async || app.context().emit(Placed { number: 1 }).await;
    app.advance(minutes(59));
    assert_eq!(told(&app).await?, []);
    app.advance(minutes(1));
    assert_eq!(told(&app).await?, [None]);
    app.advance(minutes(600));
    assert_eq!(told(&app).await?.len(), 1, "once");
    place().await?;
    assert_eq!(told(&app).await?.len(), 1);
    app.advance(minutes(50));
    place().await?;
    app.advance(minutes(59));
    assert_eq!(told(&app).await?.len(), 1, "an hour from the last one");
    app.advance(minutes(2));
    let second = told(&app).await?;
    assert_eq!(second[1].as_deref(), Some("2026-01-01T11:50:00Z"));
    app.advance(minutes(600));
    assert_eq!(told(&app).await?.len(), 2);
    Ok(())
}

/// What came while nobody was there came; what did not, did not.
#[tokio::test]
async fn k20_a_restart_does_not_set_the_time_back() -> Result<()> {
    let app = under_test(orders()).await?;
    told(&app).await?;
    app.advance(minutes(50));
    let app = app.restart().await?;
    app.advance(minutes(10));
    assert_eq!(told(&app).await?, [None], "it did not happen meanwhile");
    let app = app.restart().await?;
    app.context().emit(Placed { number: 1 }).await?;
    app.advance(minutes(30));
    assert_eq!(told(&app).await?.len(), 1, "it came while nobody looked");
    app.advance(minutes(30));
    assert_eq!(told(&app).await?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn k20_only_what_is_expected_counts() -> Result<()> {
    let app = under_test(Expect::every(HOUR).on_glob("shop.*.placed")).await?;
    app.context().emit(Paid { number: 1 }).await?;
    app.advance(HOUR);
    assert_eq!(told(&app).await?.len(), 1);
    // Of any event the one that tells is not one.
    let app = under_test(Expect::every(HOUR)).await?;
    app.advance(HOUR);
    for _ in 0..3 {
        assert_eq!(told(&app).await?.len(), 1);
        app.advance(HOUR);
    }
    app.context().emit(Paid { number: 1 }).await?;
    assert_eq!(told(&app).await?.len(), 1);
    app.advance(HOUR);
    assert_eq!(told(&app).await?.len(), 2);
    let other = under_test(orders().subject("shop/")).await?;
    other.context().emit(Placed { number: 1 }).await?;
    other.advance(HOUR);
    assert_eq!(told(&other).await?, [None], "it has no subject");
    let expected = other.app().operations().expects().await?.remove(0);
    assert_eq!(
        (&*expected.name, &*expected.on),
        ("orders", "shop.order.placed")
    );
    assert_eq!(expected.missed_at, Some(other.context().now()));
    Ok(())
}

/// More than is looked at in one statement.
#[tokio::test]
async fn k20_what_comes_behind_many_others_is_seen() -> Result<()> {
    let app = under_test(orders()).await?;
    let others = |count| (0..count).map(|number| Paid { number });
    app.advance(minutes(30));
    app.context().emit_all(others(7_000)).await?;
    app.context().emit(Placed { number: 1 }).await?;
    app.context().emit_all(others(4_000)).await?;
    app.advance(minutes(30));
    assert_eq!(told(&app).await?, []);
    app.advance(minutes(30));
    let last = "2026-01-01T00:30:00Z".to_owned();
    assert_eq!(told(&app).await?, [Some(last)]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k20_of_several_processes_one_tells() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let clock = Arc::new(ManualClock::at("2026-01-01T00:00:00Z".parse().unwrap()));
    let app = || {
        App::new(config(&folder))
            .clock(Arc::clone(&clock))
            .expect("orders", orders(), missed)
    };
    let apps = [app(), app(), app()];
    let running = apps.each_ref().map(|app| tokio::spawn(app.worker()));
    let operations = apps[0].operations();
    until(|| async { operations.expects().await.is_ok_and(|all| all.len() == 1) }).await;
    let count = async || {
        let all = EventFilter::default();
        operations.events(&all, None, 99).await.unwrap().items.len()
    };
    for round in 1..4 {
        clock.advance(HOUR);
        until(|| async { count().await == 2 * round - 1 }).await;
        apps[1].context().emit(Placed { number: 1 }).await?;
        // All look again, and one of them sees that it came back.
        until(|| async {
            clock.advance(Duration::from_secs(31));
            tokio::time::sleep(Duration::from_millis(20)).await;
            let expected = operations.expects().await.unwrap().remove(0);
            expected.missed_at.is_none()
        })
        .await;
        assert_eq!(count().await, 2 * round);
    }
    for (app, running) in apps.iter().zip(running) {
        app.handle().shutdown();
        running.await.unwrap()?;
    }
    Ok(())
}

/// One that fails holds up no other, and its absence is told of later.
#[tokio::test]
async fn k20_an_expectation_that_fails_is_tried_again() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let clock = Arc::new(ManualClock::at("2026-01-01T00:00:00Z".parse().unwrap()));
    let on = |broken: bool| {
        App::new(config(&folder))
            .clock(Arc::clone(&clock))
            .expect("a", orders(), move |overdue| {
                assert!(!broken, "it cannot make its event");
                missed(overdue)
            })
            .expect("b", orders(), missed)
    };
    on(false).run_until_empty().await?;
    clock.advance(HOUR);
    let failed = on(true).run_until_empty().await.unwrap_err().to_string();
    assert!(failed.contains("`a` panicked"), "{failed}");
    let mended = on(false);
    let told = async || -> Result<Vec<bool>> {
        let all = mended.operations().expects().await?;
        Ok(all.iter().map(|one| one.missed_at.is_some()).collect())
    };
    assert_eq!(told().await?, [false, true]);
    mended.run_until_empty().await?;
    assert_eq!(told().await?, [true, true]);
    Ok(())
}

#[tokio::test]
async fn k20_what_cannot_be_expected_is_refused_with_what_to_write() -> Result<()> {
    let refused = async |app: App| match TestApp::new(app).await {
        Err(Error::Config(why)) => why,
        other => panic!("{:?}", other.map(drop)),
    };
    let with = |expect| App::new(Config::default()).expect("orders", expect, missed);
    let why = refused(with(Expect::every(Duration::ZERO))).await;
    assert!(
        why.contains("`orders`") && why.contains("Expect::every("),
        "{why}"
    );
    let why = refused(with(orders()).expect("orders", orders(), missed)).await;
    assert!(
        why.contains("two expectations are called `orders`"),
        "{why}"
    );
    let why = refused(with(Expect::every(HOUR).on_glob("shop..placed"))).await;
    assert!(why.contains("shop..placed"), "{why}");
    let mut many = Config::default();
    many.tenancy = Tenancy::Many;
    let why = refused(App::new(many.clone()).expect("orders", orders(), missed)).await;
    assert!(why.contains(".tenant(\"…\")"), "{why}");
    // Each tenant's own count.
    let app = App::new(many).expect("orders", orders().tenant("acme"), missed);
    let app = TestApp::new(app).await?;
    let others: Context = app.context().with_tenant("other");
    app.advance(minutes(30));
    others.emit(Emission::new(Placed { number: 1 })).await?;
    app.advance(minutes(30));
    assert_eq!(told(&app).await?, [None]);
    let event = app.envelopes_of::<Missed>().await?.remove(0);
    assert_eq!(event.tenant, "acme");
    Ok(())
}
