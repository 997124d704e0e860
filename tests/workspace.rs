//! `examples/workspace`: models in a library, a web server that emits, a worker that handles, a program without engine.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

mod programs;

const WORKSPACE: &str = "examples/workspace";
/// For what takes a moment on an idle machine.
const MOMENT: Duration = Duration::from_mins(1);

#[test]
fn s5_what_one_program_emits_another_one_handles() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("shop.db");
    let programs = programs::programs(Path::new(env!("CARGO_MANIFEST_DIR")));

    // The database knows the worker from its first start on, also while it does not run.
    let worker = Worker::start(&programs["shop-worker"], &database);
    let api = Api::start(&programs["shop-api"], &database);
    let mut number = 0;
    let first = loop {
        // An order that comes before the worker has said its name is nobody's.
        number += 1;
        assert_eq!(api.order(number), 202);
        if let Ok(line) = worker.lines.recv_timeout(Duration::from_millis(500)) {
            break line;
        }
    };
    assert!(first.ends_with(": 2 × tea"), "{first}");
    drop(worker);
    assert_eq!(api.order(1000), 202);
    let worker = Worker::start(&programs["shop-worker"], &database);
    let line = worker
        .lines
        .iter()
        .find(|line| line.starts_with("order 1000"));
    assert_eq!(line.as_deref(), Some("order 1000: 2 × tea"));

    let order = order(7);
    let mut packing = Command::new(&programs["shop-packing"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = packing.stdin.take().unwrap();
    stdin.write_all(order.to_string().as_bytes()).unwrap();
    drop(stdin);
    let printed = String::from_utf8(packing.wait_with_output().unwrap().stdout).unwrap();
    let written = r#"{"number":7,"lines":[{"article":"tea","pieces":2}]}"#;
    assert_eq!(printed, format!("Order 7\n[ ] 2 × tea\n{written}\n"));
}

#[test]
fn h3_a_crate_without_engine_has_no_engine_among_its_dependencies() {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--package=shop-packing",
            "--edges=normal",
            "--prefix=none",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    assert!(tree.contains("shop-models"), "{tree}");
    for heavy in ["axum", "sqlx", "tokio"] {
        let has = tree
            .lines()
            .any(|line| line.split(' ').next() == Some(heavy));
        assert!(!has, "{heavy}:\n{tree}");
    }
}

fn order(number: u32) -> Value {
    json!({"number": number, "lines": [{"article": "tea", "pieces": 2}]})
}

struct Worker {
    process: Child,
    lines: mpsc::Receiver<String>,
}

impl Worker {
    fn start(binary: &Path, database: &Path) -> Self {
        let mut process = command(binary, database)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let (sender, lines) = mpsc::channel();
        // It ends with the process.
        thread::spawn(move || {
            output
                .lines()
                .map_while(Result::ok)
                .all(|line| sender.send(line).is_ok())
        });
        Self { process, lines }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        stop(&mut self.process);
    }
}

struct Api {
    process: Child,
    port: u16,
}

impl Api {
    fn start(binary: &Path, database: &Path) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let mut command = command(binary, database);
        let process = command.env("PORT", port.to_string()).spawn().unwrap();
        let since = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(since.elapsed() < MOMENT, "it does not listen");
            thread::sleep(Duration::from_millis(20));
        }
        Self { process, port }
    }

    /// Places an order and answers the status.
    fn order(&self, number: u32) -> u16 {
        let body = order(number).to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(
            stream,
            "POST /orders HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split(' ').nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        stop(&mut self.process);
    }
}

fn command(binary: &Path, database: &Path) -> Command {
    let mut command = Command::new(binary);
    command
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(WORKSPACE))
        .env("DATABASE_URL", format!("sqlite:{}", database.display()))
        .env_remove("BUILDAMP_CONFIG")
        .stdin(Stdio::null());
    command
}

fn stop(process: &mut Child) {
    // It may have ended by itself.
    let _ = process.kill();
    let _ = process.wait();
}
