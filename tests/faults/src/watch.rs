//! A browser that watches its session, and comes back by itself.

use std::{cell::RefCell, collections::HashMap, time::Duration};

use anyhow::{Context as _, Result};
use buildamp_runtime::{Resync, SseMessage as _};
use reqwest::Response;
use serde_json::Value;
use tokio::time::sleep;

use crate::{job::Done, site::Site};

/// What it was told.
#[derive(Debug, Default)]
pub struct Seen {
    /// How often of each number that it is done.
    pub done: HashMap<u64, u64>,
    /// How often it was to load its state anew.
    pub resyncs: u64,
    /// How often it came back with its place.
    pub resumed: u64,
    /// Whether it has come at all: what was sent before is nobody's.
    pub has_come: bool,
}

/// Watches for ever. Whenever it is told to, it has its state loaded.
pub async fn watch(
    site: &Site,
    cookie: &str,
    seen: &RefCell<Seen>,
    load: impl AsyncFn() -> Result<()>,
) -> Result<()> {
    let mut place = String::new();
    loop {
        if let Ok(stream) = site.stream(cookie, &place).await {
            {
                let mut seen = seen.borrow_mut();
                seen.has_come = true;
                seen.resumed += u64::from(!place.is_empty());
            }
            read(stream, &mut place, seen, &load).await?;
        }
        sleep(Duration::from_millis(100)).await;
    }
}

/// Reads until the stream ends, in whichever way.
async fn read(
    mut stream: Response,
    place: &mut String,
    seen: &RefCell<Seen>,
    load: &impl AsyncFn() -> Result<()>,
) -> Result<()> {
    let mut text = String::new();
    while let Ok(Some(bytes)) = stream.chunk().await {
        text += str::from_utf8(&bytes)?;
        while let Some((frame, rest)) = text.split_once("\n\n") {
            let frame = frame.to_owned();
            text = rest.to_owned();
            let field = |name: &str| frame.lines().find_map(|line| line.strip_prefix(name));
            if let Some(message) = field("data: ") {
                let message: Value = serde_json::from_str(message)?;
                if message["type"] == Done::TYPE {
                    let number = message["data"]["number"].as_u64().context("a number")?;
                    *seen.borrow_mut().done.entry(number).or_default() += 1;
                } else if message["type"] == Resync::TYPE {
                    seen.borrow_mut().resyncs += 1;
                    load().await?;
                }
            }
            if let Some(id) = field("id: ") {
                id.clone_into(place);
            }
        }
    }
    Ok(())
}
