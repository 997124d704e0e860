//! Batches: handlers that take several events of a type at once.

use std::time::Duration;

use crate::{BoxError, IntoOutcome, Limits, Outcome, Settle};

/// How many deliveries a handler takes at once, and how long the first of them waits for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Batch {
    pub(crate) max: u32,
    pub(crate) wait: Duration,
}

/// The longest that what is due may wait for others.
const LONGEST: Duration = Duration::from_secs(10);

/// The most that one run may take, so that its ends are one statement.
const MOST: u32 = 1000;

impl Batch {
    /// At most so many, from 1 to 1000: what is due when a slot is free, and nothing waits for more.
    pub const fn new(max: u32) -> Self {
        Self {
            max,
            wait: Duration::ZERO,
        }
    }

    /// What is due waits so long for others before fewer than the most are taken, ten seconds at most.
    pub const fn wait(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    /// What is wrong with it, beside these limits of its consumer.
    pub(crate) fn problem(self, limits: &Limits) -> Option<String> {
        let fewest = [limits.concurrency, limits.rate.map(|rate| rate.starts)];
        let fewest = fewest.into_iter().flatten().min();
        if self.max == 0 || self.max > MOST {
            return Some(format!("a batch takes from 1 to {MOST} deliveries"));
        }
        if self.wait > LONGEST {
            return Some(format!("a batch waits for {LONGEST:?} at most"));
        }
        fewest.filter(|fewest| *fewest < self.max).map(|fewest| {
            format!(
                "limits count deliveries, so that no batch would ever have more than {fewest}: have it take that many at \
                 most"
            )
        })
    }

    /// How many deliveries run together at their so-manieth try: what a batch has failed by, or was lost with, is found by
    /// trying it again in smaller ones, and then alone.
    pub(crate) fn size(self, tried: u32) -> usize {
        let size = match tried {
            0 | 1 => self.max,
            2 => self.max.isqrt(),
            _ => 1,
        };
        usize::try_from(size.max(1)).unwrap_or(usize::MAX)
    }
}

/// 100 at most, without waiting.
impl Default for Batch {
    fn default() -> Self {
        Self::new(100)
    }
}

/// What became of each event of a batch, in their order: collected from what a handler of one event may return.
///
/// ```
/// # use buildamp_runtime as buildamp;
/// use buildamp::BatchOutcome;
///
/// let texts = ["1", "x"];
/// let outcome: BatchOutcome = texts.iter().map(|text| text.parse::<u8>()).collect();
/// ```
#[derive(Debug)]
#[must_use = "it says what becomes of the events when the handler returns it"]
pub struct BatchOutcome(Vec<Outcome>);

impl<O: IntoOutcome> FromIterator<O> for BatchOutcome {
    fn from_iter<I: IntoIterator<Item = O>>(each: I) -> Self {
        Self(each.into_iter().map(IntoOutcome::into_outcome).collect())
    }
}

/// What a handler of a batch returned, in one form for all.
#[derive(Debug)]
pub enum BatchEnd {
    /// The same for each.
    All(Outcome),
    /// One for each.
    Each(BatchOutcome),
}

impl BatchEnd {
    /// The same, where it says of each of so many events how it ended.
    pub(crate) fn of(self, count: usize) -> Self {
        match self {
            Self::Each(BatchOutcome(each)) if each.len() != count => {
                let why = format!(
                    "the handler says of {} events how they ended, and its batch has {count}",
                    each.len()
                );
                Self::All(Err(why.into()))
            }
            fits => fits,
        }
    }

    /// What it says of the event at this place.
    pub(crate) fn at(&self, place: usize) -> Option<&Outcome> {
        match self {
            Self::All(outcome) => Some(outcome),
            Self::Each(BatchOutcome(each)) => each.get(place),
        }
    }

    /// Whether what the handler wrote is to stand.
    pub(crate) fn commits(&self) -> bool {
        !matches!(self, Self::All(Err(_)))
    }
}

/// The return values that a handler of a batch may have: `Result<(), E>`, `Result<Settle, E>` and `Result<BatchOutcome, E>`.
#[diagnostic::on_unimplemented(
    message = "a handler of a batch cannot return `{Self}`",
    note = "return `Result<(), E>` for all, or `Result<buildamp::BatchOutcome, E>` for each, where `E: Into<Box<dyn Error + Send + Sync>>`"
)]
pub trait IntoBatchEnd {
    /// In the form that the processor knows.
    fn into_batch_end(self) -> BatchEnd;
}

impl<E: Into<BoxError>> IntoBatchEnd for Result<(), E> {
    fn into_batch_end(self) -> BatchEnd {
        BatchEnd::All(self.into_outcome())
    }
}

impl<E: Into<BoxError>> IntoBatchEnd for Result<Settle, E> {
    fn into_batch_end(self) -> BatchEnd {
        BatchEnd::All(self.into_outcome())
    }
}

impl<E: Into<BoxError>> IntoBatchEnd for Result<BatchOutcome, E> {
    fn into_batch_end(self) -> BatchEnd {
        match self {
            Ok(each) => BatchEnd::Each(each),
            Err(error) => BatchEnd::All(Err(error.into())),
        }
    }
}
