use buildamp::{Envelope, Tx};

use crate::Cx;
use crate::models::events::email::*;

pub fn not_async(event: A) -> anyhow::Result<()> {
    Ok(())
}

pub async fn no_result(event: B) {}

pub async fn other_result(event: C) -> Result<&'static str, std::io::Error> {
    Ok("")
}

pub async fn by_reference(event: &D) -> anyhow::Result<()> {
    Ok(())
}

pub async fn reordered(cx: &Cx, event: E) -> anyhow::Result<()> {
    Ok(())
}

pub async fn swapped(event: F, tx: &mut Tx<'_>, cx: &Cx) -> anyhow::Result<()> {
    Ok(())
}

pub async fn generic<T>(event: G, more: &T) -> anyhow::Result<()> {
    Ok(())
}

pub async fn by_value(event: H, cx: Cx) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "hidden")]
pub(crate) async fn hidden(event: I) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "lost")]
pub async fn lost(name: String) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(on = "**")]
pub async fn wide(event: Envelope, other: u8) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumr = "j")]
#[cfg(feature = "j")]
pub async fn attributes(event: J) -> anyhow::Result<()> {
    Ok(())
}

pub fn helper(event: &A) -> String {
    String::new()
}

#[buildamp(consumer = "two words")]
pub async fn named(event: K) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer)]
pub async fn unnamed(event: K) -> anyhow::Result<()> {
    Ok(())
}
