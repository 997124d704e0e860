//! What a store can do and what not, said once: the log, `doctor` and handlers go by it, the README's table says it, and the
//! conformance suite holds each store to it.

/// What a store can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Capabilities {
    /// Whether what is stored outlives the process.
    pub persistence: bool,
    /// Which instances share it.
    pub cross_instance: Reach,
    /// Whether what is on record can be read while a transaction is open; else whoever reads waits for its end.
    pub reads_beside_writes: bool,
}

/// Which instances of an application share a store.
#[cfg_attr(
    not(all(feature = "sqlite", feature = "postgres")),
    allow(dead_code, reason = "each store has one of its own")
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// None: each has its own.
    Process,
    /// Those on one machine.
    Machine,
    /// Those on all machines.
    Machines,
}

impl Capabilities {
    /// What is to be said of a store that forgets, and what to write instead.
    pub(crate) fn warning(self) -> Option<(&'static str, &'static str)> {
        (!self.persistence).then_some((
            "the store is in the memory of the process: nothing that is stored outlives it, and no other process sees any of it",
            "that is for tests and demonstrations; `[store] url = \"sqlite:app.db\"` keeps it in a file",
        ))
    }
}

#[cfg(all(test, feature = "sqlite", feature = "postgres"))]
mod tests {
    use super::{Capabilities, Reach};
    use crate::store::{postgres::Postgres, sqlite::Sqlite};

    fn yes(it: bool) -> &'static str {
        if it { "yes" } else { "no" }
    }

    #[test]
    fn b23_the_readme_says_what_each_store_can_do() {
        let stores = [Sqlite::IN_MEMORY, Sqlite::IN_A_FILE, Postgres::CAPABILITIES];
        let row = |name: &str, of: fn(Capabilities) -> &'static str| {
            format!("| {name} | {} |", stores.map(of).join(" | "))
        };
        let rows = [
            row("persistence", |it| yes(it.persistence)),
            row("cross-instance", |it| match it.cross_instance {
                Reach::Process => "no",
                Reach::Machine => "on one machine",
                Reach::Machines => "yes",
            }),
            row("reading beside an open transaction", |it| {
                yes(it.reads_beside_writes)
            }),
        ];
        let readme = include_str!("../../../README.md");
        for row in rows {
            assert!(readme.contains(&row), "README.md lacks: {row}");
        }
    }
}
