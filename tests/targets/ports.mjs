// Runs an Elm program with the shipped JavaScript over a fake EventSource, and prints what the program heard.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Fake } from "./fake.mjs";

const [folder, scenario] = process.argv.slice(2);
const { attach } = await import(
  pathToFileURL(join(folder, "elm/buildamp-ports.js"))
);
const options = { url: "/live", EventSource: Fake };

function start(name) {
  const scope = {};
  new Function(readFileSync(join(folder, `${name}.js`), "utf8")).call(scope);
  const app = scope.Elm[name].init();
  const heard = [];
  app.ports?.tell?.subscribe((event) => heard.push(event));
  return { app, heard };
}

const scenarios = {
  async connects_by_command() {
    const { app, heard } = start("Main");
    const detach = attach(app, options);
    // Elm lets go of commands in a while, so that whoever starts a program can listen before the first.
    const ask = async (command) => {
      app.ports.ask.send(command);
      await sleep(20);
    };
    assert.equal(Fake.made.length, 0, "the program did not ask yet");
    await ask("connect");
    await ask("connect");
    assert.equal(Fake.made.length, 1);
    assert.equal(Fake.last.url, "/live");

    const frame = (type, data) => JSON.stringify({ type, data });
    Fake.last.open();
    Fake.last.send(frame("email.welcome_email_sent", { email: "a@b" }), "e-1");
    Fake.last.send(frame("email.progress", "Queued"), "e-2");
    Fake.last.send(frame("email.later", { a: 1 }), "e-3");
    Fake.last.send(frame("email.welcome_email_sent", { email: 1 }), "e-4");
    Fake.last.send(frame("buildamp.resync", { reason: "overflow" }), "e-5");
    Fake.last.send("no JSON", "e-6");
    Fake.last.send(`{"type":"email.later","kind":"state"}`, "e-7");
    Fake.last.drop();
    Fake.last.open();
    Fake.last.send(frame("email.progress", "Queued"), "e-7");
    Fake.last.send(frame("email.progress", "Queued"), "e-8");
    await ask("disconnect");
    assert.equal(Fake.last.readyState, 2);
    await ask("connect");
    assert.equal(Fake.made.length, 2, "it may come back");
    detach();
    await ask("connect");
    assert.equal(Fake.made.length, 2, "what is detached stays so");
    await sleep(20);
    return heard;
  },

  async connects_a_program_that_only_listens_at_once() {
    const { app, heard } = start("Listens");
    assert.equal(app.ports.toBuildAmp, undefined);
    attach(app, options);
    Fake.last.open();
    await sleep(20);
    return heard;
  },

  leaves_a_program_without_ports_alone() {
    const { app, heard } = start("Nothing");
    assert.equal(app.ports?.fromBuildAmp, undefined);
    attach(app, options)();
    assert.equal(Fake.made.length, 0);
    return heard;
  },
};

process.stdout.write(JSON.stringify(await scenarios[scenario]()));
