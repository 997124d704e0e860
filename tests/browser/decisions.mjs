// What a person sees on a page of examples/decisions.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { browser, heard, messages, person, Server, until, visit, Wire } from "./harness.mjs";

/** The example's own configuration. Its database is `DECISIONS_DATABASE_URL`, or a file beside the configuration. */
function config(more = "") {
  return `${readFileSync(process.env.DECISIONS_CONFIG, "utf8")}\n${more}`;
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

/** Another person has signed up and looks at the same board. */
async function two(stage, at) {
  const { server, wire, chromium, open } = await play(stage);
  const ada = await open(await person(chromium), wire.url + at);
  const eve = await open(await person(chromium), wire.url + at);
  await signUp(ada, "Ada");
  await ada.locator(".who", { hasText: "Ada" }).waitFor();
  return { server, wire, chromium, open, ada, eve };
}

const shown = (page, list) => page.locator(`.${list} li`);
const of = async (page, type) => (await messages(page)).filter((message) => message.type === type);

export async function a_comment_keeps_its_rules_and_everybody_sees_it(stage, at) {
  const { ada, eve } = await two(stage, at);
  const sent = [];
  ada.on("request", (request) => request.url().includes("SubmitComment") && sent.push(request));
  await ada.getByLabel("Your comment").fill("ä".repeat(501));
  await ada.getByRole("button", { name: "Comment" }).click();
  await ada.getByText("This is too long: 500 characters fit.").waitFor();
  assert.equal(sent.length, 0, "the page knows the rule itself");

  await eve.getByLabel("Your comment").fill("Who am I?");
  await eve.getByRole("button", { name: "Comment" }).click();
  await eve.getByText("Sign up first.").waitFor();

  const longest = "ä".repeat(500);
  await ada.getByLabel("Your comment").fill(` ${longest} `);
  await ada.getByRole("button", { name: "Comment" }).click();
  for (const page of [ada, eve]) {
    await shown(page, "comments").filter({ hasText: longest }).waitFor();
    assert.match(await shown(page, "comments").innerText(), /^Ada\b/);
  }
  // Past the page's own rules, and with somebody else's name.
  const past = await ada.evaluate(async () => {
    const answers = [];
    for (const text of ["ä".repeat(501), "It was Eve"]) {
      const body = JSON.stringify({ text, author: "Eve" });
      const headers = { "content-type": "application/json" };
      const answer = await fetch("/api/SubmitComment", { method: "POST", headers, body });
      answers.push([answer.status, await answer.json()]);
    }
    return answers;
  });
  assert.deepEqual(past[0][1].errors, [{ field: "text", code: "max_length", params: { max: 500, actual: 501 } }]);
  assert.deepEqual([past[0][0], past[1][0], past[1][1].comment.author], [422, 200, "Ada"]);
  await shown(eve, "comments").filter({ hasText: "It was Eve" }).waitFor();
  assert.equal(await shown(eve, "comments").count(), 2);
  assert.equal((await of(eve, "board.comment_added")).length, 2);
  await fine(ada, eve);
}

export async function a_payment_is_one_however_often_it_is_sent(stage, at) {
  const { server, ada, eve } = await two(stage, at);
  const now = Math.floor(Date.now() / 1000);
  const body = JSON.stringify({
    id: "evt_1",
    type: "invoice.paid",
    data: { object: { number: "INV-1", amount_paid: 1050, currency: "eur" } },
  });
  // As Stripe says that it signs: https://docs.stripe.com/webhooks#verify-manually
  const sign = (secret, at) =>
    `t=${at},v1=${createHmac("sha256", secret).update(`${at}.${body}`).digest("hex")}`;
  const send = async (signature) => {
    const headers = { "content-type": "application/json", "stripe-signature": signature };
    return (await fetch(`${server.url}/webhooks/stripe`, { method: "POST", headers, body })).status;
  };
  const good = sign("whsec_of_the_demo", now);
  const answers = [
    await send(sign("guessed", now)),
    await send(sign("whsec_of_the_demo", now - 400)),
    await send("nothing"),
    await send(good),
    await send(good),
  ];
  assert.deepEqual(answers, [401, 401, 400, 200, 200]);
  for (const page of [ada, eve]) {
    await shown(page, "payments").filter({ hasText: /INV-1\s*10.50 EUR/ }).waitFor();
  }
  await server.kill();
  await server.start();
  assert.equal(await send(good), 200);
  await eve.locator("[data-connection=open]").waitFor();
  await eve.getByRole("button", { name: "Send test webhook" }).click();
  for (const page of [ada, eve]) {
    await until("the second payment is shown", async () => (await shown(page, "payments").count()) === 2);
    assert.equal((await of(page, "board.payment_received")).length, 2);
    await fine(page);
  }
}

export async function an_upload_becomes_a_picture_for_everybody(stage, at) {
  const { ada, eve } = await two(stage, at);
  await eve.locator("#picture").setInputFiles(process.env.PICTURE);
  await eve.getByText("Sign up first.").waitFor();

  const stages = async (page) => (await of(page, "board.upload_progressed")).map(({ data }) => data.stage);
  await ada.locator("#picture").setInputFiles(process.env.PICTURE);
  for (const page of [ada, eve]) {
    await shown(page, "pictures").waitFor();
    const image = page.locator(".pictures img");
    assert.match(await image.getAttribute("alt"), /^picture\.png, by Ada$/);
    await until("the picture is drawn", () => image.evaluate((it) => it.complete && it.naturalWidth > 0));
    assert.equal(await shown(page, "uploads").count(), 0);
  }
  // Whoever is behind is not told of a stage when there is a newer.
  const inOrder = (told, known) => {
    assert.deepEqual(told, known.filter((stage) => told.includes(stage)));
    assert.equal(told.at(-1), known.at(-1));
  };
  const first = await stages(ada);
  inOrder(first, ["received", "checked", "ready"]);
  assert.deepEqual(await stages(eve), [], "they are for the session that uploads");
  // Each stage is an event whose attempts the session is told of, all in one chain.
  const told = (await of(ada, "buildamp.workflow_progress"))
    .map(({ data }) => data)
    .filter((data) => data.event_type === "uploads.upload_stage");
  await until("the last stage is told of", async () =>
    (await of(ada, "buildamp.workflow_progress")).filter(
      ({ data }) => data.event_type === "uploads.upload_stage" && data.state === "succeeded",
    ).length === 3);
  assert.equal(new Set(told.map((data) => data.correlation_id)).size, 1);

  const file = { name: "no.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") };
  await ada.locator("#picture").setInputFiles(file);
  await ada.locator("[data-stage=failed]", { hasText: "no.txt" }).waitFor();
  inOrder((await stages(ada)).slice(first.length), ["received", "failed"]);
  assert.equal(await shown(eve, "pictures").count(), 1);
  await fine(ada, eve);
}

