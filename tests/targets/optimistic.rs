//! `optimistic()`: what is shown before the server has said so.

use buildamp_codegen::emit::{Options, Target};
use serde_json::{Value, json};

use crate::tools::{Project, fixture};

/// What stands before each program: a state of texts, and requests that are answered when the test says so.
const STATE: &str = r#"import type { AddCommentRes } from "./api/comments.js";
import type { Answer } from "./buildamp-client.js";
import { optimistic } from "./buildamp-optimistic.js";

const texts = optimistic<readonly string[]>(["old"]);
const seen: (readonly string[])[] = [];
const leave = texts.subscribe((state) => seen.push(state));

export function add(text: string) {
  let settle: (answer: Answer<AddCommentRes>) => void = () => {};
  const answered = new Promise<Answer<AddCommentRes>>((answer) => (settle = answer));
  let key = "";
  const done = texts.mutate({
    change: (all) => [...all, `${text}?`],
    ask: (idempotencyKey) => {
      key = idempotencyKey;
      return answered;
    },
    confirm: (all, { id }) => [...all, `${text}#${id}`],
  });
  return {
    key,
    async well(id: string) {
      settle({ ok: true, value: { id } });
      return await done;
    },
    async badly() {
      settle({ ok: false, error: { kind: "unreachable", detail: "" } });
      return await done;
    },
  };
}

export async function answers() {
  const states = [texts.get()];
  const note = () => states.push(texts.get());
"#;

fn states(program: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let definitions = fixture("requests_beside_messages");
    let project = Project::of(
        folder.path(),
        &definitions,
        &[Target::Ts],
        Options::default(),
    );
    let end =
        "  leave();\n  return { states, seen: seen.length, pending: texts.pending().length };\n}\n";
    project.write("ts/use.ts", &format!("{STATE}{program}{end}"));
    project.compile_typescript();
    let mut answers = project.answers(&Value::Null);
    assert_eq!(answers["pending"], 0, "something is left over");
    answers["states"].take()
}

#[test]
fn s61_a_change_is_shown_at_once_and_confirmed_by_the_answer() {
    let program = r#"
  const one = add("a");
  note();
  const answer = await one.well("1");
  note();
  states.push([String(answer.ok), String(one.key.length > 8), String(texts.get() === texts.get())]);
"#;
    assert_eq!(
        states(program),
        json!([
            ["old"],
            ["old", "a?"],
            ["old", "a#1"],
            ["true", "true", "true"]
        ])
    );
}

#[test]
fn s61_a_change_that_fails_is_rolled_back_and_its_error_is_a_value() {
    let program = r#"
  const one = add("a");
  note();
  const answer = await one.badly();
  note();
  states.push([answer.ok ? "well" : answer.error.kind]);
  const thrown = await texts
    .mutate({ change: (all) => [...all, "b?"], ask: () => Promise.reject(new Error("a bug")) })
    .then(() => "well", (error: Error) => error.message);
  states.push([thrown]);
  note();
"#;
    assert_eq!(
        states(program),
        json!([
            ["old"],
            ["old", "a?"],
            ["old"],
            ["unreachable"],
            ["a bug"],
            ["old"]
        ])
    );
}

#[test]
fn s61_of_two_in_flight_the_one_that_fails_leaves_the_other() {
    let program = r#"
  const one = add("a");
  const two = add("b");
  note();
  await one.badly();
  note();
  await two.well("2");
  note();
"#;
    assert_eq!(
        states(program),
        json!([["old"], ["old", "a?", "b?"], ["old", "b?"], ["old", "b#2"]])
    );
}

#[test]
fn s61_answers_may_come_in_any_order() {
    let program = r#"
  const all = ["a", "b", "c"].map(add);
  note();
  await all[2]?.well("3");
  note();
  await all[0]?.well("1");
  note();
  await all[1]?.badly();
  note();
"#;
    assert_eq!(
        states(program),
        json!([
            ["old"],
            ["old", "a?", "b?", "c?"],
            ["old", "c#3", "a?", "b?"],
            ["old", "c#3", "a#1", "b?"],
            ["old", "c#3", "a#1"],
        ])
    );
}

#[test]
fn s61_a_message_with_the_key_that_comes_before_the_answer_confirms_it_once() {
    let program = r#"
  const one = add("a");
  texts.confirm(one.key, (all) => [...all, "a#1"]);
  note();
  await one.well("1");
  note();
  const two = add("b");
  texts.confirm(two.key, (all) => [...all, "b#2"]);
  await two.badly();
  note();
  texts.confirm(two.key, (all) => [...all, "b#2"]);
  note();
"#;
    assert_eq!(
        states(program),
        json!([
            ["old"],
            ["old", "a#1"],
            ["old", "a#1"],
            ["old", "a#1", "b#2"],
            ["old", "a#1", "b#2"],
        ])
    );
}

#[test]
fn s61_what_others_do_lies_below_what_is_pending() {
    let program = r#"
  const one = add("a");
  texts.confirm("somebody else's", (all) => [...all, "theirs"]);
  note();
  texts.update((all) => [...all, "more"]);
  note();
  texts.update(() => ["anew"]);
  note();
  await one.badly();
  texts.confirm(one.key, (all) => [...all, "after all"]);
  note();
"#;
    assert_eq!(
        states(program),
        json!([
            ["old"],
            ["old", "theirs", "a?"],
            ["old", "theirs", "more", "a?"],
            ["anew", "a?"],
            ["anew", "after all"],
        ])
    );
}

#[test]
fn s61_a_change_of_ones_own_is_begun_confirmed_as_it_is_and_taken_back() {
    let program = r#"
  texts.begin("1", (all) => [...all, "a"]);
  texts.begin("2", (all) => [...all, "b"]);
  states.push(texts.pending());
  texts.confirm("2");
  note();
  texts.rollBack("1");
  texts.rollBack("nobody's");
  note();
  texts.begin("2", (all) => [...all, "again"]);
  note();
  states.push(seen.map((state) => state.join()));
"#;
    assert_eq!(
        states(program),
        json!([
            ["old"],
            ["1", "2"],
            ["old", "b", "a"],
            ["old", "b"],
            ["old", "b"],
            ["old", "old,a", "old,a,b", "old,b,a", "old,b"],
        ])
    );
}
