//! What asks the server: the same rules as there, and nothing that is expected is thrown.

use buildamp_codegen::config::Int64;
use buildamp_codegen::emit::{File, Options, Target, generate};
use serde_json::json;

use crate::tools::{Project, assert_typescript_formatted, fixture};

const USE_TS: &str = r#"import type { Client, Fetch } from "./buildamp-client.js";
import { makeBoard, validateMakeBoardReq } from "./api/boards.js";
import {
  listComments,
  submitComment,
  type SubmitCommentReq,
} from "./api/comments.js";

interface Reply {
  status?: number;
  body?: unknown;
  text?: string;
  throws?: string;
}

// @ts-expect-error what the server injects is no client's to say
export const forged: SubmitCommentReq = { text: "a", author: "eve" };

export async function answers(replies: Reply[]) {
  const sent: unknown[] = [];
  const client = (reply: Reply): Client => {
    const fetch: Fetch = async (url, { method, headers, body }) => {
      sent.push({ url, method, headers, body: body ?? null });
      if (reply.throws !== undefined) {
        throw new Error(reply.throws);
      }
      const text = reply.text ?? JSON.stringify(reply.body);
      return { status: reply.status ?? 200, text: async () => text };
    };
    return { base: "/app/", fetch, headers: () => ({ "x-token": "t" }) };
  };
  const comments = [];
  for (const reply of replies) {
    comments.push(
      await submitComment(client(reply), { text: "hi" }, { idempotencyKey: "k" }),
    );
  }
  const refused = sent.length;
  const invalid = await submitComment(client({}), {
    text: " ",
    mail: "nobody",
    stars: 6,
  });
  const long = await submitComment(client({}), { text: "🦀".repeat(501) });
  const notSent = sent.length === refused;
  const most = await submitComment(client({ body: { id: "1", author: "a" } }), {
    text: ` ${"🦀".repeat(500)} `,
  });
  const listed = await listComments(client({ body: { comments: [], asked: "" } }), {
    author: ["a&b", "é"],
    limit: 5,
    order: null,
  });
  const board = {
    slug: "A",
    link: "javascript:alert(1)",
    comments: [{ text: "one" }, { text: "  " }, { text: " a ".repeat(9) }, { text: "four" }],
    topics: {
      north: { title: "N", first: { text: "x".repeat(21) }, weight: 0.5 },
      south: { weight: 0.25 },
    },
  };
  const rules = validateMakeBoardReq(board).map(({ field, code }) => `${field} ${code}`);
  const made = await makeBoard({}, { slug: "a-1", comments: [], topics: {} });
  return { comments, invalid, long, notSent, most: most.ok, listed: listed.ok, rules, made, sent };
}
"#;

