//! Deliveries taken over from workers that give no sign of life.

use jiff::Timestamp;
use sqlx_core::query::query;

use super::{
    Postgres, failed,
    rows::{self, Micros},
    tell_of,
    wake::Work,
};
use crate::{Result, progress, store::Rescued};

/// So many holds are looked at with one statement.
const HOLDS: i64 = 500;

impl Postgres {
    /// See [`Store::rescue`](crate::store::Store::rescue).
    pub(super) async fn take_over(&self, now: Timestamp, max_lost: u32) -> Result<Rescued> {
        let forget = query(include_str!("sql/key_limits_forget.sql")).bind(Micros(now));
        self.write_one(&self.working, Work::NONE, forget).await?;
        let mut count = Rescued::default();
        while self.look_at_holds(now, max_lost, &mut count).await? == HOLDS {}
        Ok(count)
    }

    /// Answers with how many it looked at.
    async fn look_at_holds(
        &self,
        now: Timestamp,
        max_lost: u32,
        count: &mut Rescued,
    ) -> Result<i64> {
        let rescue = query(include_str!("sql/rescue.sql"))
            .bind(Micros(now))
            .bind(i64::from(max_lost))
            .bind(HOLDS);
        let mut write = self.begin_on(&self.working, Work::ALL).await?;
        let answer = rescue.fetch_all(write.on()).await.map_err(failed)?;
        let mut looked = 0;
        let mut lost = Vec::new();
        for row in &answer {
            looked = rows::get(row, "looked")?;
            let Some(id) = rows::get(row, "id")? else {
                continue;
            };
            lost.push(id);
            if rows::get(row, "is_dead")? {
                count.dead += 1;
            } else {
                count.retrying += 1;
            }
        }
        if !lost.is_empty() {
            tell_of(write.on(), lost, now, progress::lost).await?;
        }
        write.commit().await?;
        Ok(looked)
    }
}
