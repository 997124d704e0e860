//! Events at certain times.

use std::{sync::Arc, time::Duration};

use buildamp_runtime::{
    App, Config, Cron, Error, EventFilter, ManualClock, Missed, Result, Timestamp, testing::TestApp,
};

use crate::support::{config, event, until};

event!(Ticked { at: String } = "clock.ticked");

fn ticked(tick: Timestamp) -> Ticked {
    Ticked {
        at: tick.to_string(),
    }
}

fn hours(hours: u64) -> Duration {
    Duration::from_hours(hours)
}

/// Under a clock that shows 2026-01-01T00:00:00Z, a Thursday.
async fn under_test(cron: impl Into<Cron>) -> Result<TestApp<()>> {
    TestApp::new(App::new(Config::default()).cron("digest", cron, ticked)).await
}

async fn ticks(app: &TestApp<()>) -> Result<Vec<String>> {
    app.run_until_idle().await?;
    let ticks = app.events_of_type::<Ticked>().await?;
    Ok(ticks.into_iter().map(|ticked| ticked.at).collect())
}

#[tokio::test]
async fn h40_a_cron_emits_in_the_time_of_its_zone() -> Result<()> {
    let app = under_test(Cron::new("0 9 * * MON-FRI").zone("Europe/Berlin")).await?;
    assert_eq!(ticks(&app).await?, [""; 0]);
    let next = app.app().operations().crons().await?.remove(0);
    assert_eq!(
        next.next_run_at,
        Some("2026-01-01T08:00:00Z".parse().unwrap())
    );
    app.advance(hours(7));
    assert_eq!(ticks(&app).await?, [""; 0]);
    app.advance(hours(1));
    assert_eq!(ticks(&app).await?, ["2026-01-01T08:00:00Z"]);
    assert_eq!(ticks(&app).await?.len(), 1);
    for _ in 0..4 {
        app.advance(hours(24));
        ticks(&app).await?;
    }
    let weekend = [
        "2026-01-01T08:00:00Z",
        "2026-01-02T08:00:00Z",
        "2026-01-05T08:00:00Z",
    ];
    assert_eq!(ticks(&app).await?, weekend);
    let again = app.restart().await?;
    assert_eq!(
        ticks(&again).await?.len(),
        3,
        "a restart takes no tick twice"
    );
    Ok(())
}

#[tokio::test]
async fn k10_missed_ticks_are_made_up_for_by_policy() -> Result<()> {
    let table = [
        (Missed::Last, vec!["2026-01-04T00:00:00Z"]),
        (Missed::None, vec![]),
        (
            Missed::All,
            vec![
                "2026-01-02T00:00:00Z",
                "2026-01-03T00:00:00Z",
                "2026-01-04T00:00:00Z",
            ],
        ),
    ];
    for (missed, wanted) in table {
        let app = under_test(Cron::new("0 0 * * *").missed(missed)).await?;
        app.advance(hours(80));
        assert_eq!(ticks(&app).await?, wanted, "{missed:?}");
        app.advance(hours(16));
        assert_eq!(ticks(&app).await?.len(), wanted.len() + 1, "{missed:?}");
    }
    let often = under_test(Cron::new("* * * * *").missed(Missed::All)).await?;
    often.advance(hours(10));
    assert_eq!(ticks(&often).await?.len(), 600);
    Ok(())
}

