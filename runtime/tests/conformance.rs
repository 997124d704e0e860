//! The conformance suite, case by case, on each database.

use std::{
    process::ExitCode,
    sync::atomic::{AtomicU32, Ordering},
};

use buildamp_runtime::conformance::{self, Case};
use libtest_mimic::{Arguments, Trial};
use tempfile::TempDir;
use tokio::runtime::Runtime;

#[derive(Debug, Clone, Copy)]
enum Database {
    Memory,
    Sqlite,
    Postgres,
}

impl Database {
    fn try_case(self, case: Case) {
        let folder = TempDir::new().expect("a folder");
        let made = AtomicU32::new(0);
        let fresh = async || match self {
            Self::Memory => "memory:".to_owned(),
            Self::Sqlite => {
                let number = made.fetch_add(1, Ordering::Relaxed);
                let path = folder.path().join(format!("{number}.db"));
                format!("sqlite:{}", path.display())
            }
            Self::Postgres => servers::Postgres::shared().database(),
        };
        Runtime::new().expect("a runtime").block_on(case.run(fresh));
    }
}

fn main() -> ExitCode {
    let on = |database: Database| {
        conformance::cases().into_iter().map(move |case| {
            let name = format!("{database:?}::{}", case.name());
            Trial::test(name.to_lowercase(), move || {
                database.try_case(case);
                Ok(())
            })
        })
    };
    let databases = [Database::Memory, Database::Sqlite, Database::Postgres];
    let trials = databases.into_iter().flat_map(on).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
