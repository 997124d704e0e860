//! What the system says of the server, read from `/proc`.

use std::fs;

use crate::Done;

/// The server's process.
#[derive(Debug, Clone, Copy)]
pub struct Process(pub u32);

impl Process {
    /// KiB of its own memory and its part of what it shares.
    pub fn memory(self) -> Done<u32> {
        let text = fs::read_to_string(format!("/proc/{}/smaps_rollup", self.0))?;
        text.lines()
            .find_map(|line| line.strip_prefix("Pss:")?.split_whitespace().next())
            .and_then(|number| number.parse().ok())
            .ok_or_else(|| "smaps_rollup has no Pss".into())
    }

    /// How many sockets it has open.
    pub fn sockets(self) -> Done<usize> {
        let files = fs::read_dir(format!("/proc/{}/fd", self.0))?.filter_map(Result::ok);
        // Those that are closed in the meantime cannot be read, and count as closed.
        let targets = files.filter_map(|file| fs::read_link(file.path()).ok());
        Ok(targets
            .filter(|target| target.to_string_lossy().starts_with("socket:"))
            .count())
    }

    /// Hundredths of a second that its threads have run.
    pub fn ran(self) -> Done<u32> {
        let text = fs::read_to_string(format!("/proc/{}/stat", self.0))?;
        let fields = text.rsplit(')').next().unwrap_or_default();
        // After the name: state, ppid, … the 12th and 13th are utime and stime.
        let times = fields.split_whitespace().skip(11).take(2);
        Ok(times.filter_map(|time| time.parse::<u32>().ok()).sum())
    }
}
