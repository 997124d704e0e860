//! Rules.

#![expect(clippy::unused_async, reason = "what answers a request is async")]

use crate::models::api::rules::{TryRulesReq, TryRulesRes};

/// Answers whoever kept all rules.
///
/// # Errors
/// Never.
pub async fn try_rules(_: TryRulesReq) -> Result<TryRulesRes, std::convert::Infallible> {
    Ok(TryRulesRes {})
}
