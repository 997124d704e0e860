//! Workers as processes, some of which are killed and replaced.

use std::{path::PathBuf, time::Duration};

use anyhow::{Context as _, Result, bail};

use crate::{
    job::Setup,
    judge::{Kill, Losses},
    ledger,
    process::{Place, Process},
    role::Role,
};

/// So many workers at once, each with a number that none of the others ever had.
#[derive(Debug)]
pub struct Fleet {
    setup: Setup,
    place: Place,
    folder: PathBuf,
    workers: Vec<(u32, Process)>,
    next: u32,
    pub losses: Losses,
}

impl Fleet {
    pub async fn start(count: usize, setup: Setup, place: Place, folder: PathBuf) -> Result<Self> {
        let mut fleet = Self {
            setup,
            place,
            folder,
            workers: Vec::new(),
            next: 0,
            losses: Losses::default(),
        };
        for _ in 0..count {
            fleet.add().await?;
        }
        Ok(fleet)
    }

    /// Starts one more.
    pub async fn add(&mut self) -> Result<()> {
        let role = Role::Worker {
            setup: self.setup.clone(),
            folder: self.folder.clone(),
            worker: self.next,
        };
        let log = format!("worker-{}", self.next);
        let process = Process::start(&role, self.place, &self.folder, &log).await?;
        self.workers.push((self.next, process));
        self.next += 1;
        Ok(())
    }

    pub fn numbers(&self) -> Vec<u32> {
        self.workers.iter().map(|(number, _)| *number).collect()
    }

    pub async fn kill(&mut self, worker: u32) -> Result<()> {
        let place = self.workers.iter().position(|it| it.0 == worker);
        let (_, mut process) = self.workers.remove(place.context("a worker that runs")?);
        let at = ledger::now();
        process.kill().await?;
        self.losses.kills.push(Kill { worker, at });
        Ok(())
    }

    /// Starts another for each that has crashed; answers how many did.
    pub async fn replace_crashed(&mut self) -> Result<u64> {
        let mut crashed = Vec::new();
        for (number, process) in &mut self.workers {
            if process.ended()?.is_some_and(|status| !status.success()) {
                crashed.push(*number);
            }
        }
        for &worker in &crashed {
            self.workers.retain(|it| it.0 != worker);
            let at = ledger::last(&self.folder, worker)?;
            self.losses.kills.push(Kill { worker, at });
            self.add().await?;
        }
        Ok(crashed.len() as u64)
    }

    /// Fails when one has ended by itself.
    pub fn all_run(&mut self) -> Result<()> {
        for (number, process) in &mut self.workers {
            if let Some(status) = process.ended()? {
                bail!("worker {number} has ended by itself with {status}");
            }
        }
        Ok(())
    }

    /// Has all of them drain and end.
    pub async fn end(&mut self) -> Result<()> {
        for (_, mut process) in self.workers.drain(..) {
            process.terminate().await?;
        }
        Ok(())
    }
}

/// Tries again and again until it is so, for as long as that may take at the very most.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> Result<bool>) -> Result<()> {
    const LONGEST: Duration = Duration::from_mins(3);
    let tried = async {
        while !is_so().await? {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    };
    tokio::time::timeout(LONGEST, tried)
        .await
        .with_context(|| format!("after {LONGEST:?} still not: {what}"))?
}
