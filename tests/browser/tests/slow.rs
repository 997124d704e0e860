//! One client that does not read among two hundred that do: what the policy of each message makes of it, and that
//! nothing is left behind. Raw sockets, because a browser reads whatever comes.

use std::{
    collections::BTreeMap,
    fs,
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpSocket, TcpStream},
    time::{sleep, timeout},
};

const SESSIONS: usize = 20;
const CONNECTIONS: usize = 10;
/// Together 1 MiB for each client: many times what its queue and the kernel hold for one that does not read.
const MESSAGES: usize = 128;
const SIZE: usize = 8 << 10;
const QUEUE: usize = 16;

#[tokio::test]
async fn f7_a_client_that_does_not_read_is_disconnected_and_resumes() {
    let mut room = Room::new().await;
    room.send("note").await;

    let on_first = room.slow.rest().await;
    let seen = numbers(&on_first);
    assert!(seen.len() < MESSAGES, "it was never closed");
    assert_eq!(seen, (0..seen.len()).collect::<Vec<_>>());

    let mut again = Stream::open(room.server.address, &room.cookie, &room.slow.id, None).await;
    let mut resumed = Vec::new();
    while seen.len() + resumed.len() < MESSAGES {
        resumed.push(again.next().await.expect("it goes on"));
    }
    assert_eq!(
        numbers(&resumed),
        (seen.len()..MESSAGES).collect::<Vec<_>>()
    );
    drop(again);
    room.leaves_nothing_behind().await;
}

#[tokio::test]
async fn f7_of_a_client_that_does_not_read_the_oldest_are_dropped_and_it_is_told_so_once() {
    let mut room = Room::new().await;
    room.send("tick").await;

    let all = room.slow.until_the_last().await;
    let told: Vec<&Value> = all
        .iter()
        .filter(|message| message["type"] == "buildamp.resync")
        .collect();
    assert_eq!(
        told,
        [&json!({"type": "buildamp.resync", "data": {"reason": "overflow"}})]
    );
    let seen = numbers(&all);
    assert!(seen.len() < MESSAGES, "nothing was dropped");
    assert!(seen.is_sorted_by(|one, next| one < next), "{seen:?}");
    // What came last is all there.
    assert!(
        seen.ends_with(&(MESSAGES - QUEUE + 1..MESSAGES).collect::<Vec<_>>()),
        "{seen:?}"
    );
    room.leaves_nothing_behind().await;
}

#[tokio::test]
async fn f7_of_a_client_that_does_not_read_only_the_newest_of_a_key_waits() {
    let mut room = Room::new().await;
    room.send("level").await;

    let seen = numbers(&room.slow.until_the_last().await);
    assert!(seen.len() < MESSAGES, "nothing was coalesced");
    assert!(seen.is_sorted_by(|one, next| one < next), "{seen:?}");
    assert_eq!(seen.last(), Some(&(MESSAGES - 1)));
    room.leaves_nothing_behind().await;
}

/// A server, the clients that read, and the one that does not.
struct Room {
    server: Server,
    cookie: String,
    readers: Vec<Stream>,
    slow: Stream,
    /// Sockets of the server before anybody came.
    sockets: usize,
}

impl Room {
    async fn new() -> Self {
        let server = Server::start().await;
        let sockets = server.sockets();
        let mut readers = Vec::new();
        let mut cookie = String::new();
        for _ in 0..SESSIONS {
            cookie = server.session().await;
            for _ in 0..CONNECTIONS {
                readers.push(Stream::open(server.address, &cookie, "", None).await);
            }
        }
        let slow = Stream::open(server.address, &cookie, "", Some(4096)).await;
        Self {
            server,
            cookie,
            readers,
            slow,
            sockets,
        }
    }

    /// Sends to all, and lets all but one read each message before the next is sent: nobody else is slow.
    async fn send(&mut self, message: &str) {
        let text = "x".repeat(SIZE);
        for number in 0..MESSAGES {
            let order = json!({
                "message": message, "to": "tenant", "text": text, "first": number, "count": 1,
            });
            self.server.post("/send", &self.cookie, &order).await;
            for reader in &mut self.readers {
                let arrived = reader.next().await.expect("it stays connected");
                assert_eq!(arrived["data"]["number"], number);
                assert_eq!(arrived["data"]["text"], text);
            }
        }
    }

    async fn leaves_nothing_behind(self) {
        let Self {
            server,
            readers,
            slow,
            sockets,
            ..
        } = self;
        drop((readers, slow));
        let gone = async {
            while server.sockets() > sockets {
                sleep(Duration::from_millis(20)).await;
            }
        };
        let limit = Duration::from_secs(30);
        timeout(limit, gone)
            .await
            .expect("the server lets go of all connections");
    }
}

fn numbers(messages: &[Value]) -> Vec<usize> {
    messages
        .iter()
        .filter_map(|message| message["data"]["number"].as_u64()?.try_into().ok())
        .collect()
}

