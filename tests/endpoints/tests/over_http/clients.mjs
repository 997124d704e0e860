// Asks a server by the generated clients: each step by the Elm program and by the function in TypeScript, and each input
// before the rules of both. Prints what each sent and was told.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const { steps, inputs } = JSON.parse(readFileSync(0, "utf8"));
const load = (file) => import(pathToFileURL(join(folder, "js", file)).href);

let sent = [];
async function watched(url, init) {
  const { method, headers, body } = init;
  sent.push({ method, url, headers, body: body ?? null });
  return fetch(url, init);
}

// What Elm's package asks by, which Node has not.
globalThis.XMLHttpRequest = class extends EventTarget {
  #method;
  #url;
  #headers = {};
  timeout = 0;
  upload = new EventTarget();

  open(method, url) {
    this.#method = method;
    // A page alone knows what a relative address is relative to.
    this.#url = new URL(url).href;
  }

  setRequestHeader(name, value) {
    this.#headers[name.toLowerCase()] = value;
  }

  async send(body) {
    const signal = this.timeout > 0 ? AbortSignal.timeout(this.timeout) : null;
    const init = { method: this.#method, headers: this.#headers, body, signal };
    try {
      const response = await watched(this.#url, init);
      this.status = response.status;
      this.statusText = response.statusText;
      this.responseURL = response.url;
      this.response = await response.text();
    } catch {
      this.dispatchEvent(new Event(signal?.aborted ? "timeout" : "error"));
      return;
    }
    this.dispatchEvent(new Event("load"));
  }

  getAllResponseHeaders() {
    return "";
  }
};

const scope = {};
new Function(readFileSync(join(folder, "elm.js"), "utf8")).call(scope);
const { ask, told } = scope.Elm.Main.init().ports;

function byElm(step) {
  return new Promise((resolve) => {
    const listen = (answer) => {
      told.unsubscribe(listen);
      resolve(answer);
    };
    told.subscribe(listen);
    ask.send(step);
  });
}

const functions = {
  SubmitComment: (await load("api/comments.js")).submitComment,
  "comments/list": (await load("api/comments.js")).listComments,
  Fail: (await load("api/boards.js")).fail,
};

function byTypeScript({ base, headers, endpoint, input, key }) {
  // A key that is not the Elm program's: the two write the same input in other words.
  const client = { base, headers: () => headers, fetch: watched };
  return functions[endpoint](client, input, {
    idempotencyKey: key && `ts-${key}`,
  });
}

async function toldBy(client, step) {
  sent = [];
  const answer = await client(step);
  return { answer, sent };
}

const answers = [];
for (const step of steps) {
  const elm = await toldBy(byElm, step);
  // A timeout is the Elm client's own: `fetch` has signals.
  const ts = step.timeout ? null : await toldBy(byTypeScript, step);
  answers.push({ elm, ts });
}

const { validateTryRulesReq } = await load("api/rules.js");
const errors = [];
for (const input of inputs) {
  const elm = await byElm({ endpoint: "rules", input, headers: {} });
  errors.push({ elm, ts: validateTryRulesReq(input) });
}

process.stdout.write(JSON.stringify({ answers, errors }));
