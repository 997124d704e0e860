//! One client: a cookie, a stream that is read and checked, and requests beside it.

use std::{
    cell::{Cell, RefCell},
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::sleep,
};

use crate::Done;

/// What the slow client reads: 1 kB a second, in bites.
const BITE: usize = 100;
const PAUSE: Duration = Duration::from_millis(100);

/// Microseconds from just before the sending to the arrival at any client but the first.
#[derive(Default)]
pub struct Waits {
    /// Of messages to all.
    pub all: Vec<u32>,
    /// Of messages to one.
    pub own: Vec<u32>,
}

/// What all clients share. They run on one thread.
pub struct Shared {
    pub server: SocketAddr,
    begun: Instant,
    /// The number of the last message to all.
    pub sent: Cell<u64>,
    pub waits: RefCell<Waits>,
    pub faults: RefCell<Vec<String>>,
    /// Everything that a client reads at once.
    buffer: RefCell<Vec<u8>>,
}

impl Shared {
    pub fn new(server: SocketAddr) -> Self {
        Self {
            server,
            begun: Instant::now(),
            sent: Cell::default(),
            waits: RefCell::default(),
            faults: RefCell::default(),
            buffer: RefCell::new(vec![0; 1 << 18]),
        }
    }

    pub fn micros(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    /// A document request on a connection of its own; the whole answer.
    pub async fn get(&self, path: &str) -> Done<String> {
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Dest: document\r\nConnection: close\r\n\r\n",
            self.server
        );
        let mut stream = TcpStream::connect(self.server).await?;
        stream.write_all(head.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer)
    }

    fn fault(&self, what: impl Into<String>) {
        let mut faults = self.faults.borrow_mut();
        if faults.len() < 20 {
            faults.push(what.into());
        }
    }
}

/// What a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    All,
    Client(u64),
    /// The first client, many and large: what a slow reader chokes on.
    First,
}

/// `#<kind><number>:<sent at>:<client>:xxx`, filled up to the size.
pub fn text(to: To, number: u64, at: u64, size: usize) -> String {
    let (kind, client) = match to {
        To::All => ('a', 0),
        To::Client(client) => ('o', client),
        To::First => ('f', 0),
    };
    let head = format!("#{kind}{number:010}:{at:016}:{client:08}:");
    format!("{head:x<size$}")
}

struct Said {
    to: To,
    number: u64,
    at: u64,
}

fn said(line: &[u8]) -> Option<Said> {
    let start = line.iter().position(|byte| *byte == b'#')?;
    let head = line.get(start..start + 39)?;
    let number = |from: usize, to: usize| std::str::from_utf8(&head[from..to]).ok()?.parse().ok();
    let to = match head[1] {
        b'a' => To::All,
        b'o' => To::Client(number(30, 38)?),
        b'f' => To::First,
        _ => return None,
    };
    Some(Said {
        to,
        number: number(2, 12)?,
        at: number(13, 29)?,
    })
}

/// A client, and what it has seen. It outlives its connections.
#[derive(Default)]
pub struct Client {
    pub number: u64,
    pub cookie: String,
    /// The id of the last frame, for the next connection.
    last_id: RefCell<String>,
    /// The last message to all.
    last_all: Cell<u64>,
    pub resyncs: Cell<u64>,
    /// How often the server closed the connection.
    pub closed: Cell<u64>,
    pub slow: Cell<bool>,
}

