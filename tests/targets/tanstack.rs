//! `tanstack.ts` before `TanStack` Query itself, its types and its cache.

use buildamp_codegen::config::Int64;
use buildamp_codegen::emit::{Options, Target};
use serde_json::{Value, json};

use crate::tools::{Project, assert_typescript_formatted, fixture};

/// A server that answers as it is told, and all that was sent to it.
const SERVER: &str = r#"import { QueryClient } from "@tanstack/query-core";
import type { Client } from "./buildamp-client.js";
import { retry } from "./tanstack.js";

type Reply = number | "lost" | "held";

export function server(...replies: Reply[]) {
  const sent: { url: string; key: string | undefined; body: string | undefined }[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  const client: Client = {
    fetch: async (url, { headers, body, signal }) => {
      sent.push({ url, key: headers["idempotency-key"], body });
      signals.push(signal);
      const reply = replies[Math.min(sent.length, replies.length) - 1] ?? 200;
      if (reply === "lost") {
        throw new Error("no network");
      }
      if (reply === "held") {
        await new Promise((_, lost) => signal?.addEventListener("abort", lost));
      }
      const said = { id: "1", boards: [], comments: ["hi"], detail: `it says ${reply}` };
      return { status: reply === "held" ? 500 : reply, text: async () => JSON.stringify(said) };
    },
  };
  return { client, sent, signals };
}

/** A page, where TanStack tries again; on a server it does not. */
Object.assign(globalThis, { window: {} });

export const newClient = () =>
  new QueryClient({
    defaultOptions: { queries: { retry, retryDelay: 0 }, mutations: { retry, retryDelay: 0 } },
  });
"#;

fn project(folder: &std::path::Path, int64: Int64, program: &str) -> Project {
    let options = Options {
        int64,
        ..Options::default()
    };
    let definitions = fixture("requests_beside_messages");
    let project = Project::of(folder, &definitions, &[Target::Ts], options);
    assert_typescript_formatted(folder);
    project.in_a_browser();
    project.write("ts/server.ts", SERVER);
    project.write("ts/use.ts", program);
    project
}

fn answers(program: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), Int64::Number, program);
    project.compile_typescript();
    project.answers(&Value::Null)
}

const QUERIES: &str = r#"import { QueryObserver } from "@tanstack/query-core";
import type { ListRes } from "./api/comments.js";
import { newClient, server } from "./server.js";
import { boardsListKey, boardsListQuery, commentsListKey, commentsListQuery } from "./tanstack.js";

export async function answers() {
  const { client, sent } = server();
  const queryClient = newClient();
  const query = commentsListQuery(client, { board: "a" });
  const data: ListRes = await queryClient.fetchQuery(query);
  const observer = new QueryObserver(queryClient, query);
  const kind: "invalid" | "refused" | "unreachable" | "aborted" | "unreadable" | undefined =
    observer.getCurrentResult().error?.reason.kind;
  const cached: unknown = queryClient.getQueryData(commentsListKey({ board: "a" }));

  const held = server("held");
  const waiting = queryClient.fetchQuery(boardsListQuery(held.client, {})).catch(String);
  await queryClient.cancelQueries({ queryKey: boardsListKey() });
  await waiting;
  return { keys: [query.queryKey, boardsListKey(), commentsListKey({})], data, cached, kind, sent, aborted: held.signals[0]?.aborted };
}
"#;

#[test]
fn h17_a_query_is_options_with_a_stable_key_for_the_cache() {
    let answers = answers(QUERIES);
    assert_eq!(
        answers["keys"],
        json!([["comments/list", { "board": "a" }], ["boards/list"], ["comments/list", {}]])
    );
    assert_eq!(answers["data"]["comments"], json!(["hi"]));
    assert_eq!(answers["cached"], answers["data"]);
    assert_eq!(answers["sent"][0]["url"], "/api/comments/list?board=a");
    assert_eq!(answers["sent"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&answers["kind"], &answers["aborted"]),
        (&Value::Null, &json!(true))
    );
}

const FAILURES: &str = r#"import { MutationObserver } from "@tanstack/query-core";
import { newClient, server } from "./server.js";
import { addCommentMutation, commentsListQuery, RequestFailed } from "./tanstack.js";

