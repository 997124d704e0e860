//! PostgreSQL, with what Debian's package `postgresql` installs.

use std::{
    net::{Ipv4Addr, TcpStream},
    path::{Path, PathBuf},
    process::Child,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::process::{free_port, is_root, newest, run, start};

/// A cluster that is gone with this process.
#[derive(Debug)]
pub struct Postgres {
    port: u16,
    bin: PathBuf,
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
        let (port_text, folder_text, data_text) = (port.to_string(), text(&folder), text(&data));
        let mut arguments = vec!["-D", &data_text, "-p", &port_text, "-k", &folder_text];
        for setting in settings
            .iter()
            .chain(&["listen_addresses=127.0.0.1", "max_connections=400"])
        {
            arguments.extend(["-c", setting]);
        }
        let keeper = start(&folder, &as_postgres(&bin.join("postgres"), &arguments));
        let server = Self {
            port,
            bin,
            _keeper: keeper.expect("the server's keeper"),
        };
        server.await_ready();
        server
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

    fn await_ready(&self) {
        let give_up = Instant::now() + Duration::from_mins(1);
        let ready = text(&self.bin.join("pg_isready"));
        let port = self.port.to_string();
        loop {
            let asked = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok()
                && std::process::Command::new(&ready)
                    .args(["-q", "-h", "127.0.0.1", "-p", &port])
                    .status()
                    .is_ok_and(|status| status.success());
            if asked {
                return;
            }
            assert!(Instant::now() < give_up, "the server does not start");
            thread::sleep(Duration::from_millis(20));
        }
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