/// In Berlin the clocks go from 2:00 to 3:00 on 2026-03-29, and from 3:00 to 2:00 on 2026-10-25.
#[tokio::test]
async fn f5_a_tick_comes_once_when_the_clocks_change() -> Result<()> {
    let clock = Arc::new(ManualClock::at("2026-03-28T12:00:00Z".parse().unwrap()));
    let folder = tempfile::tempdir()?;
    let app = App::new(config(&folder)).clock(Arc::clone(&clock)).cron(
        "fixed",
        Cron::new("30 2 * * *").zone("Europe/Berlin"),
        ticked,
    );
    let taken = async || -> Result<Vec<String>> {
        app.run_until_empty().await?;
        let crons = app.operations().crons().await?;
        Ok(crons
            .iter()
            .filter_map(|it| it.last_run_at)
            .map(|it| it.to_string())
            .collect())
    };
    assert_eq!(taken().await?, [""; 0]);
    clock.advance(hours(24));
    assert_eq!(
        taken().await?,
        ["2026-03-29T01:00:00Z"],
        "right behind the gap"
    );
    clock.advance(hours(24));
    assert_eq!(taken().await?, ["2026-03-30T00:30:00Z"]);
    clock.advance(hours(24 * 208));
    assert_eq!(taken().await?, ["2026-10-24T00:30:00Z"]);
    let operations = app.operations();
    let events = async || operations.events(&EventFilter::default(), None, 99).await;
    let before = events().await?.items.len();
    for _ in 0..24 {
        clock.advance(hours(1));
        taken().await?;
    }
    assert_eq!(taken().await?, ["2026-10-25T00:30:00Z"]);
    assert_eq!(events().await?.items.len(), before + 1, "2:30 came twice");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h40_of_several_processes_one_takes_each_tick() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let app = || App::new(config(&folder)).cron("second", "* * * * * *", ticked);
    let apps = [app(), app(), app()];
    let mut running: Vec<_> = apps.iter().map(|app| tokio::spawn(app.worker())).collect();
    let events = async || {
        let all = EventFilter::default();
        apps[2]
            .operations()
            .events(&all, None, 99)
            .await
            .unwrap()
            .items
    };
    until(|| async { events().await.len() >= 2 }).await;
    // One is gone from one moment to the next.
    running.remove(0).abort();
    until(|| async { events().await.len() >= 5 }).await;
    let mut seen: Vec<String> = events()
        .await
        .iter()
        .map(|event| event.data.get().to_owned())
        .collect();
    let all = seen.len();
    seen.dedup();
    assert_eq!(seen.len(), all, "{seen:?}");
    assert!(
        seen.is_sorted_by(|later, earlier| later > earlier),
        "{seen:?}"
    );
    for (app, running) in apps[1..].iter().zip(running) {
        app.handle().shutdown();
        running.await.unwrap()?;
    }
    Ok(())
}

#[tokio::test]
async fn h40_what_cannot_be_read_is_refused_with_what_to_write() -> Result<()> {
    let refused = async |app: App| match TestApp::new(app).await {
        Err(Error::Config(why)) => why,
        other => panic!("{:?}", other.map(drop)),
    };
    let with = |cron: Cron| App::new(Config::default()).cron("digest", cron, ticked);
    let why = refused(with("0 25 * * *".into())).await;
    assert!(
        why.contains("`digest`") && why.contains("`0 9 * * MON-FRI`"),
        "{why}"
    );
    let why = refused(with(Cron::new("0 9 * * *").zone("Europe/Berlim"))).await;
    assert!(why.contains("Europe/Berlin"), "{why}");
    let twice = with("0 9 * * *".into()).cron("digest", "0 8 * * *", ticked);
    let why = refused(twice).await;
    assert!(why.contains("two crons are called `digest`"), "{why}");
    Ok(())
}

#[tokio::test]
async fn h40_the_ticks_of_a_paused_cron_pass_by() -> Result<()> {
    let app = under_test("0 0 * * *").await?;
    let operations = app.app().operations();
    operations.pause_cron("digest").await?;
    app.advance(hours(30));
    assert_eq!(ticks(&app).await?, [""; 0]);
    let stands = operations.crons().await?.remove(0);
    let next = "2026-01-03T00:00:00Z".parse().unwrap();
    assert_eq!((stands.paused, stands.next_run_at), (true, Some(next)));
    operations.resume_cron("digest").await?;
    assert_eq!(ticks(&app).await?, [""; 0]);
    app.advance(hours(24));
    assert_eq!(ticks(&app).await?, ["2026-01-03T00:00:00Z"]);
    let unknown = operations.resume_cron("digset").await.unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "there is no cron `digset`; there are digest"
    );
    Ok(())
}

/// One that fails holds up no other, and its tick is not lost.
#[tokio::test]
async fn k9_a_cron_that_fails_is_tried_again_and_holds_up_no_other() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let clock = Arc::new(ManualClock::at("2026-01-01T00:00:00Z".parse().unwrap()));
    let on = |broken: bool| {
        App::new(config(&folder))
            .clock(Arc::clone(&clock))
            .cron("a", "0 0 * * *", move |tick| {
                assert!(!broken, "it cannot make its event");
                ticked(tick)
            })
            .cron("b", "0 0 * * *", ticked)
    };
    on(false).run_until_empty().await?;
    clock.advance(hours(24));
    let failed = on(true).run_until_empty().await.unwrap_err().to_string();
    assert!(failed.contains("`a` panicked"), "{failed}");
    let mended = on(false);
    let taken = async || -> Result<Vec<bool>> {
        let crons = mended.operations().crons().await?;
        Ok(crons.iter().map(|it| it.last_run_at.is_some()).collect())
    };
    assert_eq!(taken().await?, [false, true]);
    mended.run_until_empty().await?;
    assert_eq!(taken().await?, [true, true]);
    Ok(())
}

