//! An ordinary axum and sqlx application, `tests/embed/before`, and the same with BuildAmp, `examples/embed`: what it
//! takes to get there, and that both work, one after the other, on one database.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use sqlx::Connection as _;

mod programs;

const BEFORE: &str = "tests/embed/before";
const AFTER: &str = "examples/embed";
/// What an application may take on to gain BuildAmp.
const LINES: usize = 15;
/// For what takes a moment on an idle machine.
const MOMENT: Duration = Duration::from_mins(1);

/// Counted is every line that the diff adds to the application's own files: its code, its manifest, `build.rs` and
/// `buildamp.toml`, blank lines too. The models and handlers are what BuildAmp is there for: printed, not counted. So is
/// the package's name, which is another one only because a workspace cannot hold two of one name.
#[test]
fn h13_an_ordinary_application_gains_events_in_at_most_fifteen_lines() {
    let (before, mut after) = (files(&root(BEFORE)), files(&root(AFTER)));
    let product: BTreeMap<PathBuf, String> = after
        .extract_if(.., |path, _| {
            path.starts_with("src/models") || path.starts_with("src/handlers")
        })
        .collect();
    let named = |text: &str| text.replace("name = \"embed-before\"", "name = \"embed\"");

    let mut added = 0;
    let paths: BTreeSet<&PathBuf> = before.keys().chain(after.keys()).collect();
    for path in paths {
        let was = named(before.get(path).map_or("", String::as_str));
        let is = after.get(path).map_or("", String::as_str);
        let changes = changes(&was, is);
        if !changes.is_empty() {
            println!("{}\n{}\n", path.display(), changes.join("\n"));
        }
        added += changes.iter().filter(|line| line.starts_with('+')).count();
    }
    println!("{added} lines added. What they are for:\n");
    for (path, text) in &product {
        println!("{}\n{text}", path.display());
    }
    assert!((1..=LINES).contains(&added), "{added} lines");
    assert_eq!(
        product
            .keys()
            .map(|path| path.display().to_string())
            .collect::<Vec<_>>(),
        [
            "src/handlers/mod.rs",
            "src/models/events/mod.rs",
            "src/models/mod.rs"
        ]
    );
}

#[test]
fn s23_a_note_and_its_event_are_stored_together_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("notes.db");
    let programs = programs::programs(Path::new(env!("CARGO_MANIFEST_DIR")));
    let (before, after) = (&programs["embed-before"], &programs["embed"]);

    let application = Application::start(before, BEFORE, &database);
    assert_eq!(application.add("an old note"), 201);
    drop(application);
    let own = own_schema(&database);
    assert!(own.contains("_sqlx_migrations"), "{own}");

    let application = Application::start(after, AFTER, &database);
    assert_eq!(application.feed(), ["added: an old note"]);

    // The handler's entry follows.
    assert_eq!(application.add("three small steps"), 201);
    application.waits_for_entry("note 2 has 3 words");
    assert_eq!(events(&database), [json!({"id": 2})]);

    // The entry of this one is longer than the feed allows, which shows when the note and its event are written already.
    assert_eq!(application.add(&"long ".repeat(30)), 500);
    assert_eq!(application.get("/notes").as_array().map(Vec::len), Some(2));
    assert_eq!(events(&database).len(), 1);

    // The application's pool and BuildAmp's writer take turns.
    let statuses: Vec<u16> = thread::scope(|scope| {
        let add = |number: usize| application.add(&format!("note number {number}"));
        let adding: Vec<_> = (0..40)
            .map(|number| scope.spawn(move || add(number)))
            .collect();
        adding.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert_eq!(statuses, [201; 40]);
    for id in 3..43 {
        application.waits_for_entry(&format!("note {id} has 3 words"));
    }
    let feed = application.feed();
    let counted = feed.iter().filter(|entry| entry.ends_with("words"));
    assert_eq!(counted.count(), 41, "{feed:#?}");
    assert_eq!(events(&database).len(), 41);

    application.stops();
    assert_eq!(own_schema(&database), own);
}

/// A running application.
struct Application {
    process: Child,
    port: u16,
}

impl Application {
    fn start(binary: &Path, package: &str, database: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let process = Command::new(binary)
            .current_dir(root(package))
            .env("DATABASE_URL", format!("sqlite:{}", database.display()))
            .env("PORT", port.to_string())
            .env_remove("BUILDAMP_CONFIG")
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let application = Self { process, port };
        until("it listens", || {
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        application
    }

    fn add(&self, text: &str) -> u16 {
        self.request("POST", "/notes", &json!({"text": text}).to_string())
            .0
    }

    fn feed(&self) -> Vec<String> {
        serde_json::from_value(self.get("/feed")).unwrap()
    }

    fn waits_for_entry(&self, entry: &str) {
        until(entry, || self.feed().iter().any(|it| it == entry));
    }

    fn get(&self, path: &str) -> Value {
        let (status, body) = self.request("GET", path, "");
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).unwrap()
    }

    fn request(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, body.to_owned())
    }

    /// Ends as it does when a person stops it.
    fn stops(mut self) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").arg(id).status().unwrap().success());
        until("it ends", || self.process.try_wait().unwrap().is_some());
        assert!(self.process.wait().unwrap().success());
    }
}

