//! Events that their handlers or their processes do not bear, until the handlers are mended.

use std::{hint::black_box, path::Path, sync::Arc, thread, time::Duration};

use anyhow::{Result, bail};
use buildamp_runtime::{Context, Event, Handlers, IntoOutcome as _, Retry, Tx};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{job::own_sql, ledger::Ledger};

/// What a handler may take.
pub const TIMEOUT: Duration = Duration::from_secs(2);
/// Longer than until a handler that cannot be ended is reported as stuck.
const BLOCKED: Duration = Duration::from_secs(15);

/// What an event does to whoever handles it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Harm {
    /// It fails with an error that has causes.
    Fails,
    Panics,
    /// Its handler cannot be ended.
    BlocksItsThread,
    /// Its process does not survive it.
    OverflowsTheStack,
    /// It is only large.
    IsLarge,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Poison {
    pub number: u64,
    pub harm: Harm,
    /// What makes it large.
    pub padding: String,
}

const TYPE: &str = "faults.poison";

impl Event for Poison {
    const TYPE: &'static str = TYPE;
    const MAX_ATTEMPTS: Option<u32> = Some(5);
    const RETRY: Option<Retry> = Some(Retry::Fixed(Duration::from_millis(100)));
    const TIMEOUT: Option<Duration> = Some(TIMEOUT);
}

/// The same as somebody emits it who has mistaken the number for text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Undecodable {
    pub number: String,
}

impl Event for Undecodable {
    const TYPE: &'static str = TYPE;
    const MAX_ATTEMPTS: Option<u32> = Poison::MAX_ATTEMPTS;
    const RETRY: Option<Retry> = Poison::RETRY;
}

/// The same as the mended handler reads it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Mended {
    number: Value,
}

impl Event for Mended {
    const TYPE: &'static str = TYPE;
}

/// The handler, whose runs stand in the ledger of that number.
pub fn handlers(folder: &Path, worker: u32, mended: bool) -> Result<Handlers<()>> {
    let ledger = Arc::new(Ledger::open(folder, worker)?);
    Ok(if mended {
        Handlers::new().on("poison", move |event: Mended, cx, tx| {
            let ledger = Arc::clone(&ledger);
            Box::pin(async move { bear(&event, &cx, tx, &ledger).await.into_outcome() })
        })
    } else {
        Handlers::new().on("poison", move |event: Poison, cx, tx| {
            let ledger = Arc::clone(&ledger);
            Box::pin(async move { suffer(&event, &cx, tx, &ledger).await.into_outcome() })
        })
    })
}

async fn suffer(event: &Poison, cx: &Context, tx: &mut Tx<'_>, ledger: &Ledger) -> Result<()> {
    let number = event.number;
    let entry = ledger.begin(number, cx.attempt())?;
    match event.harm {
        Harm::Fails => bail!(
            anyhow::anyhow!("the cause of {number}").context(format!("number {number} is poison"))
        ),
        Harm::Panics => panic!("number {number} is poison"),
        Harm::BlocksItsThread => {
            // What comes of it is dropped, so that it holds nothing from the moment at which it can be ended no more.
            entry.end()?;
            thread::sleep(BLOCKED);
            Ok(())
        }
        Harm::OverflowsTheStack => {
            overflow(number);
            entry.end()
        }
        Harm::IsLarge => {
            have_effect(number, cx, tx).await?;
            entry.end()
        }
    }
}

async fn bear(event: &Mended, cx: &Context, tx: &mut Tx<'_>, ledger: &Ledger) -> Result<()> {
    let number = match &event.number {
        Value::String(text) => text.parse()?,
        number => serde_json::from_value(number.clone())?,
    };
    let entry = ledger.begin(number, cx.attempt())?;
    have_effect(number, cx, tx).await?;
    entry.end()
}

async fn have_effect(number: u64, cx: &Context, tx: &mut Tx<'_>) -> Result<()> {
    let attempt = cx.attempt();
    let effect = format!("insert into effect (number, attempt) values ({number}, {attempt})");
    Ok(own_sql(tx, effect).await?)
}

/// Calls itself until there is no more room.
fn overflow(number: u64) -> u64 {
    let frame = black_box([number; 64]);
    if black_box(true) {
        overflow(frame[0] + 1) + frame[1]
    } else {
        number
    }
}
