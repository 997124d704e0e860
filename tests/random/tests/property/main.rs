//! The wire rule over models at random: what serde writes, guards and decoders accept and encoders write back; what
//! serde refuses they refuse. `SEED=7 cargo test -p random` takes other models; the seed stands in every message.

use std::collections::BTreeMap;
use std::path::PathBuf;

use buildamp_codegen::model::{Definition, Int, Shape, Side};
use buildamp_codegen::{Analysis, Input, analyse};
use random::{Dice, PACKAGE, SEED, Subject, Value as Read, subjects};
use serde_json::Value;

#[path = "../../../targets/harness.rs"]
mod harness;
mod mutations;
#[path = "../../../targets/tools.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod tools;

use tools::{Answer, Case};

/// Values of each type.
const VALUES: usize = 9;
/// Mutations of each value.
const MUTATIONS: usize = 6;

/// A JSON text and what serde makes of it.
struct Sample {
    subject: usize,
    text: String,
    /// What serde reads; the error where it refuses it.
    rust: Result<Read, String>,
    /// Whether serde wrote the text itself.
    written: bool,
}

#[test]
fn h3_s53_models_at_random_mean_the_same_in_every_language() {
    let analysis = models();
    let subjects = subjects();
    let sides: Vec<Sides> = subjects
        .iter()
        .map(|subject| Sides::of(&analysis.definitions, subject))
        .collect();
    let samples = samples(&subjects);
    let values = samples.iter().filter(|sample| sample.written).count();
    let mutations = samples.len() - values;

    // A subject of the harness is a definition: each type is one or two.
    let shapes: Vec<Shape> = sides
        .iter()
        .flat_map(|side| [side.written.clone(), side.accepted.clone()])
        .collect();
    let mut cases = Vec::new();
    for sample in &samples {
        let subject = 2 * sample.subject + usize::from(!sample.written);
        cases.push(Case {
            subject,
            text: sample.text.clone(),
        });
    }
    let folder = tempfile::tempdir().unwrap();
    let project = harness::project(folder.path(), &analysis.definitions, &shapes);
    project.compile_typescript();
    project.compile_elm();
    let answers = project.run(&cases);

    let mut wrong = Vec::new();
    for (index, sample) in samples.iter().enumerate() {
        let subject = &subjects[sample.subject];
        let ts = judge_typescript(sample, &answers.ts[index], &sides[sample.subject]);
        let elm = answers
            .elm
            .as_ref()
            .and_then(|elm| judge_elm(sample, &elm[index], subject));
        for (language, what) in [("TypeScript", ts), ("Elm", elm)] {
            if let Some(what) = what {
                wrong.push(format!(
                    "{language} {what}: {}::{} from {}\n    serde: {:?}",
                    subject.module, subject.name, sample.text, sample.rust
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "seed {SEED}: {} of {} wrong (models in {PACKAGE}):\n{}",
        wrong.len(),
        samples.len(),
        wrong
            .iter()
            .take(40)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n")
    );
    let refused = samples
        .iter()
        .filter(|sample| sample.rust.is_err() && !sample.written)
        .count();
    println!(
        "seed {SEED}: {} types, {values} values, {mutations} mutations, {refused} of them refused",
        subjects.len()
    );
    assert!(
        values >= 10_000 && refused >= 10_000,
        "only {values} values and {refused} refusals: the test looks past its subject"
    );
}

fn models() -> Analysis {
    let root = PathBuf::from(PACKAGE);
    let analysis = analyse(&Input {
        models: vec![root.join("src/models")],
        root,
        ..Input::default()
    });
    let errors: Vec<_> = analysis
        .problems
        .iter()
        .filter(|problem| problem.is_error())
        .collect();
    assert!(errors.is_empty(), "seed {SEED}: {errors:#?}");
    analysis
}

/// The two definitions of a subject; twice the same where it has one.
struct Sides {
    written: Shape,
    accepted: Shape,
    differ: bool,
}

impl Sides {
    fn of(definitions: &[Definition], subject: &Subject) -> Self {
        let find = |wanted: &[Side]| {
            let found = definitions.iter().find(|it| {
                *it.file == [subject.module] && it.name == subject.name && wanted.contains(&it.side)
            });
            found.map(|found| Shape::Ref {
                file: found.file.clone(),
                name: found.name.clone(),
                side: found.side,
                args: found.params.iter().map(|_| Shape::Int(Int::U32)).collect(),
            })
        };
        let written = find(&[Side::Both, Side::Written]);
        let written = written
            .unwrap_or_else(|| panic!("seed {SEED}: no {}::{}", subject.module, subject.name));
        let accepted = find(&[Side::Accepted]);
        Self {
            differ: accepted.is_some(),
            accepted: accepted.unwrap_or_else(|| written.clone()),
            written,
        }
    }
}

fn samples(subjects: &[Subject]) -> Vec<Sample> {
    let mut samples = Vec::new();
    for (index, subject) in subjects.iter().enumerate() {
        let mut dice = Dice::new(SEED.wrapping_mul(7919).wrapping_add(index as u64));
        for _ in 0..VALUES {
            let text = (subject.write)(&mut dice).unwrap_or_else(|error| {
                panic!("seed {SEED}: {}::{}: {error}", subject.module, subject.name)
            });
            let value: Value = serde_json::from_str(&text).unwrap();
            let mut add = |text: String, written: bool| {
                samples.push(Sample {
                    subject: index,
                    rust: (subject.read)(&text),
                    text,
                    written,
                });
            };
            // With what JSON.parse makes of a key that stands twice, and of a number that equals an integer.
            let value = mutations::parsed(value);
            add(value.to_string(), true);
            add(value.to_string(), false);
            for _ in 0..MUTATIONS {
                add(mutations::mutated(&mut dice, &value).to_string(), false);
            }
        }
    }
    samples
}

/// What is wrong with a guard's answer.
fn judge_typescript(sample: &Sample, answer: &Answer, sides: &Sides) -> Option<String> {
    if sample.written {
        return (!answer.accepted).then(|| "refuses what serde writes".to_owned());
    }
    match (&sample.rust, answer.accepted) {
        (Ok(_), true) | (Err(_), false) => None,
        (Ok(written), false) if is_other_form(&sample.text, written) => None,
        // The type has the key of an `Option`, which serde does without.
        (Ok(written), false) if !sides.differ && lacks_null(&sample.text, written) => None,
        (Ok(_), false) => Some("refuses what serde accepts".to_owned()),
        (Err(_), true) => Some("accepts what serde refuses".to_owned()),
    }
}

/// What is wrong with a decoder's answer, or with what the encoder wrote.
fn judge_elm(sample: &Sample, answer: &Answer, subject: &Subject) -> Option<String> {
    match (&sample.rust, answer.accepted) {
        (Err(_), false) if !sample.written => None,
        (_, false) if sample.written => {
            Some(format!("refuses what serde writes: {}", answer.written))
        }
        (Ok(written), false) if is_other_form(&sample.text, written) => None,
        (_, false) => Some(format!("refuses what serde accepts: {}", answer.written)),
        (Err(_), true) if !sample.written => Some("accepts what serde refuses".to_owned()),
        // What serde writes and does not read has to be the same JSON again.
        (Err(_), true) => (!answer.equal).then(|| format!("wrote {}", answer.written)),
        (Ok(_), true) if sample.written && answer.equal => None,
        (Ok(written), true) => {
            let again = (subject.read)(&answer.written);
            let equal = again
                .as_ref()
                .is_ok_and(|again| again.debug == written.debug);
            (!equal).then(|| format!("wrote {}, which serde reads as {again:?}", answer.written))
        }
    }
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

fn json(read: &Read) -> Value {
    read.json.as_deref().map(parsed).unwrap_or_default()
}

/// Whether serde took another form of the same value: an array for a struct, an object for a unit variant, the number
/// of a variant for its name. Guards and decoders take the form that is written.
fn is_other_form(text: &str, read: &Read) -> bool {
    fn differs(a: &Value, b: &Value) -> bool {
        match (a, b) {
            (Value::Array(a), Value::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).any(|(a, b)| differs(a, b))
            }
            (Value::Object(a), Value::Object(b)) => a
                .iter()
                .any(|(key, a)| b.get(key).is_some_and(|b| differs(a, b))),
            (Value::Array(_), Value::Object(_))
            | (Value::Object(_) | Value::Number(_) | Value::Null, Value::String(_)) => true,
            // What is buffered is `()` without keys too.
            (Value::Object(keys), Value::Null) => keys.is_empty(),
            _ => false,
        }
    }
    differs(&parsed(text), &json(read))
}

/// Whether an object of the text lacks a key that is `null` when serde writes it.
fn lacks_null(text: &str, read: &Read) -> bool {
    fn lacks(a: &Value, b: &Value) -> bool {
        match (a, b) {
            (Value::Array(a), Value::Array(b)) => a.iter().zip(b).any(|(a, b)| lacks(a, b)),
            (Value::Object(a), Value::Object(b)) => b.iter().any(|(key, b)| match a.get(key) {
                None => b.is_null(),
                Some(a) => lacks(a, b),
            }),
            _ => false,
        }
    }
    lacks(&parsed(text), &json(read))
}

#[test]
fn h33_models_at_random_are_as_many_as_they_should_be() {
    let mut models = BTreeMap::new();
    for subject in subjects() {
        *models.entry(subject.module).or_insert(0) += 1;
    }
    assert!(models.len() >= 300, "only {} models", models.len());
}
