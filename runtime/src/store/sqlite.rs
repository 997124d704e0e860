//! Events, deliveries and browser sessions in an SQLite file: one machine, nothing to set up.
//!
//! One connection writes and a few read. Each statement is in a file of its own under `sql/`.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use futures_util::{FutureExt, future::BoxFuture};
use jiff::Timestamp;
use serde_json::json;
use sqlx_core::{
    arguments::Arguments as _,
    encode::Encode,
    query::{Query, query},
    query_scalar::query_scalar,
    row::Row,
    types::Type,
};
use sqlx_sqlite::{SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteRow};

use super::{
    Calls, Capabilities, Claim, Claimed, ConsumerSpec, DeliveryAction, DeliveryId, Emitted,
    Erasing, LimitedClaim, LimitedClaimed, Messages, NewEvent, NewWorker, Ready, Receipt, Received,
    Records, Rescued, Retention, Schema, Sessions, Settlement, Step, Store, Timetable, Upkeep,
    WorkerId, failed, missing,
};
use crate::{Config, Result, core::Bell, progress, tx::Connection};

mod calls;
mod checkpoint;
mod emit;
mod erasing;
mod executor;
mod inbox;
mod lane;
mod limited;
mod line;
mod memory;
mod messages;
mod open;
mod part;
mod read;
mod retention;
mod rows;
mod sessions;
mod settle;
mod tell;
#[cfg(test)]
mod tests;
mod text;
mod timetable;
mod tx;
mod upkeep;
mod watchdog;
mod watcher;
mod writer;

pub(crate) use executor::Source;
pub use executor::SqliteExecutor;
pub(crate) use part::Part;
pub use tx::SqliteGuard;
pub(crate) use tx::{Guard, SqliteTx};

use lane::Turn;
use memory::Place;
use read::Readers;
use tell::{tell_of, together};
use text::{Text, all_or_none, statement, statements};
use tx::OwnTx;
use writer::{Work, Writers};

pub(crate) struct Sqlite {
    place: Place,
    options: SqliteConnectOptions,
    writers: Arc<Writers>,
    readers: Readers,
    bell: Arc<Bell>,
    /// How many entries behind a place can be asked for.
    history: u32,
}

type Statement = Query<'static, sqlx_sqlite::Sqlite, SqliteArguments>;

impl Sqlite {
    pub(super) fn new(config: &Config, bell: Arc<Bell>) -> Result<Self> {
        let place = Place::of(&config.store.url)?;
        let options = place.options(config.processor.tx_timeout);
        let writers = Arc::new(Writers::new(
            options.clone(),
            place.line(config.processor.tx_timeout),
            config.processor.tx_timeout,
            Arc::clone(&bell),
        ));
        let readers = place.readers(&options, &writers);
        Ok(Self {
            place,
            options,
            writers,
            readers,
            bell,
            history: config.sse.history,
        })
    }

    /// Writes within the transaction that is given, or as a member of the group.
    async fn write<R: Send + 'static>(
        &self,
        on: Option<&mut Connection<'_>>,
        turn: Turn,
        work: Work,
        what: impl for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<R>> + Send + 'static,
    ) -> Result<R> {
        match on {
            None => self.writers.run(turn, work, what).await,
            Some(Connection::Sqlite(tx)) => tx.guard().await?.run(work, what).await,
            #[cfg(feature = "postgres")]
            Some(Connection::Postgres(_)) => Err(failed("the transaction is one on PostgreSQL")),
        }
    }

    /// The same for statements that are one text.
    async fn write_text(
        &self,
        on: Option<&mut Connection<'_>>,
        turn: Turn,
        work: Work,
        text: Text,
        arguments: SqliteArguments,
    ) -> Result<Vec<SqliteRow>> {
        match on {
            None => self.writers.run_text(turn, work, text, arguments).await,
            within => {
                let statements = text.within(arguments);
                let write = self.write(within, turn, work, |c| all_or_none(c, statements));
                write.await
            }
        }
    }

    /// Whether there was a row to change.
    async fn change_one(&self, change: Statement, work: Work) -> Result<bool> {
        let write = self.write(None, Turn::Urgent, work, |connection| {
            async move { change.execute(connection).await.map_err(failed) }.boxed()
        });
        Ok(write.await?.rows_affected() > 0)
    }
}