#[test]
fn h17_h18_a_client_asks_validates_as_the_server_does_and_never_throws() {
    for int64 in [Int64::Number, Int64::BigInt, Int64::String] {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            int64,
            ..Options::default()
        };
        let project = Project::of(folder.path(), &fixture("requests"), &[Target::Ts], options);
        assert_typescript_formatted(folder.path());
        project.write("ts/use.ts", USE_TS);
        project.compile_typescript();
        let answers = project.answers(&json!([
            {"body": {"id": "1", "author": "ada"}},
            {"status": 409, "body": {"status": 409, "code": "too_loud", "detail": "nobody shouts here"}},
            {"status": 422, "body": {
                "status": 422, "code": "invalid", "detail": "a field is not as it has to be",
                "errors": [{"field": "text", "code": "max_length", "params": {"max": 500}}, {"field": 5}],
            }},
            {"status": 502, "text": "<html>"},
            {"body": {"id": 1}},
            {"text": "<html>"},
            {"throws": "no network"},
        ]));
        assert_eq!(
            answers["comments"],
            json!([
                {"ok": true, "value": {"id": "1", "author": "ada"}},
                {"ok": false, "error": {
                    "kind": "refused", "status": 409, "code": "too_loud", "detail": "nobody shouts here", "errors": [],
                }},
                {"ok": false, "error": {
                    "kind": "invalid", "errors": [{"field": "text", "code": "max_length", "params": {"max": 500}}],
                }},
                {"ok": false, "error": {"kind": "refused", "status": 502, "detail": "", "errors": []}},
                {"ok": false, "error": {
                    "kind": "unreadable", "status": 200, "detail": answers["comments"][4]["error"]["detail"],
                }},
                {"ok": false, "error": {
                    "kind": "unreadable", "status": 200, "detail": answers["comments"][5]["error"]["detail"],
                }},
                {"ok": false, "error": {"kind": "unreachable", "detail": "Error: no network"}},
            ])
        );
        let first = json!({
            "url": "/app/api/SubmitComment", "method": "POST", "body": "{\"text\":\"hi\"}",
            "headers": {"x-token": "t", "content-type": "application/json", "idempotency-key": "k"},
        });
        assert_eq!(answers["sent"][0], first);
        assert_eq!(
            answers["invalid"]["error"]["errors"],
            json!([
                {"field": "text", "code": "required", "params": {}},
                {"field": "mail", "code": "email", "params": {}},
                {"field": "stars", "code": "range", "params": {"min": 1, "max": 5, "actual": 6}},
            ])
        );
        let long =
            json!([{"field": "text", "code": "max_length", "params": {"max": 500, "actual": 501}}]);
        assert_eq!(answers["long"]["error"]["errors"], long);
        assert_eq!(
            (&answers["notSent"], &answers["most"]),
            (&json!(true), &json!(true))
        );
        // What tests/endpoints has of the server itself.
        assert_eq!(
            answers["rules"],
            json!([
                "slug min_length",
                "slug pattern",
                "link url",
                "comments max_length",
                "comments[1].text required",
                "comments[2].text max_length",
                "topics.north.first.text max_length",
                "topics.south.title required",
                "topics.south.weight range",
            ])
        );
        let listed = answers["sent"].as_array().unwrap().last().unwrap();
        assert_eq!(
            listed["url"],
            "/app/api/comments/list?author=a%26b&author=%C3%A9&limit=5"
        );
        assert_eq!(
            (&listed["method"], &answers["listed"]),
            (&json!("GET"), &json!(true))
        );
        // Without a server it is told, not thrown: a relative address is none outside of a page.
        assert_eq!(answers["made"]["error"]["kind"], "unreachable");
    }
}

#[test]
fn h17_requests_are_formatted_whatever_the_length_of_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let definitions = fixture("requests_beside_messages");
    for length in 1..70 {
        let long = |prefix: &str| format!("{prefix}{}", "n".repeat(length));
        let mut definitions = definitions.clone();
        for definition in &mut definitions {
            let module = definition.file.last().map_or("", String::as_str);
            let name = match (module, definition.name.as_str()) {
                ("comments", "AddCommentReq") => long("A") + "Req",
                ("comments", "AddCommentRes") => long("A") + "Res",
                ("comments", "ListReq") => long("L") + "Req",
                ("comments", "ListRes") => long("L") + "Res",
                ("comments", "CommentAdded") => long("C"),
                _ => continue,
            };
            definition.name = name.into();
        }
        for int64 in [Int64::Number, Int64::String] {
            let place = folder.path().join(format!("{int64:?}/{length}"));
            let options = Options {
                int64,
                ..Options::default()
            };
            for File { path, text, .. } in generate(&definitions, &[Target::Ts], options) {
                if path == "ts/tanstack.ts" || path == "ts/api/comments.ts" {
                    let path = place.join(path);
                    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                    std::fs::write(path, text).unwrap();
                }
            }
        }
    }
    assert_typescript_formatted(folder.path());
}

#[test]
fn h17_modules_may_be_called_as_the_files_are_that_stand_beside_them() {
    let mut definitions = fixture("requests_beside_messages");
    for definition in &mut definitions {
        let name = match definition.file.join("/").as_str() {
            "api/boards" => "api",
            "api/comments" => "tanstack",
            "sse/boards" => "messages",
            _ => "client",
        };
        definition.file = vec![name.to_owned()].into();
    }
    let folder = tempfile::tempdir().unwrap();
    let project = Project::of(
        folder.path(),
        &definitions,
        &[Target::Ts],
        Options::default(),
    );
    assert_typescript_formatted(folder.path());
    project.compile_typescript();
    assert!(folder.path().join("ts/tanstack_.ts").exists());
}
