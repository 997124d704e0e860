// What the senders' own packages sign, BuildAmp's command accepts, and they accept what it signs. The command is the only
// argument. Anything that does not hold throws.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";

import { Webhooks } from "@octokit/webhooks";
import { Webhook } from "standardwebhooks";
import Stripe from "stripe";

const command = process.argv[2];
const bodies = ["", "{}", '{"id":"evt_1","amount":1200}', '{"text":"Grüße 🦀\\u0000"}\r\n', "x".repeat(100_000)];

function run(args, body) {
  const { status, stdout, stderr } = spawnSync(command, ["webhook", ...args], { input: body, encoding: "utf8" });
  assert.ok(status === 0 || status === 1, stderr);
  return stdout;
}

function verdict(scheme, secret, headers, body, more = []) {
  const given = Object.entries(headers).flatMap(([name, value]) => ["--header", `${name}: ${value}`]);
  return run(["verify", "--scheme", scheme, "--secret", secret, ...given, ...more], body).trim();
}

function sign(scheme, secret, body) {
  const lines = run(["sign", "--scheme", scheme, "--secret", secret, "--id", "msg_1"], body).trim().split("\n");
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(": ");
      return [line.slice(0, at).toLowerCase(), line.slice(at + 2)];
    }),
  );
}

// npm "standardwebhooks".
for (const body of bodies) {
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const peer = new Webhook(secret);
  const now = new Date();
  const headers = {
    "webhook-id": "msg_1",
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "webhook-signature": peer.sign("msg_1", now, body),
  };
  assert.equal(verdict("standard", secret, headers, body), "accept");
  assert.equal(verdict("standard", secret, headers, `${body} `), "reject no_matching_signature");
  // It parses what it has verified, which is no part of the scheme.
  const accepts = (said) => {
    try {
      peer.verify(said, sign("standard", secret, body));
      return true;
    } catch (error) {
      return error instanceof SyntaxError;
    }
  };
  assert.ok(accepts(body));
  assert.ok(!accepts(`${body} `));
}

// npm "stripe".
const stripe = new Stripe("sk_test_none");
for (const body of bodies.filter((body) => body !== "")) {
  const secret = "whsec_test_secret";
  const header = stripe.webhooks.generateTestHeaderString({ payload: body, secret });
  assert.equal(verdict("stripe", secret, { "Stripe-Signature": header }, body), "accept");
  assert.equal(verdict("stripe", "whsec_other", { "Stripe-Signature": header }, body), "reject no_matching_signature");
  const signed = sign("stripe", secret, body)["stripe-signature"];
  assert.ok(stripe.webhooks.signature.verifyHeader(body, signed, secret, 300));
  assert.throws(() => stripe.webhooks.signature.verifyHeader(`${body} `, signed, secret, 300));
}

// npm "@octokit/webhooks".
for (const body of bodies.filter((body) => body !== "")) {
  const secret = "It's a Secret to Everybody";
  const peer = new Webhooks({ secret });
  const header = await peer.sign(body);
  const headers = { "X-Hub-Signature-256": header, "X-GitHub-Delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958" };
  assert.equal(verdict("github", secret, headers, body), "accept");
  assert.equal(verdict("github", secret, headers, `${body} `), "reject no_matching_signature");
  const signed = sign("github", secret, body)["x-hub-signature-256"];
  assert.ok(await peer.verify(body, signed));
  assert.ok(!(await peer.verify(`${body} `, signed)));
}

// Slack and Shopify have no package that signs: what their pages say, in Node's own words.
for (const body of bodies) {
  const now = String(Math.floor(Date.now() / 1000));
  const hmac = (text) => createHmac("sha256", "hush").update(text);
  const slack = { "X-Slack-Signature": `v0=${hmac(`v0:${now}:${body}`).digest("hex")}`, "X-Slack-Request-Timestamp": now };
  assert.equal(verdict("slack", "hush", slack, body), "accept");
  const shopify = { "X-Shopify-Hmac-SHA256": hmac(body).digest("base64") };
  assert.equal(verdict("shopify", "hush", shopify, body), "accept");
  assert.equal(sign("shopify", "hush", body)["x-shopify-hmac-sha256"], shopify["X-Shopify-Hmac-SHA256"]);
}

console.log("all agree");