fn action_of(action: DeliveryAction) -> &'static str {
    match action {
        DeliveryAction::Replay => include_str!("sqlite/sql/replay.sql"),
        DeliveryAction::Discard => include_str!("sqlite/sql/discard.sql"),
        DeliveryAction::Cancel => include_str!("sqlite/sql/cancel.sql"),
        DeliveryAction::RunNow => include_str!("sqlite/sql/run_now.sql"),
    }
}

#[async_trait]
impl Store for Sqlite {
    fn capabilities(&self) -> Capabilities {
        self.place.capabilities()
    }

    async fn migrate(&self) -> Result<()> {
        self.place.hold(&self.options).await?;
        open::migrate(&self.options).await
    }

    async fn schema(&self) -> Result<Schema> {
        open::schema(&self.options, self.place.exists()).await
    }

    fn script(&self, after: i64) -> String {
        open::script(after)
    }

    async fn begin(&self) -> Result<Connection<'static>> {
        OwnTx::begin(&self.writers)
            .await
            .map(SqliteTx::Own)
            .map(Connection::Sqlite)
    }

    async fn emit(
        &self,
        on: Option<&mut Connection<'_>>,
        events: &[NewEvent],
    ) -> Result<Vec<Emitted>> {
        self.store_events(on, events).await
    }

    async fn hand_over(&self, event: &NewEvent, to: Ready<'_>) -> Result<(Emitted, Vec<Claimed>)> {
        self.store_and_claim(event, to).await
    }

    async fn take(
        &self,
        on: &mut Connection<'_>,
        events: &[&NewEvent],
        to: Ready<'_>,
    ) -> Result<Vec<Claimed>> {
        let take = emit::take(events.iter().copied(), to)?;
        self.write(Some(on), Turn::InOrder, Work::NONE, |connection| {
            limited::claimed(connection, take).boxed()
        })
        .await
    }

    async fn debounce(&self, on: &mut Connection<'_>, event: &NewEvent, key: &str) -> Result<()> {
        let debounce = query(include_str!("sqlite/sql/debounce.sql"))
            .bind(event.tenant.clone())
            .bind(event.event_type.clone())
            .bind(key.to_owned())
            .bind(event.id.to_string())
            .bind(event.run_at.as_microsecond());
        let now = event.time;
        let write = self.write(Some(on), Turn::InOrder, Work::MESSAGES, move |connection| {
            together(connection, move |connection| {
                async move {
                    let superseded = all_or_none(&mut *connection, debounce).await?;
                    if superseded.is_empty() {
                        return Ok(());
                    }
                    tell_of(connection, &superseded, now, progress::cancelled).await
                }
                .boxed()
            })
        });
        write.await
    }

    async fn receive(
        &self,
        on: &mut Connection<'_>,
        message: Received<'_>,
        now: Timestamp,
    ) -> Result<bool> {
        self.note_received(on, message, now).await
    }

    async fn receive_event(&self, event: &NewEvent, receipt: &Receipt) -> Result<Option<Emitted>> {
        self.receive_and_emit(event, receipt).await
    }

    async fn keep_answer(
        &self,
        on: &mut Connection<'_>,
        message: Received<'_>,
        answer: &str,
    ) -> Result<()> {
        self.note_answer(on, message, answer).await
    }

    async fn forget_debounces(&self, now: Timestamp) -> Result<u64> {
        let forget = query(include_str!("sqlite/sql/debounces_forget.sql"));
        let forget = forget.bind(now.as_microsecond());
        let write = self.write(None, Turn::Urgent, Work::NONE, |connection| {
            async move { forget.execute(connection).await.map_err(failed) }.boxed()
        });
        Ok(write.await?.rows_affected())
    }

    async fn register(
        &self,
        worker: &NewWorker<'_>,
        consumers: &[ConsumerSpec],
        now: Timestamp,
        alive_until: Timestamp,
    ) -> Result<()> {
        let mut register = json!({
            "worker": worker.id.0, "instance": worker.instance, "now": now.as_microsecond(), "alive_until": alive_until.as_microsecond(),
            "machine": worker.process.map(|it| &it.machine), "process": worker.process.map(|it| &it.number),
            "consumers": rows::consumers(consumers)?,
        });
        let write = self.write(None, Turn::Urgent, Work::DELIVERIES, |connection| {
            async move {
                let last = query_scalar(include_str!("sqlite/sql/last_consumer.sql"));
                register["last"] = last
                    .fetch_one(&mut *connection)
                    .await
                    .map(|last: i64| last.into())
                    .map_err(failed)?;
                all_or_none(
                    connection,
                    query(include_str!("sqlite/sql/register.sql")).bind(register.to_string()),
                )
                .await
            }
            .boxed()
        });
        write.await.map(drop)
    }

    async fn claim(&self, claim: Claim<'_>) -> Result<Vec<Claimed>> {
        let take = self.write_text(None, Turn::Urgent, Work::NONE, CLAIM, claiming(&claim)?);
        let mut claimed = Vec::new();
        for row in &take.await? {
            let data = if let Some(data) = rows::data(row)? {
                data
            } else {
                // Beside the writer, so that nobody waits for it.
                let large = limited::large(row)?;
                let read = self.readers.watch(|c| large.fetch_one(c).boxed());
                read.await.map_err(failed)?
            };
            claimed.push(rows::claimed(row, data)?);
        }
        Ok(claimed)
    }

    async fn claim_limited(&self, claim: LimitedClaim) -> Result<LimitedClaimed> {
        self.write(None, Turn::Urgent, Work::NONE, |connection| {
            together(connection, move |connection| {
                async move { super::limited::claim(connection, &claim).await }.boxed()
            })
        })
        .await
    }

    async fn extend(
        &self,
        worker: WorkerId,
        held: &[(DeliveryId, u32)],
        until: Timestamp,
    ) -> Result<Vec<(DeliveryId, u32)>> {
        let bound = |sql| {
            query(sql)
                .bind(worker.0.to_string())
                .bind(until.as_microsecond())
        };
        let alive = bound(include_str!("sqlite/sql/alive.sql"));
        let extend = bound(include_str!("sqlite/sql/extend.sql")).bind(rows::held(held)?);
        let kept = self
            .write(None, Turn::Urgent, Work::NONE, |connection| {
                async move {
                    all_or_none(&mut *connection, alive).await?;
                    all_or_none(connection, extend).await
                }
                .boxed()
            })
            .await?;
        Ok(missing(held, &rows::ids(&kept)?.into_iter().collect()))
    }

    async fn settle(
        &self,
        on: Option<&mut Connection<'_>>,
        ends: &[Settlement],
        now: Timestamp,
    ) -> Result<Vec<bool>> {
        self.end(on, ends, now).await
    }

    async fn end_leases(&self, of: &[WorkerId], now: Timestamp) -> Result<()> {
        let workers: Vec<String> = of.iter().map(|worker| worker.0.to_string()).collect();
        let end = query(include_str!("sqlite/sql/end_leases.sql"))
            .bind(rows::json(&workers)?)
            .bind(now.as_microsecond());
        let write = self.write(None, Turn::Urgent, Work::NONE, |connection| {
            all_or_none(connection, end)
        });
        write.await.map(drop)
    }

    async fn rescue(&self, now: Timestamp, max_lost: u32) -> Result<Rescued> {
        let rescue = query(include_str!("sqlite/sql/rescue.sql"))
            .bind(now.as_microsecond())
            .bind(i64::from(max_lost));
        let forget =
            query(include_str!("sqlite/sql/key_limits_forget.sql")).bind(now.as_microsecond());
        let write = self.write(None, Turn::Urgent, Work::NONE, move |connection| {
            together(connection, move |connection| {
                async move {
                    all_or_none(&mut *connection, forget).await?;
                    let found = all_or_none(&mut *connection, rescue).await?;
                    if !found.is_empty() {
                        tell_of(connection, &found, now, progress::lost).await?;
                    }
                    Ok(found)
                }
                .boxed()
            })
        });
        let found = write.await?;
        let mut rescued = Rescued::default();
        for row in found {
            match row.try_get("state").map_err(failed)? {
                "dead" => rescued.dead += 1,
                _ => rescued.retrying += 1,
            }
        }
        Ok(rescued)
    }

    async fn act(
        &self,
        action: DeliveryAction,
        on: &[DeliveryId],
        now: Timestamp,
    ) -> Result<Vec<DeliveryId>> {
        let ids: Vec<i64> = on.iter().map(|delivery| delivery.0).collect();
        let act = query(action_of(action))
            .bind(rows::json(&ids)?)
            .bind(now.as_microsecond());
        let write = self.write(
            None,
            Turn::Urgent,
            Work::DELIVERIES.and(Work::MESSAGES),
            move |connection| {
                together(connection, move |connection| {
                    async move {
                        let done = all_or_none(&mut *connection, act).await?;
                        if action == DeliveryAction::Cancel {
                            tell_of(connection, &done, now, progress::cancelled).await?;
                        }
                        rows::ids(&done)
                    }
                    .boxed()
                })
            },
        );
        let mut done: Vec<DeliveryId> = write.await?.into_iter().map(DeliveryId).collect();
        done.sort_unstable();
        Ok(done)
    }

    async fn keep_step(&self, step: &Step<'_>, result: &str, now: Timestamp) -> Result<bool> {
        let keep = query(include_str!("sqlite/sql/step_keep.sql"))
            .bind(step.delivery.0)
            .bind(i64::from(step.attempt))
            .bind(step.worker.0.to_string())
            .bind(step.name.to_owned())
            .bind(result.to_owned())
            .bind(now.as_microsecond());
        self.change_one(keep, Work::NONE).await
    }

    async fn pause(&self, consumer: &str, since: Option<Timestamp>) -> Result<bool> {
        let pause = query(include_str!("sqlite/sql/pause.sql"))
            .bind(consumer.to_owned())
            .bind(since.map(Timestamp::as_microsecond));
        self.change_one(pause, Work::DELIVERIES).await
    }

    async fn retire(&self, consumer: &str, now: Timestamp) -> Result<bool> {
        let retire = query(include_str!("sqlite/sql/retire.sql"))
            .bind(consumer.to_owned())
            .bind(now.as_microsecond());
        self.change_one(retire, Work::NONE).await
    }

    fn records(&self) -> &dyn Records {
        &self.readers
    }

    fn timetable(&self) -> &dyn Timetable {
        self
    }

    fn upkeep(&self) -> &dyn Upkeep {
        self
    }

    fn sessions(&self) -> &dyn Sessions {
        self
    }

    fn messages(&self) -> &dyn Messages {
        self
    }

    fn retention(&self) -> &dyn Retention {
        self
    }

    fn calls(&self) -> &dyn Calls {
        self
    }

    fn erasing(&self) -> &dyn Erasing {
        self
    }
}

