//! Whether all is well: one look at the database, its schema, and the work that waits in it.

use std::{fmt, time::Duration};

use jiff::{SignedDuration, Timestamp};

use crate::{
    Clock, Config, DeliveryFilter, Result, State, SystemClock,
    store::{self, Store},
};

/// What was looked at, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What was looked at: `schema`, `dead letters`.
    pub what: String,
    /// How it stands.
    pub verdict: Verdict,
    /// What was seen, in one line.
    pub says: String,
    /// What to do about it; `None` where all is well.
    pub help: Option<String>,
}

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// All is well.
    Ok,
    /// It works, and somebody should see to it.
    Warning,
    /// It does not work, or loses what was promised.
    Problem,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Problem => "problem",
        })
    }
}

impl Finding {
    pub(crate) fn ok(what: &str, says: impl Into<String>) -> Self {
        Self {
            what: what.to_owned(),
            verdict: Verdict::Ok,
            says: says.into(),
            help: None,
        }
    }

    pub(crate) fn warning(what: &str, says: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Warning,
            help: Some(help.into()),
            ..Self::ok(what, says)
        }
    }

    pub(crate) fn problem(what: &str, says: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Problem,
            ..Self::warning(what, says, help)
        }
    }

    /// How far the machine's clock is from the database's, by which all machines go.
    #[cfg(feature = "postgres")]
    pub(crate) fn clock(database: Timestamp) -> Self {
        let apart = SystemClock.now().duration_since(database).abs();
        let says = format!("the machine's clock and the database's are {apart:#} apart");
        if apart <= CLOCKS_APART {
            Self::ok("clock", says)
        } else {
            let help = "deliveries go by the database's time; what the application schedules by its own comes early or late: set the machine's clock by NTP";
            Self::warning("clock", says, help)
        }
    }
}

/// So far apart clocks may be: an answer takes its time, too.
#[cfg(feature = "postgres")]
const CLOCKS_APART: SignedDuration = SignedDuration::from_secs(1);

/// What has been due for so long is late.
const LATE: SignedDuration = SignedDuration::from_mins(1);

/// So many dead letters are counted.
const MANY: u32 = 1000;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// So many differences of a schema are named.
const NAMED: usize = 3;

/// Looks at the configured database. Nothing is made and nothing is changed.
pub(crate) async fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    let looked = tokio::time::timeout(PATIENCE, look(config, &mut findings)).await;
    let failed = match looked {
        Ok(Ok(())) => return findings,
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("it has not answered for {PATIENCE:?}"),
    };
    let help = "see that the database runs, and that `[store] url` in buildamp.toml names it";
    findings.push(Finding::problem("database", failed, help));
    findings
}

async fn look(config: &Config, findings: &mut Vec<Finding>) -> Result<()> {
    if let Err(error) = config.validate() {
        let help = "write what it says into buildamp.toml";
        findings.push(Finding::problem("configuration", error.to_string(), help));
        return Ok(());
    }
    findings.push(Finding::ok("configuration", "can be used"));
    let store = store::closed(config)?;
    findings.extend(store.upkeep().examine().await?);
    if let Some((says, help)) = store.capabilities().warning() {
        // There is nothing to be looked at from here.
        findings.push(Finding::warning("persistence", says, help));
        return Ok(());
    }
    findings.push(schema(store.as_ref()).await?);
    if store.schema().await?.migrations.iter().all(|it| it.applied) {
        let now = SystemClock.now();
        findings.extend(consumers(store.as_ref(), now).await?);
        findings.push(dead_letters(store.as_ref()).await?);
    }
    Ok(())
}

async fn schema(store: &dyn Store) -> Result<Finding> {
    let differences = store::drift::differences(store).await?;
    if differences.is_empty() {
        return Ok(Finding::ok("schema", "is as the migrations make it"));
    }
    let named = differences.iter().take(NAMED).map(ToString::to_string);
    let mut named: Vec<String> = named.collect();
    if differences.len() > NAMED {
        named.push(format!("and {} more", differences.len() - NAMED));
    }
    let help =
        "`buildamp migrate up` applies what is missing, `buildamp migrate validate` shows all";
    Ok(Finding::problem("schema", named.join(", "), help))
}

/// For whom something waits, and for how long it has done so.
async fn consumers(store: &dyn Store, now: Timestamp) -> Result<Vec<Finding>> {
    let all = store.records().consumers(now).await?;
    let mut findings = Vec::new();
    for it in all.iter().filter(|it| it.pending > 0) {
        let (name, pending) = (&it.name, it.pending);
        if it.paused {
            let says = format!("{pending} wait for `{name}`, which is paused");
            let help = format!("`buildamp consumers resume {name}` when the reason is gone");
            findings.push(Finding::warning("consumers", says, help));
        } else if !it.live {
            let says = format!("{pending} wait for `{name}`, and no worker that has it is alive");
            let help = format!(
                "start one, or `buildamp consumers retire {name}` if it will not come back"
            );
            findings.push(Finding::warning("consumers", says, help));
        }
    }
    if findings.is_empty() {
        let says = "whatever waits has a worker that is alive";
        findings.push(Finding::ok("consumers", says));
    }
    let names: Vec<String> = all.into_iter().map(|it| it.name).collect();
    let due = store.records().next_due(&names).await?;
    findings.push(match due {
        Some(due) if now.duration_since(due) > LATE => {
            let says = format!("the oldest delivery that waits has been due since {due:.0}");
            let help = "`buildamp deliveries list --state pending` shows what waits; more workers, or `processor.workers`, take more";
            Finding::warning("waiting", says, help)
        }
        _ => Finding::ok("waiting", "nothing has been due for longer than a minute"),
    });
    Ok(findings)
}

async fn dead_letters(store: &dyn Store) -> Result<Finding> {
    let filter = DeliveryFilter {
        state: Some(State::Dead),
        ..DeliveryFilter::default()
    };
    let dead = store
        .records()
        .latest_deliveries(&filter, None, MANY)
        .await?;
    let says = match dead.len() {
        0 => return Ok(Finding::ok("dead letters", "there are none")),
        1 => "there is one".to_owned(),
        dead if dead >= MANY as usize => format!("there are {MANY} or more"),
        dead => format!("there are {dead}"),
    };
    let help = "`buildamp dlq list` shows why, `replay` and `discard` end them";
    Ok(Finding::warning("dead letters", says, help))
}
