// JSON as tokens have it (RFC 8259): every integer to its last digit, every name whatever it is called, and a bounded depth.

const { members } = globalThis.causes;
const DEPTH = 32;
const DEEPEST = 900;
const DIGITS = 300;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const WORDS = [["true", true], ["false", false], ["null", null]];

class Unreadable extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.tooDeep = false;
    this.repeated = null;
  }

  document() {
    const value = this.value(0);
    this.space();
    if (this.at < this.text.length) throw new Unreadable("json");
    return value;
  }

  space() {
    while (" \t\n\r".includes(this.text[this.at] ?? "x")) this.at += 1;
  }

  take(character) {
    this.space();
    const there = this.text[this.at] === character;
    if (there) this.at += 1;
    return there;
  }

  value(depth) {
    this.space();
    const next = this.text[this.at];
    if (next === '"') return this.string();
    if (next === "{" || next === "[") {
      if (depth >= DEPTH) this.tooDeep = true;
      if (depth >= DEEPEST) throw new Unreadable("too_deep");
      this.at += 1;
      return next === "{" ? this.object(depth + 1) : this.list(depth + 1);
    }
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.number();
  }

  object(depth) {
    const found = Object.create(null);
    let repeated = null;
    if (this.take("}")) return found;
    do {
      this.space();
      const name = this.string();
      if (!this.take(":")) throw new Unreadable("json");
      if (name in found) repeated ??= name;
      found[name] = this.value(depth);
    } while (this.take(","));
    if (!this.take("}")) throw new Unreadable("json");
    this.repeated ??= repeated;
    return found;
  }

  list(depth) {
    const found = [];
    if (this.take("]")) return found;
    do found.push(this.value(depth)); while (this.take(","));
    if (!this.take("]")) throw new Unreadable("json");
    return found;
  }

  string() {
    if (this.text[this.at] !== '"') throw new Unreadable("json");
    let end = this.at + 1;
    while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === "\\" ? 2 : 1;
    const literal = this.text.slice(this.at, end + 1);
    this.at = end + 1;
    try {
      const found = JSON.parse(literal);
      if (!literal.includes("\\u") || !/[\ud800-\udfff]/u.test(found)) return found;
    } catch {
      // said below
    }
    throw new Unreadable("json");
  }

  number() {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text);
    if (!found || found[0].length > DIGITS) throw new Unreadable("json");
    this.at += found[0].length;
    const number = Number(found[0]);
    if (!Number.isFinite(number)) throw new Unreadable("json");
    const whole = found[1] === undefined && found[2] === undefined;
    return whole && !Number.isSafeInteger(number) ? BigInt(found[0]) : number;
  }
}

// The value of a document, and the first name that an object of it has twice. Throws `Unreadable`, with a reason.
function readJson(text) {
  const reader = new Reader(text);
  const value = reader.document();
  return { value, repeated: reader.repeated, tooDeep: reader.tooDeep };
}

// A value as JSON, as readers see it.
function asJson(value) {
  if (Array.isArray(value)) return `[${value.map(asJson).join(", ")}]`;
  if (members(value)) return `{${Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${asJson(one)}`).join(", ")}}`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

Object.assign(globalThis.causes, { Unreadable, readJson, asJson });
