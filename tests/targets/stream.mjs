// Runs one scenario of the connection to a server's stream: against a server over npm's `eventsource`, or over a fake one
// where time or a browser's page have to be in the test's hands.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { EventSource } from "eventsource";
import { Fake } from "./fake.mjs";

const [folder, scenario] = process.argv.slice(2);
const { connect, match } = await import(
  pathToFileURL(join(folder, "js/buildamp.js"))
);

const sent = (email) => ({
  type: "email.welcome_email_sent",
  data: { email },
});
const resync = (reason) => ({ type: "buildamp.resync", data: { reason } });
const text = (message) => JSON.stringify(message);

/** A server whose answers are `answers` in turn, the last one for all that follow. */
async function serve(...answers) {
  const requests = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    requests.push({
      path: pathname,
      header: request.headers["last-event-id"],
      query: searchParams.get("lastEventId"),
      response,
    });
    answers[Math.min(requests.length, answers.length) - 1](response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    requests,
    url: `http://127.0.0.1:${server.address().port}/sse`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** A stream that begins with these frames, each an id and a message. */
const stream =
  (...frames) =>
  (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("retry: 20\n\n");
    frames.forEach(([id, message]) => write(response, id, message));
  };

/** The same, and then the connection breaks. */
const streamAndDrop =
  (...frames) =>
  (response) => {
    stream(...frames)(response);
    setTimeout(() => response.destroy(), 20);
  };

const unavailable = (response) => response.writeHead(503).end();

function write(response, id, message) {
  response.write(`id: ${id}\ndata: ${text(message)}\n\n`);
}

async function until(what, isSo) {
  for (let tries = 0; tries < 500; tries++) {
    if (isSo()) return;
    await sleep(10);
  }
  assert.fail(`waited for ${what} in vain`);
}

/** A connection over npm's `eventsource`, and what it told. */
function listen(url, options = {}) {
  const heard = [];
  const states = [];
  const malformed = [];
  const connection = connect({
    url,
    EventSource,
    random: () => 0.01,
    onMessage: (message, id) => heard.push([id, message]),
    onState: (state) => states.push(state),
    onMalformed: (error, of) => malformed.push([error, of]),
    ...options,
  });
  return { connection, heard, states, malformed };
}

/** The same over the fake one. */
const fake = (options) => listen("/sse", { EventSource: Fake, ...options });

async function collect(iterable, into) {
  for await (const message of iterable) into.push(message);
}

const scenarios = {
  async s57_tells_its_state_hands_out_messages_and_disconnects() {
    const server = await serve(stream(["e-1", sent("a@b")]));
    const { connection, heard, states } = listen(server.url);
    assert.equal(connection.state, "connecting");
    assert.equal(connection.lastEventId, "");
    await until("a message", () => heard.length > 0);
    assert.deepEqual(heard, [["e-1", sent("a@b")]]);
    assert.equal(connection.lastEventId, "e-1");
    assert.deepEqual(server.requests[0].header, undefined);
    assert.deepEqual(server.requests[0].query, null);

    const gone = once(server.requests[0].response, "close");
    connection.close();
    connection.close();
    await gone;
    assert.deepEqual(states, ["open", "closed"]);
    await sleep(60);
    assert.equal(server.requests.length, 1, "closed is closed");
    await server.close();
  },

  async s57_a_signal_closes_and_ends_the_loops() {
    const server = await serve(stream(["e-1", sent("a@b")]));
    const leaving = new AbortController();
    const { connection, states } = listen(server.url, {
      signal: leaving.signal,
      onMessage: undefined,
    });
    const seen = [];
    const loop = collect(connection, seen);
    await until("a message", () => seen.length > 0);
    leaving.abort();
    await loop;
    assert.deepEqual(seen, [sent("a@b")]);
    assert.deepEqual(states, ["open", "closed"]);
    await server.close();

    const late = listen(server.url, { signal: leaving.signal });
    assert.equal(late.connection.state, "closed");
    await collect(late.connection, seen);
  },

  async s57_without_an_event_source_it_is_closed_at_once() {
    assert.equal(globalThis.EventSource, undefined);
    const connection = connect();
    assert.equal(connection.state, "closed");
    await collect(connection, []);
    await collect(connection, []);
  },

  async s57_options_reach_the_event_source() {
    fake({ url: undefined, withCredentials: true });
    assert.equal(Fake.last.url, "/sse");
    assert.deepEqual(Fake.last.init, { withCredentials: true });
    fake({ url: "/live?room=1", lastEventId: "é-1" });
    assert.equal(Fake.last.url, "/live?room=1&lastEventId=%C3%A9-1");
    assert.deepEqual(Fake.last.init, { withCredentials: false });
    fake({ lastEventId: "e-1" });
    assert.equal(Fake.last.url, "/sse?lastEventId=e-1");
  },

  async s57_every_message_has_its_case() {
    const progress = { state: "running" };
    const unknown = { type: "Unknown", name: "email.later", data: [1] };
    const told = (message) =>
      match(message, {
        "email.welcome_email_sent": ({ email }) => email,
        "email.progress": (data) => data,
        "buildamp.workflow_progress": ({ state }) => state,
        "buildamp.resync": ({ reason }) => reason,
        Unknown: (whole) => whole,
      });
    assert.equal(told(sent("a@b")), "a@b");
    assert.equal(told({ type: "email.progress", data: "Queued" }), "Queued");
    assert.equal(
      told({ type: "buildamp.workflow_progress", data: progress }),
      "running",
    );
    assert.equal(told(resync("overflow")), "overflow");
    assert.equal(told(unknown), unknown);
  },

  async s58_comes_back_after_a_drop_where_it_was() {
    const server = await serve(
      streamAndDrop(["e-1", sent("1")], ["e-2", sent("2")]),
      stream(["e-3", sent("3")]),
    );
    const { connection, heard, states } = listen(server.url);
    await until("the third", () => heard.length === 3);
    assert.deepEqual(
      heard.map(([id]) => id),
      ["e-1", "e-2", "e-3"],
    );
    assert.equal(server.requests[1].header, "e-2", "the browser sent it");
    assert.deepEqual(states, ["open", "waiting", "open"]);
    connection.close();
    await server.close();
  },

  async s58_comes_back_from_a_server_that_was_gone_for_a_while() {
    const server = await serve(
      streamAndDrop(["e-1", sent("1")]),
      unavailable,
      unavailable,
      stream(["e-2", sent("2")]),
    );
    const { connection, heard, states } = listen(server.url);
    await until("the second", () => heard.length === 2);
    assert.deepEqual(
      server.requests.map(({ header, query }) => header ?? query),
      [null, "e-1", "e-1", "e-1"],
    );
    assert.equal(server.requests[2].query, "e-1");
    assert.deepEqual(states, [
      ...["open", "waiting"],
      ...["connecting", "waiting"],
      ...["connecting", "open"],
    ]);
    connection.close();
    await server.close();
  },

  async s58_says_that_it_may_have_missed_something_when_it_knows_no_position() {
    const server = await serve(
      streamAndDrop(),
      unavailable,
      stream(["e-7", resync("history_cut")]),
    );
    const { connection, heard } = listen(server.url);
    await until("a resync", () => heard.length === 1);
    assert.deepEqual(
      server.requests.map(({ query }) => query),
      [null, null, "-"],
    );
    assert.deepEqual(heard, [["e-7", resync("history_cut")]]);
    connection.close();
    await server.close();

    fake({ url: "/sse", random: () => 0 });
    Fake.last.refuse();
    await sleep(5);
    assert.equal(Fake.last.url, "/sse", "nothing was open, nothing was missed");
  },

  async s58_waits_by_chance_longer_each_time_and_never_over_half_a_minute() {
    const waits = [];
    const cleared = [];
    const { setTimeout, clearTimeout } = globalThis;
    let due = () => {};
    globalThis.setTimeout = (run, wait) => {
      due = run;
      return waits.push(wait);
    };
    globalThis.clearTimeout = (timer) => cleared.push(timer);
    try {
      let chance = 0;
      const { connection } = fake({ random: () => chance });
      const refuse = (value) => {
        chance = value;
        Fake.last.refuse();
        due();
      };
      for (let tries = 0; tries < 7; tries++) refuse(0.5);
      assert.deepEqual(waits.splice(0), [
        ...[500, 1_000, 2_000, 4_000, 8_000],
        ...[15_000, 15_000],
      ]);
      refuse(0);
      refuse(1 - Number.EPSILON / 2);
      assert.equal(waits[0], 0);
      assert.ok(waits[1] < 30_000 && waits[1] > 29_999);
      waits.length = 0;
      Fake.last.open();
      refuse(0.5);
      assert.deepEqual(waits, [500], "a connection that opened begins anew");
      for (let tries = 0; tries < 2_000; tries++) refuse(0.5);
      assert.equal(waits.at(-1), 15_000);
      Fake.last.refuse();
      connection.close();
      assert.equal(cleared.at(-1), waits.length, "closed while it waited");
    } finally {
      Object.assign(globalThis, { setTimeout, clearTimeout });
    }
  },

  async s58_leaves_the_page_and_comes_back_with_it() {
    const listeners = new Map();
    globalThis.addEventListener = (type, run) => listeners.set(type, run);
    globalThis.removeEventListener = (type, run) => {
      assert.equal(listeners.get(type), run);
      listeners.delete(type);
    };
    const { connection, states, heard } = fake();
    Fake.last.open();
    Fake.last.send(text(sent("1")), "e-1");
    listeners.get("pageshow")();
    assert.equal(Fake.made.length, 1, "the first show of a page is none");

    const before = Fake.last;
    listeners.get("pagehide")();
    assert.equal(before.readyState, 2);
    before.send(text(sent("2")), "e-2");
    before.refuse();
    assert.equal(heard.length, 1, "what comes late comes again");
    listeners.get("pageshow")();
    assert.equal(Fake.last.url, "/sse?lastEventId=e-1");
    Fake.last.open();
    assert.deepEqual(states, ["open", "waiting", "connecting", "open"]);
    connection.close();
    assert.equal(listeners.size, 0);
  },

  async s59_what_came_already_is_dropped() {
    const server = await serve(
      stream(
        ...[1, 2, 2, 1].map((n) => [`e-1-${n}`, sent(`first ${n}`)]),
        ...[10, 9, 11].map((n) => [`e-1-${n}`, sent(`first ${n}`)]),
        ...[1, 1, 2].map((n) => [`f-2-${n}`, sent(`second ${n}`)]),
        ["f-2-1", resync("history_cut")],
        ["f-2-2", sent("again 2")],
        ["odd", sent("no position")],
        ["odd", sent("no position either")],
      ),
    );
    const { connection, heard } = listen(server.url);
    await until("the last", () => connection.lastEventId === "odd");
    assert.deepEqual(
      heard.map(([, { data }]) => data.email ?? data.reason),
      [
        ...["first 1", "first 2", "first 10", "first 11"],
        ...["second 1", "second 2", "history_cut", "again 2"],
        ...["no position", "no position either"],
      ],
    );
    connection.close();
    await server.close();

    const since = fake({ lastEventId: "e-3" });
    Fake.last.send(text(sent("3")), "e-3");
    Fake.last.send(text(sent("4")), "e-4");
    assert.equal(since.heard.length, 1, "what the page had before it began");
  },

  async s59_one_connection_serves_callbacks_and_loops() {
    const { connection, heard } = fake();
    const loops = [[], []];
    const ends = loops.map((loop) => collect(connection, loop));
    Fake.last.send(text(sent("1")), "e-1");
    await sleep(1);
    const late = [];
    const end = (async () => {
      for await (const message of connection) {
        late.push(message);
        break;
      }
    })();
    Fake.last.send(text(sent("2")), "e-2");
    Fake.last.send(text(sent("3")), "e-3");
    await end;
    connection.close();
    Fake.last.send(text(sent("4")), "e-4");
    await Promise.all(ends);
    const all = [sent("1"), sent("2"), sent("3")];
    assert.deepEqual(loops, [all, all]);
    assert.deepEqual(
      heard.map(([, message]) => message),
      all,
    );
    assert.deepEqual(late, [sent("2")], "leaving a loop leaves the others");
    assert.equal(Fake.made.length, 1);
  },

  async s59_the_first_loop_is_given_what_came_before_it() {
    const { connection } = fake({ onMessage: undefined });
    Fake.last.send(text(sent("1")), "e-1");
    const iterator = connection[Symbol.asyncIterator]();
    const other = connection[Symbol.asyncIterator]();
    const both = [iterator.next(), iterator.next()];
    Fake.last.send(text(sent("2")), "e-2");
    assert.deepEqual(
      (await Promise.all(both)).map(({ value }) => value),
      [sent("1"), sent("2")],
    );
    assert.deepEqual((await other.next()).value, sent("2"));
    Fake.last.send(text(sent("3")), "e-3");
    connection.close();
    assert.deepEqual((await iterator.next()).value, sent("3"), "then the end");
    assert.equal((await iterator.next()).done, true);
    await other.return();
    assert.equal((await other.next()).done, true);
  },

  async s59_a_slow_loop_is_told_to_load_anew() {
    const { connection } = fake();
    const fast = [];
    const end = collect(connection, fast);
    const slow = connection[Symbol.asyncIterator]();
    for (let n = 1; n <= 600; n++) {
      Fake.last.send(text(sent(`${n}`)), `e-${n}`);
      await null;
      await null;
    }
    connection.close();
    await end;
    assert.equal(fast.length, 600);
    const left = [];
    for (let next; !(next = await slow.next()).done;) left.push(next.value);
    assert.deepEqual(left[0], resync("overflow"));
    assert.deepEqual(left[1].data.email, `${600 - left.length + 2}`);
    assert.deepEqual(left.at(-1), sent("600"));
    assert.ok(left.length <= 256);
    assert.equal(
      left.filter(({ type }) => type === "buildamp.resync").length,
      1,
    );
  },

  async h24_unknown_messages_are_kept_and_malformed_ones_told() {
    const server = await serve((response) => {
      stream()(response);
      response.write("id: e-1\ndata: no JSON\n\n");
      response.write("id: e-2\ndata: []\n\n");
      const wrong = { type: "email.welcome_email_sent", data: { email: 1 } };
      write(response, "e-3", wrong);
      write(response, "e-4", { type: "email.later", data: { a: 1 } });
      write(response, "e-5", resync("later reason"));
      write(response, "e-6", { type: "buildamp.later", data: 1 });
      write(response, "e-7", sent("a@b"));
    });
    const { connection, malformed } = listen(server.url, {
      onMessage: undefined,
    });
    const seen = [];
    const end = collect(connection, seen);
    await until("the last", () => seen.length === 3);
    assert.deepEqual(seen, [
      { type: "Unknown", name: "email.later", data: { a: 1 } },
      { type: "Unknown", name: "buildamp.later", data: 1 },
      sent("a@b"),
    ]);
    assert.deepEqual(
      malformed.map(([, of]) => of),
      [
        "no JSON",
        "[]",
        `{"type":"email.welcome_email_sent","data":{"email":1}}`,
        `{"type":"buildamp.resync","data":{"reason":"later reason"}}`,
      ],
    );
    assert.match(malformed[2][0], /email\.welcome_email_sent/);
    assert.match(malformed[3][0], /buildamp\.resync/);
    connection.close();
    await end;
    await server.close();

    const told = [];
    const { error } = console;
    console.error = (...what) => told.push(what);
    fake({ onMalformed: undefined });
    Fake.last.send("no JSON", "e-1");
    console.error = error;
    assert.equal(told.length, 1, "nothing is lost in silence");
    assert.equal(told[0][1], "no JSON");
  },
};

await scenarios[scenario]();
// Nothing that a scenario left open keeps it from its end.
process.exit(0);
