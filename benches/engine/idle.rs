//! What a process costs that has nothing to do: a worker and a web server, in a process of its own.

use std::{
    env, fs,
    process::{Child, Command, Stdio},
    time::Duration,
};

use axum::Router;
use buildamp_runtime::{App, Config};

use super::{
    Done,
    server::{Files, Place, Server, TICKS, stat},
    subject::{Payload, payload},
};

/// How long it is left alone before it is looked at, and for how long then.
const SETTLES: Duration = Duration::from_secs(5);
const WATCHED: Duration = Duration::from_secs(30);
/// What it may take: megabytes that are resident, and hundredths of one core's time.
const MEMORY: f64 = 30.0;
const CPU: f64 = 1.0;
/// What it has handled when it is looked at again.
const EVENTS: u64 = 10_000;

/// Prints a table, and fails when something is over its limit.
pub async fn run() -> Done {
    println!(
        "| idle | MB resident, {MEMORY} at most | % of a core, {CPU} at most | % of a core in the server |"
    );
    println!("|---|---:|---:|---:|");
    let mut is_over = false;
    let places = [
        ("SQLite", Place::Sqlite(Files::new()?)),
        ("PostgreSQL", Place::Postgres(Server::start().await?)),
    ];
    for (name, mut place) in places {
        let url = place.database().await?;
        let idle = Idle(start(&url)?);
        is_over |= line(name, &idle, &mut place, &url).await?;
        emit(&url).await?;
        let what = format!("{name}, after {EVENTS} events");
        is_over |= line(&what, &idle, &mut place, &url).await?;
    }
    if is_over {
        return Err("it is over a limit".into());
    }
    Ok(())
}

/// Is the process that is watched.
#[tokio::main]
pub async fn serve(url: &str) -> Done {
    let app = App::new(config(url)).on("idle", |_: Payload, _| async { Done::Ok(()) });
    Ok(app.run(Router::new()).await?)
}

fn config(url: &str) -> Config {
    let mut config = Config::default();
    url.clone_into(&mut config.store.url);
    "127.0.0.1:0".clone_into(&mut config.http.address);
    config
}

/// The process, which ends with this.
struct Idle(Child);

impl Drop for Idle {
    fn drop(&mut self) {
        // It may have ended by itself, which shows in what is measured.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(url: &str) -> Done<Child> {
    let mut command = Command::new(env::current_exe()?);
    command.args(["idle", url]).env_remove("PORT");
    Ok(command.stdin(Stdio::null()).spawn()?)
}

/// Watches it, and tells whether it takes too much.
async fn line(what: &str, idle: &Idle, place: &mut Place, url: &str) -> Done<bool> {
    let id = idle.0.id();
    tokio::time::sleep(SETTLES).await;
    let (server, own) = (place.spent(url).await?.cpu, cpu(id)?);
    tokio::time::sleep(WATCHED).await;
    let own = (cpu(id)? - own) / WATCHED.as_secs_f64() * 100.0;
    let server = (place.spent(url).await?.cpu - server) / WATCHED.as_secs_f64() * 100.0;
    let memory = resident(id)?;
    println!("| {what} | {memory:.1} | {own:.2} | {server:.2} |");
    Ok(memory > MEMORY || own > CPU)
}

/// Has it handle events, and waits until it has.
async fn emit(url: &str) -> Done {
    let app = App::new(config(url));
    for number in 0..EVENTS {
        app.context().emit(payload(number)).await?;
    }
    loop {
        let waiting: u64 = app.consumers().await?.iter().map(|it| it.pending).sum();
        if waiting == 0 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Seconds of processors so far.
fn cpu(process: u32) -> Done<f64> {
    let stat = stat(process).ok_or("it has ended")?;
    #[expect(clippy::cast_precision_loss, reason = "a sum of times")]
    let ticks = stat.own as f64;
    Ok(ticks / TICKS)
}

/// Megabytes that are resident. <https://man7.org/linux/man-pages/man5/proc_pid_status.5.html>
fn resident(process: u32) -> Done<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
    let kilobytes: f64 = kilobytes.ok_or("it has ended")?.parse()?;
    Ok(kilobytes / 1024.0)
}
