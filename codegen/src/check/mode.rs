//! When a handler runs, as its `#[buildamp(..)]` says.

use super::limits::wrong;
use crate::attr::{self, Value};
use crate::model::{Batch, Body, Coalesce, Limits, Mode};
use crate::parse::{Function, duration, template};
use crate::report::Problem;

/// Reads the keys. What contradicts them is told; the engine refuses the same of what is registered by hand.
pub(super) fn mode(
    function: &Function,
    limits: &Limits,
    batch: Option<Batch>,
    problems: &mut Vec<Problem>,
) -> Mode {
    let (mode, required) = (function.said.get("mode"), function.said.get("required"));
    let name = match mode {
        Some(Value::Text(name)) => Some(name.as_str()),
        Some(_) => Some(""),
        None => None,
    };
    let read = match (name, required) {
        (None | Some("durable"), None) => Ok(Mode::Durable),
        (Some("ephemeral"), None) => Ok(Mode::Ephemeral),
        (Some("inline"), None) => Ok(Mode::Inline),
        (Some("inline"), Some(Value::None)) => Ok(Mode::InlineRequired),
        (Some("inline"), Some(_)) => Err(("`required` takes no value".to_owned(), "required")),
        (None | Some("durable" | "ephemeral"), Some(_)) => Err((
            "`required` is for a handler that runs with the emit: the others run when it has long succeeded"
                .to_owned(),
            "required",
        )),
        (Some(_), _) => Err((
            "`mode` is \"durable\", which it is by default, \"inline\" or \"ephemeral\"".to_owned(),
            "mode",
        )),
    };
    let mode = read.unwrap_or_else(|(what, key)| {
        let help = format!("write {}", attr::example(key));
        problems.push(wrong(function, what, help));
        Mode::Durable
    });
    let what = match (mode, *limits == Limits::default(), batch) {
        (Mode::Durable, _, _) | (_, true, None) => return mode,
        (_, false, _) => {
            "limits hold up what waits on record, so that they are for a durable handler"
        }
        (_, true, Some(_)) => {
            "batches are made of what waits on record, so that they are for a durable handler"
        }
    };
    let help = "leave out `mode`, or have it take one event without limits";
    problems.push(wrong(function, what.to_owned(), help.to_owned()));
    mode
}

/// Reads how events are merged, of which this is the struct.
pub(super) fn coalesce(
    function: &Function,
    mode: Mode,
    event: Option<&Body>,
    problems: &mut Vec<Problem>,
) -> Option<Coalesce> {
    let value = function.said.get("coalesce")?;
    let read = match (mode, event) {
        (Mode::Ephemeral, Some(body)) => merged(value, body),
        (Mode::Ephemeral, None) => {
            Err("`coalesce` names a field, and an `Envelope` may be of any type".to_owned())
        }
        (Mode::Durable | Mode::Inline | Mode::InlineRequired, _) => Err(
            "`coalesce` is for an ephemeral handler; events are debounced for all as they are emitted".to_owned(),
        ),
    };
    let refuse = |what| {
        let help = format!("write {}", attr::example_on_a_handler("coalesce"));
        problems.push(wrong(function, what, help));
    };
    read.map_err(refuse).ok()
}

/// `(key = "document/{id}", window = "1s")`, in parts.
fn merged(value: &Value, body: &Body) -> Result<Coalesce, String> {
    let Value::List(arguments) = value else {
        return Err("`coalesce` takes `key` and `window` in parentheses".to_owned());
    };
    let (mut key, mut window) = (None, None);
    for argument in arguments {
        match (argument.name.as_str(), &argument.value) {
            ("key", Value::Text(text)) => key = Some(template::parts("key", text, body)?),
            ("window", Value::Text(text)) => window = duration(text).filter(|it| !it.is_zero()),
            ("key" | "window", _) => return Err(format!("`{}` is a text", argument.name)),
            (other, _) => return Err(format!("`coalesce` has no `{other}`")),
        }
    }
    match (key, window) {
        (Some(key), Some(window)) => Ok(Coalesce { key, window }),
        (None, _) => Err("`coalesce` needs a `key`".to_owned()),
        (Some(_), None) => Err("`coalesce` needs a `window`, which is a time".to_owned()),
    }
}
