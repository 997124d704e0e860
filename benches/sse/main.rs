//! Event streams under load: `cargo bench --bench sse`, or `cargo bench --bench sse -- 10000 1 buildamp` for other numbers
//! of clients and rounds, and one server alone.
//!
//! Each round starts BuildAmp and what one writes by hand with axum (nothing stored, nobody resumes), one after the other,
//! in processes of their own, and all clients in another one. Each client has a session of its own. For the same seconds,
//! in turns without and with one client that reads 1 kB a second: messages of 100 bytes to all, 100 a second to one
//! client each, and 50 a second of 32 KiB to the first client, who is the slow one. Times are from just before the request
//! that sends until the message has arrived, at all clients but the first. Everything is checked: a message that is lost,
//! doubled, out of order or at the wrong client is a fault.
//!
//! The database lies in the temporary folder. A disk that stalls for 50 ms once in a while is what p99 shows;
//! `TMPDIR=/dev/shm` leaves it out.
//!
//! Memory is the server's PSS; what the kernel keeps for its sockets is not in it, and what the allocator keeps for itself is.
//! Beside it stands what the Rust code has allocated and not freed. Each client needs a file descriptor on
//! either side: `ulimit -Hn` has to be above the number of clients.

use std::{
    alloc::System,
    env,
    error::Error,
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

mod client;
mod load;
mod process;
mod server;

use load::{Plan, Report};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

type Done<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

#[global_allocator]
static COUNTING: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const SERVERS: [&str; 2] = ["buildamp", "axum"];
const ROUNDS: usize = 3;
const PAIRS: u32 = 2;
const SECONDS: u64 = 15;

fn main() -> Done {
    // Cargo passes `--bench` and what a person adds; children are asked for by what they are.
    let arguments: Vec<String> = env::args().skip(1).filter(|a| a != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match &arguments[..] {
        ["server", name, address, folder] => {
            let address = address.parse()?;
            tokio::runtime::Runtime::new()?.block_on(async {
                match *name {
                    "axum" => server::axum(address).await,
                    _ => Box::pin(server::buildamp(address, Path::new(folder))).await,
                }
            })
        }
        ["load", plan] => {
            let plan = serde_json::from_str(plan)?;
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            let report = tokio::task::LocalSet::new().block_on(&runtime, load::run(&plan))?;
            println!("{}", serde_json::to_string(&report)?);
            Ok(())
        }
        [] => table(1_000, ROUNDS, &SERVERS),
        [clients] => table(clients.parse()?, ROUNDS, &SERVERS),
        [clients, rounds] => table(clients.parse()?, rounds.parse()?, &SERVERS),
        [clients, rounds, servers @ ..] => table(clients.parse()?, rounds.parse()?, servers),
    }
}

fn table(clients: u64, rounds: usize, servers: &[&str]) -> Done {
    println!("{clients} clients, {PAIRS} pairs of {SECONDS} s a round; milliseconds, p50 / p99");
    let mut reports: Vec<Vec<Report>> = servers.iter().map(|_| Vec::new()).collect();
    for round in 1..=rounds {
        for (name, reports) in servers.iter().zip(&mut reports) {
            let report = measure(name, clients)?;
            println!("\nround {round}, {name}");
            show(&report, clients);
            reports.push(report);
        }
    }
    println!("\nmedians of all rounds");
    for (name, reports) in servers.iter().zip(&reports) {
        summary(name, reports, clients);
    }
    Ok(())
}

fn show(report: &Report, clients: u64) {
    for load::Pair(without, with) in &report.pairs {
        println!(
            "  to all {:>7.2} / {:>7.2}, with a slow client {:>7.2} / {:>7.2} · to one {:>6.2} / {:>6.2}, with {:>6.2} / {:>6.2} · cores {:.2}, {:.2}",
            without.all[0],
            without.all[1],
            with.all[0],
            with.all[1],
            without.own[0],
            without.own[1],
            with.own[0],
            with.own[1],
            without.cores,
            with.cores,
        );
    }
    let memory: Vec<String> = [
        "idle",
        "all connected",
        "all gone",
        "connected again",
        "gone again",
    ]
    .iter()
    .zip(&report.memory)
    .map(|(when, memory)| {
        format!(
            "{when} {:.1} ({:.2})",
            memory.pss / 1024.0,
            memory.heap / 1024.0
        )
    })
    .collect();
    println!(
        "  MiB (heap): {}; {:.1} KiB a client; sockets {} before, {} after",
        memory.join(", "),
        per_client(report, clients),
        report.sockets[0],
        report.sockets[1],
    );
    println!(
        "  half of them back at once: the first after {:.0} ms, the last after {:.0} ms; the slow client: connection closed {}×, told to resync {}×",
        report.reconnected[0], report.reconnected[1], report.slow[0], report.slow[1],
    );
    println!("  faults: {:?}", report.faults);
}

fn summary(name: &str, reports: &[Report], clients: u64) {
    let pairs = || reports.iter().flat_map(|report| &report.pairs);
    let of = |figure: &dyn Fn(&load::Pair) -> f64| median(pairs().map(figure).collect());
    println!(
        "  {name:<9} to all {:.2} / {:.2}, to one {:.2} / {:.2}, with a slow client by without, p50 / p99: to all {:.2} / {:.2}, to one {:.2} / {:.2}; {:.1} KiB a client, {} faults",
        of(&|pair| pair.0.all[0]),
        of(&|pair| pair.0.all[1]),
        of(&|pair| pair.0.own[0]),
        of(&|pair| pair.0.own[1]),
        of(&|pair| pair.1.all[0] / pair.0.all[0]),
        of(&|pair| pair.1.all[1] / pair.0.all[1]),
        of(&|pair| pair.1.own[0] / pair.0.own[0]),
        of(&|pair| pair.1.own[1] / pair.0.own[1]),
        median(
            reports
                .iter()
                .map(|report| per_client(report, clients))
                .collect()
        ),
        reports
            .iter()
            .map(|report| report.faults.len())
            .sum::<usize>(),
    );
}

fn per_client(report: &Report, clients: u64) -> f64 {
    let kib = report.memory[1].pss - report.memory[0].pss;
    kib / u32::try_from(clients).map_or(f64::NAN, f64::from)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    let at = |place: usize| figures.get(place).copied().unwrap_or_default();
    // The same one twice when their number is odd.
    f64::midpoint(
        at(figures.len().saturating_sub(1) / 2),
        at(figures.len() / 2),
    )
}

fn measure(name: &str, clients: u64) -> Done<Report> {
    let folder = tempfile::tempdir()?;
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let server = Server(
        child(&[
            "server",
            name,
            &address.to_string(),
            &folder.path().display().to_string(),
        ])?
        .spawn()?,
    );
    while TcpStream::connect(address).is_err() {
        thread::sleep(Duration::from_millis(20));
    }
    let plan = Plan {
        server: SocketAddr::clone(&address),
        process: server.0.id(),
        clients,
        pairs: PAIRS,
        seconds: SECONDS,
    };
    let output = child(&["load", &serde_json::to_string(&plan)?])?
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .output()?;
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// This program in another role, with as many open files as it is allowed.
fn child(arguments: &[&str]) -> Done<Command> {
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -n \"$(ulimit -Hn)\"; exec \"$0\" \"$@\""])
        .arg(env::current_exe()?)
        .args(arguments);
    Ok(command)
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
