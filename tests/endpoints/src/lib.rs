//! Comments on a board: requests, what answers them, and the event that each new comment is.

pub mod handlers;
/// The models.
pub mod models {
    /// Requests and answers.
    pub mod api {
        pub mod boards;
        pub mod comments;
        pub mod rules;
    }
    /// Events.
    pub mod events {
        pub mod comments;
    }
    pub mod comment;
}
buildamp::include_generated!();

/// On which database the handlers run their own SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// What handlers share.
#[derive(Debug)]
pub struct AppState {
    /// The database.
    pub database: Database,
}

/// The handlers' context.
pub type Cx = buildamp::Context<AppState>;
