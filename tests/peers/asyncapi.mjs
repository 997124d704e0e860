// Holds an AsyncAPI document to the official parser, and values to its schemas: the arguments are the document and, if any, a
// file of `[{told, schema, json}]`, each of which its schema has to accept. Prints what is wrong, a line each.

import { readFileSync } from "node:fs";

import { Parser } from "@asyncapi/parser";
import Ajv from "ajv";
import addFormats from "ajv-formats";

const [path, values] = process.argv.slice(2);
const text = readFileSync(path, "utf8");

const ERROR = 0;
const { diagnostics } = await new Parser().parse(text);
const problems = diagnostics
  .filter(({ severity }) => severity === ERROR)
  .map(({ message, path }) => `${path.join("/")}: ${message}`);

if (values !== undefined) {
  const ajv = new Ajv({ strict: false });
  addFormats(ajv);
  ajv.addSchema(JSON.parse(text), "document");
  for (const { told, schema, json } of JSON.parse(readFileSync(values, "utf8"))) {
    const validate = ajv.getSchema(`document#/components/schemas/${schema}`);
    if (!validate(JSON.parse(json))) {
      problems.push(`${told}: ${json} is refused: ${ajv.errorsText(validate.errors)}`);
    }
  }
}

for (const problem of problems) {
  console.log(problem);
}
process.exitCode = problems.length === 0 ? 0 : 1;
