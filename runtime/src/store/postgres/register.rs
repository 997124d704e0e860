//! Workers and their consumers, made known so that every emitter reaches them.

use std::collections::HashMap;

use jiff::Timestamp;
use sqlx_core::{query::query, raw_sql::raw_sql};

use super::{
    Postgres, failed,
    rows::{self, Micros},
    wake::Work,
};
use crate::{
    Result, Start,
    store::{ConsumerSpec, NewWorker},
};

impl Postgres {
    /// See [`Store::register`](crate::store::Store::register).
    pub(super) async fn make_known(
        &self,
        worker: &NewWorker<'_>,
        consumers: &[ConsumerSpec],
        now: Timestamp,
        alive_until: Timestamp,
    ) -> Result<()> {
        let alive = query(include_str!("sql/register_worker.sql"))
            .bind(worker.id.0)
            .bind(Micros(now))
            .bind(Micros(alive_until))
            .bind(worker.process.map(|it| it.machine.clone()))
            .bind(worker.process.map(|it| it.number.clone()))
            .bind(worker.instance.to_owned());
        let register = query(include_str!("sql/register_consumers.sql"));
        let register = rows::bind_consumers(register, consumers)?.bind(Micros(now));
        let handled = query(include_str!("sql/register_handled.sql"))
            .bind(worker.id.0)
            .bind(rows::column(consumers, |spec| spec.name.clone()));
        let limited = names(consumers, |spec| !spec.limits.is_none());
        let limits = query(include_str!("sql/register_limits.sql")).bind(limited);
        let known = self.known(consumers).await?;
        let want_past = names(consumers, |spec| {
            spec.start == Start::Beginning && !known.contains_key(&spec.name)
        });
        let change_keys = names(consumers, |spec| {
            let by_key = known.get(&spec.name);
            by_key.is_some_and(|by_key| *by_key != spec.limits.are_by_key())
        });
        // By itself: who starts at the same time would wait for its lock with one that this one waits for.
        let application =
            query(include_str!("sql/register_application.sql")).bind(worker.application.to_owned());
        application.execute(&self.own).await.map_err(failed)?;
        let mut write = self.begin_on(&self.own, Work::DELIVERIES).await?;
        // The first lock of the transaction: whoever has a lesser one and waits for this waits for ever.
        if !(want_past.is_empty() && change_keys.is_empty()) {
            let lock = raw_sql(include_str!("sql/register_lock.sql"));
            lock.execute(write.on()).await.map_err(failed)?;
        }
        alive.execute(write.on()).await.map_err(failed)?;
        let registered = register.fetch_all(write.on()).await.map_err(failed)?;
        handled.execute(write.on()).await.map_err(failed)?;
        limits.execute(write.on()).await.map_err(failed)?;
        if !change_keys.is_empty() {
            let keys = query(include_str!("sql/register_keys.sql")).bind(change_keys);
            keys.execute(write.on()).await.map_err(failed)?;
        }
        let mut new = Vec::new();
        for row in &registered {
            let name: String = rows::get(row, "name")?;
            if rows::get(row, "is_new")? && want_past.contains(&name) {
                new.push(name);
            }
        }
        if !new.is_empty() {
            let past = query(include_str!("sql/register_past.sql")).bind(new);
            past.execute(write.on()).await.map_err(failed)?;
        }
        write.commit().await
    }

    /// Those consumers that are on record, and whether they go by key.
    async fn known(&self, consumers: &[ConsumerSpec]) -> Result<HashMap<String, bool>> {
        let known = query(include_str!("sql/register_known.sql"))
            .bind(rows::column(consumers, |spec| spec.name.clone()));
        let known = known.fetch_all(&self.own).await.map_err(failed)?;
        let known = known.iter();
        known
            .map(|row| Ok((rows::get(row, "name")?, rows::get(row, "by_key")?)))
            .collect()
    }
}

fn names(consumers: &[ConsumerSpec], which: impl Fn(&ConsumerSpec) -> bool) -> Vec<String> {
    let which = consumers.iter().filter(|spec| which(spec));
    which.map(|spec| spec.name.clone()).collect()
}
