//! What a consumer's limits let through: the same steps on each database, within one transaction of its own.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::{Again, Claim, Claimed, LimitedClaim, LimitedClaimed};
use crate::{Limits, Result, limit::Bucket};

/// How many keys a statement looks at, and how often one claim looks on while it finds nothing.
const KEYS: i64 = 256;
const LOOKS: u32 = 16;

/// How soon to ask again while another worker takes deliveries of the consumer, or many keys are held up.
const SOON: SignedDuration = SignedDuration::from_millis(25);

/// How long a key may be free again before it is noticed.
const KEY_IS_FREE: SignedDuration = SignedDuration::from_millis(500);

/// The steps, on a connection whose transaction is open.
#[async_trait]
pub(super) trait Steps: Send {
    /// Keeps other workers from this consumer until the end of the transaction; `None` while another does so.
    async fn lock(&mut self, consumer: &str) -> Result<Option<Standing>>;
    /// How many of its deliveries run.
    async fn running(&mut self, consumer: i64) -> Result<i64>;
    /// As [`Store::claim`](super::Store::claim).
    async fn claim(&mut self, claim: &Claim<'_>) -> Result<Vec<Claimed>>;
    /// As [`Records::next_due`](super::Records::next_due).
    async fn next_due(&mut self, consumer: &str) -> Result<Option<Timestamp>>;
    /// Which deliveries may start, by key.
    async fn keys(&mut self, scan: &Scan<'_>) -> Result<Found>;
    /// Takes these.
    async fn claim_these(&mut self, claim: &Claim<'_>, these: &[i64]) -> Result<Vec<Claimed>>;
    /// Says when the bucket of the consumer's rate is empty.
    async fn fill(&mut self, consumer: i64, empty_at: Timestamp) -> Result<()>;
    /// Counts these as starts of their keys, so many microseconds each.
    async fn fill_keys(
        &mut self,
        consumer: i64,
        these: &[i64],
        now: Timestamp,
        every: i64,
    ) -> Result<()>;
}

/// How a consumer stands.
#[derive(Debug)]
pub(super) struct Standing {
    pub id: i64,
    /// Whether its deliveries have keys, as the worker that registered last has said.
    pub by_key: bool,
    pub paused: bool,
    pub empty_at: Option<Timestamp>,
}

/// What to look for among the keys of a consumer.
#[derive(Debug)]
pub(super) struct Scan<'a> {
    pub consumer: i64,
    pub after: &'a str,
    pub now: Timestamp,
    pub keys: i64,
    pub most_per_key: Option<i64>,
    pub bucket: Option<Bucket>,
    pub limit: i64,
    pub in_order: bool,
}

impl Scan<'_> {
    /// How many of one key are worth looking at: one more than may start, to see that it waits.
    pub(super) fn of_a_key(&self) -> i64 {
        let burst = self.bucket.map(|bucket| bucket.burst);
        let most = [self.most_per_key, burst].into_iter().flatten();
        most.fold(self.limit, i64::min).saturating_add(1)
    }
}

/// What was found.
#[derive(Debug)]
pub(super) struct Found {
    pub these: Vec<i64>,
    /// The last key that need not be looked at again before the others; `None` when there are none behind `after`.
    pub last: Option<String>,
    /// Whether there are keys that were not looked at.
    pub more: bool,
    /// When something is due later.
    pub later: Option<Timestamp>,
    /// Whether something is due for which its key has no room.
    pub held_up: bool,
}

/// Takes what the limits let through.
pub(super) async fn claim(on: &mut dyn Steps, asked: &LimitedClaim) -> Result<LimitedClaimed> {
    let nothing = |again| LimitedClaimed {
        claimed: Vec::new(),
        after: asked.after.clone(),
        again,
    };
    let Some(standing) = on.lock(&asked.consumer).await? else {
        return Ok(nothing(Again::At(asked.now + SOON)));
    };
    if standing.paused {
        return Ok(nothing(Again::OnChange));
    }
    let Limits {
        concurrency, rate, ..
    } = asked.limits;
    let mut room = i64::from(asked.limit);
    if let Some(most) = concurrency {
        room = room.min(i64::from(most) - on.running(standing.id).await?);
    }
    if room <= 0 {
        return Ok(nothing(Again::OnChange));
    }
    let bucket = rate.map(Bucket::from);
    if let Some(bucket) = bucket {
        room = room.min(bucket.room(standing.empty_at, asked.now));
    }
    let (claimed, after, mut again) = if room <= 0 {
        (Vec::new(), asked.after.clone(), Again::AtOnce)
    } else if standing.by_key {
        by_key(on, asked, standing.id, room).await?
    } else {
        at_all(on, asked, room).await?
    };
    let starts = i64::try_from(claimed.len()).unwrap_or(i64::MAX);
    if let Some(bucket) = bucket {
        let empty_at = bucket.after(standing.empty_at, asked.now, starts);
        if starts > 0 {
            on.fill(standing.id, empty_at).await?;
        }
        let next = bucket.next(empty_at);
        if again == Again::AtOnce && next > asked.now {
            again = Again::At(next);
        }
    }
    Ok(LimitedClaimed {
        claimed,
        after,
        again,
    })
}

/// Of a consumer whose deliveries have no keys.
async fn at_all(
    on: &mut dyn Steps,
    asked: &LimitedClaim,
    room: i64,
) -> Result<(Vec<Claimed>, String, Again)> {
    let consumers = [asked.consumer.clone()];
    let claimed = on.claim(&asked.claim(&consumers, room)).await?;
    let again = if claimed.len() as u64 == room.unsigned_abs() {
        Again::AtOnce
    } else {
        on.next_due(&asked.consumer)
            .await?
            .map_or(Again::OnChange, Again::At)
    };
    Ok((claimed, asked.after.clone(), again))
}

/// From key to key, once around.
async fn by_key(
    on: &mut dyn Steps,
    asked: &LimitedClaim,
    consumer: i64,
    room: i64,
) -> Result<(Vec<Claimed>, String, Again)> {
    let bucket = asked.limits.rate_per_key.map(Bucket::from);
    let mut after = asked.after.clone();
    let mut claimed: Vec<Claimed> = Vec::new();
    let mut later = None::<Timestamp>;
    let mut is_held_up = false;
    let mut looks = 0;
    let mut is_around = asked.after.is_empty();
    loop {
        let left = room - i64::try_from(claimed.len()).unwrap_or(room);
        let scan = Scan {
            consumer,
            after: &after,
            now: asked.now,
            keys: KEYS,
            most_per_key: asked.limits.most_per_key().map(i64::from),
            bucket,
            limit: left,
            in_order: asked.limits.in_order,
        };
        let found = on.keys(&scan).await?;
        if !found.these.is_empty() {
            let consumers = [asked.consumer.clone()];
            let claim = asked.claim(&consumers, left);
            claimed.extend(on.claim_these(&claim, &found.these).await?);
            if let Some(bucket) = bucket {
                on.fill_keys(consumer, &found.these, asked.now, bucket.every)
                    .await?;
            }
        }
        later = later.into_iter().chain(found.later).min();
        is_held_up |= found.held_up;
        after = found.last.unwrap_or(after);
        looks += 1;
        if i64::try_from(claimed.len()).is_ok_and(|claimed| claimed >= room) {
            return Ok((claimed, after, Again::AtOnce));
        }
        if found.more {
            if looks >= LOOKS {
                return Ok((claimed, after, Again::At(asked.now + SOON)));
            }
        } else if is_around {
            break;
        } else {
            is_around = true;
            after.clear();
        }
    }
    // What waits for a place among its own is free once one of them ends; what waits for its time is not told of it.
    if is_held_up && bucket.is_some() {
        later = later.into_iter().chain([asked.now + KEY_IS_FREE]).min();
    }
    let again = later.map_or(Again::OnChange, Again::At);
    Ok((claimed, String::new(), again))
}

impl LimitedClaim {
    fn claim<'a>(&self, consumers: &'a [String], limit: i64) -> Claim<'a> {
        Claim {
            worker: self.worker,
            consumers,
            limit: u32::try_from(limit).unwrap_or(self.limit),
            now: self.now,
            lease_until: self.lease_until,
        }
    }
}