/// Whoever would have taken the next tick is gone a second before it: another one does, once and in time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k10_a_tick_comes_once_though_who_took_the_last_is_gone() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let app = || App::new(config(&folder)).cron("often", "*/2 * * * * *", ticked);
    let (gone, stays) = (app(), app());
    let leaves = tokio::spawn(gone.worker());
    let operations = stays.operations();
    let on_record = async || operations.crons().await.unwrap().pop();
    until(|| async { on_record().await.is_some_and(|it| it.last_run_at.is_some()) }).await;
    let staying = tokio::spawn(stays.worker());
    until(|| async { stays.consumers().await.is_ok() }).await;
    let next = on_record().await.and_then(|it| it.next_run_at).unwrap();
    let left = next.duration_since(Timestamp::now()).unsigned_abs();
    tokio::time::sleep(left.saturating_sub(Duration::from_secs(1))).await;
    leaves.abort();
    until(|| async { on_record().await.unwrap().last_run_at >= Some(next) }).await;
    let events = operations.events(&EventFilter::default(), None, 99).await?;
    let of_tick = events
        .items
        .iter()
        .filter(|it| it.data.get().contains(&next.to_string()));
    let times: Vec<Timestamp> = of_tick.map(|it| it.time).collect();
    let [time] = times[..] else {
        panic!("{times:?}")
    };
    let late = time.duration_since(next);
    assert!((0..=5).contains(&late.as_secs()), "{late:#}");
    stays.handle().shutdown();
    staying.await.unwrap()
}

/// A clock that goes back has no tick taken again, and keeps nobody busy; one that goes on has what was missed by policy.
#[tokio::test]
async fn k11_a_clock_that_jumps_has_no_tick_twice_and_keeps_nobody_busy() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let noon: Timestamp = "2026-01-01T12:00:00Z".parse().unwrap();
    let clock = Arc::new(ManualClock::at(noon));
    let app = App::new(config(&folder))
        .clock(Arc::clone(&clock))
        .cron("minute", "* * * * *", ticked)
        .cron("all", Cron::new("* * * * *").missed(Missed::All), ticked);
    let taken = async || -> Result<Vec<String>> {
        app.run_until_empty().await?;
        let events = app
            .operations()
            .events(&EventFilter::default(), None, 999)
            .await?;
        Ok(events
            .items
            .iter()
            .map(|it| it.data.get().to_owned())
            .collect())
    };
    taken().await?;
    clock.advance(Duration::from_mins(1));
    assert_eq!(taken().await?.len(), 2);
    // Back by an hour, and up to where it was.
    for minutes in [-59, -30, 0, 1] {
        clock.set(noon + jiff::SignedDuration::from_mins(minutes));
        assert_eq!(taken().await?.len(), 2, "{minutes}");
    }
    clock.set(noon - jiff::SignedDuration::from_mins(59));
    let busy = busy_while(&app, Duration::from_secs(2)).await?;
    assert!(busy < 0.05, "{busy} of the time");
    clock.set(noon + jiff::SignedDuration::from_mins(61));
    assert_eq!(taken().await?.len(), 2 + 1 + 60);
    assert_eq!(taken().await?.len(), 2 + 1 + 60);
    Ok(())
}

/// Which part of the time this thread, which has the worker to itself, is busy with it.
async fn busy_while(app: &App, time: Duration) -> Result<f64> {
    let on_cpu = || {
        let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
        let nanos = stat.split(' ').next().and_then(|nanos| nanos.parse().ok());
        Duration::from_nanos(nanos.unwrap()).as_secs_f64()
    };
    let before = on_cpu();
    let worker = tokio::time::timeout(time, app.worker()).await;
    assert!(worker.is_err(), "it goes on: {worker:?}");
    Ok((on_cpu() - before) / time.as_secs_f64())
}
