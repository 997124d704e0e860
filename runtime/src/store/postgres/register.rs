//! Workers and their consumers, made known so that every emitter reaches them.

use std::collections::HashSet;

use jiff::Timestamp;
use sqlx_core::{query::query, raw_sql::raw_sql};

use super::{
    Postgres, failed,
    rows::{self, Micros},
    wake::Work,
};
use crate::{
    Result, Start,
    store::{ConsumerSpec, WorkerId},
};

impl Postgres {
    /// See [`Store::register`](crate::store::Store::register).
    pub(super) async fn make_known(
        &self,
        worker: WorkerId,
        consumers: &[ConsumerSpec],
        now: Timestamp,
        alive_until: Timestamp,
    ) -> Result<()> {
        let alive = query(include_str!("sql/register_worker.sql"))
            .bind(worker.0)
            .bind(Micros(now))
            .bind(Micros(alive_until));
        let register = query(include_str!("sql/register_consumers.sql"));
        let register = rows::bind_consumers(register, consumers)?.bind(Micros(now));
        let handled = query(include_str!("sql/register_handled.sql"))
            .bind(worker.0)
            .bind(rows::column(consumers, |spec| spec.name.clone()));
        let known = self.known(consumers).await?;
        let want_past: Vec<&str> = consumers
            .iter()
            .filter(|spec| spec.start == Start::Beginning && !known.contains(&spec.name))
            .map(|spec| spec.name.as_str())
            .collect();
        let mut write = self.begin_on(&self.own, Work::DELIVERIES).await?;
        // The first lock of the transaction: whoever has a lesser one and waits for this waits for ever.
        if !want_past.is_empty() {
            let lock = raw_sql(include_str!("sql/register_lock.sql"));
            lock.execute(write.on()).await.map_err(failed)?;
        }
        alive.execute(write.on()).await.map_err(failed)?;
        let registered = register.fetch_all(write.on()).await.map_err(failed)?;
        handled.execute(write.on()).await.map_err(failed)?;
        let mut new = Vec::new();
        for row in &registered {
            let name: String = rows::get(row, "name")?;
            if rows::get(row, "is_new")? && want_past.contains(&name.as_str()) {
                new.push(name);
            }
        }
        if !new.is_empty() {
            let past = query(include_str!("sql/register_past.sql")).bind(new);
            past.execute(write.on()).await.map_err(failed)?;
        }
        write.commit().await
    }

    /// The names of those consumers that are on record.
    async fn known(&self, consumers: &[ConsumerSpec]) -> Result<HashSet<String>> {
        let known = query(include_str!("sql/register_known.sql"))
            .bind(rows::column(consumers, |spec| spec.name.clone()));
        let known = known.fetch_all(&self.own).await.map_err(failed)?;
        known.iter().map(|row| rows::get(row, "name")).collect()
    }
}
