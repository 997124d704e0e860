// Imports all JavaScript below a folder on a bare Node, and prints what that did besides.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const files = readdirSync(folder, { recursive: true }).filter((file) =>
  file.endsWith(".js"),
);
const touched = new Set();
const watched = [
  "EventSource",
  "addEventListener",
  "clearTimeout",
  "console",
  "crypto",
  "document",
  "fetch",
  "localStorage",
  "navigator",
  "setInterval",
  "setTimeout",
  "window",
];
for (const name of watched) {
  const was = globalThis[name];
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get() {
      touched.add(name);
      return was;
    },
  });
}
const names = () => Reflect.ownKeys(globalThis).map(String);
const before = names();
const waiting = process.getActiveResourcesInfo().sort().join();
for (const file of files) {
  await import(pathToFileURL(join(folder, file)));
}
const answer = {
  files: files.length,
  touched: [...touched],
  added: names().filter((name) => !before.includes(name)),
  waits: process.getActiveResourcesInfo().sort().join() !== waiting,
};
process.stdout.write(JSON.stringify(answer));
