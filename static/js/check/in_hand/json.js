// JSON as tokens have it (RFC 8259): every integer to its last digit, every name whatever it is called, and a bounded depth.

const { members } = globalThis.causes;
const DEPTH = 32;
const DEEPEST = 900;
const BOTTOMLESS = 400;
const TEXTS = /"(?:[^"\\]|\\[^])*"?/g;
const BRACKETS = /[[\]{}]/g;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const WORDS = [["true", true], ["false", false], ["null", null]];
const NO_NUMBERS = [["NaN", NaN], ["Infinity", Infinity], ["-Infinity", -Infinity]];
const CONTROL = /[\0-\x1f]/g;
const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

// A number that is not written as an integer. It is printed as Python does: `1.0`, `1e-05`.
class Fraction extends Number {
  toString() {
    const [number, size] = [Number(this), Math.abs(this)];
    if (size === Infinity) return String(number);
    if (size && (size < 1e-4 || size >= 1e16)) return number.toExponential().replace(/e(.)(.)$/, "e$10$2");
    return `${Object.is(number, -0) ? "-" : ""}${number}${Number.isInteger(number) ? ".0" : ""}`;
  }
}

class Unreadable extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

const STRICT = { digits: 300, infinite: false, loose: false };
// As programs read JSON that is theirs: with line breaks in texts, lone surrogates, and numbers of any size.
const LENIENT = { digits: 4300, infinite: true, loose: true };

class Reader {
  constructor(text, at, { digits, infinite, loose }) {
    Object.assign(this, { text, at, digits, infinite, loose });
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
    for (const [word, value] of this.loose ? [...WORDS, ...NO_NUMBERS] : WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.number();
  }

  object(depth) {
    const found = new Map();
    let repeated = null;
    if (this.take("}")) return found;
    do {
      this.space();
      const name = this.string();
      if (!this.take(":")) throw new Unreadable("json");
      if (found.has(name)) repeated ??= name;
      found.set(name, this.value(depth));
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
      const found = JSON.parse(this.loose ? literal.replace(CONTROL, escaped) : literal);
      if (this.loose || !literal.includes("\\u") || !/[\ud800-\udfff]/u.test(found)) return found;
    } catch {
      // said below
    }
    throw new Unreadable("json");
  }

  number() {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text);
    if (!found || found[0].length > this.digits) throw new Unreadable("json");
    this.at += found[0].length;
    const number = Number(found[0]);
    const whole = found[1] === undefined && found[2] === undefined;
    if (whole && !Number.isSafeInteger(number)) return BigInt(found[0]);
    if (!this.infinite && !Number.isFinite(number)) throw new Unreadable("json");
    return whole ? number : new Fraction(number);
  }
}

// Whether brackets are open deeper than every reader can bear. In a text they are no brackets.
function isBottomless(text) {
  let open = 0;
  const brackets = text.replace(TEXTS, "").match(BRACKETS) ?? [];
  return brackets.some((bracket) => (open += "[{".includes(bracket) ? 1 : -1) > BOTTOMLESS);
}

// The value of a document, and the first name that an object of it has twice. Throws `Unreadable`, with a reason.
function readJson(text) {
  if (isBottomless(text)) throw new Unreadable("too_deep");
  const reader = new Reader(text, 0, STRICT);
  const value = reader.document();
  return { value, repeated: reader.repeated, tooDeep: reader.tooDeep };
}

// The value that begins at a place of a text, and where it ends.
function readPart(text, at, how) {
  const reader = new Reader(text, at, how);
  return { value: reader.value(0), end: reader.at };
}

// A value as JSON, as readers see it, or as short as it can be.
function asJson(value, short = false) {
  const [comma, colon] = short ? [",", ":"] : [", ", ": "];
  if (Array.isArray(value)) return `[${value.map((one) => asJson(one, short)).join(comma)}]`;
  if (members(value)) return `{${[...value].map(([name, one]) => `${JSON.stringify(name)}${colon}${asJson(one, short)}`).join(comma)}}`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

Object.assign(globalThis.causes, { Unreadable, LENIENT, readJson, readPart, asJson });
