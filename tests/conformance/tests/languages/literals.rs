//! Every JSON that was written or is read, as a literal of the generated type: `tsc` says whether it is one.

use std::fmt::Write;

use serde_json::Value;

use crate::cases::Cases;
use crate::study::Study;

/// `export const written3_0: Case3 = {"a":1};`
pub fn module(studies: &[Study], cases: &Cases) -> String {
    let mut text = String::from("import type * as harness from \"./harness.js\";\n");
    let subjects = studies.iter().flat_map(|study| &study.subjects);
    for (index, (subject, trial)) in subjects.zip(&cases.trials).enumerate() {
        let mut literal = |kind: &str, case: usize, number: usize, json: &str| {
            let value: Value = serde_json::from_str(json).unwrap();
            let _ = writeln!(
                text,
                "// {}\nexport const {kind}{index}_{number}: harness.Case{case} = {};",
                subject.type_name,
                print(&value)
            );
        };
        for (number, json) in subject.written.iter().enumerate() {
            literal("written", trial.written, number, json);
        }
        for (number, json) in subject.read.iter().enumerate() {
            literal("read", trial.accepted, number, json);
        }
    }
    text
}

/// JSON as JavaScript: a plain `"__proto__": …` would set the prototype.
fn print(value: &Value) -> String {
    match value {
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(print).collect();
            format!("[{}]", values.join(","))
        }
        Value::Object(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| {
                    let quoted = Value::from(key.as_str());
                    let key = if key == "__proto__" {
                        format!("[{quoted}]")
                    } else {
                        quoted.to_string()
                    };
                    format!("{key}:{}", print(value))
                })
                .collect();
            format!("{{{}}}", entries.join(","))
        }
        other => other.to_string(),
    }
}
