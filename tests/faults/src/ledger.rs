//! What handlers say they did, apart from the engine and its database: a file for each process, a line for each beginning and
//! end of a run. A line is one write, which outlives the process that is killed after it.

use std::{
    fs::{self, File, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use rustix::time::{ClockId, clock_gettime};

/// Nanoseconds on the clock that all processes of a machine share and nobody sets.
pub fn now() -> i64 {
    let now = clock_gettime(ClockId::Monotonic);
    now.tv_sec * 1_000_000_000 + now.tv_nsec
}

/// The file of one process.
#[derive(Debug)]
pub struct Ledger(File);

/// A handler that runs. Dropped before its end it was called off.
#[derive(Debug)]
pub struct Entry<'l> {
    ledger: &'l Ledger,
    number: u64,
    attempt: u32,
    has_ended: bool,
}

impl Ledger {
    pub fn open(folder: &Path, worker: u32) -> Result<Self> {
        let file = folder.join(format!("{worker}.ledger"));
        let file = OpenOptions::new().create(true).append(true).open(file)?;
        Ok(Self(file))
    }

    pub fn begin(&self, number: u64, attempt: u32) -> Result<Entry<'_>> {
        self.write("began", number, attempt)?;
        Ok(Entry {
            ledger: self,
            number,
            attempt,
            has_ended: false,
        })
    }

    fn write(&self, what: &str, number: u64, attempt: u32) -> Result<()> {
        let line = format!("{what} {number} {attempt} {}\n", now());
        Ok((&self.0).write_all(line.as_bytes())?)
    }
}

impl Entry<'_> {
    pub fn end(mut self) -> Result<()> {
        self.has_ended = true;
        self.ledger.write("ended", self.number, self.attempt)
    }
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        if !self.has_ended {
            let written = self.ledger.write("ended", self.number, self.attempt);
            written.expect("the ledger takes a line");
        }
    }
}

/// A run of a handler.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    pub number: u64,
    pub attempt: u32,
    pub worker: u32,
    pub began: i64,
    /// `None`: its process was gone before.
    pub ended: Option<i64>,
}

/// All runs, by number and in the order of their beginnings.
pub fn read(folder: &Path) -> Result<Vec<Run>> {
    let mut runs = Vec::new();
    for file in fs::read_dir(folder)? {
        let file = file?.path();
        if file.extension().is_some_and(|it| it == "ledger") {
            runs.extend(read_one(&file)?);
        }
    }
    runs.sort_by_key(|run| (run.number, run.began));
    Ok(runs)
}

/// When the process with that number last wrote a line; after that it is gone where it has ended by itself.
pub fn last(folder: &Path, worker: u32) -> Result<i64> {
    let runs = read(folder)?;
    let own = runs.iter().filter(|run| run.worker == worker);
    let times = own.flat_map(|run| [Some(run.began), run.ended]);
    times.flatten().max().context("it has run something")
}

fn read_one(file: &PathBuf) -> Result<Vec<Run>> {
    let name = file.file_stem().and_then(|name| name.to_str());
    let worker = name.context("a name")?.parse()?;
    let mut runs: Vec<Run> = Vec::new();
    for line in fs::read_to_string(file)?.lines() {
        let [what, number, attempt, at] = line.split(' ').collect::<Vec<_>>()[..] else {
            bail!("{}: {line:?}", file.display());
        };
        let (number, attempt, at) = (number.parse()?, attempt.parse()?, at.parse()?);
        if what == "began" {
            runs.push(Run {
                number,
                attempt,
                worker,
                began: at,
                ended: None,
            });
            continue;
        }
        let own = |run: &&mut Run| (run.number, run.attempt) == (number, attempt);
        let run = runs.iter_mut().rev().find(own);
        run.context("an end without a beginning")?.ended = Some(at);
    }
    Ok(runs)
}
