//! Each JSON of each idea, what is expected of it, and what the languages make of it.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use buildamp_codegen::config::Int64;
use buildamp_codegen::model::{Shape, Side};
use conformance::Subject;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::study::Study;
use crate::tools::{Project, expect};
use crate::types;

/// The cases of all ideas.
pub struct Cases {
    int64: Int64,
    /// What the module `harness` has a type `Case0`, `Case1` … for: a subject in one direction.
    pub shapes: Vec<Shape>,
    /// Of each subject, in the order of the ideas.
    pub trials: Vec<Trial>,
    all: Vec<Case>,
}

/// Where a subject stands among the shapes.
pub struct Trial {
    /// `Foo`.
    pub written: usize,
    /// `FooInput`, or `Foo` where there is one alone.
    pub accepted: usize,
    /// Where its guards are found: the module and the two names; `None` for generic types, whose guards take arguments.
    guards: Option<(String, String, String)>,
}

struct Case {
    told: String,
    subject: Subject,
    /// The index of its shape, and of its guards.
    shape: usize,
    json: String,
    expected: Expected,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// Both accept it and write an equal value.
    Accepted,
    /// The same, and it is the same text.
    Exact,
    /// The same, though it is no literal of the type.
    Tolerated,
    /// Elm fills in what is missing, TypeScript asks for it.
    Filled,
    /// Both refuse it, and say where.
    Refused,
}

impl Cases {
    /// What integers of 64 bits are is as much a part of what is expected as the ideas.
    pub fn of(studies: &[Study], int64: Int64) -> Self {
        let mut all = Self {
            int64,
            shapes: Vec::new(),
            trials: Vec::new(),
            all: Vec::new(),
        };
        for study in studies {
            for subject in &study.subjects {
                all.add(study, subject);
            }
        }
        all
    }

    /// What serde wrote, where, and by the shape of which number.
    pub fn written(&self) -> impl Iterator<Item = (&str, usize, &str)> {
        let written = self.all.iter().filter(|case| {
            let is_written = |trial: &Trial| trial.written == case.shape;
            case.subject.written.contains(&case.json) && self.trials.iter().any(is_written)
        });
        written.map(|case| (case.told.as_str(), case.shape, case.json.as_str()))
    }

    fn add(&mut self, study: &Study, subject: &Subject) {
        let mut shape = |side| {
            let shape = types::shape(subject.type_name, &study.definitions, side);
            self.shapes
                .iter()
                .position(|one| *one == shape)
                .unwrap_or_else(|| {
                    self.shapes.push(shape);
                    self.shapes.len() - 1
                })
        };
        let trial = Trial {
            written: shape(Side::Written),
            accepted: shape(Side::Accepted),
            guards: guards(study, subject),
        };

        let int64 = self.int64;
        let mut add = |shape: usize, json: &str, expected: Expected| {
            self.all.push(Case {
                told: format!("{}: {}", study.idea.name, subject.type_name),
                subject: subject.clone(),
                shape,
                json: json.to_owned(),
                expected,
            });
        };
        let (held, refused) = match int64 {
            Int64::Number => (&[][..], &[][..]),
            Int64::String | Int64::BigInt => (&subject.held[..], &subject.refused_beyond[..]),
        };
        let written = subject.written.iter().map(|it| (it, Expected::Accepted));
        for (json, expected) in written.chain(held.iter().map(|it| (it, Expected::Exact))) {
            add(trial.written, json, expected);
            if subject.model.is_some_and(|model| model(json).is_ok())
                && trial.accepted != trial.written
            {
                // What is written may hold more than is asked for.
                let expected = match expected {
                    Expected::Accepted => Expected::Tolerated,
                    expected => expected,
                };
                add(trial.accepted, json, expected);
            }
        }
        for json in &subject.read {
            add(trial.accepted, json, Expected::Accepted);
        }
        for json in &subject.tolerated {
            add(trial.accepted, json, Expected::Tolerated);
        }
        for json in &subject.filled {
            add(trial.accepted, json, Expected::Filled);
        }
        for json in subject.refused.iter().chain(refused) {
            add(trial.accepted, json, Expected::Refused);
        }
        for json in &subject.never_written {
            add(trial.written, json, Expected::Refused);
        }
        self.trials.push(trial);
    }

    /// A module that lists the guards and schema of every shape: `isFoo`, `parseFoo`, `FooSchema` themselves where no arguments are needed.
    pub fn guards(&self) -> String {
        let mut imports = String::new();
        let mut list = String::new();
        for shape in 0..self.shapes.len() {
            let direct = self.trials.iter().enumerate().find_map(|(index, trial)| {
                let (module, written, accepted) = trial.guards.as_ref()?;
                if trial.written == shape {
                    Some((index, module, written))
                } else if trial.accepted == shape {
                    Some((index, module, accepted))
                } else {
                    None
                }
            });
            let _ = match direct {
                Some((index, module, name)) => {
                    let (guards, schema) =
                        (format!("m{shape}_{index}"), format!("s{shape}_{index}"));
                    let _ = writeln!(
                        imports,
                        "import * as {guards} from \"./{module}.js\";\nimport * as {schema} from \"./{module}.schema.js\";"
                    );
                    writeln!(
                        list,
                        "  [{guards}.is{name}, {guards}.parse{name}, {schema}.{name}Schema],"
                    )
                }
                None => writeln!(
                    list,
                    "  [harness.isCase{shape}, harness.parseCase{shape}, schemas.Case{shape}Schema],"
                ),
            };
        }
        if list.contains("harness.") {
            imports.push_str(
                "import * as harness from \"./harness.js\";\nimport * as schemas from \"./harness.schema.js\";\n",
            );
        }
        format!("{imports}\nexport const guards = [\n{list}];\n")
    }

