//! This program again as another process, which can be killed and outlives nobody.

use std::{
    env,
    fs::{self, File},
    path::Path,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, ChildStdin, Command};

use crate::{job::SECRET, role::Role};

/// Whether the processes of a trial see each other's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// As those of one machine do.
    Together,
    /// As those of different machines do not: each has numbers of its own.
    Apart,
}

/// A process of this program's. It ends when this one does, in whichever way.
#[derive(Debug)]
pub struct Process {
    child: Child,
    pid: Pid,
    /// The process ends itself when this is gone.
    _life: ChildStdin,
}

impl Process {
    /// Starts one, which writes its log into this folder.
    pub async fn start(role: &Role, place: Place, folder: &Path, log: &str) -> Result<Self> {
        let own = env::current_exe()?;
        let mut command = match place {
            Place::Together => Command::new(own),
            Place::Apart => {
                let mut apart = Command::new("unshare");
                apart.args(["--pid", "--fork", "--kill-child"]).arg(own);
                apart
            }
        };
        let log = File::create(folder.join(format!("{log}.log")))?;
        let mut child = command
            .arg("child")
            .arg(serde_json::to_string(role)?)
            .env("FAULTS_SECRET", SECRET)
            .stdin(Stdio::piped())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?;
        let life = child.stdin.take().context("its input")?;
        let started = child.id().context("a process that runs")?;
        let number = match place {
            Place::Together => started,
            Place::Apart => child_of(started).await?,
        };
        let pid = Pid::from_raw(number.try_into()?).context("its number")?;
        Ok(Self {
            child,
            pid,
            _life: life,
        })
    }

    /// SIGKILL: it gets no chance to say anything. Returns when it is gone.
    pub async fn kill(&mut self) -> Result<()> {
        kill_process(self.pid, Signal::KILL)?;
        self.child.wait().await?;
        Ok(())
    }

    /// SIGTERM: it may finish what it has begun.
    pub async fn terminate(&mut self) -> Result<()> {
        kill_process(self.pid, Signal::TERM)?;
        let ended = tokio::time::timeout(Duration::from_mins(1), self.child.wait()).await;
        let status = ended.context("a process did not end after SIGTERM")??;
        if !status.success() {
            bail!("after SIGTERM a process ended with {status}");
        }
        Ok(())
    }

    /// How it ended by itself, if it has.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }
}

/// The process that `unshare` has started.
async fn child_of(started: u32) -> Result<u32> {
    for _ in 0..1000 {
        let children = fs::read_to_string(format!("/proc/{started}/task/{started}/children"));
        if let Some(child) = children?.split_whitespace().next() {
            return Ok(child.parse()?);
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    bail!("`unshare` has started nothing")
}

/// Whether processes can be given numbers of their own here.
pub async fn can_be_apart() -> bool {
    let tried = Command::new("unshare")
        .args(["--pid", "--fork", "true"])
        .stderr(Stdio::null())
        .status();
    tried.await.is_ok_and(|status| status.success())
}
