//! Several machines, and a server that fails.

use std::{
    future::Future,
    pin::Pin,
    time::{Duration, Instant},
};

use buildamp_runtime::{App, Clock, Emission, Error, Expect, Result, SystemClock, Timestamp};

use crate::support::{Desk, Noted, noted};

/// A process that only emits wakes the one that handles, long before that would look.
#[tokio::test(flavor = "multi_thread")]
async fn k12_another_process_is_woken_also_after_its_listener_was_killed() -> Result<()> {
    let mut desk = Desk::new().await;
    desk.config.processor.poll = Duration::from_secs(30);
    let app = desk.app();
    let worker = tokio::spawn(app.worker());
    while app.consumers().await?.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let emitter = App::new(desk.config.clone()).context();
    for round in 0..3 {
        emitter.emit(noted(&round.to_string())).await?;
        let waits = Instant::now();
        while desk.own().await.len() <= round {
            assert!(waits.elapsed() < Duration::from_secs(10), "round {round}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let kill =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'";
        sqlx::query(kill).execute(&desk.pool).await?;
    }
    app.handle().shutdown();
    worker.await.expect("no panic")
}

#[tokio::test(flavor = "multi_thread")]
async fn f5_machines_whose_clocks_differ_go_by_the_databases() -> Result<()> {
    let desk = Desk::new().await;
    let app = desk.app().clock(Slow);
    app.run_until_empty().await?;
    let off = app.context().now().duration_since(SystemClock.now());
    assert!(off.abs().as_secs() < 5, "{off:?}");
    // Another machine's, due now by the time that both go by.
    desk.app().context().emit(noted("now")).await?;
    let later = Emission::new(noted("later")).schedule(Duration::from_mins(5));
    desk.app().context().emit(later).await?;
    app.context().emit(noted("mine")).await?;
    let worker = tokio::spawn(app.worker());
    while desk.own().await.len() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    app.handle().shutdown();
    worker.await.expect("no panic")?;
    assert_eq!(desk.own().await, ["mine", "now"]);
    Ok(())
}

/// A machine's clock that is ten minutes slow.
#[derive(Debug)]
struct Slow;

impl Clock for Slow {
    fn now(&self) -> Timestamp {
        SystemClock.now() - Duration::from_mins(10)
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn is_local(&self) -> bool {
        true
    }
}

/// The server fails again and again under load: what was acknowledged is handled, once in effect, and nobody has to do anything.
#[tokio::test(flavor = "multi_thread")]
async fn f3_k15_the_server_crashes_and_comes_back() -> Result<()> {
    const CRASHES: usize = 3;
    let server = servers::Postgres::start(&[]);
    let desk = Desk::on(&server).await;
    let app = desk.app();
    let worker = tokio::spawn(app.worker());
    while app.consumers().await?.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let cx = App::new(desk.config.clone()).context();
    let mut acknowledged = Vec::new();
    for crash in 0..CRASHES {
        for number in 0..20 {
            let text = format!("{crash}-{number}");
            let asked = Instant::now();
            if cx.emit(noted(&text)).await.is_ok() {
                acknowledged.push(text);
            }
            assert!(
                asked.elapsed() < Duration::from_secs(6),
                "{:?}",
                asked.elapsed()
            );
        }
        let refused = server.without(cx.emit(noted("nowhere"))).await;
        assert!(matches!(refused, Err(Error::Store(_))), "{refused:?}");
    }
    let recovers = Instant::now();
    // What was not acknowledged may be there too, and then it is handled as well.
    loop {
        let own = desk.own().await;
        let missing = acknowledged.iter().filter(|text| !own.contains(text));
        let missing = missing.count();
        if missing == 0 {
            break;
        }
        let waited = recovers.elapsed();
        assert!(
            waited < Duration::from_secs(15),
            "{missing} after {waited:?}"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(!worker.is_finished());
    app.handle().shutdown();
    worker.await.expect("no panic")?;
    Ok(())
}

/// Two machines have the same cron, and each tick is emitted once.
#[cfg(feature = "cron")]
#[tokio::test(flavor = "multi_thread")]
async fn h40_of_two_machines_one_takes_each_tick() -> Result<()> {
    let desk = Desk::new().await;
    let app = || {
        let second = |tick: Timestamp| noted(&tick.to_string());
        desk.app().cron("second", "* * * * * *", second)
    };
    let apps = [app(), app()];
    let running = apps.each_ref().map(|app| tokio::spawn(app.worker()));
    let mut noted = Vec::new();
    for _ in 0..400 {
        if noted.len() >= 4 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        noted = desk.own().await;
    }
    assert!(noted.len() >= 4, "{noted:?}");
    for (app, running) in apps.iter().zip(running) {
        app.handle().shutdown();
        running.await.unwrap()?;
    }
    let texts = desk.texts().await;
    let mut once = texts.clone();
    once.dedup();
    assert_eq!(
        texts, once,
        "a second tick of one time would be refused by `own`, too"
    );
    assert!(texts.is_sorted(), "{texts:?}");
    Ok(())
}

/// While the database is away nobody is sent here; once it is back, crons go on by themselves.
#[cfg(all(feature = "cron", feature = "http"))]
#[tokio::test(flavor = "multi_thread")]
async fn k9_k21_readyz_is_503_while_the_database_is_away() -> Result<()> {
    let server = servers::Postgres::start(&[]);
    let desk = Desk::on(&server).await;
    let second = |tick: Timestamp| noted(&tick.to_string());
    let app = desk.app().cron("second", "* * * * * *", second);
    let worker = tokio::spawn(app.worker());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let router = app.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let becomes = async |wanted: &str| {
        let asked = Instant::now();
        loop {
            let ready = readyz(address).await.unwrap();
            if ready.starts_with(&format!("HTTP/1.0 {wanted}")) {
                break;
            }
            assert!(asked.elapsed() < Duration::from_secs(30), "{ready}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let ticks = async |beyond: usize| {
        let asked = Instant::now();
        loop {
            let ticks = desk.own().await.len();
            if ticks > beyond {
                break ticks;
            }
            assert!(asked.elapsed() < Duration::from_secs(30), "{ticks} ticks");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    becomes("200").await;
    let before = ticks(0).await;
    server.without(becomes("503")).await;
    let back = Instant::now();
    ticks(before + 1).await;
    let after = back.elapsed();
    assert!(after <= Duration::from_secs(5), "{after:?}");
    becomes("200").await;
    app.handle().shutdown();
    worker.await.expect("no panic")
}

#[cfg(all(feature = "cron", feature = "http"))]
async fn readyz(address: std::net::SocketAddr) -> std::io::Result<String> {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let mut stream = tokio::net::TcpStream::connect(address).await?;
    stream.write_all(b"GET /readyz HTTP/1.0\r\n\r\n").await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

/// Two machines expect the same, and one of them tells.
#[tokio::test(flavor = "multi_thread")]
async fn k20_of_two_machines_one_tells_what_stays_away() -> Result<()> {
    let desk = Desk::new().await;
    let app = || {
        let often = Expect::every(Duration::from_millis(500)).on_glob("nothing.*");
        desk.app()
            .expect("often", often, |missed| noted(&missed.name))
    };
    let apps = [app(), app()];
    let running = apps.each_ref().map(|app| tokio::spawn(app.worker()));
    let asked = Instant::now();
    while desk.own().await.is_empty() {
        assert!(asked.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Long enough for the other to tell as well, if it would.
    tokio::time::sleep(Duration::from_millis(500)).await;
    for (app, running) in apps.iter().zip(running) {
        app.handle().shutdown();
        running.await.unwrap()?;
    }
    assert_eq!(desk.texts().await, ["often"]);
    Ok(())
}

/// A result in another process wakes whoever waits for it, long before it would be looked for.
#[tokio::test(flavor = "multi_thread")]
async fn k12_b12_who_waits_for_a_result_is_woken_by_another_process() -> Result<()> {
    let mut desk = Desk::new().await;
    desk.config.processor.poll = Duration::from_mins(5);
    let app = App::new(desk.config.clone()).on("desk::count", |note: Noted, _| async move {
        tokio::time::sleep(Duration::from_millis(200)).await;
        Ok::<_, Error>(note.text.len())
    });
    let worker = tokio::spawn(app.worker());
    while app.consumers().await?.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let emitter = App::new(desk.config.clone()).context();
    let begun = Instant::now();
    let id = emitter.emit(noted("four")).await?;
    let minute = Duration::from_mins(1);
    let length: usize = emitter.wait_for_result(id, "desk::count", minute).await?;
    assert_eq!(length, 4);
    assert!(begun.elapsed() < minute);
    app.handle().shutdown();
    worker.await.expect("no panic")
}