/// An event stream, read by hand.
struct Stream {
    reader: BufReader<TcpStream>,
    /// The id of the last frame.
    id: String,
}

impl Stream {
    /// Opens it behind this position, with this room in the kernel for what was not read yet.
    async fn open(address: SocketAddr, cookie: &str, after: &str, room: Option<u32>) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        if let Some(room) = room {
            socket.set_recv_buffer_size(room).unwrap();
        }
        let mut stream = socket.connect(address).await.unwrap();
        let position = if after.is_empty() {
            String::new()
        } else {
            format!("Last-Event-ID: {after}\r\n")
        };
        // 1.0, so that the body comes without chunks.
        let head =
            format!("GET /sse HTTP/1.0\r\nHost: {address}\r\nCookie: {cookie}\r\n{position}\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut stream = Self {
            reader: BufReader::new(stream),
            id: after.to_owned(),
        };
        let mut head = Vec::new();
        while head.last().is_none_or(|line: &String| !line.is_empty()) {
            head.push(stream.line().await.expect("the head of an answer"));
        }
        assert!(head[0].contains(" 200 "), "{head:?}");
        if after.is_empty() {
            // Where the stream stands: an id without data.
            while stream.id.is_empty() {
                stream.frame().await.expect("the place");
            }
        }
        stream
    }

    /// The next message; nothing once the server has closed the connection.
    async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some(data) = self.frame().await? {
                return Some(serde_json::from_str(&data).expect("JSON"));
            }
        }
    }

    async fn rest(&mut self) -> Vec<Value> {
        let mut all = Vec::new();
        while let Some(message) = self.next().await {
            let last = is_last(&message);
            all.push(message);
            if last {
                break;
            }
        }
        all
    }

    async fn until_the_last(&mut self) -> Vec<Value> {
        let all = self.rest().await;
        assert!(
            all.last().is_some_and(is_last),
            "it was closed after {} messages",
            all.len()
        );
        all
    }

    /// Reads up to the next empty line; its data, if it has any.
    async fn frame(&mut self) -> Option<Option<String>> {
        let mut fields = BTreeMap::new();
        loop {
            let line = self.line().await?;
            if line.is_empty() {
                break;
            }
            let (field, value) = line.split_once(':').expect("a field or a comment");
            fields.insert(field.to_owned(), value.trim_start().to_owned());
        }
        if let Some(id) = fields.remove("id") {
            self.id = id;
        }
        Some(fields.remove("data"))
    }

    /// A line without its end; nothing at the end, of whichever kind it is.
    async fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let limit = Duration::from_secs(30);
        let read = timeout(limit, self.reader.read_line(&mut line)).await;
        match read.expect("something comes, or the connection ends") {
            Ok(_) if line.ends_with('\n') => Some(line.trim_end().to_owned()),
            _ => None,
        }
    }
}

fn is_last(message: &Value) -> bool {
    message["data"]["number"] == MESSAGES - 1
}

/// The test server, and its folder.
struct Server {
    child: Child,
    address: SocketAddr,
    _folder: tempfile::TempDir,
}

impl Server {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("buildamp.toml");
        let text = format!("[store]\nurl = \"sqlite:test.db\"\n[sse]\nqueue = {QUEUE}\n");
        fs::write(&config, text).unwrap();
        let address = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_live"))
            .env("BUILDAMP_CONFIG", config)
            .env("PORT", address.port().to_string())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self {
            child,
            address,
            _folder: folder,
        };
        let ready = async {
            while TcpStream::connect(address).await.is_err() {
                sleep(Duration::from_millis(20)).await;
            }
            // The first use opens the database, whose sockets are not anybody's connection.
            server.session().await;
        };
        let limit = Duration::from_secs(30);
        timeout(limit, ready).await.expect("the server listens");
        server
    }

    /// Begins a session as a browser does; its cookie.
    async fn session(&self) -> String {
        let answer = self
            .ask("GET", "/", "Sec-Fetch-Dest: document\r\n", "")
            .await;
        let cookie = answer.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("set-cookie").then_some(value)
        });
        let cookie = cookie.expect("a session").split(';').next();
        cookie.unwrap_or_default().to_owned()
    }

    async fn post(&self, path: &str, cookie: &str, body: &Value) {
        let headers = format!("Cookie: {cookie}\r\nContent-Type: application/json\r\n");
        let answer = self.ask("POST", path, &headers, &body.to_string()).await;
        assert!(answer.contains(" 204 "), "{answer}");
    }

    async fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = format!(
            "{method} {path} HTTP/1.0\r\nHost: {}\r\n{headers}Content-Length: {}\r\n\r\n{body}",
            self.address,
            body.len(),
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    fn sockets(&self) -> usize {
        let files = Path::new("/proc")
            .join(self.child.id().to_string())
            .join("fd");
        let targets = fs::read_dir(files)
            .unwrap()
            .filter_map(|file| fs::read_link(file.ok()?.path()).ok());
        targets
            .filter(|target| target.to_string_lossy().starts_with("socket:"))
            .count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