export async function answers() {
  const told = [];
  for (const reply of [409, 422, 429, 503, "lost", 200] as const) {
    const { client, sent } = server(reply);
    try {
      await newClient().fetchQuery(commentsListQuery(client, { board: "a" }));
      told.push([sent.length, "well"]);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      told.push([sent.length, error.name, error.message, error.reason.kind, error.isRetryable]);
    }
  }
  const { client, sent } = server();
  const observer = new MutationObserver(newClient(), addCommentMutation(client));
  const invalid = await observer.mutate({ board: "a", text: " " }).catch((error: RequestFailed) => error.message);
  const broken: RequestFailed | null = observer.getCurrentResult().error;
  Reflect.deleteProperty(globalThis, "window");
  const once = server(503);
  await newClient().fetchQuery(commentsListQuery(once.client, { board: "a" })).catch(String);
  return { onAServer: once.sent.length, told, invalid, errors: broken?.reason.kind === "invalid" && broken.reason.errors, notSent: sent.length };
}
"#;

#[test]
fn h17_a_failure_is_thrown_with_its_reason_and_is_tried_again_only_where_that_may_help() {
    let answers = answers(FAILURES);
    assert_eq!(
        answers["told"],
        json!([
            [1, "RequestFailed", "it says 409", "refused", false],
            [1, "RequestFailed", "it says 422", "refused", false],
            [4, "RequestFailed", "it says 429", "refused", true],
            [4, "RequestFailed", "it says 503", "refused", true],
            [4, "RequestFailed", "Error: no network", "unreachable", true],
            [1, "well"],
        ])
    );
    assert_eq!(answers["invalid"], "text: required");
    assert_eq!(
        answers["errors"],
        json!([{ "field": "text", "code": "required", "params": {} }])
    );
    assert_eq!(
        (&answers["notSent"], &answers["onAServer"]),
        (&json!(0), &json!(1))
    );
}

const KEYS: &str = r#"import { MutationObserver } from "@tanstack/query-core";
import type { Client } from "./buildamp-client.js";
import { newClient, server } from "./server.js";
import { addCommentMutation } from "./tanstack.js";

export async function answers() {
  const input = { board: "a", text: "hi" };
  const places = (sent: { key: string | undefined }[]) => {
    const all = [...new Set(sent.map(({ key }) => key))];
    return sent.map(({ key }) => (key === undefined ? null : all.indexOf(key)));
  };
  // Each render of a page makes options anew.
  const add = async (client: Client, retry: number, of = input) =>
    new MutationObserver(newClient(), { ...addCommentMutation(client), retry, retryDelay: 0 }).mutate(of).catch(() => null);

  const retried = server("lost", 503, 200);
  await add(retried.client, 3);
  await add(retried.client, 3);

  const again = server("lost", 200);
  await add(again.client, 0);
  await add(again.client, 0);
  await add(again.client, 0);

  const settled = server(409, 200);
  await add(settled.client, 0);
  await add(settled.client, 0);

  const changed = server("lost", 200);
  const form = { ...input };
  await add(changed.client, 0, form);
  form.text = "something else";
  await add(changed.client, 0, form);

  const together = server();
  await Promise.all([add(together.client, 0), add(together.client, 0)]);

  const own = server();
  const options = addCommentMutation(own.client, { idempotencyKey: ({ text }) => `key of ${text}` });
  await new MutationObserver(newClient(), options).mutate(input);
  return {
    retried: places(retried.sent),
    again: places(again.sent),
    settled: places(settled.sent),
    changed: places(changed.sent),
    together: places(together.sent),
    own: own.sent[0]?.key,
    key: options.mutationKey,
    long: retried.sent[0]?.key?.length,
  };
}
"#;

#[test]
fn s27_the_retries_of_a_mutation_keep_its_idempotency_key_and_another_has_its_own() {
    assert_eq!(
        answers(KEYS),
        json!({
            "retried": [0, 0, 0, 1],
            "again": [0, 0, 1],
            "settled": [0, 1],
            "changed": [0, 1],
            "together": [0, 1],
            "own": "key of hi",
            "key": ["AddComment"],
            "long": 32,
        })
    );
}

const MESSAGES: &str = r#"import { connect } from "./buildamp.js";
import { newClient, server } from "./server.js";
import { boardsListKey, boardsListQuery, commentsListKey, commentsListQuery, invalidateOn } from "./tanstack.js";

class Stream {
  readyState = 1;
  onopen = null;
  onmessage: ((event: never) => unknown) | null = null;
  onerror = null;
  static last: Stream | undefined;
  constructor() {
    Stream.last = this;
  }
  close() {}
  say(type: string, data: unknown) {
    this.onmessage?.({ data: JSON.stringify({ type, data }), lastEventId: "" } as never);
  }
}

