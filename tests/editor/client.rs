//! As much of the Language Server Protocol as an editor needs to ask rust-analyzer what it knows.
//! <https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/>

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

const INSTALL: &str = "`rustup component add rust-analyzer` installs it";
/// The answer of a server whose text changed while it thought: ask again.
const CONTENT_MODIFIED: i64 = -32801;
/// A server that is asked all the time has none left for the answer.
const BETWEEN_QUESTIONS: Duration = Duration::from_millis(100);
/// After so long without a word, the server has nothing more to say.
const SILENCE: Duration = Duration::from_secs(2);
/// The same, when the server itself gave up.
const SERVER_CANCELLED: i64 = -32802;

/// An editor without a window: rust-analyzer on a folder, with its default settings.
pub struct Editor {
    server: Child,
    to_server: ChildStdin,
    from_server: Receiver<Value>,
    root: PathBuf,
    requests: i64,
    versions: BTreeMap<String, i64>,
    diagnostics: BTreeMap<String, Vec<Value>>,
    settled: bool,
    checks: Checks,
}

/// How often the server has run `cargo check`, which is what it does after each save.
#[derive(Default)]
struct Checks {
    running: bool,
    done: usize,
}

impl Editor {
    /// Starts rust-analyzer and opens the folder.
    pub fn open(root: &Path, target: &Path) -> Self {
        let mut server = Command::new("rust-analyzer")
            .current_dir(root)
            .env("CARGO_TARGET_DIR", target)
            .env_remove("BUILDAMP_CONFIG")
            .env_remove("RUSTFLAGS")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("rust-analyzer does not run: {error}; {INSTALL}"));
        let to_server = server.stdin.take().unwrap();
        let from_server = listen(server.stdout.take().unwrap());
        let mut editor = Self {
            server,
            to_server,
            from_server,
            root: root.to_owned(),
            requests: 0,
            versions: BTreeMap::new(),
            diagnostics: BTreeMap::new(),
            settled: false,
            checks: Checks::default(),
        };
        let folder = uri(root);
        let ready = editor.request(
            "initialize",
            &json!({
                "processId": std::process::id(),
                "rootUri": folder,
                "workspaceFolders": [{"uri": folder, "name": "copy"}],
                "capabilities": {
                    "textDocument": {"hover": {"contentFormat": ["plaintext"]}, "publishDiagnostics": {}},
                    "window": {"workDoneProgress": true},
                    "experimental": {"serverStatusNotification": true},
                },
            }),
        );
        assert!(ready.is_some(), "rust-analyzer does not answer");
        editor.notify("initialized", &json!({}));
        editor
    }

    /// Waits until the server has loaded and built all that it needs.
    pub fn settle(&mut self, limit: Duration) {
        let until = Instant::now() + limit;
        while !self.settled {
            assert!(
                self.hear(until),
                "rust-analyzer has not settled after {limit:?}"
            );
        }
    }

    /// Writes a file, and tells the server as an editor does that has it open and saves it.
    pub fn save(&mut self, path: &str, text: &str) {
        let file = self.root.join(path);
        fs::write(&file, text).unwrap();
        let uri = uri(&file);
        let version = self.versions.get(&uri).copied().unwrap_or_default() + 1;
        if version == 1 {
            self.notify(
                "textDocument/didOpen",
                &json!({"textDocument": {"uri": uri, "languageId": "rust", "version": version, "text": text}}),
            );
        } else {
            self.notify(
                "textDocument/didChange",
                &json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]}),
            );
        }
        self.notify(
            "textDocument/didSave",
            &json!({"textDocument": {"uri": uri}}),
        );
        self.versions.insert(uri, version);
    }

    /// What the server shows where `word` first stands in a file that was saved; empty when it knows nothing.
    pub fn hover(&mut self, path: &str, word: &str) -> String {
        let file = self.root.join(path);
        let text = fs::read_to_string(&file).unwrap();
        let at = text
            .find(word)
            .unwrap_or_else(|| panic!("{word} in {path}"));
        let before = &text[..at];
        let line = before.matches('\n').count();
        let character = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count();
        let shown = self.request(
            "textDocument/hover",
            &json!({"textDocument": {"uri": uri(&file)}, "position": {"line": line, "character": character}}),
        );
        let shown = shown.unwrap_or_default();
        shown["contents"]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// What the server says of a file at present: who says it, the code, the line from 1, and the message's first line.
    pub fn diagnostics(&self, path: &str) -> Vec<String> {
        let of_file = self.diagnostics.get(&uri(&self.root.join(path)));
        let mut said: Vec<String> = of_file
            .into_iter()
            .flatten()
            .map(|it| {
                let message = it["message"].as_str().unwrap_or_default();
                let first = message.lines().next().unwrap_or_default();
                let code = it["code"].as_str().unwrap_or("-");
                let source = it["source"].as_str().unwrap_or("-");
                let line = it["range"]["start"]["line"].as_u64().unwrap_or_default() + 1;
                format!("{source} {code} {line}: {first}")
            })
            .collect();
        said.sort();
        said.dedup();
        said
    }

    /// Asks until `holds`, and says how long that took.
    pub fn until(
        &mut self,
        limit: Duration,
        what: &str,
        mut holds: impl FnMut(&mut Self) -> bool,
    ) -> Duration {
        let since = Instant::now();
        loop {
            let next = Instant::now() + BETWEEN_QUESTIONS;
            while self.hear(next) {}
            if holds(self) {
                return since.elapsed();
            }
            assert!(since.elapsed() < limit, "not after {limit:?}: {what}");
        }
    }

    /// Does something that makes the server run `cargo check`, and waits until it has told what came of it.
    pub fn checked(&mut self, limit: Duration, change: impl FnOnce(&mut Self)) {
        let done = self.checks.done;
        change(self);
        self.until(limit, "cargo check has run", |editor| {
            editor.checks.done > done
        });
        while self.hear(Instant::now() + SILENCE) || self.checks.running {}
    }

    fn request(&mut self, method: &str, params: &Value) -> Option<Value> {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        let until = Instant::now() + Duration::from_mins(1);
        loop {
            let message = self.next(until)?;
            if message.get("method").is_none() && message["id"] == id {
                let code = message["error"]["code"].as_i64();
                assert!(
                    matches!(code, None | Some(CONTENT_MODIFIED | SERVER_CANCELLED)),
                    "{method}: {message}"
                );
                return message.get("result").cloned();
            }
            self.take(&message);
        }
    }

    fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(
            self.to_server,
            "Content-Length: {}\r\n\r\n{text}",
            text.len()
        )
        .unwrap();
        self.to_server.flush().unwrap();
    }

    /// Takes one message, if one comes in time.
    fn hear(&mut self, until: Instant) -> bool {
        let message = self.next(until);
        message.inspect(|message| self.take(message)).is_some()
    }

    fn next(&self, until: Instant) -> Option<Value> {
        let left = until.saturating_duration_since(Instant::now());
        match self.from_server.recv_timeout(left) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => panic!("rust-analyzer has ended; {INSTALL}"),
        }
    }

    fn take(&mut self, message: &Value) {
        let params = &message["params"];
        match message["method"].as_str() {
            Some("textDocument/publishDiagnostics") => {
                let uri = params["uri"].as_str().unwrap_or_default().to_owned();
                let all = params["diagnostics"].as_array().cloned();
                self.diagnostics.insert(uri, all.unwrap_or_default());
            }
            Some("experimental/serverStatus") => {
                assert_ne!(params["health"], "error", "{params}");
                self.settled = params["quiescent"] == true;
            }
            Some("$/progress") => {
                let token = params["token"].as_str().unwrap_or_default();
                match params["value"]["kind"].as_str() {
                    Some("begin") if token.contains("flycheck") => self.checks.running = true,
                    Some("end") if token.contains("flycheck") => {
                        self.checks.running = false;
                        self.checks.done += 1;
                    }
                    _ => {}
                }
            }
            // A request of the server: nothing that it asks for is set.
            Some(_) if message.get("id").is_some() => {
                let asked = params["items"].as_array().map_or(0, Vec::len);
                let answer = if asked > 0 {
                    json!(vec![Value::Null; asked])
                } else {
                    Value::Null
                };
                self.send(&json!({"jsonrpc": "2.0", "id": message["id"], "result": answer}));
            }
            _ => {}
        }
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Reads the server's messages, each behind a header with its length.
fn listen(from: impl Read + Send + 'static) -> Receiver<Value> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut from = BufReader::new(from);
        while let Some(message) = message(&mut from) {
            if sender.send(message).is_err() {
                break;
            }
        }
    });
    receiver
}

fn message(from: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", number)) => length = number.parse().ok()?,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    from.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}
