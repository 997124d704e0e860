// What the generated `parseJson`, guards and messages do under `int64`. The first argument is the folder of the compiled
// modules, the second which part is tried.
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";

const [, , folder, part] = process.argv;
const load = (file) => import(pathToFileURL(join(folder, file)).href);
const codec = await load("buildamp.js");
const { parseJson, stringifyJson } = codec;

const scored = (points) => `{"points":${points},"rank":5,"name":"5"}`;
const message = (points) =>
  `{"type":"score.scored","data":${scored(points)}}`;

/** What a type makes of the points of a message. */
async function inMessages(wanted) {
  for (const points of ["0", "5", "9007199254740993", "18446744073709551615"]) {
    const { ok, value } = codec.decodeIncoming(message(points));
    assert.ok(ok);
    assert.deepEqual(value, {
      type: "score.scored",
      data: { points: wanted(points), rank: 5, name: "5" },
    });
  }
  for (const points of ["-1", "18446744073709551616", "1.5", '"5"', "1e300"]) {
    const refused = codec.decodeIncoming(message(points));
    assert.equal(refused.ok, false);
    assert.deepEqual(refused.path, ["data", "points"]);
  }
  // What nobody knows is kept as it is read, and what BuildAmp tells of itself is as ever.
  const later = codec.decodeIncoming('{"type":"later","data":[1,9007199254740993]}');
  assert.deepEqual(later.value.data, [1, 9007199254740993n]);
  const resync = '{"type":"buildamp.resync","data":{"reason":"overflow"}}';
  assert.equal(codec.decodeIncoming(resync).value.data.reason, "overflow");

  const { isScored, parseScored } = await load("sse/score.js");
  const raw = parseJson(scored("5"));
  const before = structuredClone(raw);
  const { value } = parseScored(raw);
  assert.deepEqual(raw, before, "what is read stays as it is");
  assert.ok(isScored(value));
  assert.ok(!isScored({ ...value, points: 5 }), "a guard looks at values");
  // What JSON.parse has rounded is refused, not taken for what it was.
  const rounded = parseScored(JSON.parse(scored("9007199254740993")));
  assert.match(rounded.error, /^points: expected a whole number, read by parseJson and not rounded, from 0 to/);
  assert.ok(parseScored(JSON.parse(scored("9007199254740991"))).ok);
  return { isScored, parseScored };
}

