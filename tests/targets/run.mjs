// Hands each case of `cases.json`, a subject and a JSON text, to the subject's guard and decoder, and prints what they
// made of it: whether it was accepted, and what was written back, with whether that equals what was read.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";

const folder = process.argv[2];
const read = (file) => readFileSync(join(folder, file), "utf8");
const load = (file) => import(pathToFileURL(join(folder, "js", file)).href);

const cases = JSON.parse(read("cases.json"));
const { decode, encode } = await load("buildamp.js");
const guards = await load("harness.js");

const equals = (text, written) =>
  isDeepStrictEqual(JSON.parse(text), JSON.parse(written));

const ts = cases.map(({ subject, text }) => {
  const isCase = guards[`isCase${subject}`];
  const result = decode(isCase, text);
  if (!result.ok) return { accepted: false };
  const written = encode(result.value, isCase);
  return { accepted: true, written, equal: equals(text, written) };
});

function runElm() {
  const scope = {};
  new Function(read("elm.js")).call(scope);
  return new Promise((resolve) => {
    scope.Elm.Main.init({ flags: cases }).ports.done.subscribe((answers) =>
      resolve(
        answers.map(({ accepted, written }, index) => ({
          accepted,
          written,
          equal: accepted && equals(cases[index].text, written),
        })),
      ),
    );
  });
}

const elm = existsSync(join(folder, "elm.js")) ? await runElm() : null;
// Elm's words about a text with half of a surrogate pair hold that half, and Rust would not read them.
const readable = (_, value) =>
  typeof value === "string" ? value.toWellFormed() : value;
process.stdout.write(JSON.stringify({ ts, elm }, readable));
