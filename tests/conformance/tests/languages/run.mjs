// Hands each case of `cases.json`, a subject and a JSON text, to the subject's guards and decoder, and prints what they
// made of it.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [, , folder, int64] = process.argv;
const read = (file) => readFileSync(join(folder, file), "utf8");
const { guards } = await import(
  pathToFileURL(join(folder, "js/guards.js")).href
);
const cases = JSON.parse(read("cases.json"));

const { parseJson = JSON.parse, stringifyJson = JSON.stringify } = await import(
  pathToFileURL(join(folder, "js/buildamp.js")).href
);

const ts = cases.map(({ subject, text }) => {
  const value = parseJson(text);
  const [isT, parseT, schema] = guards[subject];
  const validated = !schema["~standard"].validate(value).issues;
  const result = parseT(value);
  // A guard looks at values. JSON is one where no type has another form there; a text that is no number may be.
  const is = result.ok ? isT(result.value) : int64 !== "string" && isT(value);
  return result.ok
    ? {
        is,
        validated,
        parsed: true,
        written:
          int64 === "string"
            ? stringifyJson(result.value, isT)
            : stringifyJson(result.value),
        value: literal(result.value),
      }
    : {
        is,
        validated,
        parsed: false,
        path: Array.isArray(result.path),
        written: result.error,
      };
});

/** A value as TypeScript: a plain `"__proto__": …` would set the prototype. */
function literal(value) {
  if (Array.isArray(value)) {
    return `[${value.map(literal).join(",")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const key = (name) =>
      name === "__proto__" ? `["__proto__"]` : JSON.stringify(name);
    const members = Object.entries(value).map(
      ([name, inner]) => `${key(name)}:${literal(inner)}`,
    );
    return `{${members.join(",")}}`;
  }
  return typeof value === "bigint" ? `${value}n` : JSON.stringify(value);
}

function runElm() {
  const scope = {};
  new Function(read("elm.js")).call(scope);
  return new Promise((resolve) =>
    scope.Elm.Main.init({ flags: cases }).ports.done.subscribe(resolve),
  );
}

const elm = existsSync(join(folder, "elm.js")) ? await runElm() : null;
process.stdout.write(JSON.stringify({ ts, elm }));
