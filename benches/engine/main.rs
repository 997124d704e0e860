//! What the engine does in a second on PostgreSQL, or with `-- --sqlite` in a file, beside other queues on the same server:
//! `cargo run --release -p engine-bench`, and with `-- [--sqlite] --rivals name=program:configuration…` beside
//! programs that take the same command line as this one (one that ends in `.mjs` is run by the Node beside it):
//!
//! ```text
//! setup     <configuration> 0
//! enq-one   <configuration> <n>
//! enq-tx    <configuration> <n>              a transaction of the library's around each
//! enq-join  <configuration> <n>              one of the application's own pool; rivals that have neither are measured by enq-one
//! enq-par   <configuration> <n> <tasks>
//! enq-batch <configuration> <n> <batch>
//! work      <configuration> <n> <concurrency>
//! latency   <configuration> <n> <every ms> <concurrency>
//! crashwork <configuration> <n> <concurrency> <log>
//! ```
//!
//! Each prints a line of JSON, and finds its database in `DATABASE_URL`, the path of an SQLite file in `SQLITE_PATH`, too. Every measurement has a new process and a new
//! database, all on one server with its settings as they come (`fsync = on`, `synchronous_commit = on`), and the subjects take
//! turns, round after round. The median of the rounds counts. What does not hang on the machine stands beside it: statements,
//! commits, flushes of the log and its bytes (of PostgreSQL, which counts them), and the time of all processors, server and client together, for each event.
//! `ONLY=work` in the environment leaves out the lines whose operation has no such text in its name; `ONLY=crash` leaves only
//! the last one, how long after a `kill -9` of its worker all that it held runs again.
//!
//! `-- [--sqlite] --growth 10000000` times claims beside ten thousand deliveries that wait, in turn with claims beside so many, and
//! once so many have ended. `-- --idle` shows what a worker with a web server takes while it has nothing to do, on both, and fails when that is more
//! than it may be.
//!
//! `-- [--sqlite] --edge` has webhooks and API calls arrive over 16 and 64 connections, beside a bare axum handler that
//! stores the same by hand.
//!
//! BuildAmp runs with its defaults but for the concurrency, which is everybody's. The last line is about a worker that starts on
//! the machine of the one that was killed; on another machine it is the lease, 30 s unless configured otherwise.

mod compare;
mod edge;
mod growth;
mod idle;
mod server;
mod subject;

use std::{env, error::Error};

use server::{Files, Place, Server};

type Done<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Done {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match &arguments[..] {
        [] => on_postgres(&[]),
        ["--rivals", rivals @ ..] => on_postgres(rivals),
        ["--sqlite"] => on_sqlite(&[]),
        ["--idle"] => idle_on_both(),
        ["idle", url] => idle::serve(url),
        ["--edge"] => edge_on_postgres(),
        ["--sqlite", "--edge"] => edge_on_sqlite(),
        ["edge", subject, url] => edge::serve(subject, url),
        ["--growth", many] => growth_on_postgres(many.parse()?),
        ["--sqlite", "--growth", many] => growth_on_sqlite(many.parse()?),
        ["--sqlite", "--rivals", rivals @ ..] => on_sqlite(rivals),
        [operation, _, rest @ ..] => subject::run(operation, rest),
        [_] => Err(
            "write `-- [--sqlite] [--rivals name=program… | --growth 10000000 | --edge | --idle]`"
                .into(),
        ),
    }
}

#[tokio::main]
async fn on_postgres(rivals: &[&str]) -> Done {
    compare::run(Place::Postgres(Server::start().await?), rivals).await
}

#[tokio::main]
async fn edge_on_postgres() -> Done {
    edge::run(Place::Postgres(Server::start().await?)).await
}

#[tokio::main]
async fn edge_on_sqlite() -> Done {
    edge::run(Place::Sqlite(Files::new()?)).await
}

#[tokio::main]
async fn growth_on_postgres(many: u64) -> Done {
    growth::run(Place::Postgres(Server::start().await?), many).await
}

#[tokio::main]
async fn growth_on_sqlite(many: u64) -> Done {
    growth::run(Place::Sqlite(Files::new()?), many).await
}

#[tokio::main]
async fn on_sqlite(rivals: &[&str]) -> Done {
    compare::run(Place::Sqlite(Files::new()?), rivals).await
}

#[tokio::main]
async fn idle_on_both() -> Done {
    idle::run().await
}
