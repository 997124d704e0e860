//! What a request costs beside a bare axum handler that does the same inserts in the same database, by hand.

mod api;
mod bare;
mod webhook;

use std::{
    env,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use super::{
    Done,
    server::{Place, Spent},
};

const ROUNDS: usize = 3;
const WARM: Duration = Duration::from_secs(1);
const MEASURED: Duration = Duration::from_secs(4);
const CONNECTIONS: [u32; 2] = [16, 64];
/// So many webhooks arrive in a second, however long each takes, and over so many connections.
const PACE: u32 = 1000;
const PACED: u32 = 32;

/// What is asked, by the name of the subject that answers with BuildAmp: the one by hand has `bare-` before it.
const CASES: [(&str, &str); 2] = [
    ("webhook", "webhook in, answered after the commit"),
    (
        "api",
        "API call with rules, a row and an event, answered after the commit",
    ),
];

/// One after the other, in turns, and the median of each.
pub async fn run(mut place: Place) -> Done {
    for (case, is) in CASES {
        println!("{is}: requests a second, median of {ROUNDS}\n");
        let bare = format!("bare-{case}");
        for connections in CONNECTIONS {
            let mut rounds: [Vec<(f64, Spent)>; 2] = Default::default();
            for _ in 0..ROUNDS {
                for (subject, rounds) in [&*bare, case].into_iter().zip(&mut rounds) {
                    rounds.push(measure(&mut place, subject, connections).await?);
                }
            }
            let [by_hand, own] = rounds.map(|mut rounds| {
                rounds.sort_by(|a, b| a.0.total_cmp(&b.0));
                rounds[ROUNDS / 2]
            });
            println!(
                "{connections} connections: {:.0} /s, bare {:.0} /s, ratio {:.2}",
                own.0,
                by_hand.0,
                own.0 / by_hand.0
            );
            for (name, (_, spent)) in [(case, own), ("bare", by_hand)] {
                println!(
                    "    {name:8} {:.2} statements, {:.2} commits, {:.2} flushes, {:.0} B of log, {:.0} µs of CPU",
                    spent.statements,
                    spent.commits,
                    spent.flushes,
                    spent.wal_bytes,
                    spent.cpu * 1e6
                );
            }
        }
        println!();
    }
    paced(&mut place).await
}

/// How long each takes when they come at their own pace, counted from when it was due.
async fn paced(place: &mut Place) -> Done {
    let url = place.database().await?;
    let (mut server, address) = start("webhook", &url)?;
    load("webhook", &address, PACED, WARM, "warm").await?;
    let begun = Instant::now();
    let senders = (0..PACED).map(|number| {
        let address = address.clone();
        tokio::spawn(async move { keep_pace(&address, number, begun).await })
    });
    let mut took = Vec::new();
    for sender in senders.collect::<Vec<_>>() {
        took.extend(sender.await??);
    }
    server.kill()?;
    server.wait()?;
    took.sort_unstable();
    let at = |share: usize| {
        took.get(took.len() * share / 100)
            .map_or(0., Duration::as_secs_f64)
            * 1e3
    };
    println!(
        "{PACE} webhooks a second for {} s: p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms",
        MEASURED.as_secs(),
        at(50),
        at(99),
        took.last().map_or(0., Duration::as_secs_f64) * 1e3,
    );
    Ok(())
}

/// One of those who send, and what each of its webhooks took.
async fn keep_pace(address: &str, number: u32, begun: Instant) -> Done<Vec<Duration>> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut answer = vec![0; 4096];
    let apart = Duration::from_secs(1) * PACED / PACE;
    let mut due = begun + apart * number / PACED;
    let mut took = Vec::new();
    while due < begun + MEASURED {
        tokio::time::sleep_until(due.into()).await;
        let id = format!("paced-{number}-{}", took.len());
        stream.write_all(&webhook::request(&id)?).await?;
        let read = stream.read(&mut answer).await?;
        if !answer[..read].starts_with(b"HTTP/1.1 200 ") {
            return Err(String::from_utf8_lossy(&answer[..read]).into());
        }
        took.push(due.elapsed());
        due += apart;
    }
    Ok(took)
}

async fn measure(place: &mut Place, subject: &str, connections: u32) -> Done<(f64, Spent)> {
    let url = place.database().await?;
    let (mut server, address) = start(subject, &url)?;
    load(subject, &address, connections, WARM, "warm").await?;
    place.settle().await?;
    let before = place.spent(&url).await?;
    let begun = Instant::now();
    let done = load(subject, &address, connections, MEASURED, "measured").await?;
    let took = begun.elapsed();
    server.kill()?;
    server.wait()?;
    let spent = place.spent(&url).await?;
    Ok((done / took.as_secs_f64(), spent.each_since(before, done)))
}

/// The subject as a process of its own, and where it listens.
fn start(subject: &str, url: &str) -> Done<(Child, String)> {
    let mut server = Command::new(env::current_exe()?)
        .args(["edge", subject, url])
        .env("EDGE_SECRET", webhook::SECRET)
        .stdout(Stdio::piped())
        .spawn()?;
    let mut address = String::new();
    let said = server.stdout.take().ok_or("no output")?;
    BufReader::new(said).read_line(&mut address)?;
    Ok((server, address.trim().to_owned()))
}

/// So many connections, each with one request after the other; answers how many were answered.
async fn load(
    subject: &str,
    address: &str,
    connections: u32,
    time: Duration,
    run: &str,
) -> Done<f64> {
    let until = Instant::now() + time;
    let request = match subject {
        "webhook" | "bare-webhook" => webhook::request,
        _ => api::request,
    };
    let senders = (0..connections).map(|number| {
        let (address, run) = (address.to_owned(), run.to_owned());
        tokio::spawn(
            async move { send(&address, &format!("{run}-{number}"), until, request).await },
        )
    });
    let mut done = 0;
    for sender in senders.collect::<Vec<_>>() {
        done += sender.await??;
    }
    Ok(f64::from(done))
}

async fn send(
    address: &str,
    name: &str,
    until: Instant,
    request: fn(&str) -> Done<Vec<u8>>,
) -> Done<u32> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut answer = vec![0; 4096];
    let mut done = 0;
    while Instant::now() < until {
        stream
            .write_all(&request(&format!("{name}-{done}"))?)
            .await?;
        // An answer is short, and comes in one piece.
        let read = stream.read(&mut answer).await?;
        if !answer[..read].starts_with(b"HTTP/1.1 200 ") {
            return Err(String::from_utf8_lossy(&answer[..read]).into());
        }
        done += 1;
    }
    Ok(done)
}

/// Serves until it is killed.
#[tokio::main]
pub async fn serve(subject: &str, url: &str) -> Done {
    let router = match subject {
        "webhook" => webhook::own(url),
        "bare-webhook" => webhook::by_hand(url).await?,
        "api" => api::own(url).await?,
        "bare-api" => api::by_hand(url).await?,
        other => return Err(format!("no subject {other}").into()),
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}
