//! The scenarios there are.

use std::{fmt, future::Future, pin::Pin};

use crate::{
    f1, f4,
    process::Place,
    trial::{Outcome, Store, Trial},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "UPPER")]
pub enum Scenario {
    /// Workers are killed.
    F1,
    /// The disk is full.
    F4,
}

/// One way in which a scenario is run.
#[derive(Debug, Clone, Copy)]
pub struct Variant {
    /// Empty for the only one.
    pub name: &'static str,
    pub run: fn(Trial) -> Pin<Box<dyn Future<Output = Outcome>>>,
}

impl Scenario {
    pub const ALL: [Self; 2] = [Self::F1, Self::F4];

    pub fn variants(self, _store: Store) -> Vec<Variant> {
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
            Self::F4 => vec![Variant {
                name: "",
                run: |trial| Box::pin(async move { f4::run(&trial).await }),
            }],
        }
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
