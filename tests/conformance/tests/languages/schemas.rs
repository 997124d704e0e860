//! The schemas of documents: all that serde writes they accept.

use std::{fs, path::Path, process::Command};

use buildamp_codegen::{
    emit::{self, Options, Target},
    model::{Definition, Kind},
};
use serde_json::json;

use crate::{cases::Cases, harness};

/// Ideas with keys such as `__proto__`: a document with them is not even read by the official parser.
const UNREADABLE: [&str; 2] = ["names_of_the_object_prototype", "texts_that_need_escapes"];

/// What JavaScript's tools for schemas stumble over themselves: names that all its objects have; and years that RFC 3339, which
/// `format` goes by, cannot write.
fn is_beyond_the_tools(json: &str) -> bool {
    let names = ["__proto__", "constructor", "hasOwnProperty", "toString"];
    names.iter().any(|name| json.contains(name)) || json.contains("\"-0001-")
}

/// Each subject as the data of an event, in a document that the official parser takes; and each value before its schema.
pub fn judge(folder: &Path, definitions: &[Definition], cases: &Cases) -> Option<String> {
    let definitions: Vec<Definition> = definitions
        .iter()
        .filter(|it| {
            !UNREADABLE
                .iter()
                .any(|name| it.file.contains(&(*name).to_owned()))
        })
        .cloned()
        .collect();
    let mut all = harness::with_cases(&definitions, &cases.shapes);
    for case in all
        .iter_mut()
        .filter(|it| it.file.as_slice() == ["harness"])
    {
        case.kind = Kind::Event;
        case.durable = Some(format!("harness.{}", case.name));
    }
    let options = Options {
        package: "conformance",
        ..Options::default()
    };
    let files = emit::generate(&all, &[Target::AsyncApi], options);
    let [document] = &files[..] else {
        return Some(format!("{} documents", files.len()));
    };
    let values: Vec<_> = cases
        .written()
        .filter(|(_, _, json)| !is_beyond_the_tools(json))
        .map(|(told, shape, json)| {
            json!({ "told": told, "schema": format!("harness.Case{shape}"), "json": json })
        })
        .collect();
    assert!(!values.is_empty());
    fs::create_dir_all(folder).unwrap();
    let (path, list) = (folder.join("asyncapi.json"), folder.join("values.json"));
    fs::write(&path, &document.text).unwrap();
    fs::write(&list, json!(values).to_string()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../peers/asyncapi.mjs");
    let judged = Command::new("node")
        .arg(script)
        .arg(path)
        .arg(list)
        .output();
    let judged = judged.expect("node");
    let said = [judged.stdout, judged.stderr].concat();
    (!judged.status.success()).then(|| String::from_utf8_lossy(&said).into_owned())
}
