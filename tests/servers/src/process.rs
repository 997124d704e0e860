//! A server as a child that outlives nobody.

use std::{
    fs,
    io::{self, Write},
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// Waits until its own input ends, which is when whoever started it is gone, in whichever way. Then it kills the server whose
/// number is in a file, and removes the folder.
const KEEPER: &str = r#"
cat > /dev/null
server=$(head -n 1 "$2")
kill -QUIT "$server"
while kill -0 "$server" 2> /dev/null; do sleep 0.1; done
rm -rf "$1"
"#;

/// A port that is free now.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// Sees to it that a server ends with this process, and its folder with it.
pub fn keep(folder: &Path, pid_file: &Path) -> io::Result<Child> {
    Command::new("sh")
        .args(["-c", KEEPER, "keeper"])
        .args([folder, pid_file])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
}

/// Runs a command to its end.
///
/// # Panics
/// When it fails, with what it printed.
pub fn run(command: &[String]) {
    let (program, arguments) = command.split_first().expect("a program");
    let done = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    if !done.status.success() {
        let _ = io::stderr().write_all(&done.stdout);
        panic!("{command:?}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

/// Whether this process is root's, as whom some servers refuse to run.
pub fn is_root() -> bool {
    let own = fs::metadata("/proc/self");
    own.is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

/// The folder with a program of this name that Debian has in none of `$PATH`.
pub fn newest(parents: &str, program: &str) -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = fs::read_dir(parents)
        .ok()?
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|folder| folder.join(program).is_file())
        .collect();
    versions.sort();
    versions.pop()
}
