//! An event whose handler kills its process.

use std::{convert::Infallible, error::Error};

use buildamp_runtime::{Context, DeadReason, Event, Settle, State, Tx};
use serde::{Deserialize, Serialize};

use crate::{
    Job, app,
    onlooker::{check, start},
    prepare_jobs, run,
};

const NEIGHBOURS: u32 = 200;
/// How many of them may run at the moment of the last crash on a machine that is busy.
const BESIDE: i64 = 2;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Poison;

impl Event for Poison {
    const TYPE: &'static str = "crash.poison";
    // More than it is given.
    const MAX_ATTEMPTS: Option<u32> = Some(10);
}

/// What no handler can be kept from.
pub fn abort() -> Result<Settle, Infallible> {
    std::process::abort()
}

/// What is packed in batches.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Parcel {
    number: u32,
}

impl Event for Parcel {
    const TYPE: &'static str = "crash.parcel";
    const MAX_ATTEMPTS: Option<u32> = Some(10);
}

const PARCELS: u32 = 24;
/// The one that its process does not survive.
const BOMB: u32 = 13;

pub async fn pack(
    parcels: Vec<Parcel>,
    cx: &Context,
    tx: &mut Tx<'_>,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    if parcels.iter().any(|it| it.number == BOMB) {
        std::process::abort();
    }
    for (parcel, cx) in parcels.iter().zip(cx.each()) {
        let (number, attempt) = (parcel.number, cx.attempt());
        let effect = format!("insert into effect (number, attempt) values ({number}, {attempt})");
        run(tx, &effect).await?;
    }
    Ok(())
}

/// A batch that kills its process is tried again in smaller ones, until what does it is alone and, after three crashes, dead.
pub async fn f8_poison_in_a_batch_is_found(url: &str) -> Result<(), Box<dyn Error>> {
    let mut db = prepare_jobs(url, 0).await?;
    let parcels = (0..PARCELS).map(|number| Parcel { number });
    let ids = app(url).context().emit_all(parcels).await?;
    let mut crashes = 0;
    while !start(url)?.wait()?.success() {
        crashes += 1;
        check(crashes < 10, "the poison is not found".to_owned())?;
    }
    let trace = app(url).operations().event(ids[BOMB as usize]).await?;
    let delivery = &trace.1[0].delivery;
    check(
        crashes == 3 && delivery.dead_reason == Some(DeadReason::WorkerLost),
        format!("after {crashes} crashes: {delivery:?}"),
    )?;
    let open: i64 = db
        .scalar("select count(*) from buildamp_deliveries where state <> 'succeeded'")
        .await?;
    let effects: i64 = db.scalar("select count(*) from effect").await?;
    check(
        open <= 1 + BESIDE && effects == i64::from(PARCELS) - open,
        format!("{open} deliveries did not succeed, {effects} effects of {PARCELS}"),
    )?;
    println!("crash: of a batch what kills its process is dead, {effects} others are done");
    Ok(())
}

/// After three crashes it is dead, and what was beside it goes on.
pub async fn f8_poison_is_quarantined(url: &str) -> Result<(), Box<dyn Error>> {
    let mut db = prepare_jobs(url, NEIGHBOURS / 2).await?;
    let app = app(url);
    let id = app.context().emit(Poison).await?;
    let after = NEIGHBOURS / 2..NEIGHBOURS;
    let after = after.map(|number| Job { number });
    app.context().emit_all(after).await?;

    let mut crashes = 0;
    while !start(url)?.wait()?.success() {
        crashes += 1;
        check(crashes < 10, "the poison is not quarantined".to_owned())?;
    }
    check(crashes == 3, format!("quarantined after {crashes} crashes"))?;

    let trace = app.trace(id.into()).await?;
    let delivery = &trace.events[0].deliveries[0];
    let outcomes: Vec<&str> = delivery
        .attempts
        .iter()
        .map(|attempt| attempt.outcome.as_str())
        .collect();
    check(
        delivery.delivery.state == State::Dead
            && delivery.delivery.dead_reason == Some(DeadReason::WorkerLost)
            && outcomes == ["worker_lost"; 3],
        format!("the poison: {delivery:?}"),
    )?;
    let open: i64 = db
        .scalar("select count(*) from buildamp_deliveries where state <> 'succeeded'")
        .await?;
    let effects: i64 = db.scalar("select count(*) from effect").await?;
    // What runs at the same moment is lost as often.
    check(
        open <= 1 + BESIDE && effects == i64::from(NEIGHBOURS) - (open - 1),
        format!("{open} deliveries did not succeed, {effects} effects of {NEIGHBOURS}"),
    )?;
    println!(
        "crash: an event that kills its process is dead after {crashes} crashes, {effects} others are done"
    );
    Ok(())
}
