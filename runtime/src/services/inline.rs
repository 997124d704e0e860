//! Calls that are made at once.

use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

use super::{Belongs, carry_out};
use crate::{CallError, CallFailure, Callable, Context, ids::event_id_at};

impl<S> Context<S> {
    /// Calls a service at once, and answers with what it says. The call is on record with its status and its answer; nothing of it
    /// is tried again, and nothing follows from it ([`ServiceCall::on_success`](crate::ServiceCall::on_success)): in a handler, `?`
    /// on its error makes the attempt end as that says.
    ///
    /// ```no_run
    /// # use buildamp_runtime as buildamp;
    /// # use buildamp::{Callable, Context};
    /// # async fn handler<C: Callable>(cx: &Context, call: C) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    /// let answer = cx.call(call).await?;
    /// # drop(answer);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Its `Idempotency-Key` is, in a handler, the same over all attempts of a delivery for the same call, and another one for
    /// another call or for the same made once more; elsewhere, in a batch as a whole and in an ephemeral handler each call has its
    /// own. Call before a transaction of your own is open, since others wait for that.
    ///
    /// # Errors
    /// [`CallError`], which says whether another attempt may help; [`CallFailure::TxOpen`] in a handler whose own transaction is
    /// open.
    pub async fn call<C: Callable>(&self, call: C) -> Result<C::Response, CallError> {
        if let Err(error) = self.refuse_second() {
            let text = format!("{} cannot be called now: {error}", C::TYPE);
            return Err(CallError::passing(CallFailure::TxOpen, None, text, None));
        }
        let event = self.event_id();
        let belongs = Belongs {
            event,
            delivery: self.own_attempt().and_then(|attempt| attempt.delivery()),
            tenant: self.tenant().map(str::to_owned),
            actor: self.actor().filter(|_| event.is_none()).map(str::to_owned),
        };
        let key = self.key_of(&call);
        let made = carry_out(self.core(), &call, &key, belongs).await?;
        Ok(made.0)
    }

    fn key_of<C: Callable>(&self, call: &C) -> String {
        let attempt = self.own_attempt();
        let delivery = attempt.and_then(|attempt| attempt.delivery());
        let json = serde_json::to_vec(call);
        let (Some(attempt), Some((delivery, _)), Some(event), Ok(json)) =
            (attempt, delivery, self.event_id(), json)
        else {
            return Uuid::from(event_id_at(self.now())).to_string();
        };
        let of_call = Sha256::new()
            .chain_update(event.as_uuid().as_bytes())
            .chain_update(delivery.0.to_be_bytes())
            .chain_update(C::TYPE)
            .chain_update([0])
            .chain_update(json)
            .finalize();
        let nth = attempt.count_call(of_call.into());
        let key = Sha256::new()
            .chain_update(of_call)
            .chain_update(nth.to_be_bytes())
            .finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&key[..16]);
        // <https://www.rfc-editor.org/rfc/rfc9562#section-5.8>
        Builder::from_custom_bytes(bytes).into_uuid().to_string()
    }
}
