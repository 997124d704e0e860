//! The load: all clients in one process on one thread, so that what they saw lies in plain cells.

use std::{
    cell::Cell,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use tokio::{
    task::{JoinHandle, spawn_local},
    time::{MissedTickBehavior, interval, sleep},
};

use crate::{
    Done,
    client::{Client, Sender, Shared, To, text},
    process::Process,
};

/// What is done to a server.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Plan {
    pub server: SocketAddr,
    pub process: u32,
    pub clients: u64,
    /// How often a stretch without and one with a slow client are compared.
    pub pairs: u32,
    pub seconds: u64,
}

/// What was found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Report {
    /// With the sessions and without connections, with all, after all have gone; once more with all, and after.
    pub memory: [Memory; 5],
    /// Sockets that the server had open before, and after all have gone.
    pub sockets: [usize; 2],
    pub pairs: Vec<Pair>,
    /// Half of the clients came back at once: milliseconds until the first and the last had an answer.
    pub reconnected: [f64; 2],
    /// How often the server closed the slow client's connection, and told it to resync.
    pub slow: [u64; 2],
    pub faults: Vec<String>,
}

/// What the server holds, in KiB.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Memory {
    /// What the system counts as the process's.
    pub pss: f64,
    /// What its Rust code has allocated and not freed. The allocator may keep more.
    pub heap: f64,
}

/// Two stretches, without and with a slow client.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pair(pub Stretch, pub Stretch);

/// How long messages took, in milliseconds: p50 and p99.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Stretch {
    pub all: [f64; 2],
    pub own: [f64; 2],
    /// How many cores the server kept busy.
    pub cores: f64,
}

/// The size of a message to all or to one.
const SMALL: usize = 100;
/// The size of what the first client is sent.
const LARGE: usize = 32 << 10;

struct Load {
    shared: Rc<Shared>,
    process: Process,
    clients: Vec<Rc<Client>>,
    /// The clients' connections; none while they are away.
    tasks: Vec<Option<JoinHandle<()>>>,
}

pub async fn run(plan: &Plan) -> Done<Report> {
    let mut load = Load::new(plan).await?;
    let everyone: Vec<usize> = (0..load.clients.len()).collect();
    let (idle, sockets) = (load.memory().await?, load.process.sockets()?);
    load.connect(&everyone, 256).await?;
    let connected = load.memory().await?;

    let mut pairs = Vec::new();
    for _ in 0..plan.pairs {
        let without = load.stretch(plan.seconds).await?;
        load.slow_down().await?;
        let with = load.stretch(plan.seconds).await?;
        load.speed_up().await?;
        pairs.push(Pair(without, with));
    }

    let half: Vec<usize> = everyone.iter().copied().filter(|n| n % 2 == 1).collect();
    load.leave(&half);
    load.tell_all().await?;
    let reconnected = load.connect(&half, usize::MAX).await?;
    load.tell_all().await?;
    load.all_have_all().await;

    let gone = load.all_gone(sockets).await?;
    load.connect(&everyone, 256).await?;
    let again = load.memory().await?;
    let gone_again = load.all_gone(sockets).await?;

    let first = &load.clients[0];
    Ok(Report {
        memory: [idle, connected, gone, again, gone_again],
        sockets: [sockets, load.process.sockets()?],
        pairs,
        reconnected,
        slow: [first.closed.get(), first.resyncs.get()],
        faults: load.shared.faults.take(),
    })
}

impl Load {
    async fn new(plan: &Plan) -> Done<Self> {
        let shared = Rc::new(Shared::new(plan.server));
        let mut clients = Vec::new();
        for number in 0..plan.clients {
            clients.push(Rc::new(Client::begin(&shared, number).await?));
        }
        Ok(Self {
            shared,
            process: Process(plan.process),
            tasks: clients.iter().map(|_| None).collect(),
            clients,
        })
    }

    /// Connects these clients, so many at a time; milliseconds until the first and the last was answered.
    async fn connect(&mut self, which: &[usize], at_once: usize) -> Done<[f64; 2]> {
        let begun = Instant::now();
        let mut ends = [f64::MAX, 0.0];
        for some in which.chunks(at_once.min(which.len())) {
            let opening: Vec<_> = some
                .iter()
                .map(|number| {
                    let (client, shared) =
                        (Rc::clone(&self.clients[*number]), Rc::clone(&self.shared));
                    spawn_local(async move {
                        let connection = client.connect(&shared).await;
                        (connection, begun.elapsed().as_secs_f64() * 1e3)
                    })
                })
                .collect();
            for (number, opening) in some.iter().zip(opening) {
                let (connection, after) = opening.await?;
                let client = Rc::clone(&self.clients[*number]);
                let staying = client.stay(Rc::clone(&self.shared), connection?);
                self.tasks[*number] = Some(spawn_local(staying));
                ends = [ends[0].min(after), ends[1].max(after)];
            }
        }
        Ok(ends)
    }

