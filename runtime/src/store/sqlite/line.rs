//! Processes that write to one file take turns. SQLite lets in whoever asks at the right moment, and a process that has much to
//! do leaves hardly such a moment to the others: they would starve, and lose what they hold.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tokio::time::timeout;

use super::failed;
use crate::Result;

/// Where one stands in line. Whoever is next holds the one file, whoever has the turn the other: so whoever has just had it cannot
/// have it again before the one who is next. Both are free when their process is gone.
pub(super) struct Line {
    next: PathBuf,
    turn: PathBuf,
    /// How long another may have its turn.
    patience: Duration,
    place: Option<Place>,
    is_in_turn: bool,
}

#[derive(Clone)]
struct Place {
    next: Arc<File>,
    turn: Arc<File>,
}

impl Line {
    /// The line before this database.
    pub(super) fn before(database: &Path, patience: Duration) -> Self {
        let beside = |what: &str| {
            let mut path = database.as_os_str().to_owned();
            path.push(what);
            PathBuf::from(path)
        };
        Self {
            next: beside("-next"),
            turn: beside("-turn"),
            patience,
            place: None,
            is_in_turn: false,
        }
    }

    /// Waits for the turn.
    pub(super) async fn stand(&mut self) -> Result<()> {
        let place = match self.place.take() {
            Some(place) => place,
            None => Place {
                next: open(&self.next)?,
                turn: open(&self.turn)?,
            },
        };
        if !place.is_free().map_err(failed)? {
            let waiting = place.clone();
            let waiting = tokio::task::spawn_blocking(move || waiting.wait());
            // Who waits in vain leaves its place to that thread, and comes back with another.
            timeout(self.patience, waiting)
                .await
                .map_err(|_| {
                    failed("the database is locked: another process does not end its turn")
                })?
                .map_err(failed)?
                .map_err(failed)?;
        }
        self.place = Some(place);
        self.is_in_turn = true;
        Ok(())
    }

    /// Ends the turn, if it has it.
    pub(super) fn leave(&mut self) {
        if !self.is_in_turn {
            return;
        }
        self.is_in_turn = false;
        let left = self.place.as_ref().map(|place| place.turn.unlock());
        if let Some(Err(error)) = left {
            tracing::error!(%error, "cannot end the turn at the database");
            // It ends with the file.
            self.place = None;
        }
    }
}

impl Place {
    /// Whether nobody is in line; the turn has come then.
    fn is_free(&self) -> io::Result<bool> {
        if !locked(&self.next)? {
            return Ok(false);
        }
        let is_free = locked(&self.turn);
        self.next.unlock()?;
        is_free
    }

    fn wait(&self) -> io::Result<()> {
        self.next.lock()?;
        let turn = self.turn.lock();
        self.next.unlock()?;
        turn
    }
}

fn open(path: &Path) -> Result<Arc<File>> {
    let file = OpenOptions::new().create(true).append(true).open(path);
    file.map(Arc::new)
        .map_err(|error| failed(format!("{} cannot be opened: {error}", path.display())))
}

fn locked(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
