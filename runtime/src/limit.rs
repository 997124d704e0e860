//! How many of a consumer's deliveries run at once, how often they start, and in which order: over all processes.

#![cfg_attr(
    not(any(feature = "sqlite", feature = "postgres")),
    allow(dead_code, reason = "limits are kept by a database")
)]

use std::time::Duration;

use jiff::Timestamp;

/// What a consumer is held to, over all processes that have it. Without any a consumer is as fast as it can be.
///
/// What is limited by key goes by the event's [`partition_key`](crate::Event::partition_key) within its tenant. An event
/// without one is held back by no other.
///
/// ```
/// # use std::time::Duration;
/// # use buildamp_runtime::{Limits, Rate};
/// let gentle = Limits::new()
///     .concurrency(20)
///     .concurrency_per_key(1)
///     .rate(Rate::new(100, Duration::from_secs(60)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    pub(crate) concurrency: Option<u32>,
    pub(crate) concurrency_per_key: Option<u32>,
    pub(crate) rate: Option<Rate>,
    pub(crate) rate_per_key: Option<Rate>,
    pub(crate) in_order: bool,
}

/// So many starts in any span of that length, evenly spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub(crate) starts: u32,
    pub(crate) per: Duration,
}

impl Rate {
    /// At most so many starts in any span of this length.
    #[must_use]
    pub const fn new(starts: u32, per: Duration) -> Self {
        Self { starts, per }
    }
}

impl Limits {
    /// None.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            concurrency: None,
            concurrency_per_key: None,
            rate: None,
            rate_per_key: None,
            in_order: false,
        }
    }

    /// At most so many run at once.
    #[must_use]
    pub const fn concurrency(mut self, most: u32) -> Self {
        self.concurrency = Some(most);
        self
    }

    /// At most so many of one key run at once.
    #[must_use]
    pub const fn concurrency_per_key(mut self, most: u32) -> Self {
        self.concurrency_per_key = Some(most);
        self
    }

    /// No more starts than this. An attempt that fails and one that is tried again are a start each.
    #[must_use]
    pub const fn rate(mut self, rate: Rate) -> Self {
        self.rate = Some(rate);
        self
    }

    /// No more starts of one key than this.
    #[must_use]
    pub const fn rate_per_key(mut self, rate: Rate) -> Self {
        self.rate_per_key = Some(rate);
        self
    }

    /// Deliveries of one key run one after the other, in the order in which their events were stored. One that failed holds
    /// up those behind it until it has succeeded, is dead or is called off; one that is scheduled for later does not.
    #[must_use]
    pub const fn in_order(mut self) -> Self {
        self.in_order = true;
        self
    }

    pub(crate) fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether anything goes by the key of a delivery.
    pub(crate) fn are_by_key(&self) -> bool {
        self.in_order || self.concurrency_per_key.is_some() || self.rate_per_key.is_some()
    }

    /// How many of one key may run at once.
    pub(crate) fn most_per_key(&self) -> Option<u32> {
        if self.in_order {
            Some(1)
        } else {
            self.concurrency_per_key
        }
    }

    /// Why nothing could ever run under these.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        let counts = [self.concurrency, self.concurrency_per_key];
        let rates = [self.rate, self.rate_per_key];
        if counts.contains(&Some(0)) {
            Some("a concurrency of 0 runs nothing: pause the consumer instead")
        } else if self.in_order && self.concurrency_per_key.is_some_and(|most| most != 1) {
            Some("`in_order` runs one of a key at a time: leave out `concurrency_per_key`")
        } else if rates.into_iter().flatten().any(|rate| rate.starts == 0) {
            Some("a rate of 0 starts nothing: pause the consumer instead")
        } else if rates.into_iter().flatten().any(|rate| rate.per < SHORTEST) {
            Some("a rate is for a span of a millisecond at least")
        } else {
            None
        }
    }
}

const SHORTEST: Duration = Duration::from_millis(1);

/// Starts that come late to their turn by up to this may be made together, so that a high rate needs no claim for each.
const TOGETHER: i64 = 20_000;

/// A rate as a leaky bucket (GCRA): a start fills it by `every`, time empties it, and it never holds more than `burst`
/// starts. <https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm>
///
/// The bucket's state is the time at which it is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bucket {
    /// Microseconds.
    pub every: i64,
    pub burst: i64,
}

impl From<Rate> for Bucket {
    /// In a span there may be a burst and then a start each `every`: together no more than the rate says.
    fn from(rate: Rate) -> Self {
        let per = i64::try_from(rate.per.as_micros()).unwrap_or(i64::MAX / 4);
        let starts = i64::from(rate.starts).max(1);
        let together = TOGETHER.saturating_mul(starts).checked_div(per);
        let burst = together.unwrap_or(1).clamp(1, starts.div_euclid(2).max(1));
        let spread = starts - burst + 1;
        Self {
            every: (per + spread - 1).div_euclid(spread).max(1),
            burst,
        }
    }
}

impl Bucket {
    /// How many may start now.
    pub(crate) fn room(self, empty_at: Option<Timestamp>, now: Timestamp) -> i64 {
        let level = empty_at.map_or(0, |at| at.as_microsecond() - now.as_microsecond());
        let whole = self.every.saturating_mul(self.burst);
        ((whole - level.max(0)).div_euclid(self.every)).max(0)
    }

    /// When it is empty after so many starts.
    pub(crate) fn after(
        self,
        empty_at: Option<Timestamp>,
        now: Timestamp,
        starts: i64,
    ) -> Timestamp {
        let from = empty_at.map_or(now, |at| at.max(now));
        later(from, self.every.saturating_mul(starts))
    }

    /// When the next may start.
    pub(crate) fn next(self, empty_at: Timestamp) -> Timestamp {
        later(empty_at, -self.every.saturating_mul(self.burst - 1))
    }
}

fn later(time: Timestamp, micros: i64) -> Timestamp {
    let micros = time.as_microsecond().saturating_add(micros);
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Starts as soon as it may, for so long; answers when.
    fn starts(rate: Rate, span: i64) -> Vec<i64> {
        let bucket = Bucket::from(rate);
        let mut empty_at = None;
        let mut starts = Vec::new();
        let mut now = Timestamp::UNIX_EPOCH;
        while now.as_microsecond() < span {
            let room = bucket.room(empty_at, now);
            let empty = bucket.after(empty_at, now, room);
            starts.extend((0..room).map(|_| now.as_microsecond()));
            empty_at = Some(empty);
            now = bucket.next(empty).max(later(now, 1));
        }
        starts
    }

    #[test]
    fn no_span_has_more_starts_than_the_rate_says_and_hardly_fewer() {
        for (count, millis) in [
            (1, 1000),
            (7, 1000),
            (100, 60_000),
            (1000, 1000),
            (5000, 100),
        ] {
            let rate = Rate::new(count, Duration::from_millis(millis));
            let span = i64::try_from(millis * 1000).unwrap();
            let starts = starts(rate, span * 4);
            let most = starts.iter().map(|from| {
                let within = starts
                    .iter()
                    .filter(|at| (*from..*from + span).contains(at));
                within.count()
            });
            let count = usize::try_from(count).unwrap();
            assert!(most.max().unwrap() <= count, "{rate:?}");
            assert!(starts.len() * 2 >= count * 4, "{rate:?}: {}", starts.len());
        }
    }
}
