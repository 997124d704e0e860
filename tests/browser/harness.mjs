// What the scenarios stand on: servers that can be killed, a wire that can be cut, and a browser that tells what it hears.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";

/** Waits until the answer is neither false nor nothing, and returns it. The limit only ends what hangs. */
export async function until(what, ask, limit = 30_000) {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await sleep(20);
  }
}

export async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** A program on a port of its own, with a folder that outlives it. */
export class Server {
  constructor(binary, folder, config) {
    this.binary = binary;
    this.folder = folder;
    writeFileSync(path.join(folder, "buildamp.toml"), config);
    this.output = "";
  }

  async start() {
    this.port ??= await freePort();
    this.url = `http://127.0.0.1:${this.port}`;
    const env = {
      ...process.env,
      BUILDAMP_CONFIG: path.join(this.folder, "buildamp.toml"),
      PORT: String(this.port),
    };
    this.child = spawn(this.binary, { cwd: this.folder, env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.on("data", (text) => (this.output += text));
    }
    await until(`${this.binary} is ready`, async () => {
      if (this.child.exitCode !== null) throw new Error(`${this.binary} ended:\n${this.output}`);
      return (await status(`${this.url}/healthz`)) === 200;
    });
    return this;
  }

  /** As a power cut would: SIGKILL, and nothing is finished. */
  async kill() {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, "exit");
      this.child.kill("SIGKILL");
      await ended;
    }
  }
}

/** The status of a GET on a connection of its own; nothing when nobody answers. */
function status(url) {
  return new Promise((resolve) => {
    const request = http.get(url, { agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    request.on("error", () => resolve(undefined));
  });
}

/** A TCP proxy in front of a server, to be cut and mended. */
export class Wire {
  constructor(server) {
    this.target = server;
    this.whole = true;
    this.refused = 0;
    this.sockets = new Set();
    this.listener = net.createServer((near) => this.join(near));
  }

  async open() {
    this.listener.listen(0, "127.0.0.1");
    await once(this.listener, "listening");
    this.url = `http://127.0.0.1:${this.listener.address().port}`;
    return this;
  }

  join(near) {
    // A reset while cut, so that the browser knows at once.
    near.on("error", () => {});
    if (!this.whole) {
      this.refused += 1;
      near.resetAndDestroy();
      return;
    }
    const far = net.connect(this.target.port, "127.0.0.1");
    far.on("error", () => near.resetAndDestroy());
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      this.sockets.add(one);
      one.on("close", () => {
        this.sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }

  cut() {
    this.whole = false;
    this.refused = 0;
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  mend() {
    this.whole = true;
  }

  close() {
    this.cut();
    this.listener.close();
  }
}

/** The browser of all scenarios (see `browser.mjs`); closing it closes what this one opened in it. */
export function browser() {
  return chromium.connect(process.env.BROWSER);
}

/** A new person: cookies of their own, and every stream that their pages open is listened to. */
export async function person(chromium, options = {}) {
  const context = await chromium.newContext(options);
  context.setDefaultTimeout(30_000);
  await context.addInitScript(listen);
  return context;
}

// Runs in the page before anything else does.
function listen() {
  const heard = [];
  const Original = window.EventSource;
  window.heard = heard;
  window.EventSource = class extends Original {
    constructor(url, options) {
      super(url, options);
      heard.push({ what: "connect", url: String(url) });
      this.addEventListener("open", () => heard.push({ what: "open" }));
      this.addEventListener("error", () => heard.push({ what: "error", state: this.readyState }));
      this.addEventListener("message", (event) =>
        heard.push({ what: "message", id: event.lastEventId, data: event.data }),
      );
    }
  };
}

/** Opens a page and counts how often it is loaded; one time is what a test expects. */
export async function visit(context, url) {
  const page = await context.newPage();
  page.loads = 0;
  page.mistakes = [];
  page.on("load", () => (page.loads += 1));
  page.on("pageerror", (error) => page.mistakes.push(String(error)));
  await page.goto(url);
  await until("the page's stream is open", () => page.evaluate(() => window.heard?.some(({ what }) => what === "open")));
  return page;
}

export const heard = (page) => page.evaluate(() => window.heard);

/** The messages that a page's stream brought, in order, with what their ids say. */
export async function messages(page) {
  return (await heard(page))
    .filter(({ what }) => what === "message")
    .map(({ id, data }) => {
      const [, epoch, number] = /^([A-Za-z0-9]+)-(\d+)$/.exec(id) ?? [];
      return { id, epoch, number: Number(number), ...JSON.parse(data) };
    });
}

/** Everything that a test began, ended in reverse, whatever became of the test. */
export async function scene(folder, act) {
  const ends = [];
  const stage = { folder, on: (end) => ends.unshift(end), servers: [], pages: [] };
  try {
    await act(stage);
  } catch (error) {
    await tell(stage).catch(() => {});
    throw error;
  } finally {
    for (const end of ends) await end();
  }
}

async function tell(stage) {
  for (const server of stage.servers) console.error(`${server.binary} said:\n${server.output.slice(-4000)}`);
  for (const [index, page] of stage.pages.entries()) {
    const picture = path.join(stage.folder, `failed-${index}.png`);
    mkdirSync(stage.folder, { recursive: true });
    await page.screenshot({ path: picture });
    console.error(`page ${index}, ${picture}: mistakes ${JSON.stringify(page.mistakes)}`);
    console.error((await heard(page)).map((entry) => JSON.stringify(entry)).join("\n"));
  }
}
