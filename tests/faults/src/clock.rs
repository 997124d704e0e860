//! Clocks that are wrong, and are set.

use std::{fs, future::Future, path::PathBuf, pin::Pin, time::Duration};

use anyhow::Result;
use buildamp_runtime::{Clock, SystemClock, Timestamp};
use jiff::SignedDuration;

/// The clock of a machine, which all its processes share: by how many seconds it is wrong stands in a file.
#[derive(Debug)]
pub struct Machine(pub PathBuf);

impl Machine {
    /// Sets the clock.
    pub fn set(&self, seconds: i64) -> Result<()> {
        // In one step, so that nobody reads half of it.
        let new = self.0.with_extension("new");
        fs::write(&new, seconds.to_string())?;
        Ok(fs::rename(new, &self.0)?)
    }
}

impl Clock for Machine {
    fn now(&self) -> Timestamp {
        let seconds = fs::read_to_string(&self.0).expect("the clock of the machine");
        let seconds = seconds.parse().expect("seconds");
        SystemClock.now() + SignedDuration::from_secs(seconds)
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        SystemClock.sleep(duration)
    }

    fn is_local(&self) -> bool {
        true
    }
}
