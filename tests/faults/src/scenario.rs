//! The scenarios there are.

use std::{fmt, future::Future, pin::Pin};

use crate::{
    f1, f2, f3, f4, f5, f6, f12,
    process::Place,
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
    /// Two builds are at work.
    F12,
}

/// One way in which a scenario is run.
#[derive(Debug, Clone, Copy)]
pub struct Variant {
    /// Empty for the only one.
    pub name: &'static str,
    pub run: fn(Trial) -> Pin<Box<dyn Future<Output = Outcome>>>,
}

impl Scenario {
    pub const ALL: [Self; 7] = [
        Self::F1,
        Self::F2,
        Self::F3,
        Self::F4,
        Self::F5,
        Self::F6,
        Self::F12,
    ];

    pub fn variants(self, store: Store) -> Vec<Variant> {
        match self {
            Self::F1 => vec![
                Variant {
                    name: "",
                    run: |trial| Box::pin(async move { f1::run(&trial, Place::Together).await }),
                },
                Variant {
                    name: "lease alone",
                    run: |trial| Box::pin(async move { f1::run(&trial, Place::Apart).await }),
                },
            ],
            Self::F2 => vec![Variant {
                name: "",
                run: |trial| Box::pin(async move { f2::run(&trial).await }),
            }],
            // The process that has the file is the database.
            Self::F3 if store == Store::Sqlite => Self::F2.variants(store),
            Self::F3 => vec![Variant {
                name: "",
                run: |trial| Box::pin(async move { f3::run(&trial).await }),
            }],
            Self::F4 => vec![Variant {
                name: "",
                run: |trial| Box::pin(async move { f4::run(&trial).await }),
            }],
            Self::F5 => vec![Variant {
                name: "",
                run: |trial| Box::pin(async move { f5::run(&trial).await }),
            }],
            Self::F12 => vec![Variant {
                name: "",
                run: |trial| Box::pin(async move { f12::run(&trial).await }),
            }],
            // There is no network before a file.
            Self::F6 if store == Store::Sqlite => Vec::new(),
            Self::F6 => vec![Variant {
                name: "",
                run: |trial| Box::pin(async move { f6::run(&trial).await }),
            }],
        }
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
