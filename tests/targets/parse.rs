//! What `parseFoo` says of a value that is none: where it is wrong, and what was expected there.

use serde_json::{Value, json};

use crate::tools::{Project, shared};

const MODELS: &str = r#"
use std::collections::BTreeMap;
use serde::{Deserialize, Serialize};

pub struct Order {
    pub number: u32,
    pub to: Address,
    pub lines: Vec<Line>,
    pub notes: BTreeMap<String, u8>,
    pub by_unit: BTreeMap<Unit, bool>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    pub street: String,
    pub city: Option<String>,
}

pub struct Line {
    pub article: String,
    pub size: (u8, bool),
}

pub enum Unit {
    Piece,
    Box,
}

pub enum External {
    Open,
    Sent(u8),
    Moved(u8, bool),
    Lost { since: String },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Internal {
    Open,
    Sent(Line),
    Lost { since: String },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
pub enum Adjacent {
    Open,
    Sent(u8),
    Moved(u8, bool),
    Lost { since: String },
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Untagged {
    Sent(u8),
    Lost { since: String },
    Moved { from: String, to: Vec<u8> },
}

#[derive(Serialize, Deserialize)]
pub struct Around {
    #[serde(flatten)]
    pub inside: Internal,
    pub page: Page<Line>,
}

pub struct Page<T> {
    pub items: Vec<T>,
}
"#;

const USE: &str = r#"import * as models from "./shared.js";
import { isLine } from "./shared.js";

const parsers = {
  Order: models.parseOrder,
  Unit: models.parseUnit,
  External: models.parseExternal,
  Internal: models.parseInternal,
  Adjacent: models.parseAdjacent,
  Untagged: models.parseUntagged,
  Around: models.parseAround,
  "Page<Line>": (value: unknown) => models.parsePage(value, isLine),
};

export const answers = (cases: [keyof typeof parsers, unknown][]) =>
  cases.map(([name, value]) => parsers[name](value));
"#;

/// A type, a value of it, and the path to what is wrong with the words for it; nothing where the value is one.
const VALUES: &str = r#"
Order null => [] expected an object
Order [] => [] expected an object
Unit "Crate" => [] expected "Piece" or "Box"
External "Open" =>
External {"Sent":"x"} => ["Sent"] Sent: expected a whole number from 0 to 255
External {"Moved":[1]} => ["Moved"] Moved: expected an array of 2
External {"Moved":[1,1]} => ["Moved",1] Moved[1]: expected true or false
External {"Lost":{}} => ["Lost","since"] Lost.since: expected a value, but the key is missing
External {"Lost":{"since":1}} => ["Lost","since"] Lost.since: expected a text
External "Gone" => [] expected ONE OF EXTERNAL
External "Sent" => [] expected ONE OF EXTERNAL
External {"Open":1} => [] expected ONE OF EXTERNAL
External {"Sent":1,"Lost":1} => [] expected ONE OF EXTERNAL
External null => [] expected ONE OF EXTERNAL
Internal {"type":"Open"} =>
Internal {"type":"Gone"} => ["type"] type: expected "Open", "Sent" or "Lost"
Internal {"type":1} => ["type"] type: expected "Open", "Sent" or "Lost"
Internal {} => ["type"] type: expected "Open", "Sent" or "Lost"
Internal "Open" => [] expected an object
Internal {"type":"Lost"} => ["since"] since: expected a value, but the key is missing
Internal {"type":"Lost","since":1} => ["since"] since: expected a text
Internal {"type":"Sent","article":"a","size":[1]} => ["size"] size: expected an array of 2
Adjacent {"t":"Moved","c":[1,true]} =>
Adjacent {"t":"Gone"} => ["t"] t: expected "Open", "Sent", "Moved" or "Lost"
Adjacent {} => ["t"] t: expected "Open", "Sent", "Moved" or "Lost"
Adjacent [] => [] expected an object
Adjacent {"t":"Sent"} => ["c"] c: expected a value, but the key is missing
Adjacent {"t":"Sent","c":"x"} => ["c"] c: expected a whole number from 0 to 255
Adjacent {"t":"Moved","c":[1,1]} => ["c",1] c[1]: expected true or false
Adjacent {"t":"Lost","c":{"since":1}} => ["c","since"] c.since: expected a text
Adjacent {"t":"Open","c":1} => ["c"] c: expected null
Untagged {"from":"a","to":[]} =>
Untagged 300 => [] expected a whole number from 0 to 255 or an object
Untagged {"since":1} => ["since"] since: expected a text
Untagged {"from":"a","to":[1,-1]} => ["to",1] to[1]: expected a whole number from 0 to 255
Untagged {} => ["since"] since: expected a value, but the key is missing
Around {"type":"Lost","page":{"items":[]}} => ["since"] since: expected a value, but the key is missing
Around {"type":"Open","page":{"items":[1]}} => ["page","items",0] page.items[0]: expected an object
Page<Line> {"items":[1]} => ["items",0] items[0]: expected an object
"#;

const ONE_OF_EXTERNAL: &str = "\"Open\", an object with the only key \"Sent\", an object with the only key \"Moved\" or an \
                               object with the only key \"Lost\"";

/// What stands at a pointer in an order, or that nothing does, and the same.
const IN_AN_ORDER: &str = r#"
/number 1 =>
/number -1 => ["number"] number: expected a whole number from 0 to 4294967295
/number "1" => ["number"] number: expected a whole number from 0 to 4294967295
/number => ["number"] number: expected a value, but the key is missing
/to null => ["to"] to: expected an object
/to/street => ["to","street"] to.street: expected a value, but the key is missing
/to/city => ["to","city"] to.city: expected a value, but the key is missing
/to/city 5 => ["to","city"] to.city: expected a text or null
/to/zip 1 => ["to"] to: expected no key "zip" there
/lines {} => ["lines"] lines: expected an array
/lines/0/article 1 => ["lines",0,"article"] lines[0].article: expected a text
/lines/0/size [1] => ["lines",0,"size"] lines[0].size: expected an array of 2
/lines/0/size [1,2] => ["lines",0,"size",1] lines[0].size[1]: expected true or false
/by_unit {"Box":1} => ["by_unit","Box"] by_unit.Box: expected true or false
/by_unit {"Crate":true} => ["by_unit"] by_unit: expected "Piece", "Box" or another key than "Crate"
/notes {"plain":-1} => ["notes","plain"] notes.plain: expected a whole number from 0 to 255
/notes {"größe":-1} => ["notes","größe"] notes.größe: expected a whole number from 0 to 255
/notes {"a.b":-1} => ["notes","a.b"] notes["a.b"]: expected a whole number from 0 to 255
/notes {"a b":-1} => ["notes","a b"] notes["a b"]: expected a whole number from 0 to 255
/notes {"0":-1} => ["notes","0"] notes["0"]: expected a whole number from 0 to 255
/notes {"":-1} => ["notes",""] notes[""]: expected a whole number from 0 to 255
/notes {"q\"q":-1} => ["notes","q\"q"] notes["q\"q"]: expected a whole number from 0 to 255
/notes {"a\nb":-1} => ["notes","a\nb"] notes["a\nb"]: expected a whole number from 0 to 255
"#;

#[test]
fn s56_parse_says_where_a_value_is_wrong_and_what_was_expected_there() {
    let values = VALUES.lines().skip(1).map(|line| {
        let (left, told) = line.split_once(" =>").unwrap();
        let (name, value) = left.split_once(' ').unwrap();
        (name, serde_json::from_str(value).unwrap(), told)
    });
    let orders = IN_AN_ORDER.lines().skip(1).map(|line| {
        let (left, told) = line.split_once(" =>").unwrap();
        let (pointer, value) = left.split_once(' ').unwrap_or((left, ""));
        (
            "Order",
            order(pointer, serde_json::from_str(value).ok()),
            told,
        )
    });
    check(&values.chain(orders).collect::<Vec<_>>());
}

#[test]
fn s56_of_several_mistakes_the_first_is_told_in_the_order_of_the_fields() {
    let mut several = order("/lines", Some(json!(1)));
    several["to"]["street"] = json!(1);
    let first = r#" ["to","street"] to.street: expected a text"#;
    check(&[("Order", several, first)]);
}

/// An order in which another value stands at a pointer, or none.
fn order(pointer: &str, value: Option<Value>) -> Value {
    let mut order = json!({
        "number": 1,
        "to": { "street": "s", "city": null },
        "lines": [{ "article": "a", "size": [1, true] }],
        "notes": {},
        "by_unit": { "Box": true },
    });
    let (above, key) = pointer.rsplit_once('/').unwrap();
    let fields = order.pointer_mut(above).unwrap().as_object_mut().unwrap();
    match value {
        Some(value) => drop(fields.insert(key.to_owned(), value)),
        None => drop(fields.remove(key)),
    }
    order
}

fn check(cases: &[(&str, Value, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    let project = Project::new(folder.path(), &shared(MODELS));
    project.write("ts/use.ts", USE);
    project.compile_typescript();
    let values = cases.iter().map(|(name, value, _)| json!([name, value]));
    let answers = project.answers(&values.collect());
    for ((name, value, told), answer) in cases.iter().zip(answers.as_array().unwrap()) {
        let expected = match told.trim().split_once("] ") {
            None => json!({ "ok": true, "value": value }),
            Some((path, error)) => json!({
                "ok": false,
                "path": serde_json::from_str::<Value>(&format!("{path}]")).unwrap(),
                "error": error.replace("ONE OF EXTERNAL", ONE_OF_EXTERNAL),
            }),
        };
        assert_eq!(answer, &expected, "{name} {value}");
    }
}
