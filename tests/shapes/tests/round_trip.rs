//! Every accepted model against a twin of itself that derives everything: same JSON, same `Debug`, same refusals.

use std::collections::BTreeSet;

use buildamp_codegen::{self as codegen, report};
use serde_json::Value;
use shapes::{Sample, samples};

#[test]
fn h20_h31_plain_models_write_and_read_what_serdes_own_derives_do() {
    for sample in samples() {
        for value in sample.values {
            let (model, twin) = ((sample.model)(value), (sample.twin)(value));
            let (written, _) = model
                .clone()
                .unwrap_or_else(|error| panic!("{}: {error}", sample.name));
            assert_eq!(written, *value, "{} writes what was read", sample.name);
            if sample.name == "ByHand" {
                assert_eq!(model.map(|(_, debug)| debug).as_deref(), Ok("by hand"));
            } else {
                assert_eq!(model, twin, "{} and its twin", sample.name);
            }
        }
    }
}

#[test]
fn h20_plain_models_refuse_in_the_words_of_serdes_own_derives() {
    let mut refused = 0;
    for sample in samples()
        .into_iter()
        .filter(|sample| sample.name != "ByHand")
    {
        for text in sample.values.iter().flat_map(|value| mutations(value)) {
            let (model, twin) = ((sample.model)(&text), (sample.twin)(&text));
            assert_eq!(model, twin, "{} and its twin, from {text}", sample.name);
            refused += usize::from(model.is_err());
        }
    }
    assert!(
        refused > 500,
        "only {refused} mutations were refused: the test looks past its subject"
    );
}

#[test]
fn every_model_has_a_sample() {
    let root = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let analysis = codegen::analyse(&codegen::Input {
        models: vec![root.join("src/models")],
        root,
        ..codegen::Input::default()
    });
    assert!(
        !report::any_error(&analysis.problems),
        "{:#?}",
        analysis.problems
    );
    let models: BTreeSet<(String, String)> = analysis
        .definitions
        .into_iter()
        .map(|model| (model.file.join("/"), model.name.to_string()))
        .collect();
    let sampled: BTreeSet<(String, String)> = samples()
        .iter()
        .map(|Sample { file, name, .. }| ((*file).to_owned(), (*name).to_owned()))
        .collect();
    assert_eq!(models, sampled);
}

/// The value with one part of it replaced, removed or added, over all parts and several replacements.
fn mutations(text: &str) -> Vec<String> {
    let value: Value = serde_json::from_str(text).unwrap();
    let mut all = Vec::new();
    each(&value, &mut |mutated| all.push(mutated.to_string()));
    all
}

fn each(value: &Value, found: &mut dyn FnMut(Value)) {
    let others = [
        "null",
        "true",
        "3",
        "-1",
        "1e30",
        "\"x\"",
        "[]",
        "{}",
        "[1,2]",
        r#"{"Placed":null}"#,
        r#"{"a":1}"#,
    ];
    for other in others {
        found(serde_json::from_str(other).unwrap());
    }
    match value {
        Value::Object(object) => {
            for (key, inside) in object {
                let with = |change: Option<Value>| {
                    let mut object = object.clone();
                    object.remove(key);
                    object.extend(change.map(|change| (key.clone(), change)));
                    Value::Object(object)
                };
                found(with(None));
                each(inside, &mut |mutated| found(with(Some(mutated))));
            }
            let mut more = object.clone();
            more.insert("unknown".to_owned(), Value::Null);
            found(Value::Object(more));
        }
        Value::Array(array) => {
            for (position, inside) in array.iter().enumerate() {
                each(inside, &mut |mutated| {
                    let mut array = array.clone();
                    array[position] = mutated;
                    found(Value::Array(array));
                });
            }
            let mut more = array.clone();
            more.push(Value::Null);
            found(Value::Array(more));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
