// What an EventSource hears of a server that sends whatever it is asked for.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { EventSource } from "eventsource";
import { browser, messages, person, Server, until } from "./harness.mjs";

/** What has broken other servers' frames, and what JSON has to carry. */
const PAYLOADS = {
  LF: "one\ntwo",
  CR: "one\rtwo",
  CRLF: "one\r\ntwo",
  "a blank line": "one\n\ntwo\r\rthree\r\n\r\nfour",
  "what looks like fields": "x\ndata: y\nid: 7\nevent: z\nretry: 1\n\n: comment\n\n",
  NUL: "one\u0000two",
  "U+2028": "one\u2028two",
  "U+2029": "one\u2029two",
  "U+0085": "one\u0085two",
  BOM: "\ufeffone\ufeff",
  emoji: "👩🏽‍🚀 and 🇩🇪",
  "an escape that was written as text": "\\ud800 \\u0000 \\n \\r",
  "quotes and backslashes": "\"'\\\\\"",
  "leading and trailing spaces": "  one  ",
  nothing: "",
  "64 kB": "0123456789abcdef".repeat(4096),
  "64 kB of line ends": "\r\n".repeat(32768),
  "64 kB of emoji": "🦀".repeat(16384),
};

async function live(stage) {
  const server = new Server(process.env.LIVE, stage.folder, '[store]\nurl = "sqlite:test.db"\n');
  stage.servers.push(server);
  stage.on(() => server.kill());
  return server.start();
}

/** Sends each payload on its own, and then a last one to know that nothing else comes. */
async function sendAll(server, cookie) {
  let first = 0;
  for (const text of [...Object.values(PAYLOADS), "the end"]) {
    const answer = await post(server, cookie, JSON.stringify({ message: "note", to: "session", first, count: 1, text }));
    assert.equal(answer.status, 204, await answer.text());
    first += 1;
  }
}

const post = (server, cookie, body) =>
  fetch(`${server.url}/send`, { method: "POST", headers: { cookie, "content-type": "application/json" }, body });

const EXPECTED = [...Object.values(PAYLOADS), "the end"].map((text, number) => ({
  type: "note.note",
  data: { number, text },
}));

function unchanged(arrived) {
  const names = [...Object.keys(PAYLOADS), "the end"];
  for (const [index, name] of names.entries()) assert.deepEqual(arrived[index], EXPECTED[index], name);
  assert.equal(arrived.length, names.length);
}

const cookieOf = (answer) => answer.headers.getSetCookie()[0].split(";")[0];

async function session(server) {
  // Node says `Sec-Fetch-Mode: cors`, so only this makes it a person who opens a page.
  return cookieOf(await fetch(server.url, { headers: { "sec-fetch-dest": "document" } }));
}

export async function payloads_arrive_unchanged_in_chromium(stage) {
  const server = await live(stage);
  const chromium = await browser();
  stage.on(() => chromium.close());
  const someone = await person(chromium);
  const page = await someone.newPage();
  stage.pages.push(page);
  page.mistakes = [];
  await page.goto(server.url);
  await page.evaluate(() => new Promise((open) => new EventSource("/sse").addEventListener("open", open)));
  const [{ name, value }] = await someone.cookies();
  await sendAll(server, `${name}=${value}`);
  await until("the last one arrives", async () => (await messages(page)).some(({ data }) => data.text === "the end"));
  unchanged((await messages(page)).map(({ type, data }) => ({ type, data })));
}

export async function payloads_arrive_unchanged_in_the_package_eventsource(stage) {
  const server = await live(stage);
  const cookie = await session(server);
  const source = new EventSource(`${server.url}/sse`, {
    fetch: (url, options) => fetch(url, { ...options, headers: { ...options.headers, cookie } }),
  });
  stage.on(() => source.close());
  const arrived = [];
  source.addEventListener("message", ({ data }) => arrived.push(JSON.parse(data)));
  await new Promise((open) => source.addEventListener("open", open));
  await sendAll(server, cookie);
  await until("the last one arrives", () => arrived.some(({ data }) => data.text === "the end"));
  unchanged(arrived);
}

export async function payloads_arrive_unchanged_through_the_generated_client(stage) {
  const server = await live(stage);
  const chromium = await browser();
  stage.on(() => chromium.close());
  const someone = await person(chromium);
  const page = await someone.newPage();
  stage.pages.push(page);
  page.mistakes = [];
  // The modules as `tsc` made them of the generated files, served beside the server's own paths.
  await page.route("**/client/**", async (route) => {
    const file = path.join(process.env.CLIENT, new URL(route.request().url()).pathname.replace("/client/", ""));
    await route.fulfill({ contentType: "text/javascript", body: await readFile(file, "utf8") });
  });
  await page.goto(server.url);
  await page.evaluate(async () => {
    const { connect, match } = await import("/client/buildamp.js");
    window.arrived = [];
    const connection = connect();
    // One `await` for the stream to begin; the loop goes on beside it.
    (async () => {
      for await (const message of connection) {
        const take = (data) => window.arrived.push({ type: message.type, data });
        match(message, {
          "note.note": take,
          "note.tick": take,
          "note.level": take,
          "buildamp.resync": take,
          "buildamp.workflow_progress": take,
          Unknown: take,
        });
      }
    })();
    window.connection = connection;
  });
  await until("the connection is open", () => page.evaluate(() => window.connection.state === "open"));
  const [{ name, value }] = await someone.cookies();
  await sendAll(server, `${name}=${value}`);
  const arrived = () => page.evaluate(() => window.arrived);
  await until("the last one arrives", async () => (await arrived()).some(({ data }) => data.text === "the end"));
  unchanged(await arrived());
}

/** Half of a surrogate pair is no character: what Rust cannot hold is refused at the door, and nothing is sent. */
export async function a_lone_surrogate_is_refused(stage) {
  const server = await live(stage);
  const cookie = await session(server);
  const body = '{"message":"note","to":"session","count":1,"text":"\\ud800"}';
  assert.equal((await post(server, cookie, body)).status, 400);
}
