//! A sender repeats what was not acknowledged, and the receiver is killed on either side of its commit.

use std::{
    error::Error,
    fs::{self, OpenOptions},
    future::pending,
    io::Write as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use buildamp_runtime::Context;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use crate::{
    app,
    onlooker::{Onlooker, check},
    prepare_jobs,
    processes::Process,
    run,
};

pub const RECEIVER: &str = "BUILDAMP_CRASH_TEST_RECEIVER";

const MESSAGES: usize = 60;
const TO_BE_KILLED: &str = "to be killed";

/// What a receiver is told, as JSON.
#[derive(Serialize, Deserialize)]
struct Receiver {
    url: String,
    /// A line for each message that the sender need not repeat.
    acknowledged: PathBuf,
    /// Where it waits for its end.
    until: Option<(usize, Moment)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Moment {
    BeforeCommit,
    AfterCommit,
}

pub async fn s28_what_is_sent_again_has_its_effect_once(url: &str) -> Result<(), Box<dyn Error>> {
    let mut db = prepare_jobs(url, 0).await?;
    let folder = TempDir::new()?;
    let acknowledged = folder.path().join("acknowledged");
    for until in [
        Some((20, Moment::BeforeCommit)),
        Some((30, Moment::AfterCommit)),
        Some((31, Moment::AfterCommit)),
        None,
    ] {
        let told = Receiver {
            url: url.to_owned(),
            acknowledged: acknowledged.clone(),
            until,
        };
        let mut receiver = Process::start(&[(RECEIVER, &serde_json::to_string(&told)?)])?;
        match until {
            None => {
                let status = receiver.wait()?;
                check(
                    status.success(),
                    format!("the last receiver ended with {status}"),
                )?;
            }
            Some((message, moment)) => {
                until_it_waits(&acknowledged).await?;
                receiver.kill()?;
                let committed = message + usize::from(moment == Moment::AfterCommit);
                check_effects(&mut db, committed).await?;
            }
        }
    }
    check_effects(&mut db, MESSAGES).await?;
    println!(
        "crash: a receiver was killed before and after it had committed, and each message had its effect once"
    );
    Ok(())
}

/// How many effects there are, one of each message.
async fn check_effects(db: &mut Onlooker, wanted: usize) -> Result<(), Box<dyn Error>> {
    let all = db.scalar("select count(*) from effect").await?;
    let distinct = db.scalar("select count(distinct number) from effect");
    let distinct = distinct.await?;
    check(
        usize::try_from(all)? == wanted && all == distinct,
        format!("{all} effects of {distinct} messages, not one each of {wanted}"),
    )
}

async fn until_it_waits(acknowledged: &Path) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    while !fs::read_to_string(acknowledged).is_ok_and(|lines| lines.ends_with(TO_BE_KILLED)) {
        check(
            begun.elapsed() < Duration::from_mins(1),
            "the receiver does not get on".to_owned(),
        )?;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let lines = fs::read_to_string(acknowledged)?;
    Ok(fs::write(
        acknowledged,
        lines.trim_end_matches(TO_BE_KILLED),
    )?)
}

/// Receives all that is not acknowledged, as the environment says.
pub async fn receive(told: &str) -> Result<(), Box<dyn Error>> {
    let told: Receiver = serde_json::from_str(told)?;
    let mut lines = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&told.acknowledged)?;
    let known = fs::read_to_string(&told.acknowledged)?;
    let known: Vec<&str> = known.lines().collect();
    let cx = app(&told.url).context();
    for message in 0..MESSAGES {
        if !known.contains(&&*message.to_string()) {
            receive_one(&cx, message, &told, &mut lines).await?;
            writeln!(lines, "{message}")?;
        }
    }
    Ok(())
}

async fn receive_one(
    cx: &Context,
    message: usize,
    told: &Receiver,
    lines: &mut fs::File,
) -> Result<(), Box<dyn Error>> {
    let mut wait_for_the_end = async |moment| -> Result<(), Box<dyn Error>> {
        if told.until == Some((message, moment)) {
            write!(lines, "{TO_BE_KILLED}")?;
            pending::<()>().await;
        }
        Ok(())
    };
    let mut tx = cx.begin().await?;
    if tx.receive("ledger", &message.to_string()).await? {
        let effect = format!("insert into effect (number, attempt) values ({message}, 1)");
        let ran = run(&mut tx, &effect).await;
        ran.map_err(|error| error.to_string())?;
    }
    wait_for_the_end(Moment::BeforeCommit).await?;
    tx.commit().await?;
    wait_for_the_end(Moment::AfterCommit).await
}