    /// What the languages get wrong, and a module that states the type of each value that TypeScript has read, as it
    /// stands there.
    pub fn judge(&self, project: &Project) -> (Vec<String>, String) {
        let asked: Vec<Asked> = self
            .all
            .iter()
            .map(|case| Asked {
                subject: case.shape,
                text: &case.json,
            })
            .collect();
        project.write("cases.json", &serde_json::to_string(&asked).unwrap());
        let output = Command::new("node")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/languages/run.mjs"))
            .arg(&project.folder)
            .arg(self.int64.name())
            .output()
            .unwrap();
        expect("node", &output);
        let answers: Answers = serde_json::from_slice(&output.stdout).unwrap();

        let mut wrong = Vec::new();
        let mut values = String::from("import type * as harness from \"./harness.js\";\n");
        for (index, case) in self.all.iter().enumerate() {
            if let (Expected::Accepted | Expected::Exact, Some(value)) =
                (case.expected, &answers.ts[index].value)
            {
                let (told, shape) = (&case.told, case.shape);
                let _ = writeln!(
                    values,
                    "// {told}\nexport const value{index}: harness.Case{shape} = {value};"
                );
            }
            let mut note = |language: &str, what: String| {
                wrong.push(format!(
                    "{}: {language}: {what}\n  {}",
                    case.told, case.json
                ));
            };
            if let Err(what) = case.typescript(&answers.ts[index]) {
                note("TypeScript", what);
            }
            if let Some(elm) = &answers.elm
                && let Err(what) = case.elm(&elm[index])
            {
                note("Elm", what);
            }
        }
        (wrong, values)
    }
}

impl Case {
    fn typescript(&self, answer: &Answer) -> Result<(), String> {
        let accepted = match self.expected {
            Expected::Accepted | Expected::Exact | Expected::Tolerated => true,
            Expected::Filled | Expected::Refused => false,
        };
        if answer.is != answer.parsed || answer.validated != answer.parsed {
            return Err("`is…`, `parse…` and the schema say different things".to_owned());
        }
        if answer.parsed != accepted {
            return Err(format!("has to be {:?}; {}", self.expected, answer.written));
        }
        if !accepted && (answer.written.is_empty() || !answer.path) {
            return Err("refused without a word, or without a path".to_owned());
        }
        self.equal(accepted, answer)
    }

    fn elm(&self, answer: &Answer) -> Result<(), String> {
        let accepted = self.expected != Expected::Refused;
        if answer.parsed != accepted {
            return Err(format!("has to be {:?}: {}", self.expected, answer.written));
        }
        self.equal(accepted, answer)
    }

    /// Whether what was written back is the same value: for Rust where it reads such JSON, else as JSON.
    fn equal(&self, accepted: bool, answer: &Answer) -> Result<(), String> {
        if !accepted || self.json == answer.written {
            return Ok(());
        }
        if self.expected == Expected::Exact {
            return Err(format!("wrote {}", answer.written));
        }
        if same(&self.json, &answer.written) {
            return Ok(());
        }
        let Some(model) = self.subject.model else {
            return Err(format!("wrote {}", answer.written));
        };
        match (model(&self.json), model(&answer.written)) {
            (Ok(Some(before)), Ok(Some(after))) if before == after => Ok(()),
            (before, after) => Err(format!(
                "wrote {}, which Rust reads as {after:?} instead of {before:?}",
                answer.written
            )),
        }
    }
}

/// The module and the names of the guards of a type that takes no arguments.
fn guards(study: &Study, subject: &Subject) -> Option<(String, String, String)> {
    let (path, _) = types::parts(subject.type_name);
    let written = types::find(path, &study.definitions, Side::Written)?;
    let accepted = types::find(path, &study.definitions, Side::Accepted)?;
    if !written.params.is_empty() {
        return None;
    }
    let input = if accepted.side == Side::Accepted {
        "Input"
    } else {
        ""
    };
    Some((
        written.file.join("/"),
        written.name.to_string(),
        format!("{}{input}", written.name),
    ))
}

/// Whether two texts are the same JSON, numbers by their values.
fn same(one: &str, other: &str) -> bool {
    let read = |text: &str| serde_json::from_str::<Value>(text);
    match (read(one), read(other)) {
        (Ok(one), Ok(other)) => same_value(&one, &other),
        _ => false,
    }
}

fn same_value(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || (one.as_f64() == other.as_f64() && (one.is_f64() || other.is_f64()))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| same_value(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| {
                    other.get(key).is_some_and(|found| same_value(value, found))
                })
        }
        _ => one == other,
    }
}

#[derive(Serialize)]
struct Asked<'a> {
    subject: usize,
    text: &'a str,
}

#[derive(Deserialize)]
struct Answers {
    ts: Vec<Answer>,
    elm: Option<Vec<Answer>>,
}

/// What a language made of a case.
#[derive(Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what each of the three says, and about the path"
)]
struct Answer {
    /// What the guard says; of Elm nothing.
    #[serde(default)]
    is: bool,
    /// What the Standard Schema says; of Elm nothing.
    #[serde(default)]
    validated: bool,
    /// Whether it was read.
    #[serde(alias = "accepted")]
    parsed: bool,
    /// Whether there was a path beside the error.
    #[serde(default)]
    path: bool,
    /// What was written back, or the error.
    #[serde(default)]
    written: String,
    /// What was read, as a literal of TypeScript; of Elm nothing.
    #[serde(default)]
    value: Option<String>,
}
