// Hands each case of `cases.json`, a subject and a JSON text, to the subject's guards and decoder, and prints what they
// made of it.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const read = (file) => readFileSync(join(folder, file), "utf8");
const { guards } = await import(
  pathToFileURL(join(folder, "js/guards.js")).href
);
const cases = JSON.parse(read("cases.json"));

const ts = cases.map(({ subject, text }) => {
  const value = JSON.parse(text);
  const [isT, parseT, schema] = guards[subject];
  const is = isT(value);
  const validated = !schema["~standard"].validate(value).issues;
  const result = parseT(value);
  return result.ok
    ? { is, validated, parsed: true, written: JSON.stringify(result.value) }
    : {
        is,
        validated,
        parsed: false,
        path: Array.isArray(result.path),
        written: result.error,
      };
});

function runElm() {
  const scope = {};
  new Function(read("elm.js")).call(scope);
  return new Promise((resolve) =>
    scope.Elm.Main.init({ flags: cases }).ports.done.subscribe(resolve),
  );
}

const elm = existsSync(join(folder, "elm.js")) ? await runElm() : null;
process.stdout.write(JSON.stringify({ ts, elm }));
