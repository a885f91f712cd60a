// Values as YAML and as JSON, to the character as Python writes them into the files of `aud new`.

const { members } = globalThis.causes;
const PLAIN = /^[A-Za-z](?:[\w ./'+-]*[\w./'+-])?$/;
const NO_TEXT = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
const NAMED = { "\0": "0", "\x07": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r", "\x1b": "e", '"': '"', "\\": "\\", "\x85": "N", "\u2028": "L", "\u2029": "P" };
const ODD = /["\\\x85\u2028\u2029\ufeff]|[^ -~\xa0-\ud7ff\ue000-\ufffd]/gu;

const hex = (code, length) => code.toString(16).padStart(length, "0");

function escaped(character) {
  if (character in NAMED) return `\\${NAMED[character]}`;
  const code = character.codePointAt(0);
  const written = code > 0xffff ? `U${hex(code, 8)}` : code > 0xff ? `u${hex(code, 4)}` : `x${hex(code, 2)}`;
  return `\\${written[0]}${written.slice(1).toUpperCase()}`;
}

const yamlText = (text) => (PLAIN.test(text) && !NO_TEXT.includes(text.toLowerCase()) ? text : `"${text.replace(ODD, escaped)}"`);

// A value in one line, so that it can stand within braces.
function yamlOf(value) {
  if (typeof value === "string") return yamlText(value);
  if (Array.isArray(value)) return `[${value.map(yamlOf).join(", ")}]`;
  if (members(value)) return `{${[...value].map(([name, inner]) => `${yamlOf(name)}: ${yamlOf(inner)}`).join(", ")}}`;
  return String(value);
}

const asciiText = (text) => JSON.stringify(text).replace(/[^ -~]/g, (character) => `\\u${hex(character.charCodeAt(0), 4)}`);

// A value as Python's JSON has it: in ASCII, with a space after each comma and colon.
function asciiJson(value) {
  if (typeof value === "string") return asciiText(value);
  if (Array.isArray(value)) return `[${value.map(asciiJson).join(", ")}]`;
  if (members(value)) return `{${[...value].map(([name, inner]) => `${asciiText(name)}: ${asciiJson(inner)}`).join(", ")}}`;
  return String(value);
}

Object.assign(globalThis.causes, { NO_TEXT, yamlOf, asciiJson });
