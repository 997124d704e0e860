// What a person sees on a page of examples/decisions.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { browser, heard, messages, person, Server, until, visit, Wire } from "./harness.mjs";

/** The example's own configuration, on a database of the test's. */
function config(more = "") {
  const own = readFileSync(process.env.DECISIONS_CONFIG, "utf8");
  assert.match(own, /^url = "sqlite:.*"$/m);
  return `${own.replace(/^url = .*$/m, 'url = "sqlite:test.db"')}\n${more}`;
}

async function play(stage, more) {
  const server = new Server(process.env.DECISIONS, stage.folder, config(more));
  stage.servers.push(server);
  stage.on(() => server.kill());
  await server.start();
  const wire = await new Wire(server).open();
  stage.on(() => wire.close());
  const chromium = await browser();
  stage.on(() => chromium.close());
  const open = async (someone, url) => {
    const page = await visit(someone, url);
    stage.pages.push(page);
    return page;
  };
  return { server, wire, chromium, open };
}

async function signUp(page, name) {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("mail").fill(`${name.toLowerCase()}@example.org`);
  await page.getByRole("button", { name: "Sign up" }).click();
}

const reaches = (page, state) => page.locator(`[data-event][data-state=${state}]`).waitFor();
const steps = (page) =>
  page.locator("[data-event] [data-step]").evaluateAll((items) => items.map((item) => item.dataset.step));
const text = (page) => page.locator("[data-event]").innerText();

/** The states that the stream told of, in order. */
const told = async (page) =>
  (await messages(page))
    .filter(({ type }) => type === "buildamp.workflow_progress")
    .map(({ data }) => data.state);
const mails = async (page) =>
  (await messages(page)).filter(({ type }) => type === "email.welcome_email_sent").length;
const resyncs = async (page) => (await messages(page)).filter(({ type }) => type === "buildamp.resync");

/** Everything in one unbroken row: nothing missed, nothing twice, in one epoch. */
async function unbroken(page) {
  const all = await messages(page);
  assert.equal(new Set(all.map(({ epoch }) => epoch)).size, 1);
  assert.deepEqual(
    all.map(({ number }) => number),
    all.map((_, index) => all[0].number + index),
  );
  return all;
}

async function fine(...pages) {
  for (const page of pages) {
    assert.equal(page.loads, 1, "the page was reloaded");
    assert.deepEqual(page.mistakes, []);
  }
}

const LIFE = ["queued", "running", "retrying", "running", "succeeded"];

export async function attempt_1_fails_attempt_2_succeeds(stage, at) {
  const { wire, chromium, open } = await play(stage);
  const page = await open(await person(chromium), wire.url + at);
  await signUp(page, "Ada");
  await reaches(page, "retrying");
  assert.match(await text(page), /Attempt 1 failed[^]*503[^]*in \d s/);
  await reaches(page, "succeeded");
  await until("the mail was told of", () => mails(page));
  assert.match(await text(page), /Attempt 1 failed[^]*Attempt 2 succeeded/);
  assert.deepEqual(await told(page), LIFE);
  assert.equal(await mails(page), 1);
  await unbroken(page);
  await fine(page);
}

export async function both_tabs_see_it_and_nobody_else(stage, at) {
  const { wire, chromium, open } = await play(stage);
  const someone = await person(chromium);
  const one = await open(someone, wire.url + at);
  const two = await open(someone, wire.url + at);
  const stranger = await open(await person(chromium), wire.url + at);
  await signUp(one, "Ada");
  for (const page of [one, two]) {
    await reaches(page, "succeeded");
    await until("the mail was told of", () => mails(page));
    assert.deepEqual(await told(page), LIFE);
  }
  assert.deepEqual(await messages(one), await messages(two));
  assert.equal(await text(one), await text(two));
  // What the stranger does afterwards arrives, so what came before would have too.
  await signUp(stranger, "Eve");
  await reaches(stranger, "succeeded");
  assert.deepEqual(await told(stranger), LIFE);
  assert.ok(!JSON.stringify(await heard(stranger)).includes("ada@"));
  assert.ok(!JSON.stringify(await heard(one)).includes("eve@"));
  await fine(one, two, stranger);
}

export async function what_is_missed_while_offline_arrives(stage, at) {
  const { server, wire, chromium, open } = await play(stage);
  const someone = await person(chromium);
  const away = await open(someone, wire.url + at);
  // The same session on the server's own port, where the wire is not in the way.
  const here = await open(someone, server.url + at);
  await signUp(here, "Ada");
  await reaches(away, "succeeded");
  await until("both heard of the mail", async () => (await mails(away)) && (await mails(here)));

  wire.cut();
  await away.locator("[data-connection=waiting]").waitFor();
  await signUp(here, "Grace");
  await here.locator("[data-event]", { hasText: "Attempt 2 succeeded" }).waitFor();
  await until("the second mail was told of", async () => (await mails(here)) === 2);
  await until("the page tries to come back", () => wire.refused > 0);
  assert.equal(await mails(away), 1);

  wire.mend();
  await until("the page hears what it missed", async () => (await mails(away)) === 2);
  assert.deepEqual(await told(away), [...LIFE, ...LIFE]);
  assert.deepEqual(await unbroken(away), await messages(here));
  await until("both pages show the same", async () => (await text(away)) === (await text(here)));
  assert.deepEqual(await resyncs(away), []);
  await fine(away, here);
}

