//! The files that do not depend on the models.

use super::super::{Owner, Sheet, messages};
use super::All;
use crate::config::{ImportSuffix, Int64};

/// Their names, and those of the files that do.
pub(super) const NAMES: [&str; 15] = [
    "buildamp",
    "buildamp-base",
    "buildamp-client",
    "buildamp-codec",
    "buildamp-faults",
    "buildamp-int64",
    "buildamp-json",
    "buildamp-messages",
    "buildamp-optimistic",
    "buildamp-schema",
    "buildamp-sse",
    "buildamp-tanstack",
    "buildamp-text",
    "buildamp-trace",
    super::tanstack::NAME,
];

/// What every generated module builds on.
const CODEC: &str = include_str!("../prelude/buildamp-codec.ts");

/// The forms of text.
const TEXT: &str = include_str!("../prelude/buildamp-text.ts");

/// What tells where a value is wrong.
const TRACE: &str = include_str!("../prelude/buildamp-trace.ts");

/// The interface of Standard Schema.
const SCHEMA: &str = include_str!("../prelude/buildamp-schema.ts");

/// The connection to the server's stream.
const SSE: &str = include_str!("../prelude/buildamp-sse.ts");

/// What asks the server.
const CLIENT: &str = include_str!("../prelude/buildamp-client.ts");

/// A state that shows changes before the server has confirmed them.
const OPTIMISTIC: &str = include_str!("../prelude/buildamp-optimistic.ts");

/// What requests are for `TanStack` Query.
const TANSTACK: &str = include_str!("../prelude/buildamp-tanstack.ts");

/// The messages that BuildAmp itself sends.
const MESSAGES: &str = include_str!("../prelude/buildamp-messages.ts");

/// What reads and writes JSON whose whole numbers are exact.
const JSON: &str = include_str!("../prelude/int64/buildamp-json.ts");

/// What wide integers change in the codec.
const WIDE_CODEC: &str = include_str!("../prelude/int64/buildamp-codec.ts");

/// What they change in the trace: a guard notes what stands elsewhere in another form.
const WIDE_TRACE: &str = include_str!("../prelude/int64/buildamp-trace.ts");

/// They as `bigint`.
const BIGINT: &str = include_str!("../prelude/int64/bigint.ts");

/// They as texts.
const STRING: &str = include_str!("../prelude/int64/string.ts");

/// What is written for any models, and besides where messages leave the server, and where there are requests.
///
/// A wide integer that is no `number` has one form in JSON and another in the value, and only its type says which of the
/// whole numbers in a JSON are such integers. So `parseFoo` reads what `parseJson` gives into a new value, and `isFoo`
/// looks at such values alone: a guard that took both would promise `bigint` where a `number` stands, which is what
/// users of other generators run into (specta's issue 398, ts-rs' issue 94). No decoders stand beside the guards: the
/// same guards are asked, and note where something has to change.
///
/// The codec and the trace are then what is put over those of numbers, which have other names.
pub(super) fn sheets<'a>(all: &All) -> Vec<Sheet<'a>> {
    let wide = match all.int64 {
        Int64::Number => None,
        Int64::String => Some(STRING),
        Int64::BigInt => Some(BIGINT),
    };
    let mut texts = match wide {
        None => vec![
            ("codec", CODEC),
            ("text", TEXT),
            ("trace", TRACE),
            ("schema", SCHEMA),
        ],
        Some(wide) => vec![
            ("base", CODEC),
            ("codec", WIDE_CODEC),
            ("faults", TRACE),
            ("int64", wide),
            ("json", JSON),
            ("text", TEXT),
            ("trace", WIDE_TRACE),
        ],
    };
    if messages::any(all.graph.definitions) {
        texts.extend([("messages", MESSAGES), ("sse", SSE)]);
    }
    if all.has_api() {
        texts.push(("client", CLIENT));
    }
    if all.has_requests() {
        texts.extend([("optimistic", OPTIMISTIC), ("tanstack", TANSTACK)]);
    }
    let suffix = all.import_suffix;
    let sheets = texts.into_iter().map(|(name, text)| {
        let path = format!("ts/buildamp-{name}.ts");
        match suffix {
            ImportSuffix::Js => Sheet::fixed(path, Owner::Generator, text),
            ImportSuffix::Ts | ImportSuffix::None => {
                Sheet::generated(path, move || importing(text, suffix).into())
            }
        }
    });
    let mut sheets: Vec<Sheet> = sheets.collect();
    if wide.is_some() {
        sheets.push(Sheet::generated("ts/buildamp-schema.ts", move || {
            importing(&reading(SCHEMA), suffix).into()
        }));
    }
    sheets
}

/// A prelude whose imports end in another way.
fn importing(text: &str, suffix: ImportSuffix) -> String {
    text.replace(".js\";\n", &format!("{}\";\n", suffix.text()))
}

/// The schemas of values that stand elsewhere in another form: what goes in is not what comes out.
fn reading(schema: &str) -> String {
    schema
        .replace("it checks at once and changes nothing", "it reads at once")
        .replace("StandardSchemaV1<T> {", "StandardSchemaV1<unknown, T> {")
        .replace("Props<T> &", "Props<unknown, T> &")
}
