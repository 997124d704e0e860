// Holds an OpenAPI document, the argument, to the schema of its specification. Prints what is wrong, a line each.

import { readFileSync } from "node:fs";

import { Validator } from "@seriousme/openapi-schema-validator";

const text = readFileSync(process.argv[2], "utf8");
const { valid, errors = [] } = await new Validator().validate(JSON.parse(text));
for (const { instancePath, message } of Array.isArray(errors) ? errors : [{ message: errors }]) {
  console.log(`${instancePath ?? ""}: ${message}`);
}
process.exitCode = valid ? 0 : 1;
