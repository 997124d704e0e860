//! Values near one that is of a shape: each a small step from it, blind to the shape. What is to become of them the
//! oracle knows.

use serde_json::{Map, Value, json};

use crate::values::HALF;

/// Values that differ from this one in one place.
pub fn near(value: &Value) -> Vec<Value> {
    let mut all: Vec<Value> = instead();
    match value {
        Value::Number(_) => all.extend(NUMBERS.iter().map(|number| whole(*number))),
        Value::String(text) => {
            all.extend(TEXTS.iter().map(|text| json!(text)));
            all.extend([json!({ text: null }), json!({ text: 1 })]);
        }
        Value::Array(items) => {
            let more = items.first().cloned().unwrap_or(json!(0));
            all.push(json!([items.as_slice(), &[more]].concat()));
            if let Some((_, fewer)) = items.split_last() {
                all.push(json!(fewer));
            }
            for (index, item) in items.iter().enumerate() {
                all.extend(near(item).into_iter().map(|changed| {
                    let mut items = items.clone();
                    items[index] = changed;
                    Value::Array(items)
                }));
            }
        }
        Value::Object(object) => {
            for key in [
                "a key that nobody knows",
                "other name",
                "alias1",
                "Alias",
                "über",
                HALF,
            ] {
                all.push(with(object, key, Some(json!(["x"]))));
            }
            for (key, item) in object {
                all.push(with(object, key, None));
                for other in [
                    "other name",
                    "alias1",
                    "Alias",
                    "über",
                    "it\u{2019}s",
                    "08",
                    "Other",
                    "-0",
                ] {
                    let mut renamed = object.clone();
                    renamed.remove(key);
                    renamed.insert(other.to_owned(), item.clone());
                    all.push(Value::Object(renamed));
                }
                all.extend(
                    near(item)
                        .into_iter()
                        .map(|changed| with(object, key, Some(changed))),
                );
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
    all.retain(|other| other != value);
    all
}

/// What stands in the place of anything.
fn instead() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(1),
        json!(-1),
        json!(0.5),
        json!(""),
        json!("no such text"),
        json!(HALF),
        json!([]),
        json!([0]),
        json!({}),
        json!({ "no such key": null }),
    ]
}

/// Numbers right beyond those of a type, or those that are so as `JSON.parse` rounds them.
const NUMBERS: &[f64] = &[
    -129.0,
    128.0,
    256.0,
    -32_769.0,
    32_768.0,
    65_536.0,
    -2_147_483_649.0,
    2_147_483_648.0,
    4_294_967_296.0,
    -9.3e18,
    9.3e18,
    1.9e19,
    -1.8e38,
    3.5e38,
];

/// A number without a point where it has no fraction, as far as it is exact.
#[expect(clippy::cast_possible_truncation, reason = "exact below 2^53")]
fn whole(number: f64) -> Value {
    if number.abs() < 9e15 {
        json!(number as i64)
    } else {
        json!(number)
    }
}

/// Texts that are of no form, or of one alone.
const TEXTS: &[&str] = &[
    "ab",
    "true",
    "not-a-uuid",
    "01890a5d-ac96-774b-bcce-b302099a805",
    "g1890a5d-ac96-774b-bcce-b302099a8057",
    "yesterday",
    "2024-01-01",
    "2024-01-01T00:00:00",
    "2024-02-30T00:00:00Z",
    "2023-02-29T00:00:00Z",
    "2023-02-29",
    "2024-13-01T00:00:00Z",
    "2024-00-01",
    "2024-01-00T00:00:00Z",
    "2024-01-01T24:00:00Z",
    "24:00:00",
    "2024-01-01T00:60:00Z",
    "00:60:00",
    "2024-01-01T00:00:61Z",
    "2024-01-01T00:00:00.Z",
    "1900-02-29T00:00:00Z",
    "2024-01-01T00:00:00+26:00",
    "12345-01-01T00:00:00Z",
    "2024-06-19T15:22:45-04:00[]",
    "256.0.0.1",
    "1.2.3",
    "01.2.3.4",
    ":::",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "12345::",
    "127.0.0.1:65536",
    "[::1]",
    "::1:80",
    "example.com",
    "/path",
    "1.2.3e5",
    "12,5",
    "79228162514264337593543950336",
    "-",
    "01",
    "-0",
    "+1",
    "1.0",
    "-129",
    "18446744073709551616",
    "-1",
    "abc",
    "zz",
    "aGk",
    "aGl=",
    "a===",
];

/// An object with one key changed or removed.
fn with(object: &Map<String, Value>, key: &str, change: Option<Value>) -> Value {
    let mut object = object.clone();
    object.remove(key);
    object.extend(change.map(|change| (key.to_owned(), change)));
    Value::Object(object)
}
