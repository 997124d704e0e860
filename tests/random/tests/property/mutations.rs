//! One change to a JSON value.

use random::Dice;
use serde_json::{Map, Value, json};

/// The value with its numbers as `JSON.parse` gives them: one that equals an integer is one.
pub fn parsed(value: Value) -> Value {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15 => {
                serde_json::from_str(&format!("{float:.0}")).unwrap_or(Value::Number(number))
            }
            _ => Value::Number(number),
        },
        Value::Array(items) => items.into_iter().map(parsed).collect(),
        Value::Object(keys) => keys
            .into_iter()
            .map(|(key, value)| (key, parsed(value)))
            .collect(),
        other => other,
    }
}

/// The value with one change in it.
pub fn mutated(dice: &mut Dice, value: &Value) -> Value {
    let places = places(value);
    let mut target = dice.below(places);
    let mut changed = value.clone();
    change(dice, &mut changed, &mut target);
    changed
}

fn places(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(places).sum(),
        Value::Object(keys) => keys.values().map(places).sum::<usize>(),
        _ => 0,
    }
}

fn change(dice: &mut Dice, value: &mut Value, target: &mut usize) {
    if *target == 0 {
        *target = usize::MAX;
        here(dice, value);
        return;
    }
    *target -= 1;
    match value {
        Value::Array(items) => {
            for item in items {
                if *target == usize::MAX {
                    return;
                }
                change(dice, item, target);
            }
        }
        Value::Object(keys) => {
            for item in keys.values_mut() {
                if *target == usize::MAX {
                    return;
                }
                change(dice, item, target);
            }
        }
        _ => {}
    }
}

fn here(dice: &mut Dice, value: &mut Value) {
    if dice.one_in(3) {
        *value = other(dice, value.is_object());
        return;
    }
    match value {
        Value::Null => *value = other(dice, false),
        Value::Bool(it) => *it = !*it,
        Value::Number(number) => {
            *value = match (dice.below(4), number.as_i64()) {
                (0, Some(it)) if it.abs() < 1 << 50 => json!(it + 256),
                (1, Some(it)) => json!(-it),
                (2, Some(it)) if it.abs() < 1 << 50 => {
                    json!(Value::from(it).as_f64().unwrap_or_default() + 0.5)
                }
                _ => json!(number.to_string()),
            }
        }
        Value::String(text) => match dice.below(4) {
            0 => text.push('x'),
            1 => *text = text.to_uppercase(),
            2 => text.clear(),
            _ => *text = (*dice.pick(&["1", "A", "Active", "2024-06-19", "-1"])).to_owned(),
        },
        Value::Array(items) => match dice.below(3) {
            0 => {
                items.pop();
            }
            1 => items.push(items.last().cloned().unwrap_or_default()),
            _ => items.reverse(),
        },
        Value::Object(keys) => object(dice, keys),
    }
}

fn object(dice: &mut Dice, keys: &mut Map<String, Value>) {
    let names: Vec<String> = keys.keys().cloned().collect();
    let some = |dice: &mut Dice| (!names.is_empty()).then(|| dice.pick(&names).clone());
    match (dice.below(4), some(dice)) {
        (0 | 1, Some(name)) => {
            keys.remove(&name);
        }
        (2, Some(name)) => {
            if let Some(value) = keys.remove(&name) {
                keys.insert(format!("{name}x"), value);
            }
        }
        _ => {
            keys.insert("nobody".to_owned(), json!(1));
        }
    }
}

/// Some value of another kind. No array in place of an object: serde reads a struct from that too.
fn other(dice: &mut Dice, object: bool) -> Value {
    let all = [
        json!(null),
        json!(true),
        json!(7),
        json!(-1.5),
        json!("text"),
        json!({}),
        json!({"A": null}),
        json!([]),
    ];
    let count = if object { all.len() - 1 } else { all.len() };
    all[dice.below(count)].clone()
}
