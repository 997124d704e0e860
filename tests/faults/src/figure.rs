//! What a trial came to, each figure beside its limit.

use std::{fmt, time::Duration};

/// A figure that a scenario bounds.
#[derive(Debug, Clone)]
pub struct Figure {
    name: &'static str,
    value: f64,
    limit: Limit,
    unit: &'static str,
}

#[derive(Debug, Clone, Copy)]
enum Limit {
    Exactly(f64),
    AtMost(f64),
    AtLeast(f64),
    /// It only says how much was tried.
    None,
}

impl Figure {
    pub fn exactly(name: &'static str, value: u64, limit: u64) -> Self {
        Self::new(name, real(value), Limit::Exactly(real(limit)), "")
    }

    pub fn none(name: &'static str, value: u64) -> Self {
        Self::exactly(name, value, 0)
    }

    pub fn at_most(name: &'static str, value: u64, limit: u64) -> Self {
        Self::new(name, real(value), Limit::AtMost(real(limit)), "")
    }

    pub fn at_least(name: &'static str, value: u64, limit: u64) -> Self {
        Self::new(name, real(value), Limit::AtLeast(real(limit)), "")
    }

    pub fn within(name: &'static str, value: Duration, limit: Duration) -> Self {
        let (value, limit) = (value.as_secs_f64(), limit.as_secs_f64());
        Self::new(name, value, Limit::AtMost(limit), " s")
    }

    pub fn rate(name: &'static str, value: f64, limit: f64) -> Self {
        Self::new(name, value, Limit::AtMost(limit), "/s")
    }

    pub fn count(name: &'static str, value: u64) -> Self {
        Self::new(name, real(value), Limit::None, "")
    }

    fn new(name: &'static str, value: f64, limit: Limit, unit: &'static str) -> Self {
        Self {
            name,
            value,
            limit,
            unit,
        }
    }

    pub fn holds(&self) -> bool {
        match self.limit {
            Limit::Exactly(limit) => (self.value - limit).abs() < f64::EPSILON,
            Limit::AtMost(limit) => self.value <= limit,
            Limit::AtLeast(limit) => self.value >= limit,
            Limit::None => true,
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "what is counted here is far from 2^53"
)]
fn real(count: u64) -> f64 {
    count as f64
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name, value, unit, ..
        } = self;
        let digits = if unit.is_empty() { 0 } else { 2 };
        if !self.holds() {
            write!(f, "!!! ")?;
        }
        write!(f, "{name} {value:.digits$}{unit}")?;
        match self.limit {
            Limit::Exactly(limit) if self.holds() && limit == 0.0 => Ok(()),
            Limit::Exactly(limit) => write!(f, " (= {limit}{unit})"),
            Limit::AtMost(limit) => write!(f, " (≤ {limit}{unit})"),
            Limit::AtLeast(limit) => write!(f, " (≥ {limit}{unit})"),
            Limit::None => Ok(()),
        }
    }
}
