//! What went wrong in a database, told apart where callers can do something about it.

use std::error::Error as StdError;

use sqlx_core::error::Error as SqlxError;

use crate::{BoxError, Error};

/// What says that there is no room: of SQLite `SQLITE_FULL`, and `SQLITE_IOERR_SHMSIZE` where the index of its log cannot grow
/// (<https://www.sqlite.org/rescode.html>); of PostgreSQL `disk_full`
/// (<https://www.postgresql.org/docs/15/errcodes-appendix.html>).
const NO_ROOM: [&str; 3] = ["13", "4874", "53100"];

/// Whether a database's code means that there is no room.
pub(crate) fn says_no_room(code: &str) -> bool {
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
    let code = error
        .downcast_ref::<SqlxError>()
        .and_then(|error| error.as_database_error()?.code());
    code.is_some_and(|code| says_no_room(&code)) || error.source().is_some_and(says_full)
}
