//! What went wrong in a database, told apart where callers can do something about it.

use std::error::Error as StdError;

use sqlx_core::error::Error as SqlxError;

use crate::{BoxError, Error};

/// What says that there is no room: of SQLite `SQLITE_FULL`, and `SQLITE_IOERR_SHMSIZE` where the index of its log cannot grow
/// (<https://www.sqlite.org/rescode.html>); of PostgreSQL `disk_full`
/// (<https://www.postgresql.org/docs/15/errcodes-appendix.html>).
const NO_ROOM: [&str; 3] = ["13", "4874", "53100"];

/// Whether a database's code means that there is no room.
fn says_no_room(code: &str) -> bool {
    NO_ROOM.contains(&code)
}

/// The database's error as the engine's.
pub(crate) fn failed(error: impl Into<BoxError>) -> Error {
    let error = error.into();
    if says_full(error.as_ref()) {
        Error::StorageFull(error)
    } else {
        Error::Store(error)
    }
}

fn says_full(error: &(dyn StdError + 'static)) -> bool {
    code(error).is_some_and(|code| says_no_room(&code))
}

/// What the server has said no to in a part of a transaction, as it would have said it to the whole.
#[cfg(feature = "postgres")]
#[derive(Debug, thiserror::Error)]
#[error("{message} (SQLSTATE {code})")]
pub(crate) struct Refusal {
    /// <https://www.postgresql.org/docs/15/errcodes-appendix.html>
    pub code: String,
    pub message: String,
}

/// Whether a database has answered, with a no that it would say again: to what breaks a constraint or cannot be, and not for want
/// of a connection, of room or of a lock.
#[cfg(feature = "http")]
pub(crate) fn is_for_good(error: &BoxError) -> bool {
    let Some(code) = code(error.as_ref()) else {
        return false;
    };
    match code.parse::<u32>() {
        // SQLite's, which has the kind in the lowest byte: error, too big, constraint, mismatch.
        // https://www.sqlite.org/rescode.html
        Ok(number) if code.len() < SQLSTATE => matches!(number & 0xff, 1 | 18 | 19 | 20),
        // The classes of what may go well the next time: connections, rollbacks, resources, states, operators, the system.
        _ => {
            let class = code.get(..2).unwrap_or_default();
            !["08", "40", "53", "55", "57", "58", "XX"].contains(&class)
        }
    }
}

/// How long PostgreSQL's codes are; SQLite's are shorter.
#[cfg(feature = "http")]
const SQLSTATE: usize = 5;

/// The database's own code of an error.
fn code(error: &(dyn StdError + 'static)) -> Option<String> {
    let own = error.downcast_ref::<SqlxError>();
    let own = own.and_then(|error| Some(error.as_database_error()?.code()?.into_owned()));
    #[cfg(feature = "postgres")]
    let own = own.or_else(|| Some(error.downcast_ref::<Refusal>()?.code.clone()));
    own.or_else(|| code(error.source()?))
}
