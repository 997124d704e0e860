//! `buildamp generate --watch`, in a real process.

use std::fs;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::project::Project;

/// For what takes a moment on an idle machine.
const MOMENT: Duration = Duration::from_mins(1);

struct Watcher {
    process: Child,
    told: Arc<Mutex<String>>,
}

impl Watcher {
    fn start(project: &Project, arguments: &[&str]) -> Self {
        let mut command = project.command(&[&["generate", "--watch"], arguments].concat());
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let told = Arc::default();
        listen(process.stdout.take().unwrap(), Arc::clone(&told));
        listen(process.stderr.take().unwrap(), Arc::clone(&told));
        Self { process, told }
    }

    fn told(&self) -> String {
        self.told.lock().unwrap().clone()
    }

    /// Waits until something is so.
    #[track_caller]
    fn until(&self, what: &str, is: impl Fn() -> bool) {
        let start = Instant::now();
        while !is() {
            assert!(start.elapsed() < MOMENT, "{what}:\n{}", self.told());
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits until it has told this so many times.
    #[track_caller]
    fn tells(&self, text: &str, times: usize) {
        self.until(text, || self.told().matches(text).count() >= times);
    }

    /// Ends it as Ctrl-C does, and gives its exit status.
    fn interrupt(mut self) -> Option<i32> {
        let id = self.process.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &id])
                .status()
                .unwrap()
                .success()
        );
        self.process.wait().unwrap().code()
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn listen(mut stream: impl Read + Send + 'static, told: Arc<Mutex<String>>) {
    thread::spawn(move || {
        let mut some = [0; 4096];
        while let Ok(length @ 1..) = stream.read(&mut some) {
            told.lock()
                .unwrap()
                .push_str(&String::from_utf8_lossy(&some[..length]));
        }
    });
}

fn typescript(project: &Project, path: &str) -> String {
    fs::read_to_string(project.path().join("generated/ts").join(path)).unwrap_or_default()
}

#[test]
fn h13_every_way_of_changing_a_file_is_seen_and_ctrl_c_ends_it_well() {
    let project = Project::copy("shop");
    let watcher = Watcher::start(&project, &[]);
    watcher.tells("written\n", 1);
    let shows = |path: &str, text: &str| typescript(&project, path).contains(text);

    project.edit(
        "src/models/address.rs",
        "pub struct",
        "/// First.\npub struct",
    );
    watcher.until("a save in place", || shows("address.ts", "First."));

    // As editors save: a file beside it takes its place.
    let text = project
        .read("src/models/address.rs")
        .replace("First.", "Second.");
    project.write("src/models/address.rs~", &text);
    fs::rename(
        project.path().join("src/models/address.rs~"),
        project.path().join("src/models/address.rs"),
    )
    .unwrap();
    watcher.until("a save by renaming", || shows("address.ts", "Second."));

    project.write(
        "src/models/deep/extra.rs",
        "pub struct Extra {\n    pub at: u8,\n}\n",
    );
    project.write("src/models/deep/mod.rs", "pub mod extra;\n");
    project.edit("src/models/mod.rs", "pub mod", "pub mod deep;\npub mod");
    watcher.until("a file in a new folder", || shows("deep/extra.ts", "Extra"));

    project.edit("src/models/deep/extra.rs", "Extra", "Other");
    watcher.until("a save there", || shows("deep/extra.ts", "Other"));

    fs::rename(
        project.path().join("src/models/deep"),
        project.path().join("src/models/far"),
    )
    .unwrap();
    project.edit("src/models/mod.rs", "pub mod deep;", "pub mod far;");
    watcher.until("a folder of another name", || {
        shows("far/extra.ts", "Other") && typescript(&project, "deep/extra.ts").is_empty()
    });

    project.edit("src/models/mod.rs", "pub mod far;\n", "");
    fs::remove_dir_all(project.path().join("src/models/far")).unwrap();
    watcher.until("a folder that is gone", || {
        typescript(&project, "far/extra.ts").is_empty()
    });

    project.write(
        "buildamp.toml",
        "[generate]\ntargets = [\"ts\"]\nout = \"other\"\n",
    );
    watcher.until("a new setting", || project.has("other/ts/address.ts"));

    assert_eq!(watcher.interrupt(), Some(0));
}

#[test]
fn an_error_keeps_the_last_good_output_and_is_over_when_it_is_mended() {
    let project = Project::copy("shop");
    let watcher = Watcher::start(&project, &["--target", "ts"]);
    watcher.tells("written\n", 1);
    let good = project.files("generated");
    let text = project.read("src/models/address.rs");

    project.edit("src/models/address.rs", "pub struct", "pub strct");
    watcher.tells("nothing was written", 1);
    assert!(
        watcher.told().contains("--> src/models/address.rs:"),
        "{}",
        watcher.told()
    );
    assert_eq!(project.files("generated"), good);

    // Another mistake elsewhere: both are told.
    project.write("src/models/lost.rs", "pub struct Lost;\n");
    watcher.tells("src/models/lost.rs", 1);
    assert_eq!(project.files("generated"), good);

    project.remove("src/models/lost.rs");
    project.write("src/models/address.rs", &text);
    watcher.tells("nothing to write", 1);
    assert_eq!(project.files("generated"), good);

    // The whole folder goes and comes back.
    let (here, away) = (
        project.path().join("src/models"),
        project.path().join("away"),
    );
    fs::rename(&here, &away).unwrap();
    watcher.tells("there is no models folder", 1);
    fs::rename(&away, &here).unwrap();
    project.edit(
        "src/models/address.rs",
        "pub struct",
        "/// Back.\npub struct",
    );
    watcher.until("the folder is back", || {
        typescript(&project, "address.ts").contains("Back.")
    });
    assert_eq!(watcher.interrupt(), Some(0));
}

#[test]
fn many_changes_at_once_are_one() {
    let project = Project::copy("shop");
    let watcher = Watcher::start(&project, &["--target", "ts"]);
    watcher.tells("written\n", 1);
    for number in 0..40 {
        let text = format!("pub struct Number {{\n    pub is{number}: u8,\n}}\n");
        project.write("src/models/number.rs", &text);
    }
    project.edit("src/models/mod.rs", "pub mod", "pub mod number;\npub mod");
    watcher.until("the last one", || {
        typescript(&project, "number.ts").contains("is39")
    });
    let rounds = watcher.told().matches('\n').count();
    assert!(rounds < 40, "{}", watcher.told());
    assert_eq!(watcher.interrupt(), Some(0));
}

#[test]
fn it_cannot_check_or_accept_at_the_same_time() {
    let project = Project::copy("shop");
    for other in ["--check", "--accept"] {
        project.run(&["generate", "--watch", other]).ends(2);
    }
}
