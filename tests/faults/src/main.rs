//! What becomes of events when processes, servers, disks and networks fail. Each scenario is run on each database with each
//! seed, and what it came to is printed beside its limits.

mod builds;
mod clock;
mod database;
mod disk;
mod f1;
mod f12;
mod f2;
mod f3;
mod f4;
mod f5;
mod f6;
mod f8;
mod figure;
mod fleet;
mod job;
mod judge;
mod ledger;
mod poison;
mod process;
mod role;
mod scenario;
mod site;
mod tests;
mod trial;
mod watch;
mod web;

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand, ValueEnum as _};
use tempfile::TempDir;
use tokio::task::{JoinSet, LocalSet};

use role::Role;
use scenario::{Scenario, Variant};
use trial::{Outcome, Store, Trial};

#[derive(Debug, Parser)]
#[command(about, args_conflicts_with_subcommands = true)]
struct Arguments {
    /// Those that are run: all by default.
    scenarios: Vec<Scenario>,
    /// The databases: both by default.
    #[arg(long, value_delimiter = ',')]
    store: Vec<Store>,
    /// What chance starts from.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 2, 3])]
    seed: Vec<u64>,
    /// Seconds instead of minutes, and all at once.
    #[arg(long)]
    short: bool,
    #[command(subcommand)]
    other: Option<Other>,
}

#[derive(Debug, Subcommand)]
enum Other {
    /// One of the processes that are killed.
    #[command(hide = true)]
    Child {
        /// What it is, as JSON.
        role: String,
    },
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let mut arguments = Arguments::parse();
    if let Some(Other::Child { role }) = arguments.other {
        let role: Role = serde_json::from_str(&role)?;
        role.play().await?;
        return Ok(ExitCode::SUCCESS);
    }
    if arguments.scenarios.is_empty() {
        arguments.scenarios = Scenario::value_variants().to_vec();
    }
    if arguments.store.is_empty() {
        arguments.store = Store::value_variants().to_vec();
    }
    let all_hold = LocalSet::new().run_until(run_all(&arguments)).await?;
    Ok(if all_hold {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Answers whether all came to what they should. What takes seconds is run all at once, and otherwise one has the machine for
/// itself.
async fn run_all(arguments: &Arguments) -> Result<bool> {
    let mut all_hold = true;
    let mut running = JoinSet::new();
    for &scenario in &arguments.scenarios {
        for &store in &arguments.store {
            for variant in scenario.variants(store) {
                for &seed in &arguments.seed {
                    running.spawn_local(try_one(scenario, variant, store, seed, arguments.short));
                    if !arguments.short {
                        all_hold &= next(&mut running).await?;
                    }
                }
            }
        }
    }
    while !running.is_empty() {
        all_hold &= next(&mut running).await?;
    }
    Ok(all_hold)
}

async fn try_one(
    scenario: Scenario,
    variant: Variant,
    store: Store,
    seed: u64,
    short: bool,
) -> Result<bool> {
    let (name, way) = (scenario.to_string(), variant.name);
    let line = format!("{name:<4}{way:<15}{store:<9}{seed:<3}");
    let folder = TempDir::with_prefix("buildamp-faults")?;
    let trial = Trial {
        store,
        seed,
        short,
        folder: folder.path().to_owned(),
    };
    let outcome = (variant.run)(trial).await;
    let holds = tell(&line, &outcome);
    if !holds {
        println!("    see {}", folder.keep().display());
    }
    Ok(holds)
}

async fn next(running: &mut JoinSet<Result<bool>>) -> Result<bool> {
    running.join_next().await.context("one that runs")??
}

/// Prints a line; answers whether all figures are within their limits.
fn tell(line: &str, outcome: &Outcome) -> bool {
    match outcome {
        Ok(figures) => {
            let holds = figures.iter().all(figure::Figure::holds);
            let figures: Vec<String> = figures.iter().map(ToString::to_string).collect();
            let verdict = if holds { "ok  " } else { "FAIL" };
            println!("{line} {verdict} {}", figures.join(", "));
            holds
        }
        Err(error) => {
            println!("{line} FAIL {error:#}");
            false
        }
    }
}
