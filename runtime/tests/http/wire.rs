//! A small HTTP client that sees every byte.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

pub const PATIENCE: Duration = Duration::from_secs(10);
/// A wait for what should not come.
const MOMENT: Duration = Duration::from_millis(250);

/// An answer.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Reply {
    fn parse(head: &str) -> Self {
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_ascii_lowercase(), value.to_owned())
        };
        Self {
            status: status.parse().unwrap(),
            headers: lines.map(header).collect(),
            body: String::new(),
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The cookie that a browser would send from now on, `name=value`.
    pub fn cookie(&self) -> Option<String> {
        Some(self.header("set-cookie")?.split(';').next()?.to_owned())
    }

    /// An attribute of the cookie.
    pub fn cookie_says(&self, attribute: &str) -> bool {
        let cookie = self.header("set-cookie").unwrap_or_default();
        cookie.split("; ").any(|part| part == attribute)
    }

    pub fn max_age(&self) -> i64 {
        let cookie = self.header("set-cookie").unwrap_or_default();
        let age = cookie
            .split("; ")
            .find_map(|part| part.strip_prefix("Max-Age="));
        age.unwrap_or_else(|| panic!("{self:?}")).parse().unwrap()
    }

    pub fn problem(&self) -> (u16, String) {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{self:?}"
        );
        let body: serde_json::Value = serde_json::from_str(&self.body).unwrap();
        assert_eq!(body["status"], self.status);
        (self.status, body["detail"].as_str().unwrap().to_owned())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

async fn send(stream: &mut TcpStream, method: &str, path: &str, headers: &[(&str, &str)]) {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n");
    for (name, value) in headers {
        text.extend([name, ": ", value, "\r\n"]);
    }
    text += "\r\n";
    stream.write_all(text.as_bytes()).await.unwrap();
}

pub async fn request(address: &str, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
    let mut all = headers.to_vec();
    all.push(("connection", "close"));
    let mut stream = TcpStream::connect(address).await.unwrap();
    send(&mut stream, method, path, &all).await;
    let mut text = String::new();
    timeout(PATIENCE, stream.read_to_string(&mut text))
        .await
        .unwrap_or_else(|_| panic!("{method} {path} does not end: {text}"))
        .unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    Reply {
        body: body.to_owned(),
        ..Reply::parse(head)
    }
}

/// A stream, as it comes over the wire.
pub struct Stream {
    socket: TcpStream,
    pub head: Reply,
    /// What has come and is not yet taken out of its chunks.
    raw: Vec<u8>,
    /// What has come out of the chunks and is not yet read.
    text: Vec<u8>,
    /// Everything that has ever come.
    pub seen: Vec<u8>,
}

/// How a stream goes on.
#[derive(Debug, PartialEq)]
pub enum Read {
    Frame(Frame),
    /// The last chunk has come.
    End,
    /// The connection is gone without one.
    Cut,
}

/// What stands between two blank lines.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Frame {
    pub id: Option<String>,
    pub data: Option<String>,
    pub retry: Option<u32>,
    pub comments: usize,
}

impl Stream {
    pub async fn open(address: &str, path: &str, headers: &[(&str, &str)]) -> Self {
        Self::open_on(TcpStream::connect(address).await.unwrap(), path, headers).await
    }

