//! Calls that are emitted: the consumer of each type, which makes them.

use futures_util::future::BoxFuture;

use super::{AFTERWARDS, Belongs, carry_out};
use crate::{
    Answered, CallFailure, Context, Envelope, Failed, Follow, Outcome, ServiceCall, Settle, Target,
    Tx,
    subscribe::{Policy, decode},
};

/// What is known of a type of calls without its type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outbound {
    pub service: &'static str,
    pub target: Target,
    /// How long an attempt may take.
    pub policy: Policy,
    /// What follows once a call is given up.
    pub given_up: fn(&Envelope, &str) -> Option<Follow>,
}

/// The name of the consumer that makes the calls of a type.
pub(crate) fn consumer<C: ServiceCall>() -> String {
    format!("service:{}", C::TYPE)
}

pub(crate) fn outbound<C: ServiceCall>() -> Outbound {
    Outbound {
        service: C::TYPE,
        target: C::TARGET,
        policy: Policy {
            retry: C::RETRY,
            timeout: Some(C::TARGET.timeout.saturating_add(AFTERWARDS)),
        },
        given_up: |envelope, error| {
            let call = decode::<C>(envelope).ok()?;
            C::on_failure(Failed::new(call, error.to_owned()))
        },
    }
}

/// Makes the call of a delivery, under one key in all attempts.
pub(crate) fn handle<'a, C: ServiceCall, S: Send + Sync + 'static>(
    call: C,
    cx: Context<S>,
    tx: &'a mut Tx<'_>,
) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let Some(event) = cx.event_id() else {
            return Err("a call that was emitted belongs to an event".into());
        };
        let belongs = Belongs {
            event: Some(event),
            delivery: cx.own_attempt().and_then(|attempt| attempt.delivery()),
            tenant: cx.tenant().map(str::to_owned),
            actor: None,
        };
        let key = event.to_string();
        match carry_out(cx.core(), &call, &key, belongs).await {
            Ok((response, status)) => {
                let follow = C::on_success(Answered::new(call, response, status));
                if let Some(follow) = follow {
                    follow.emit(tx).await?;
                }
                Ok(Settle::Done)
            }
            // Nothing was sent, so nothing counts.
            Err(error) if error.failure() == CallFailure::CircuitOpen => {
                Ok(Settle::Snooze(error.retry_after().unwrap_or_default()))
            }
            Err(error) => Err(error.into()),
        }
    })
}