    fn leave(&mut self, which: &[usize]) {
        for number in which {
            if let Some(task) = self.tasks[*number].take() {
                task.abort();
            }
        }
    }

    /// Lets all go, and waits until the server has noticed.
    async fn all_gone(&mut self, sockets: usize) -> Done<Memory> {
        self.leave(&(0..self.clients.len()).collect::<Vec<_>>());
        let begun = Instant::now();
        while self.process.sockets()? > sockets && begun.elapsed() < Duration::from_mins(1) {
            sleep(Duration::from_millis(100)).await;
        }
        self.memory().await
    }

    /// The server's memory once it has come to rest.
    async fn memory(&self) -> Done<Memory> {
        sleep(Duration::from_secs(2)).await;
        let heap = self.shared.get("/heap").await?;
        let heap: u32 = heap.rsplit("\r\n").next().unwrap_or_default().parse()?;
        Ok(Memory {
            pss: f64::from(self.process.memory()?),
            heap: f64::from(heap),
        })
    }

    /// The first client comes back as one who reads slowly.
    async fn slow_down(&mut self) -> Done {
        self.leave(&[0]);
        self.clients[0].slow.set(true);
        self.connect(&[0], 1).await?;
        Ok(())
    }

    /// It comes back as one who reads as fast as others, and is to see everything or be told that it cannot.
    async fn speed_up(&mut self) -> Done {
        self.leave(&[0]);
        self.clients[0].slow.set(false);
        self.connect(&[0], 1).await?;
        self.tell_all().await?;
        self.all_have_all().await;
        Ok(())
    }

    async fn tell_all(&self) -> Done {
        let mut sender = Sender::new(&self.shared).await?;
        tell_all(&self.shared, &self.clients, &mut sender).await
    }

    async fn all_have_all(&self) {
        let begun = Instant::now();
        let sent = self.shared.sent.get();
        while let Some(late) = self.clients.iter().find(|client| client.last_all() < sent) {
            if begun.elapsed() > Duration::from_secs(30) {
                let text = format!("client {} has not seen {sent}", late.number);
                return self.shared.faults.borrow_mut().push(text);
            }
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Sends for a while, to all, to each, and much to the first.
    async fn stretch(&self, seconds: u64) -> Done<Stretch> {
        self.all_have_all().await;
        self.shared.waits.take();
        let on = Rc::new(Cell::new(true));
        let clients = u32::try_from(self.clients.len())?;
        let (begun, ran) = (Instant::now(), self.process.ran()?);
        let senders = [
            (To::All, Duration::from_micros(50) * clients),
            (To::Client(0), Duration::from_millis(10)),
            (To::First, Duration::from_millis(20)),
        ]
        .map(|(to, pause)| {
            let (shared, on) = (Rc::clone(&self.shared), Rc::clone(&on));
            spawn_local(send(shared, self.clients.clone(), to, pause, on))
        });
        sleep(Duration::from_secs(seconds)).await;
        on.set(false);
        for sender in senders {
            sender.await??;
        }
        let cores = f64::from(self.process.ran()? - ran) / 100.0 / begun.elapsed().as_secs_f64();
        sleep(Duration::from_millis(500)).await;
        let mut waits = self.shared.waits.take();
        Ok(Stretch {
            all: percentiles(&mut waits.all),
            own: percentiles(&mut waits.own),
            cores,
        })
    }
}

async fn send(
    shared: Rc<Shared>,
    clients: Vec<Rc<Client>>,
    to: To,
    pause: Duration,
    on: Rc<Cell<bool>>,
) -> Done {
    let mut sender = Sender::new(&shared).await?;
    let mut ticks = interval(pause);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut number = 0;
    while on.get() {
        ticks.tick().await;
        number += 1;
        let (to, size, client) = match to {
            To::All => {
                tell_all(&shared, &clients, &mut sender).await?;
                continue;
            }
            // A prime's multiples reach everyone, in no order that a server could profit from.
            To::Client(_) => {
                let client = &clients[usize::try_from(number * 7919)? % clients.len()];
                (To::Client(client.number), SMALL, client)
            }
            To::First => (To::First, LARGE, &clients[0]),
        };
        let text = text(to, number, shared.micros(), size);
        sender.post(&shared, "/own", &client.cookie, &text).await?;
    }
    Ok(())
}

async fn tell_all(shared: &Shared, clients: &[Rc<Client>], sender: &mut Sender) -> Done {
    let number = shared.sent.get() + 1;
    shared.sent.set(number);
    let text = text(To::All, number, shared.micros(), SMALL);
    sender.post(shared, "/all", &clients[0].cookie, &text).await
}

/// p50 and p99, in milliseconds.
fn percentiles(micros: &mut [u32]) -> [f64; 2] {
    micros.sort_unstable();
    [50, 99].map(|percent| {
        let at = (micros.len() * percent / 100).min(micros.len().saturating_sub(1));
        micros
            .get(at)
            .map_or(0.0, |micros| f64::from(*micros) / 1e3)
    })
}
