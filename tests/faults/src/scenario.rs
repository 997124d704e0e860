//! The scenarios there are.

use std::{fmt, future::Future, pin::Pin};

use crate::{
    f1, f2, f3, f4, f5, f6, f8, f12,
    process::Place,
    tests,
    trial::{Outcome, Store, Trial},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "UPPER")]
pub enum Scenario {
    /// Workers are killed.
    F1,
    /// The web application is killed.
    F2,
    /// The database fails.
    F3,
    /// The disk is full.
    F4,
    /// The clock is set.
    F5,
    /// The network is cut.
    F6,
    /// Events are poison.
    F8,
    /// The schema changes.
    F11,
    /// Two builds are at work.
    F12,
}

/// One way in which a scenario is run.
#[derive(Debug, Clone, Copy)]
pub struct Variant {
    /// Empty for the only one.
    pub name: &'static str,
    pub run: fn(Trial) -> Running,
}

/// A trial under way.
type Running = Pin<Box<dyn Future<Output = Outcome>>>;

impl Variant {
    fn only(run: fn(Trial) -> Running) -> Vec<Self> {
        vec![Self { name: "", run }]
    }

    /// Tests of the engine's, which are run on both databases.
    fn tests(run: fn(Trial) -> Running) -> Vec<Self> {
        let name = "tests, on both";
        vec![Self { name, run }]
    }
}

impl Scenario {
    pub fn variants(self, store: Store) -> Vec<Variant> {
        match (self, store) {
            (Self::F1, _) => vec![
                Variant {
                    name: "",
                    run: |trial| Box::pin(async move { f1::run(&trial, Place::Together).await }),
                },
                Variant {
                    name: "lease alone",
                    run: |trial| Box::pin(async move { f1::run(&trial, Place::Apart).await }),
                },
            ],
            // The process that has the file is the database.
            (Self::F2, _) | (Self::F3, Store::Sqlite) => {
                Variant::only(|trial| Box::pin(async move { f2::run(&trial).await }))
            }
            (Self::F3, Store::Postgres) => {
                Variant::only(|trial| Box::pin(async move { f3::run(&trial).await }))
            }
            (Self::F4, _) => Variant::only(|trial| Box::pin(async move { f4::run(&trial).await })),
            (Self::F5, _) => Variant::only(|trial| Box::pin(async move { f5::run(&trial).await })),
            // There is no network before a file.
            (Self::F6 | Self::F11, Store::Sqlite) => Vec::new(),
            (Self::F6, Store::Postgres) => {
                Variant::only(|trial| Box::pin(async move { f6::run(&trial).await }))
            }
            (Self::F8, _) => Variant::only(|trial| Box::pin(async move { f8::run(&trial).await })),
            (Self::F11, Store::Postgres) => Variant::tests(|_| Box::pin(tests::run(tests::F11))),
            (Self::F12, _) => {
                Variant::only(|trial| Box::pin(async move { f12::run(&trial).await }))
            }
        }
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
