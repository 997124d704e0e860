//! What the tests share: a server that answers as it is told, calls that go there, and where they are on record.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use buildamp_runtime::{App, CallFilter, Config, RecordedCall, Result};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// Where the calls of the tests go, which the configuration leads to a server of theirs.
pub const ELSEWHERE: &str = "https://service.example.com";

macro_rules! call {
    ($name:ident { $($field:ident: $ty:ty),* } -> $response:ty = $event_type:literal, $target:expr $(, $more:item)*) => {
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $(pub $field: $ty),*
        }

        impl buildamp_runtime::Event for $name {
            const TYPE: &'static str = $event_type;
        }

        impl buildamp_runtime::ServiceCall for $name {
            type Response = $response;
            const TARGET: buildamp_runtime::Target = $target;
            $($more)*
        }
    };
}
pub(crate) use call;

/// An answer that fits no call of the tests' but is one.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
pub struct Ack {
    pub id: u32,
}

/// How a server answers a request.
#[derive(Debug, Clone)]
pub enum Reply {
    /// With this, whole.
    Say(String),
    /// Not: the connection is reset.
    Reset,
    /// With a header that never ends, a byte each hundredth of a second.
    SlowHeaders,
    /// With this, and then a byte a second.
    SlowBody,
    /// With 10 GB.
    Endless,
    /// With these bytes, encoded as gzip.
    Gzip(&'static [u8]),
}

pub fn say(status: &str, headers: &str, body: &str) -> Reply {
    let length = body.len();
    Reply::Say(format!(
        "HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    ))
}

pub fn ok() -> Reply {
    say("200 OK", "", r#"{"id":7}"#)
}

/// A server at an address of this machine.
#[derive(Clone)]
pub struct Server {
    pub origin: String,
    pub port: u16,
    requests: Arc<Mutex<Vec<String>>>,
    bytes: Arc<AtomicU64>,
    sent: Arc<AtomicU64>,
}

impl Server {
    /// It answers as it is told, each request once, and then with 200.
    pub async fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Self {
            origin: format!("http://127.0.0.1:{port}"),
            port,
            requests: Arc::default(),
            bytes: Arc::default(),
            sent: Arc::default(),
        };
        let replies: VecDeque<Reply> = replies.into_iter().collect();
        let (own, replies) = (server.clone(), Arc::new(Mutex::new(replies)));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (own, replies) = (own.clone(), Arc::clone(&replies));
                tokio::spawn(async move { own.serve(stream, &replies).await });
            }
        });
        server
    }

    /// What it was sent, a text a request.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// How much that is.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// How much it has sent of what does not end.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    async fn serve(&self, mut stream: TcpStream, replies: &Mutex<VecDeque<Reply>>) {
        while let Some(request) = self.read(&mut stream).await {
            self.requests.lock().unwrap().push(request);
            let reply = replies.lock().unwrap().pop_front().unwrap_or_else(ok);
            if self.answer(&mut stream, reply).await.is_err() {
                return;
            }
        }
    }

    /// A request with its body.
    async fn read(&self, stream: &mut TcpStream) -> Option<String> {
        let mut read = Vec::new();
        loop {
            let mut part = [0; 4096];
            let length = stream.read(&mut part).await.ok().filter(|it| *it > 0)?;
            self.bytes.fetch_add(length as u64, Ordering::Relaxed);
            read.extend_from_slice(&part[..length]);
            let text = String::from_utf8_lossy(&read).into_owned();
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                continue;
            };
            let is_whole = match header(head, "content-length") {
                Some(length) => body.len() >= length.parse::<usize>().unwrap(),
                None if header(head, "transfer-encoding").is_some() => body.ends_with("0\r\n\r\n"),
                None => true,
            };
            if is_whole {
                return Some(text);
            }
        }
    }

    async fn answer(&self, stream: &mut TcpStream, reply: Reply) -> std::io::Result<()> {
        let head = |more: &str| format!("HTTP/1.1 200 OK\r\n{more}\r\n");
        match reply {
            Reply::Say(text) => stream.write_all(text.as_bytes()).await,
            Reply::Reset => {
                stream.set_zero_linger()?;
                Err(std::io::ErrorKind::ConnectionReset.into())
            }
            Reply::SlowHeaders => {
                stream.write_all(b"HTTP/1.1 200 OK\r\nx-slow: ").await?;
                self.trickle(stream, Duration::from_millis(10)).await
            }
            Reply::SlowBody => {
                let head = head("content-length: 1000000\r\n");
                stream.write_all(head.as_bytes()).await?;
                self.trickle(stream, Duration::from_secs(1)).await
            }
            Reply::Endless => {
                let head = head("content-length: 10000000000\r\n");
                stream.write_all(head.as_bytes()).await?;
                let part = vec![b' '; 1 << 16];
                loop {
                    stream.write_all(&part).await?;
                    self.sent.fetch_add(part.len() as u64, Ordering::Relaxed);
                }
            }
            Reply::Gzip(bytes) => {
                let length = bytes.len();
                let head = head(&format!(
                    "content-encoding: gzip\r\ncontent-length: {length}\r\n"
                ));
                stream.write_all(head.as_bytes()).await?;
                stream.write_all(bytes).await
            }
        }
    }

    async fn trickle(&self, stream: &mut TcpStream, pause: Duration) -> std::io::Result<()> {
        loop {
            stream.write_all(b"a").await?;
            tokio::time::sleep(pause).await;
        }
    }
}

/// A header of a request.
pub fn header<'r>(request: &'r str, name: &str) -> Option<&'r str> {
    let head = request.split("\r\n\r\n").next().unwrap_or_default();
    let mut lines = head.split("\r\n").skip(1);
    lines.find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// The body of a request.
pub fn body(request: &str) -> &str {
    request.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

/// A configuration on a database in this folder, whose calls go to this server.
pub fn config(folder: &tempfile::TempDir, server: &Server) -> Config {
    let mut config = Config::default();
    config.store.url = format!("sqlite:{}", folder.path().join("app.db").display());
    config.processor.poll = Duration::from_millis(20);
    config.services.allow = vec![format!("127.0.0.1:{}", server.port)];
    lead(&mut config, &server.origin);
    config
}

/// Has calls go there.
pub fn lead(config: &mut Config, to: &str) {
    config
        .services
        .replace
        .insert(ELSEWHERE.to_owned(), to.to_owned());
}

/// All calls on record, the first made first.
pub async fn on_record<S: Send + Sync + 'static>(app: &App<S>) -> Result<Vec<RecordedCall>> {
    let (operations, all) = (app.operations(), CallFilter::default());
    let mut calls = operations.calls(&all, None, 100).await?.items;
    calls.reverse();
    Ok(calls)
}

/// Asks again and again until it is so; fails after ten seconds.
pub async fn until(mut holds: impl AsyncFnMut() -> Result<bool>) -> Result<()> {
    let looking = async {
        while !holds().await? {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    };
    let looked = tokio::time::timeout(Duration::from_secs(10), looking).await;
    looked.expect("it is so within ten seconds")
}