impl Client {
    /// Begins a session with a document request.
    pub async fn begin(shared: &Shared, number: u64) -> Done<Self> {
        let answer = shared.get("/").await?;
        let cookie = answer
            .lines()
            .find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("set-cookie").then_some(value)
            })
            .and_then(|cookie| cookie.split(';').next())
            .ok_or_else(|| format!("the document came without a cookie: {answer}"))?;
        Ok(Self {
            number,
            cookie: cookie.to_owned(),
            ..Self::default()
        })
    }

    /// The number of the last message to all that it saw.
    pub fn last_all(&self) -> u64 {
        self.last_all.get()
    }

    /// Opens the stream and waits for the head of the answer.
    pub async fn connect(&self, shared: &Shared) -> Done<Connection> {
        let socket = TcpSocket::new_v4()?;
        if self.slow.get() {
            socket.set_recv_buffer_size(4096)?;
        }
        let mut stream = socket.connect(shared.server).await?;
        let position = match &**self.last_id.borrow() {
            "" => {
                // Without ids nobody can come back to where they were: from now on.
                self.last_all.set(shared.sent.get());
                String::new()
            }
            id => format!("Last-Event-ID: {id}\r\n"),
        };
        let head = format!(
            "GET /sse HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\nCookie: {}\r\n{position}\r\n",
            shared.server, self.cookie
        );
        stream.write_all(head.as_bytes()).await?;
        let mut read = Vec::new();
        loop {
            let mut bytes = [0; 1024];
            match stream.read(&mut bytes).await? {
                0 => return Err("closed before the head of the answer".into()),
                count => read.extend_from_slice(&bytes[..count]),
            }
            if let Some(end) = read.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                if !read.starts_with(b"HTTP/1.1 200") {
                    return Err(String::from_utf8_lossy(&read).into_owned().into());
                }
                let rest = read.split_off(end + 4);
                return Ok(Connection { stream, rest });
            }
        }
    }

    /// Reads until the server closes the connection.
    pub async fn listen(&self, shared: &Shared, connection: Connection) {
        let Connection { stream, mut rest } = connection;
        self.lines(shared, &mut rest);
        loop {
            if self.slow.get() {
                sleep(PAUSE).await;
            }
            if stream.readable().await.is_err() {
                break;
            }
            let mut buffer = shared.buffer.borrow_mut();
            let room = if self.slow.get() { BITE } else { buffer.len() };
            match stream.try_read(&mut buffer[..room]) {
                Ok(0) => break,
                Ok(count) => rest.extend_from_slice(&buffer[..count]),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => continue,
                Err(_) => break,
            }
            drop(buffer);
            self.lines(shared, &mut rest);
        }
        self.closed.set(self.closed.get() + 1);
    }

    /// Listens, and comes back whenever the server closes the connection.
    pub async fn stay(self: Rc<Self>, shared: Rc<Shared>, first: Connection) {
        self.listen(&shared, first).await;
        loop {
            match self.connect(&shared).await {
                Ok(connection) => self.listen(&shared, connection).await,
                Err(error) => {
                    shared.fault(format!("client {}: {error}", self.number));
                    sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }

    fn lines(&self, shared: &Shared, rest: &mut Vec<u8>) {
        let mut done = 0;
        while let Some(length) = rest[done..].iter().position(|byte| *byte == b'\n') {
            self.line(shared, &rest[done..done + length]);
            done += length + 1;
        }
        rest.drain(..done);
        if rest.is_empty() {
            rest.shrink_to(1024);
        }
    }

    fn line(&self, shared: &Shared, line: &[u8]) {
        if let Some(id) = line.strip_prefix(b"id: ") {
            let mut last = self.last_id.borrow_mut();
            last.clear();
            last.push_str(&String::from_utf8_lossy(id));
        } else if line.starts_with(b"data: ") {
            match said(line) {
                Some(said) => self.message(shared, &said),
                None if line.windows(15).any(|part| part == b"buildamp.resync") => {
                    self.resyncs.set(self.resyncs.get() + 1);
                    // What follows may begin anywhere.
                    self.last_all.set(0);
                }
                None => shared.fault(format!("not a message: {}", String::from_utf8_lossy(line))),
            }
        }
    }

    fn message(&self, shared: &Shared, said: &Said) {
        let (last, number) = (self.last_all.get(), said.number);
        match said.to {
            To::All => {
                if last != 0 && number != last + 1 {
                    shared.fault(format!("client {} saw {number} after {last}", self.number));
                }
                self.last_all.set(number);
            }
            To::Client(client) if client != self.number => {
                shared.fault(format!("client {} saw what is for {client}", self.number));
            }
            To::First if self.number != 0 => {
                shared.fault(format!("client {} saw what is for the first", self.number));
            }
            To::First | To::Client(_) => {}
        }
        if self.number != 0 {
            let wait = shared.micros().saturating_sub(said.at);
            let wait = u32::try_from(wait).unwrap_or(u32::MAX);
            let mut waits = shared.waits.borrow_mut();
            match said.to {
                To::All => waits.all.push(wait),
                _ => waits.own.push(wait),
            }
        }
    }
}

/// A stream whose head was read.
pub struct Connection {
    stream: TcpStream,
    rest: Vec<u8>,
}

/// A connection that sends, kept alive.
pub struct Sender(TcpStream);

impl Sender {
    pub async fn new(shared: &Shared) -> Done<Self> {
        let stream = TcpStream::connect(shared.server).await?;
        stream.set_nodelay(true)?;
        Ok(Self(stream))
    }

    /// Posts with the client's cookie, and returns when the server has answered.
    pub async fn post(&mut self, shared: &Shared, path: &str, cookie: &str, body: &str) -> Done {
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{body}",
            shared.server,
            body.len(),
        );
        self.0.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            let mut bytes = [0; 1024];
            match self.0.read(&mut bytes).await? {
                0 => return Err("the server closed the sender's connection".into()),
                count => answer.extend_from_slice(&bytes[..count]),
            }
        }
        if answer.starts_with(b"HTTP/1.1 204") {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&answer).into_owned().into())
    }
}
