//! What a handler's `#[buildamp(..)]` holds its consumer to.

use std::time::Duration;

use crate::attr::{self, Value};
use crate::model::{Batch, Interface, Limits, Rate};
use crate::parse::{Function, duration};
use crate::report::{self, Problem};

const SHORTEST: Duration = Duration::from_millis(1);

/// What a batch may have and wait for at most.
const MOST: u32 = 1000;
const LONGEST: Duration = Duration::from_secs(10);

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

/// How many events it takes at once, where its first argument is a `Vec` of them. The engine refuses the same of what is
/// registered by hand.
pub(super) fn batch(
    function: &Function,
    takes_batch: bool,
    limits: &Limits,
    problems: &mut Vec<Problem>,
) -> Option<Batch> {
    let said = function.said.get("batch");
    let mut refuse = |what: String, help: &str| {
        problems.push(wrong(function, what, help.to_owned()));
        None
    };
    let batch = match (takes_batch, said) {
        (false, None) => return None,
        (true, None) => Batch::default(),
        (false, Some(_)) => {
            let what = "`batch` is for a handler that takes a `Vec` of its event".to_owned();
            return refuse(what, "take `Vec<…>` of the event first, or remove `batch`");
        }
        (true, Some(value)) => match read(value) {
            Ok(batch) => batch,
            Err(what) => return refuse(what, &format!("write {}", attr::example("batch"))),
        },
    };
    let fewest = [limits.concurrency, limits.rate.map(|rate| rate.starts)];
    match fewest.into_iter().flatten().min() {
        Some(fewest) if fewest < batch.max => refuse(
            format!("limits count deliveries, so that no batch would ever have more than {fewest}"),
            "give `batch` no more than its limits let through: `batch(max = ..)`",
        ),
        _ => Some(batch),
    }
}

/// `(max = 100, wait = "50ms")`, in parts.
fn read(value: &Value) -> Result<Batch, String> {
    let Value::List(arguments) = value else {
        return Err("`batch` takes `max` and `wait` in parentheses".to_owned());
    };
    let mut batch = Batch::default();
    for argument in arguments {
        match (argument.name.as_str(), &argument.value) {
            ("max", value) => {
                batch.max = count("max", value)?;
                if batch.max > MOST {
                    return Err(format!("`max` is {MOST} at most"));
                }
            }
            ("wait", Value::Text(text)) => {
                let wait = duration(text).filter(|wait| *wait <= LONGEST);
                batch.wait = wait.ok_or_else(|| format!("`wait` is {LONGEST:?} at most"))?;
            }
            ("wait", _) => return Err("`wait` is a time as text".to_owned()),
            (other, _) => return Err(format!("`batch` has no `{other}`")),
        }
    }
    Ok(batch)
}

pub(super) fn wrong(function: &Function, what: String, help: String) -> Problem {
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
