//! When a handler runs, as its `#[buildamp(..)]` says.

use super::limits::wrong;
use crate::attr::{self, Value};
use crate::model::{Batch, Limits, Mode};
use crate::parse::Function;
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
        (Some("inline"), None) => Ok(Mode::Inline),
        (Some("inline"), Some(Value::None)) => Ok(Mode::InlineRequired),
        (Some("inline"), Some(_)) => Err(("`required` takes no value".to_owned(), "required")),
        (None | Some("durable"), Some(_)) => Err((
            "`required` is for a handler that runs with the emit: the others run when it has long succeeded"
                .to_owned(),
            "required",
        )),
        (Some(_), _) => Err((
            "`mode` is \"durable\", which it is by default, or \"inline\"".to_owned(),
            "mode",
        )),
    };
    let mode = read.unwrap_or_else(|(what, key)| {
        let help = format!("write {}", attr::example(key));
        problems.push(wrong(function, what, help));
        Mode::Durable
    });
    let contradiction = match (mode, *limits == Limits::default(), batch) {
        (Mode::Durable, _, _) | (_, true, None) => return mode,
        (_, false, _) => "limits would hold up nothing",
        (_, true, Some(_)) => "there is nothing to gather for a batch",
    };
    problems.push(wrong(
        function,
        format!("it runs with each emit, so that {contradiction}"),
        "leave out `mode`, or have it take one event without limits".to_owned(),
    ));
    mode
}
