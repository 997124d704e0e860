//! What a handler's `#[buildamp(..)]` holds its consumer to.

use std::time::Duration;

use crate::attr::{self, Value};
use crate::model::{Interface, Limits, Rate};
use crate::parse::{Function, duration};
use crate::report::{self, Problem};

const SHORTEST: Duration = Duration::from_millis(1);

/// Reads the keys. One whose value does not fit is told and left out.
pub(super) fn limits(
    function: &Function,
    interface: Interface,
    problems: &mut Vec<Problem>,
) -> Limits {
    let mut limits = Limits::default();
    for (key, value) in &function.said {
        if let (Interface::Immediate, Some(why)) = (interface, attr::without_store(key)) {
            problems.push(Problem::new(
                report::IMMEDIATE,
                function.at.clone(),
                format!("`{key}` needs a store, and there is none (`event_store = false`): {why}"),
                attr::WITH_A_STORE,
            ));
            continue;
        }
        if let Err(what) = set(&mut limits, key, value) {
            let help = format!("write {}", attr::example(key));
            problems.push(wrong(function, what, help));
        }
    }
    if limits.in_order && limits.concurrency_per_key.is_some_and(|most| most != 1) {
        problems.push(wrong(
            function,
            "`in_order` runs one of a key at a time".to_owned(),
            "leave out `concurrency_per_key`, or `in_order`".to_owned(),
        ));
    }
    limits
}

fn wrong(function: &Function, what: String, help: String) -> Problem {
    Problem::new(report::BUILDAMP_ATTRIBUTE, function.at.clone(), what, help)
}

fn set(limits: &mut Limits, key: &str, value: &Value) -> Result<(), String> {
    match key {
        "concurrency" => limits.concurrency = Some(count(key, value)?),
        "concurrency_per_key" => limits.concurrency_per_key = Some(count(key, value)?),
        "rate" => limits.rate = Some(rate(key, value)?),
        "rate_per_key" => limits.rate_per_key = Some(rate(key, value)?),
        "in_order" if *value == Value::None => limits.in_order = true,
        "in_order" => return Err("`in_order` takes no value".to_owned()),
        _ => {}
    }
    Ok(())
}

fn count(key: &str, value: &Value) -> Result<u32, String> {
    let count = match value {
        Value::Number(number) => u32::try_from(*number).ok(),
        _ => None,
    };
    count
        .filter(|count| *count > 0)
        .ok_or_else(|| format!("`{key}` is a whole number from 1"))
}

/// `100/1m`, or `100/m`.
fn rate(key: &str, value: &Value) -> Result<Rate, String> {
    let rate = match value {
        Value::Text(text) => text.split_once('/').and_then(|(starts, per)| {
            let starts = starts.trim().parse().ok().filter(|starts| *starts > 0)?;
            let per = duration(per).or_else(|| duration(&format!("1{}", per.trim())))?;
            (per >= SHORTEST).then_some(Rate { starts, per })
        }),
        _ => None,
    };
    rate.ok_or_else(|| {
        format!("`{key}` is how many starts there may be in which time, of a millisecond at least")
    })
}