const parts = {
  async bigint() {
    const { isScored, parseScored } = await inMessages(BigInt);
    const { read, write } = await load("use.js");
    assert.equal(write(read(scored("18446744073709551614"))), scored("18446744073709551615"));
    assert.ok(isScored(parseScored(parseScored(parseJson(scored("5"))).value).value));
    assert.equal(codec.encode({ a: 2n ** 70n }), '{"a":1180591620717411303424}');
  },

  async string() {
    const { isScored } = await inMessages(String);
    const { read, write, writePage } = await load("use.js");
    assert.equal(write(read(scored("18446744073709551614"))), scored("18446744073709551615"));
    assert.equal(writePage({ items: ["0", "18446744073709551615"] }), '{"items":[0,18446744073709551615]}');
    for (const points of ["007", "+7", "-0", "1e3", "", " 1", "1.0", "18446744073709551616", "0x1", "١"]) {
      assert.ok(!isScored({ points, rank: 5, name: "" }), points);
      assert.throws(() => write({ points, rank: 5, name: "" }), /points: expected the digits/);
    }
    assert.equal(codec.encode({ points: "7", rank: 1, name: "7" }, isScored), '{"points":7,"rank":1,"name":"7"}');
  },

  async json() {
    const samples = [
      ...["0", "-0", "1", "-1", "1.5", "1e3", "1E+3", "1e-3", "1e400", "-1e400", "1e-400", "0.1", "0e0", "-0.0", "5e-324"],
      ...["9007199254740991", "-9007199254740991", "1.0000000000000000001", "1e16", "12345678901234567e-1", "1234567890123456.0"],
      ...['""', '"a"', '"\\""', '"\\\\"', '"\\\\\\""', '"\\/\\b\\f\\n\\r\\t"', '"\\u0041\\ud83d\\ude00\\ud800"', '"é😀\u2028"'],
      ...['"9007199254740993"', '"a\\"9007199254740993\\\\"', '"[9007199254740993]"', "null", "true", "false"],
      ...["[]", "{}", "[[]]", '{"":{}}', " [ 1 ,\t2\r\n] ", '{ "a" : [ ] , "b" : { } }', "[[],[[]],{}]"],
      ...['{"__proto__":1}', '{"__proto__":{"a":1},"constructor":2}', '{"a":1,"b":2,"a":3}', '{"\\u0061":1,"a":2}', '{"2":1,"1":2,"a":3}'],
    ];
    const bad = [
      ...["", " ", "01", "-01", "+1", "1.", ".5", "-", "--1", "1e", "1e+", "0x10", "1n", "NaN", "Infinity", "undefined", "nul"],
      ...["'a'", '"a', '"\\x"', '"\\u12"', '"\t"', '"\n"', "[", "]", "[1", "[1,]", "[,1]", "[1,,2]", "[1 2]", "{", "}", '{"a"}'],
      ...['{"a":}', '{"a":1,}', '{a:1}', '{"a":1 "b":2}', '{"a":1]', "[1}", "1 2", "\u00a01", "\ufeff1", "1\u2028", "/**/1", "{}x", '"a"b'],
    ];
    // With digits that are not a number of their own the text is not given to JSON.parse alone.
    const long = (text) => `["1234567890123456789",${text}]`;
    for (const text of samples) {
      same(text);
      same(long(text));
    }
    for (const text of bad) {
      both(text);
      both(long(text));
    }
    // Of the others one letter less makes what JSON.parse rounds.
    const short = samples.filter((text) => text.startsWith('"') || !/\d{16}/.test(text));
    let state = 7;
    const below = (bound) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * bound);
    };
    const pick = (all) => all[below(all.length)];
    const json = (depth) => {
      const space = () => pick(["", "", "", " ", "\n", "\t \r"]);
      const many = (make) => Array.from({ length: below(4) }, make).join(`${space()},${space()}`);
      switch (depth > 0 ? below(4) : 3) {
        case 0:
          return `[${space()}${many(() => json(depth - 1))}${space()}]`;
        case 1:
        case 2: {
          const key = () => pick(samples.filter((text) => text.startsWith('"')).concat('"__proto__"', '"a"', '"0"'));
          return `{${space()}${many(() => `${key()}${space()}:${json(depth - 1)}`)}${space()}}`;
        }
        default:
          return pick(short);
      }
    };
    let refused = 0;
    for (let round = 0; round < 6_000; round++) {
      const text = json(4);
      same(text);
      same(long(text));
      const cut = below(text.length + 1);
      const broken = text.slice(0, cut) + pick(["", ",", "]", "}", '"', "0", "-", "x", "\\", "1e", " "]) + text.slice(cut + below(2));
      refused += both(long(broken)) ? 0 : 1;
    }
    assert.ok(refused > 600, `only ${refused} texts were refused`);

    // Integers of any size, wherever they stand, and nothing else is changed by them.
    const digits = (length) => Array.from({ length }, (_, at) => (at === 0 ? 1 + below(9) : below(10))).join("");
    for (let round = 0; round < 2_000; round++) {
      const whole = pick(["", "-"]) + digits(16 + below(30));
      const value = parseJson(`{"a":[${json(2)},${whole}],"b":${whole}}`);
      const wanted = Number.isSafeInteger(Number(whole)) ? Number(whole) : BigInt(whole);
      assert.equal(value.b, wanted);
      assert.equal(value.a[1], wanted);
      const written = stringifyJson(value);
      assert.ok(isDeepStrictEqual(parseJson(written).b, wanted) && written.endsWith(`${whole}],"b":${whole}}`), written);
    }
    for (const [text, value] of [
      ["9007199254740991", 9007199254740991],
      ["9007199254740992", 9007199254740992n],
      ["-9007199254740992", -9007199254740992n],
      ["9007199254740993", 9007199254740993n],
      [`-${2n ** 127n}`, -(2n ** 127n)],
      ["1".repeat(400), BigInt("1".repeat(400))],
      ["9007199254740993.0", 9007199254740992],
      ["9007199254740993e0", 9007199254740992],
    ]) {
      assert.strictEqual(parseJson(text), value);
      assert.deepStrictEqual(parseJson(` [ ${text} ] `), [value]);
    }
    // As deep as JSON.parse goes.
    const deep = `${"[".repeat(50_000)}9007199254740993${"]".repeat(50_000)}`;
    assert.equal(typeof parseJson(deep), "object");
    const wide = `[${Array(200_000).fill("9007199254740993").join()}]`;
    assert.equal(parseJson(wide).length, 200_000);
    const text = JSON.stringify("\\".repeat(300_000) + '"');
    assert.equal(parseJson(`[${text},9007199254740993]`)[0].length, 300_001);

    for (const value of [undefined, () => 1, Symbol("a")]) {
      assert.throws(() => stringifyJson(value), TypeError);
      assert.equal(stringifyJson([value, { a: value, b: 1n }]), '[null,{"b":1}]');
    }
    const odd = [new Date(0), NaN, Infinity, -0, "\ud800", { toJSON: () => [1] }, [, 1], Object.create({ a: 1 })];
    assert.equal(stringifyJson(odd), JSON.stringify(odd));
  },
};

/** Whether both read it; then to the same value. */
function both(text) {
  let wanted;
  try {
    wanted = JSON.parse(text);
  } catch {
    assert.throws(() => parseJson(text), SyntaxError, text);
    return false;
  }
  const value = parseJson(text);
  assert.ok(isDeepStrictEqual(value, wanted), text);
  assert.equal(JSON.stringify(value), JSON.stringify(wanted), text);
  return true;
}

function same(text) {
  assert.ok(both(text), text);
  assert.equal(stringifyJson(parseJson(text)), JSON.stringify(JSON.parse(text)));
}

await parts[part]();