impl Drop for Application {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn events(database: &Path) -> Vec<Value> {
    let rows = rows(
        database,
        "SELECT data FROM buildamp_events WHERE type = 'note_added' ORDER BY seq",
    );
    rows.iter()
        .map(|data| serde_json::from_str(data).unwrap())
        .collect()
}

/// The application's own tables, and which of its migrations have run when.
fn own_schema(database: &Path) -> String {
    let tables = "SELECT name || ': ' || sql FROM sqlite_schema WHERE sql <> '' AND tbl_name NOT LIKE 'buildamp%' AND tbl_name NOT LIKE 'sqlite%' ORDER BY name";
    let migrations = "SELECT version || ' ' || installed_on || ' ' || hex(checksum) FROM _sqlx_migrations ORDER BY version";
    [rows(database, tables), rows(database, migrations)]
        .concat()
        .join("\n")
}

fn rows(database: &Path, sql: &'static str) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let url = format!("sqlite:{}", database.display());
        let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
        sqlx::query_scalar(sql)
            .fetch_all(&mut connection)
            .await
            .unwrap()
    })
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let since = Instant::now();
    while !holds() {
        assert!(since.elapsed() < MOMENT, "not after {MOMENT:?}: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// The lines that are gone, with `-`, and those that are new, with `+`, around what both have in common.
fn changes(was: &str, is: &str) -> Vec<String> {
    let (was, is): (Vec<&str>, Vec<&str>) = (was.lines().collect(), is.lines().collect());
    // The length of the longest common part behind each pair of lines.
    let mut common = vec![vec![0; is.len() + 1]; was.len() + 1];
    for (i, old) in was.iter().enumerate().rev() {
        for (j, new) in is.iter().enumerate().rev() {
            common[i][j] = if old == new {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut changes = Vec::new();
    while i < was.len() || j < is.len() {
        if i < was.len() && j < is.len() && was[i] == is[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == is.len() || (i < was.len() && common[i + 1][j] >= common[i][j + 1]) {
            changes.push(format!("-{}", was[i]));
            i += 1;
        } else {
            changes.push(format!("+{}", is[j]));
            j += 1;
        }
    }
    changes
}

/// Every file below a folder by its path from there.
fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = PathBuf::from(path.file_name().unwrap());
        if path.is_dir() {
            found.extend(
                files(&path)
                    .into_iter()
                    .map(|(inner, text)| (name.join(inner), text)),
            );
        } else {
            found.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
    found
}

fn root(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}