export async function signing_in_gives_another_token(stage, at) {
  const { wire, chromium, open } = await play(stage);
  const someone = await person(chromium);
  const token = async () => (await someone.cookies()).map(({ value }) => value).join();
  const page = await open(someone, wire.url + at);
  const tokens = [await token()];
  await signUp(page, "Ada");
  await reaches(page, "succeeded");
  tokens.push(await token());
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.locator("[data-connection=open]").waitFor();
  await until("the page was opened anew", () => page.loads === 2);
  tokens.push(await token());
  assert.equal(await page.locator("[data-event] [data-step]").count(), 0);

  const form = page.getByLabel("Signed up before?");
  await form.fill("eve@example.org");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Nobody has signed up with it.").waitFor();
  await form.fill("ada@example.org");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator(".who", { hasText: "Ada" }).waitFor();
  await reaches(page, "succeeded");
  tokens.push(await token());
  assert.equal(new Set(tokens).size, 4, "each is another");
  assert.deepEqual(page.mistakes, []);
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
        await signUp(page, `Ada-${name}`);
        await page.getByText("in 3 s").waitFor();
        await picture("3-waiting");
        await reaches(page, "succeeded");
        await page.locator("#picture").setInputFiles(process.env.PICTURE);
        await shown(page, "pictures").first().waitFor();
        await page.getByLabel("Your comment").fill("Shall we take the red one?");
        await page.getByRole("button", { name: "Comment" }).click();
        await page.getByRole("button", { name: "Send test webhook" }).click();
        await shown(page, "payments").first().waitFor();
        await shown(page, "comments").first().waitFor();
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
