//! A client that keeps its connection and sends bodies byte for byte.

use std::time::Duration;

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    time::timeout,
};

pub const PATIENCE: Duration = Duration::from_secs(20);

/// An answer: its status and its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    pub body: String,
}

impl Reply {
    /// `status` of an accepted call, `detail` of a problem.
    pub fn says(&self) -> String {
        let body: serde_json::Value = serde_json::from_str(&self.body).unwrap_or_default();
        let said = body["detail"].as_str().or(body["status"].as_str());
        said.unwrap_or_default().to_owned()
    }
}

/// A connection that is kept.
pub struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    pub async fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        Self {
            stream: BufReader::new(stream),
        }
    }

    pub async fn post(&mut self, path: &str, headers: &[(String, String)], body: &[u8]) -> Reply {
        let mut head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        head += "\r\n";
        let stream = self.stream.get_mut();
        stream.write_all(head.as_bytes()).await.unwrap();
        // A server that does not want the body may hang up while it is sent.
        let _ = stream.write_all(body).await;
        timeout(PATIENCE, self.reply()).await.expect("an answer")
    }

    pub async fn reply(&mut self) -> Reply {
        let (mut status, mut length) = (0, 0);
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).await.unwrap();
            match line.trim_end().split_once(": ") {
                None if line.starts_with("HTTP/1.1 ") => status = line[9..12].parse().unwrap(),
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.parse().unwrap();
                }
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await.unwrap();
        Reply {
            status,
            body: String::from_utf8(body).unwrap(),
        }
    }
}

/// Sends one call over a connection of its own.
pub async fn post(address: &str, path: &str, headers: &[(String, String)], body: &[u8]) -> Reply {
    let mut connection = Connection::open(address).await;
    connection.post(path, headers, body).await
}