export async function a_killed_server_is_resumed(stage, at) {
  const { server, wire, chromium, open } = await play(stage, '[processor]\nlease = "2s"\ntx_timeout = "1s"\n');
  const page = await open(await person(chromium), wire.url + at);
  await signUp(page, "Ada");
  await reaches(page, "retrying");
  await server.kill();
  await page.locator("[data-connection=waiting]").waitFor();
  await server.start();
  await reaches(page, "succeeded");
  await until("the mail was told of", () => mails(page));

  // At rest, and while nobody could notice.
  await server.kill();
  await server.start();
  await page.locator("[data-connection=open]").waitFor();
  await signUp(page, "Grace");
  await until("the second mail was told of", async () => (await mails(page)) === 2);
  await reaches(page, "succeeded");
  const states = await told(page);
  assert.deepEqual(states.slice(0, 3), LIFE.slice(0, 3));
  assert.equal(states.filter((state) => state === "succeeded").length, 2);
  assert.deepEqual(states.slice(-LIFE.length), LIFE);
  await unbroken(page);
  assert.deepEqual(await resyncs(page), []);
  await fine(page);
}

export async function a_history_that_was_cut_is_one_resync(stage, at) {
  const { server, wire, chromium, open } = await play(stage, "[sse]\nhistory = 3\n");
  const someone = await person(chromium);
  const away = await open(someone, wire.url + at);
  const here = await open(someone, server.url + at);
  await signUp(here, "Ada");
  await until("both heard of the mail", async () => (await mails(away)) && (await mails(here)));

  wire.cut();
  await away.locator("[data-connection=waiting]").waitFor();
  await signUp(here, "Grace");
  await until("the second mail was told of", async () => (await mails(here)) === 2);
  const before = (await messages(away)).length;
  wire.mend();
  await until("the page is told to load anew", async () => (await resyncs(away)).length > 0);
  // It did load: it shows what it was never told.
  await until("both pages show the same", async () => (await text(away)) === (await text(here)));
  const since = (await messages(away)).slice(before);
  assert.deepEqual(
    since.map(({ type, data }) => [type, data.reason]),
    [["buildamp.resync", "history_cut"]],
  );

  // And it goes on from there.
  await signUp(here, "Edsger");
  await until("the third mail was told of", async () => (await mails(here)) === 3 && (await mails(away)) === 2);
  await until("both pages show the same", async () => (await text(away)) === (await text(here)));
  assert.equal((await resyncs(away)).length, 1);
  assert.deepEqual(
    (await messages(away)).slice(before + 1),
    (await messages(here)).slice(-6),
  );
  await fine(away, here);
}

/** Pictures for people, and what a program can say of them: nothing sticks out, nothing jumps. */
export async function pages_hold_their_layout(stage, at) {
  const { wire, chromium, open } = await play(stage);
  const pictures = process.env.PICTURES;
  mkdirSync(pictures, { recursive: true });
  for (const [width, height] of [
    [1280, 900],
    [360, 780],
  ]) {
    const views = [];
    for (const colorScheme of ["light", "dark"]) {
      const someone = await person(chromium, { colorScheme, viewport: { width, height } });
      await someone.addInitScript(watchShifts);
      const page = await open(someone, wire.url + at);
      views.push({ page, name: `${at === "/" ? "ts" : "elm"}-${colorScheme}-${width}` });
    }
    await Promise.all(
      views.map(async ({ page, name }) => {
        const picture = async (what) => {
          await page.screenshot({ path: path.join(pictures, `${name}-${what}.png`), fullPage: true });
          const beside = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          assert.ok(beside <= 0, `${name}, ${what}: ${beside} pixels stick out`);
        };
        await page.locator("[data-connection=open]").waitFor();
        await picture("1-empty");
        await page.getByRole("button", { name: "Sign up" }).click();
        await page.getByText("Please fill this in.").first().waitFor();
        await picture("2-mistakes");
        await signUp(page, "Ada");
        await page.getByText("in 3 s").waitFor();
        await picture("3-waiting");
        await reaches(page, "succeeded");
        await picture("4-done");
        // A line of the timeline that pushed the others down would be 0.05 and more; a word at the right edge that
        // grows is next to nothing.
        const shifts = await page.evaluate(() => window.shifts);
        const sum = shifts.reduce((sum, { value }) => sum + value, 0);
        assert.ok(sum < 0.01, `${name}: the layout jumped: ${JSON.stringify(shifts)}`);
        await fine(page);
      }),
    );
    for (const { page } of views) await page.context().close();
  }
}

// Runs in the page: what moved without a touch of the person's, <https://wicg.github.io/layout-instability/>.
function watchShifts() {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) {
      if (!shift.hadRecentInput) {
        const moved = shift.sources.map(({ node }) => node?.outerHTML ?? node?.textContent ?? "");
        window.shifts.push({ value: shift.value, moved });
      }
    }
  }).observe({ type: "layout-shift", buffered: true });
}
