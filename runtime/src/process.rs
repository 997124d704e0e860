//! Which process this is, so that others on its machine see at once when it is gone, and need not wait for its leases.
//!
//! A process is gone when Linux says so: its number is nobody's, or somebody else's who started later. Of processes on other
//! machines, in other containers, of other users and of other systems nothing is known, and their leases say it all.

use std::{env, fs, io::ErrorKind, path::Path};

/// What a process is called that says nothing of its own: `<host>-<pid>-<random suffix>`, since containers of one name may share
/// numbers, and a number comes again.
pub(crate) fn instance() -> String {
    let number = std::process::id();
    let suffix: u32 = rand::random();
    format!("{}-{number}-{suffix:08x}", host())
}

/// The name of the machine, as far as it is told without asking the system.
fn host() -> String {
    let told = fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let names = told.into_iter().chain(
        ["HOSTNAME", "COMPUTERNAME"]
            .into_iter()
            .filter_map(|it| env::var(it).ok()),
    );
    let mut names = names.map(|it| it.trim().to_owned());
    names
        .find(|it| !it.is_empty())
        .unwrap_or_else(|| "host".to_owned())
}

/// A process of a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Process {
    /// What those share who see each other: the start of the system, the namespace of the numbers, the user.
    pub machine: String,
    /// Its number, and when it started.
    pub number: String,
}

impl Process {
    /// This one; `None` where it cannot be told.
    pub(crate) fn own() -> Option<Self> {
        let system = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let numbers = fs::read_link("/proc/self/ns/pid").ok()?;
        let user = user("/proc/self/status")?;
        let number = std::process::id();
        let started = started(number).ok()??;
        Some(Self {
            machine: format!("{} {} {user}", system.trim(), numbers.display()),
            number: format!("{number} {started}"),
        })
    }

    /// Whether one of this machine with that number is there no more. Whatever cannot be told is there.
    pub(crate) fn is_gone(number: &str) -> bool {
        let parts = number.split_once(' ');
        let Some((Ok(number), Ok(began))) =
            parts.map(|(number, began)| (number.parse::<u32>(), began.parse::<u64>()))
        else {
            return false;
        };
        match started(number) {
            Ok(Some(started)) => started != began,
            Ok(None) => true,
            Err(error) => error.kind() == ErrorKind::NotFound,
        }
    }
}

/// Ticks from the start of the system to that of the process; `None` for one that has ended and was not waited for.
/// <https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html>
fn started(number: u32) -> std::io::Result<Option<u64>> {
    let stat = fs::read_to_string(format!("/proc/{number}/stat"))?;
    let unreadable = || std::io::Error::new(ErrorKind::InvalidData, "an unknown form of stat");
    // The name before it may have any character in it.
    let (_, rest) = stat.rsplit_once(") ").ok_or_else(unreadable)?;
    let fields: Vec<&str> = rest.split(' ').collect();
    if let Some(&("Z" | "X")) = fields.first() {
        return Ok(None);
    }
    let started = fields.get(19).and_then(|ticks| ticks.parse().ok());
    started.map(Some).ok_or_else(unreadable)
}

/// The user that a process runs as: others may not even see that it is there.
fn user(status: impl AsRef<Path>) -> Option<u32> {
    let status = fs::read_to_string(status).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("Uid:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    /// From its start to its end, also while nobody has waited for it, and when another has its number.
    #[test]
    fn k4_a_process_is_seen_to_be_gone() {
        let own = Process::own().expect("this process is one");
        assert!(!Process::is_gone(&own.number));
        let mut other = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
        let number = format!("{} {}", other.id(), started(other.id()).unwrap().unwrap());
        assert!(!Process::is_gone(&number));
        other.kill().unwrap();
        while started(other.id()).unwrap().is_some() {
            std::thread::yield_now();
        }
        assert!(Process::is_gone(&number));
        other.wait().unwrap();
        assert!(Process::is_gone(&number));

        let another = format!("{} 1", std::process::id());
        assert!(Process::is_gone(&another));
        for unknown in ["", "here", "1", "1 here"] {
            assert!(!Process::is_gone(unknown), "{unknown:?}");
        }
    }
}