/// Takes what is due, and tells of it.
const CLAIM: Text = statements!(
    "sqlite/sql/due.sql",
    "sqlite/sql/claimed_due.sql",
    "sqlite/sql/event.sql",
    "sqlite/sql/chosen.sql",
    "sqlite/sql/due.sql",
    "sqlite/sql/claim.sql"
);

fn claiming(claim: &Claim<'_>) -> Result<SqliteArguments> {
    let mut arguments = SqliteArguments::default();
    add(&mut arguments, claim.now.as_microsecond())?;
    add(&mut arguments, rows::json(claim.consumers)?)?;
    add(&mut arguments, i64::from(claim.limit))?;
    add(&mut arguments, claim.worker.0.to_string())?;
    add(&mut arguments, claim.lease_until.as_microsecond())?;
    Ok(arguments)
}

/// Who takes, when, and until when.
fn taking(claim: &Claim<'_>) -> Result<SqliteArguments> {
    let mut arguments = SqliteArguments::default();
    add(&mut arguments, claim.worker.0.to_string())?;
    add(&mut arguments, claim.now.as_microsecond())?;
    add(&mut arguments, claim.lease_until.as_microsecond())?;
    Ok(arguments)
}

fn add<'a, T: Encode<'a, sqlx_sqlite::Sqlite> + Type<sqlx_sqlite::Sqlite>>(
    arguments: &mut SqliteArguments,
    value: T,
) -> Result<()> {
    arguments.add(value).map_err(failed)
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sqlite")
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}
