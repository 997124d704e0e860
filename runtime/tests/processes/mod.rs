//! This program again as another process, which can be killed; it does not outlive the test.

use std::{
    env, io,
    process::{Child, Command, ExitStatus, Stdio},
};

/// A process of this program's.
pub struct Process(Child);

impl Process {
    /// Starts one that finds these variables in its environment.
    pub fn start(told: &[(&str, &str)]) -> io::Result<Self> {
        let process = Command::new(env::current_exe()?)
            .envs(told.iter().copied())
            .stdout(Stdio::null())
            .spawn()?;
        Ok(Self(process))
    }

    /// SIGKILL: it gets no chance to say anything.
    pub fn kill(&mut self) -> io::Result<()> {
        self.0.kill()?;
        self.0.wait().map(drop)
    }

    /// SIGTERM: it may finish what it has begun.
    pub fn terminate(&self) -> io::Result<()> {
        let pid = self.0.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status()?;
        if sent.success() {
            Ok(())
        } else {
            Err(io::Error::other("no signal was sent"))
        }
    }

    pub fn wait(&mut self) -> io::Result<ExitStatus> {
        self.0.wait()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