export async function answers() {
  const { client } = server();
  const stale = async (type: string, data: unknown, resync?: "narrow") => {
    const queryClient = newClient();
    await queryClient.fetchQuery(commentsListQuery(client, { board: "a" }));
    await queryClient.fetchQuery(commentsListQuery(client, { board: "b", after: 3 }));
    await queryClient.fetchQuery(boardsListQuery(client, {}));
    queryClient.setQueryData(["own"], 1);
    const connection = connect({
      EventSource: Stream,
      onMalformed: (error) => { throw new Error(error); },
      onMessage: invalidateOn(queryClient, {
        CommentAdded: ({ board }) => [commentsListKey({ board })],
        BoardsRemoved: [boardsListKey(), commentsListKey()],
        CommentsRemoved: [],
        WorkflowProgress: ({ state }) => (state === "succeeded" ? [["own"]] : []),
        ...(resync && { Resync: () => [["own"]] }),
      }),
    });
    Stream.last?.say(type, data);
    connection.close();
    const all = queryClient.getQueryCache().getAll();
    return all.filter((query) => query.state.isInvalidated).map((query) => query.queryKey);
  };
  const progress = (state: string) => ({
    correlation_id: "0190163d-8694-739b-aea5-966c26f8ad91", event_id: "0190163d-8694-739b-aea5-966c26f8ad91",
    event_type: "a", consumer: null, state, attempt: 0, max_attempts: null, error: null, run_at: null,
    at: "2026-01-01T00:00:00Z",
  });
  return [
    await stale("comments.comment_added", { board: "b", text: "x", mutation: null }),
    await stale("boards.removed", { board: "a" }),
    await stale("comments.removed", { board: "a", id: "1" }),
    await stale("boards.renamed", { from: "a", to: "b" }),
    await stale("later.type", {}),
    await stale("constructor", {}),
    await stale("buildamp.workflow_progress", progress("running")),
    await stale("buildamp.workflow_progress", progress("succeeded")),
    await stale("buildamp.resync", { reason: "overflow" }),
    await stale("buildamp.resync", { reason: "overflow" }, "narrow"),
  ];
}
"#;

#[test]
fn h17_s57_messages_have_the_queries_load_anew_that_they_make_stale() {
    let (a, b) = (
        json!(["comments/list", { "board": "a" }]),
        json!(["comments/list", { "board": "b", "after": 3 }]),
    );
    let boards = json!(["boards/list", {}]);
    assert_eq!(
        answers(MESSAGES),
        json!([
            [b],
            [a, b, boards],
            [],
            [],
            [],
            [],
            [],
            [["own"]],
            [a, b, boards, ["own"]],
            [["own"]],
        ])
    );
}

#[test]
fn h17_messages_and_keys_that_there_are_not_do_not_compile() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), Int64::Number, MESSAGES);
    let program = std::fs::read_to_string(folder.path().join("ts/use.ts")).unwrap();
    for (right, wrong, why) in [
        (
            "CommentsRemoved: []",
            "Removed: []",
            "'Removed' does not exist",
        ),
        (
            "({ board }) =>",
            "({ author }) =>",
            "'author' does not exist",
        ),
        (
            "commentsListKey({ board })",
            "commentsListKey({ borad: board })",
            "'borad' does not exist",
        ),
        (
            "[boardsListKey(), commentsListKey()]",
            "boardsListKey()",
            "is not assignable to type",
        ),
        (
            "commentsListQuery(client, { board: \"a\" })",
            "commentsListQuery(client, {})",
            "'board' is missing",
        ),
    ] {
        assert!(program.contains(right), "{right}");
        project.write("ts/use.ts", &program.replacen(right, wrong, 1));
        let told = project.refused_typescript();
        assert!(told.contains(why), "{wrong}: {told}");
    }
}

const WIDE: &str = r#"import { newClient, server } from "./server.js";
import { commentsListKey, commentsListQuery } from "./tanstack.js";

export async function answers() {
  const { client, sent } = server();
  const queryClient = newClient();
  const after = AFTER;
  await queryClient.fetchQuery(commentsListQuery(client, { board: "a", after }));
  await queryClient.fetchQuery({ ...commentsListQuery(client, { board: "a", after }), staleTime: 60_000 });
  return { key: commentsListKey({ after }), sent: sent.map(({ url }) => url) };
}
"#;

#[test]
fn s62_a_wide_integer_in_a_key_is_the_text_of_its_digits() {
    for (int64, after, shown) in [
        (
            Int64::BigInt,
            "9007199254740993n",
            json!("9007199254740993"),
        ),
        (
            Int64::String,
            "\"9007199254740993\"",
            json!("9007199254740993"),
        ),
        (Int64::Number, "5", json!(5)),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let project = project(folder.path(), int64, &WIDE.replace("AFTER", after));
        project.compile_typescript();
        let answers = project.answers(&Value::Null);
        assert_eq!(answers["key"], json!(["comments/list", { "after": shown }]));
        let digits = shown.to_string().replace('"', "");
        assert_eq!(
            answers["sent"],
            json!([format!("/api/comments/list?board=a&after={digits}")])
        );
    }
}
