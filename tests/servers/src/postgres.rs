//! PostgreSQL, with what Debian's package `postgresql` installs.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Child,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::process::{free_port, is_root, keep, newest, run};

/// A cluster that is gone with this process.
#[derive(Debug)]
pub struct Postgres {
    port: u16,
    bin: PathBuf,
    data: PathBuf,
    log: PathBuf,
    options: String,
    /// While its input is open the server runs.
    _keeper: Child,
}

impl Postgres {
    /// The one that all tests of this process share. It forgets what it was told when the machine fails, as no test asks
    /// for more; [`Postgres::start`] starts one that does not.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(&["fsync=off", "synchronous_commit=off"]))
    }

    /// Starts one with these settings.
    ///
    /// # Panics
    /// When it cannot be started: the package `postgresql` is missing, most likely.
    #[must_use]
    pub fn start(settings: &[&str]) -> Self {
        let bin = newest("/usr/lib/postgresql", "postgres")
            .expect("PostgreSQL below /usr/lib/postgresql: install the package `postgresql`");
        let folder = tempfile::Builder::new()
            .prefix("buildamp-postgres")
            .tempdir()
            .expect("a folder")
            .keep();
        let data = folder.join("data");
        if is_root() {
            run(&words(&["chown", "postgres", &text(&folder)]));
        }
        let init = [
            "-D",
            &text(&data),
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
        ];
        let locale = ["--no-locale", "--no-sync"];
        run(&as_postgres(
            &bin.join("initdb"),
            &[&init[..], &locale].concat(),
        ));
        let port = free_port();
        let listening = [
            "listen_addresses=127.0.0.1",
            "max_connections=400",
            &format!("port={port}"),
            &format!("unix_socket_directories={}", text(&folder)),
        ];
        let settings = settings.iter().chain(&listening);
        let options: Vec<String> = settings.map(|setting| format!("-c {setting}")).collect();
        let server = Self {
            port,
            bin,
            _keeper: keep(&folder, &data.join("postmaster.pid")).expect("the server's keeper"),
            data,
            log: folder.join("log"),
            options: options.join(" "),
        };
        server.begin();
        server
    }

    /// Stops it at once, as when the machine fails, for as long as something takes.
    ///
    /// # Panics
    /// When it does not come back.
    pub async fn without<R>(&self, something: impl Future<Output = R>) -> R {
        self.control(&["-m", "immediate", "stop"]);
        let done = something.await;
        self.begin();
        done
    }

    /// What it has said so far.
    ///
    /// # Panics
    /// When that cannot be read.
    #[must_use]
    pub fn log(&self) -> String {
        let log = fs::read(&self.log).expect("the server's log");
        String::from_utf8_lossy(&log).into_owned()
    }

    fn begin(&self) {
        self.control(&["-o", &self.options, "start"]);
    }

    fn control(&self, what: &[&str]) {
        let (data, log) = (text(&self.data), text(&self.log));
        let common = ["-s", "-w", "-t", "60", "-D", &data, "-l", &log];
        run(&as_postgres(
            &self.bin.join("pg_ctl"),
            &[&common[..], what].concat(),
        ));
    }

    /// The URL of a new database.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn database(&self) -> String {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let port = self.port.to_string();
        let create = text(&self.bin.join("createdb"));
        run(&words(&[
            &create,
            "-h",
            "127.0.0.1",
            "-p",
            &port,
            "-U",
            "postgres",
            &name,
        ]));
        format!("postgres://postgres@127.0.0.1:{port}/{name}")
    }

    /// The URL of a new database, all of whose tables lie in this folder.
    ///
    /// # Panics
    /// When the server refuses.
    #[must_use]
    pub fn database_in(&self, folder: &Path) -> String {
        let folder = text(folder);
        if is_root() {
            run(&words(&["chown", "postgres", &folder]));
        }
        let url = self.database();
        let (server, name) = url.rsplit_once('/').expect("a URL with a database");
        let space = format!("create tablespace {name} location '{folder}'");
        let moved = format!("alter database {name} set tablespace {name}");
        let psql = text(&self.bin.join("psql"));
        let server = format!("{server}/postgres");
        run(&words(&[&psql, "-q", "-c", &space, "-c", &moved, &server]));
        url
    }
}

/// A command of PostgreSQL's, which root may not run.
fn as_postgres(program: &Path, arguments: &[&str]) -> Vec<String> {
    let other = [
        "setpriv",
        "--reuid=postgres",
        "--regid=postgres",
        "--clear-groups",
    ];
    let program = text(program);
    let user: &[&str] = if is_root() { &other } else { &[] };
    words(&[user, &[program.as_str()], arguments].concat())
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

fn text(path: &Path) -> String {
    path.to_str().expect("a path that is text").to_owned()
}