    /// With a small buffer, so that a reader that stands still is noticed soon.
    pub async fn open_narrow(address: &str, path: &str, headers: &[(&str, &str)]) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let socket = socket.connect(address.parse().unwrap()).await.unwrap();
        Self::open_on(socket, path, headers).await
    }

    async fn open_on(mut socket: TcpStream, path: &str, headers: &[(&str, &str)]) -> Self {
        let mut all = headers.to_vec();
        all.push(("accept", "text/event-stream"));
        send(&mut socket, "GET", path, &all).await;
        let mut stream = Self {
            socket,
            head: Reply::default(),
            raw: Vec::new(),
            text: Vec::new(),
            seen: Vec::new(),
        };
        let end = loop {
            if let Some(end) = find(&stream.raw, b"\r\n\r\n") {
                break end;
            }
            assert!(
                timeout(PATIENCE, stream.read_more()).await.unwrap(),
                "no answer"
            );
        };
        let head: Vec<u8> = stream.raw.drain(..end + 4).collect();
        stream.head = Reply::parse(std::str::from_utf8(&head[..end]).unwrap());
        stream
    }

    async fn read_more(&mut self) -> bool {
        let before = self.raw.len();
        let read = self.socket.read_buf(&mut self.raw).await.unwrap_or(0);
        self.seen.extend(&self.raw[before..]);
        read > 0
    }

    /// The next frame, or how the stream ended.
    pub async fn read(&mut self) -> Read {
        timeout(PATIENCE, self.read_slowly())
            .await
            .unwrap_or_else(|_| {
                panic!("nothing came after {}", String::from_utf8_lossy(&self.seen))
            })
    }

    async fn read_slowly(&mut self) -> Read {
        loop {
            if let Some(end) = find(&self.text, b"\n\n") {
                let block: Vec<u8> = self.text.drain(..end + 2).collect();
                return Read::Frame(Frame::parse(std::str::from_utf8(&block).unwrap()));
            }
            match self.chunk() {
                Some(0) => return Read::End,
                Some(_) => {}
                None => {
                    if !self.read_more().await {
                        return Read::Cut;
                    }
                }
            }
        }
    }

    /// Takes the next chunk out of what has come; its length.
    fn chunk(&mut self) -> Option<usize> {
        let line = find(&self.raw, b"\r\n")?;
        let size = std::str::from_utf8(&self.raw[..line]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        let end = line + 2 + size + 2;
        if self.raw.len() < end {
            return None;
        }
        let chunk: Vec<u8> = self.raw.drain(..end).collect();
        self.text.extend(&chunk[line + 2..line + 2 + size]);
        Some(size)
    }

    pub async fn frame(&mut self) -> Frame {
        match self.read().await {
            Read::Frame(frame) => frame,
            end => panic!("{end:?} after {}", String::from_utf8_lossy(&self.seen)),
        }
    }

    /// The first frame of a client that was never here: where it is.
    pub async fn hello(&mut self) -> String {
        let frame = self.frame().await;
        assert!(frame.retry.is_some() && frame.data.is_none(), "{frame:?}");
        frame.id.unwrap()
    }

    /// The next frame with a message: its id, its type and its text.
    pub async fn message(&mut self) -> (String, String, String) {
        let frame = loop {
            let frame = self.frame().await;
            if frame.data.is_some() {
                break frame;
            }
        };
        let data: serde_json::Value = serde_json::from_str(&frame.data.unwrap()).unwrap();
        let content = &data["data"];
        let text = content["text"].as_str().or(content["reason"].as_str());
        (
            frame.id.unwrap(),
            data["type"].as_str().unwrap().to_owned(),
            text.unwrap().to_owned(),
        )
    }

    /// The texts of the next messages.
    pub async fn texts(&mut self, count: usize) -> Vec<String> {
        let mut texts = Vec::new();
        for _ in 0..count {
            texts.push(self.message().await.2);
        }
        texts
    }

    /// Nothing comes for a moment.
    pub async fn assert_silent(&mut self) {
        if let Ok(read) = timeout(MOMENT, self.read_slowly()).await {
            panic!("{read:?}");
        }
    }
}

impl Frame {
    /// As a browser parses it: <https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream>.
    fn parse(block: &str) -> Self {
        let mut frame = Self::default();
        for line in block.split(['\n', '\r']).filter(|line| !line.is_empty()) {
            let (field, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match field {
                "" => frame.comments += 1,
                "id" => frame.id = Some(value.to_owned()),
                "retry" => frame.retry = Some(value.parse().unwrap()),
                "data" => {
                    assert!(frame.data.is_none(), "one line of data: {block}");
                    frame.data = Some(value.to_owned());
                }
                other => panic!("a frame has no `{other}`: {block}"),
            }
        }
        frame
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}
