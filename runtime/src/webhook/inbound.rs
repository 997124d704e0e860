//! A webhook that an application has, whatever its type.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Secrets, Verify, Webhook};
use crate::{Emission, Event, Result, context::Scope, core::Core, emit, store::NewEvent};

/// A webhook that an application has, whatever its type.
#[derive(Clone, Copy)]
pub(crate) struct Inbound {
    /// The last part of its URL.
    pub name: &'static str,
    /// The type of the events.
    pub event_type: &'static str,
    pub verify: Verify,
    pub secrets: Secrets,
    /// In bytes.
    pub max_body: usize,
    /// Makes the row of an event of what came: JSON text.
    pub lower: fn(&Arc<Core>, &Scope, Box<RawValue>) -> Result<NewEvent>,
}

impl Inbound {
    pub(crate) fn of<W: Webhook>() -> Self {
        Self {
            name: W::NAME,
            event_type: W::TYPE,
            verify: W::VERIFY,
            secrets: W::SIGNED_WITH,
            max_body: W::MAX_BODY,
            lower: lower::<W>,
        }
    }
}

/// What came and is nothing that the type knows: a sender sends more than what one asked for, and adds to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Unknown(Box<RawValue>);

impl Event for Unknown {
    const TYPE: &'static str = "unknown";
}

/// The row of the event, with the JSON as it came. What the type does not know is an event of its own type,
/// `<type>.unknown`, which no handler of the type is given.
fn lower<W: Webhook>(core: &Arc<Core>, scope: &Scope, data: Box<RawValue>) -> Result<NewEvent> {
    let mut json = serde_json::Deserializer::from_str(data.get());
    let (rows, is_known) = match serde_path_to_error::deserialize::<_, W>(&mut json) {
        Ok(event) => {
            let rows = emit::lower(core, scope, &mut None, [Emission::new(event)]);
            (rows, true)
        }
        // What stands there is not for the log.
        Err(problem) => {
            tracing::warn!(
                webhook = W::NAME,
                event_type = W::TYPE,
                at = %problem.path(),
                "a webhook came that its type does not know: it is on record as `<type>.unknown`, and no handler gets it"
            );
            let rows = emit::lower(core, scope, &mut None, [Unknown(data.clone())]);
            (rows, false)
        }
    };
    let row = rows?.into_iter().next();
    let mut row = row.ok_or_else(|| crate::Error::NotFound("row of the webhook".to_owned()))?;
    if !is_known {
        row.event_type = format!("{}.unknown", W::TYPE);
        row.version = W::VERSION;
    }
    row.data = Box::<str>::from(data).into();
    Ok(row)
}
