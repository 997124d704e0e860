//! Several processes, one database: consumers are rows, so an emitter reaches those that it has never heard of.

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

struct Process {
    child: Child,
    lines: Receiver<String>,
}

impl Process {
    fn start(binary: &str, arguments: &[&str], folder: &Path) -> Self {
        let mut child = Command::new(binary)
            .args(arguments)
            .current_dir(folder)
            .env_remove("BUILDAMP_CONFIG")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let output = BufReader::new(child.stdout.take().expect("piped"));
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            output
                .lines()
                .map_while(Result::ok)
                .try_for_each(|line| sender.send(line))
        });
        Self { child, lines }
    }

    fn web(folder: &Path) -> Self {
        Self::start(env!("CARGO_BIN_EXE_web"), &[], folder)
    }

    fn worker(arguments: &[&str], folder: &Path) -> Self {
        let worker = Self::start(env!("CARGO_BIN_EXE_worker"), arguments, folder);
        worker.says(&["ready"]);
        worker
    }

    fn order(&mut self, number: u32) {
        writeln!(self.child.stdin.as_mut().expect("piped"), "{number}").expect("it reads");
        self.says(&[&format!("emitted {number}")]);
    }

    /// Waits for these lines, in whichever order.
    fn says(&self, wanted: &[&str]) {
        let mut said: Vec<String> = wanted
            .iter()
            .map(|line| {
                let wait = Duration::from_secs(30);
                self.lines
                    .recv_timeout(wait)
                    .unwrap_or_else(|_| panic!("waited in vain for {line}"))
            })
            .collect();
        said.sort();
        assert_eq!(said, wanted);
    }

    /// Asks it to end by SIGTERM. A worker stores what has become of its deliveries first: killed, it would leave one
    /// that it has just handled to the next worker once more.
    fn says_no_more(mut self) {
        let asked = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .expect("kill starts");
        assert!(asked.success(), "it runs");
        self.child.wait().expect("it was started");
        assert_eq!(self.lines.iter().collect::<Vec<_>>(), [""; 0]);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn h12_a_web_binary_without_handlers_emits_and_a_worker_binary_handles() {
    let folder = tempfile::tempdir().expect("a folder");
    // Once registered, a consumer is reached whether its worker runs or not.
    drop(Process::worker(&[], folder.path()));
    let mut web = Process::web(folder.path());
    web.order(1);
    web.order(2);
    let worker = Process::worker(&[], folder.path());
    worker.says(&["reserved 1", "reserved 2"]);
    web.order(3);
    worker.says(&["reserved 3"]);
    worker.says_no_more();
    web.says_no_more();
}

#[test]
fn h12_a_new_consumer_is_reached_by_an_emitter_that_was_there_before_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let old = Process::worker(&[], folder.path());
    let mut web = Process::web(folder.path());
    web.order(1);
    old.says(&["reserved 1"]);
    old.says_no_more();

    let next = Process::worker(&["next"], folder.path());
    web.order(2);
    next.says(&["confirmed 2", "reserved 2"]);
    next.says_no_more();
}

#[test]
fn s62_what_an_older_release_stored_is_handled_by_the_newer_ones_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(Process::worker(&[], folder.path()));
    let mut older = Process::start(env!("CARGO_BIN_EXE_older"), &[], folder.path());
    older.order(7);

    // Version 1 in the database, version 2 below the models' folder.
    let worker = Process::worker(&[], folder.path());
    worker.says(&["P-7 left"]);
    worker.says_no_more();

    // Version 1 in the database, version 3 in the type with the derive.
    older.order(8);
    older.says_no_more();
    let later = Process::start(env!("CARGO_BIN_EXE_later"), &[], folder.path());
    later.says(&["ready"]);
    later.says(&["P-8 is at unknown"]);
    later.says_no_more();
}
