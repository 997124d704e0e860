//! What a consumer is held to, as plain data.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::TemplatePart;

/// What a consumer is held to, over all processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Limits {
    /// `concurrency = 20`: how many run at once.
    pub concurrency: Option<u32>,
    /// `concurrency_per_key = 2`.
    pub concurrency_per_key: Option<u32>,
    /// `rate = "100/1m"`: how many start.
    pub rate: Option<Rate>,
    /// `rate_per_key = "1/1s"`.
    pub rate_per_key: Option<Rate>,
    /// `in_order`: those of a key one after the other.
    pub in_order: bool,
}

/// `batch(max = 100, wait = "50ms")`: how many events a handler takes at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// How many at most.
    pub max: u32,
    /// How long the first waits for others.
    pub wait: Duration,
}

/// 100 at most, without waiting.
impl Default for Batch {
    fn default() -> Self {
        Self {
            max: 100,
            wait: Duration::ZERO,
        }
    }
}

/// When a handler runs, measured by the transaction that stores its event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// `mode = "durable"`: after it.
    #[default]
    Durable,
    /// `mode = "inline"`: in it.
    Inline,
    /// `mode = "inline", required`: in it, and the emit fails when it does.
    InlineRequired,
    /// `mode = "ephemeral"`: after it, as far as there is room.
    Ephemeral,
}

/// `coalesce(key = "document/{id}", window = "1s")`: events that an ephemeral handler takes as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coalesce {
    /// Those of one key are merged.
    pub key: Vec<TemplatePart>,
    /// How long the first waits for others.
    pub window: Duration,
}

/// So many starts in a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// How many.
    pub starts: u32,
    /// How long the span is.
    pub per: Duration,
}
