//! `retry(..)` → [`Retry`].

use std::time::Duration;

use super::duration::duration;
use crate::attr::{Argument, Value};
use crate::model::Retry;
use crate::report;

/// The forms beside the one that is the key's example.
pub const OTHER_FORMS: &str = "or `retry(every = \"30s\")`, or `retry(with = path::to::function)`";

const NAMES: [&str; 4] = ["base", "cap", "every", "with"];

/// What the keys between the parentheses say together. The error says what is wrong.
pub fn policy(value: &Value) -> Result<Retry, String> {
    let Value::List(arguments) = value else {
        return Err("`retry` says in parentheses how attempts are spaced".to_owned());
    };
    check(arguments)?;
    let of = |name| {
        let found = arguments.iter().find(|argument| argument.name == name);
        found.map(|argument| &argument.value)
    };
    match (of("base"), of("cap"), of("every"), of("with")) {
        (Some(base), Some(cap), None, None) => exponential(wait("base", base)?, wait("cap", cap)?),
        (None, None, Some(every), None) => wait("every", every).map(Retry::Fixed),
        (None, None, None, Some(Value::Path(path))) => Ok(Retry::With(path.clone())),
        (None, None, None, Some(_)) => {
            Err("`with` is the path of a function, without quotes".to_owned())
        }
        (None, None, None, None) => Err("`retry(..)` says nothing".to_owned()),
        (Some(_), None, None, None) => {
            Err("`base` stands beside `cap`, the longest wait of all".to_owned())
        }
        (None, Some(_), None, None) => {
            Err("`cap` stands beside `base`, the longest wait after the first failure".to_owned())
        }
        _ => Err("`retry(..)` takes `base` and `cap`, or `every`, or `with`, not both".to_owned()),
    }
}

/// Each key is known and stands once.
fn check(arguments: &[Argument]) -> Result<(), String> {
    for (place, Argument { name, .. }) in arguments.iter().enumerate() {
        if !NAMES.contains(&name.as_str()) {
            return Err(match report::nearest(name, NAMES) {
                Some(meant) => format!("`retry(..)` has no `{name}`: did you mean `{meant}`?"),
                None => format!("`retry(..)` has no `{name}`"),
            });
        }
        if arguments[..place].iter().any(|before| before.name == *name) {
            return Err(format!("`{name}` is given twice"));
        }
    }
    Ok(())
}

fn exponential(base: Duration, cap: Duration) -> Result<Retry, String> {
    if base > cap {
        return Err("`cap` is shorter than `base`, and it is the longest wait of all".to_owned());
    }
    Ok(Retry::Exponential { base, cap })
}

/// A length of time as the value of a key.
pub fn wait(name: &str, value: &Value) -> Result<Duration, String> {
    let read = match value {
        Value::Text(text) => duration(text),
        Value::None
        | Value::Texts(_)
        | Value::Number(_)
        | Value::Path(_)
        | Value::List(_)
        | Value::Decimal(_)
        | Value::Bool(_)
        | Value::Range { .. } => None,
    };
    read.ok_or_else(|| {
        format!("`{name}` is a length of time such as \"30s\", \"500ms\" or \"1h 30m\"")
    })
}
