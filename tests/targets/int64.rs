//! `int64 = "string"` and `"bigint"`: JSON of any syntax, the messages that arrive, and what tsc says to their users. The
//! ideas of the conformance suite are tried under both, each with the values that only they can hold.

use std::fs;
use std::path::Path;
use std::process::Command;

use buildamp_codegen::config::Int64;
use buildamp_codegen::emit::{Options, Target};
use buildamp_codegen::{Input, analyse};

use crate::tools::{Project, assert_typescript_formatted, expect, home};

const MODEL: &str = "/// How many points somebody has.
pub struct Scored {
    pub points: u64,
    pub rank: u32,
    pub name: String,
}

#[buildamp::buildamp(plain)]
pub struct Page<T> {
    pub items: Vec<T>,
}
";

/// What compiles, and behind `@ts-expect-error` what must not.
const USE_BIGINT: &str = r#"import { parseJson, stringifyJson, type JsonValue } from "./buildamp.js";
import { isScored, parseScored, type Scored } from "./sse/score.js";
import { ScoredSchema } from "./sse/score.schema.js";

export function read(text: string): Scored {
  const result = parseScored(parseJson(text));
  if (!result.ok) {
    throw new TypeError(result.error);
  }
  const points: bigint = result.value.points;
  const rank: number = result.value.rank;
  return { ...result.value, points: points + 1n, rank };
}

export const write = (scored: Scored): string => stringifyJson(scored);
// @ts-expect-error
export const wrong: Scored = { points: 1, rank: 1, name: "" };
// @ts-expect-error
export const rounded = (scored: Scored): number => scored.points;
export const any: JsonValue = [1n, 1, "1", { a: 2n ** 64n }];
export const is: (value: unknown) => boolean = isScored;

type In = NonNullable<(typeof ScoredSchema)["~standard"]["types"]>["input"];
export const input: In = parseJson("1");
"#;

const USE_STRING: &str = r#"import { bind, isU64, parseJson, stringifyJson } from "./buildamp.js";
import { isPage, isScored, parseScored, type Page, type Scored } from "./sse/score.js";

export function read(text: string): Scored {
  const result = parseScored(parseJson(text));
  if (!result.ok) {
    throw new TypeError(result.error);
  }
  const points: string = result.value.points;
  const rank: number = result.value.rank;
  return { ...result.value, points: `${BigInt(points) + 1n}`, rank };
}

export const write = (scored: Scored): string => stringifyJson(scored, isScored);
export const writePage = (page: Page<string>): string => stringifyJson(page, isPage, isU64);
export const isPageOfNumbers = bind(isPage, isU64);
// @ts-expect-error
export const untold = (scored: Scored): string => stringifyJson(scored);
// @ts-expect-error
export const other = (page: Page<string>): string => stringifyJson(page, isScored);
"#;

fn project(folder: &Path, int64: Int64) -> Project {
    let models = folder.join("models");
    fs::create_dir_all(models.join("sse")).unwrap();
    fs::write(models.join("mod.rs"), "pub mod sse;").unwrap();
    fs::write(models.join("sse/mod.rs"), "pub mod score;").unwrap();
    fs::write(models.join("sse/score.rs"), MODEL).unwrap();
    let analysis = analyse(&Input {
        root: folder.to_owned(),
        models: vec![models],
        int64,
        targets: vec![Target::Ts],
        ..Input::default()
    });
    assert_eq!(analysis.problems, [], "nothing is told of what is exact");
    let options = Options {
        int64,
        ..Options::default()
    };
    Project::of(folder, &analysis.definitions, &[Target::Ts], options)
}

/// Runs one part of `int64.mjs`.
fn run(project: &Project, part: &str) {
    let output = Command::new("node")
        .arg(home().join("int64.mjs"))
        .args([project.folder.join("js").as_path(), Path::new(part)])
        .output()
        .unwrap();
    expect("node", &output);
}

#[test]
fn s62_a_bigint_is_a_bigint_for_tsc_and_in_every_message() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), Int64::BigInt);
    assert_typescript_formatted(&folder.path().join("ts"));
    project.write("ts/use.ts", USE_BIGINT);
    project.compile_typescript();
    run(&project, "bigint");
}

#[test]
fn s62_a_string_is_a_string_for_tsc_and_in_every_message() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), Int64::String);
    assert_typescript_formatted(&folder.path().join("ts"));
    project.write("ts/use.ts", USE_STRING);
    project.compile_typescript();
    run(&project, "string");
}

#[test]
fn s62_parse_json_is_json_parse_but_for_integers_that_it_rounds() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), Int64::BigInt);
    project.compile_typescript();
    run(&project, "json");
}
