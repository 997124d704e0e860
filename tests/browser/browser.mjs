// node browser.mjs: prints the address of a Chromium for all scenarios, and ends with its input.
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";

function found(program) {
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    const file = path.join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this one.
    }
  }
  throw new Error(`no ${program} on PATH: install Debian's package \`chromium\`, or run tests/run, which does`);
}

// Debian's, with a profile of its own that is gone afterwards. Persons are apart: each has a context.
const server = await chromium.launchServer({
  executablePath: found("chromium"),
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
console.log(server.wsEndpoint());
process.stdin.resume().on("end", () => server.close());
