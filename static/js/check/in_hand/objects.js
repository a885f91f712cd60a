// JSON in a text: token responses, decoded claims as tools print them, and what is nearly JSON.

const { LENIENT, members, readPart, Unreadable } = globalThis.causes;
const ATTEMPTS = 8;
const DEPTH = 32;
const LOOSE = new RegExp(
  [
    String.raw`(?<string>"(?:[^"\\]|\\.)*(?:"|$))`,
    String.raw`'(?<single>(?:[^'\\]|\\.)*)(?:'|$)`,
    String.raw`\/\/[^\n]*|\/\*.*?(?:\*\/|$)`,
    String.raw`(?<![\p{L}\p{N}_$])(?<key>[A-Za-z_$][\p{L}\p{N}_$]*)(?=[^\S\n]*:)`,
    String.raw`(?<![\p{L}\p{N}_])(?<word>True|False|None|undefined)(?![\p{L}\p{N}_])`,
    String.raw`,(?=\s*[}\]])`,
  ].join("|"),
  "gsu",
);
const WORDS = { True: "true", False: "false", None: "null", undefined: "null" };

// The objects of a text, in order: strict JSON, or else as Python, JavaScript and annotated examples print them.
function objectsIn(text) {
  const found = strictObjects(text);
  return found.length ? found : strictObjects(text.replace(LOOSE, (...args) => strict(args[0], args.at(-1))));
}

function strictObjects(text) {
  const found = [];
  let at = text.indexOf("{");
  for (let attempt = 0; attempt < ATTEMPTS && at >= 0; attempt += 1) {
    try {
      const { value, end } = readPart(text, at, LENIENT);
      if (value.size) found.push(value);
      at = text.indexOf("{", end);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      at = text.indexOf("{", at + 1);
    }
  }
  return found;
}

function strict(all, { string, single, key, word }) {
  if (string !== undefined) return string;
  if (single !== undefined) return JSON.stringify(single.replaceAll("\\'", "'"));
  return key ? JSON.stringify(key) : (WORDS[word ?? ""] ?? "");
}

// The texts of an object with the names they stand under, those nearer to its top first.
function stringsOf(value) {
  const found = [];
  let level = [["", value]];
  for (let depth = 0; depth < DEPTH && level.length; depth += 1) {
    found.push(...level.filter(([, item]) => typeof item === "string"));
    level = level.flatMap(([name, item]) => (members(item) ? [...item] : Array.isArray(item) ? item.map((one) => [name, one]) : []));
  }
  return found;
}

Object.assign(globalThis.causes, { objectsIn, stringsOf });
