//! A part of a transaction, which is kept or undone by itself, while the rest goes on.

#![cfg_attr(
    not(any(feature = "sqlite", feature = "postgres")),
    allow(
        dead_code,
        clippy::unused_async,
        reason = "an engine without a database never opens one"
    )
)]

#[cfg(feature = "postgres")]
use crate::store::postgres;
#[cfg(feature = "sqlite")]
use crate::store::sqlite;
use crate::{Result, tx::Connection};

/// What is done on it is undone unless it is [kept](Part::keep).
pub(crate) enum Part<'p> {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlite::Part<'p>),
    #[cfg(feature = "postgres")]
    Postgres(postgres::Part<'p>),
    #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
    Never(std::convert::Infallible, std::marker::PhantomData<&'p ()>),
}

impl Connection<'_> {
    /// Begins a part.
    pub(crate) async fn part(&mut self) -> Result<Part<'_>> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(tx) => tx.part().await.map(Part::Sqlite),
            #[cfg(feature = "postgres")]
            Self::Postgres(tx) => tx.part().await.map(Part::Postgres),
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Self::Never(never, _) => match *never {},
        }
    }
}

impl Part<'_> {
    /// The transaction, within the part.
    pub(crate) fn connection(&mut self) -> Connection<'_> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(part) => Connection::Sqlite(part.tx()),
            #[cfg(feature = "postgres")]
            Self::Postgres(part) => Connection::Postgres(part.tx()),
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Self::Never(never, _) => match *never {},
        }
    }

    /// What was done stands or falls with the rest of the transaction.
    ///
    /// # Errors
    /// The database refused: it is undone.
    pub(crate) async fn keep(self) -> Result<()> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(part) => part.keep().await,
            #[cfg(feature = "postgres")]
            Self::Postgres(part) => part.keep().await,
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Self::Never(never, _) => match never {},
        }
    }

    /// What was done is undone.
    pub(crate) async fn undo(self) -> Result<()> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(part) => part.undo().await,
            #[cfg(feature = "postgres")]
            Self::Postgres(part) => part.undo().await,
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            Self::Never(never, _) => match never {},
        }
    }
}
