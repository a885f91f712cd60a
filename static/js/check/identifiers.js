// How two identifiers differ: RFC 7519 §4.1.3 compares them exactly, and people misread exactly these differences.

const { data, own, stripped } = globalThis.causes;
const SPACE = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g;
const INVISIBLE = /[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
const QUOTES = "\"'`\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f";

const LISTED = /[\][ ,;"']+/;

const WITHOUT = {
  "quotes": (text) => stripped(text, QUOTES),
  "space": (text) => text.replace(SPACE, ""),
  "invisible": (text) => text.replace(INVISIBLE, ""),
  "slash": (text) => stripped(text, "/", { start: false }),
  "case": (text) => text.replace(/[A-Z]+/g, (found) => found.toLowerCase()),
  "encoding": (text) => text.replace(/%([2-7][0-9A-Fa-f])/g, (_, code) => String.fromCharCode(parseInt(code, 16))),
  "look-alike": (text) => Array.from(text.normalize("NFKC"), (one) => own(data.look_alikes, one) ?? one).join(""),
  "scheme": (text) => text.replace(/^(?:https?|wss?):\/\//, ""),
  "port": (text) => text.replace(/^((?:[A-Za-z][A-Za-z0-9+.-]*:\/\/)?[^/?#:]*):[0-9]+(?=[/?#]|$)/, "$1"),
  "api-prefix": (text) => text.replace(/^api:\/\//, ""),
  "spn-prefix": (text) => text.replace(/^spn:/, ""),
};
const ORDER = ["same", ...Object.keys(WITHOUT), "several", "joined", "wildcard", "path", "host", "other"];

// An identifier in all forms in which it is compared, so that a long list is read once.
function formsOf(text) {
  const without = Object.fromEntries(Object.entries(WITHOUT).map(([name, change]) => [name, change(text)]));
  const bare = Object.values(WITHOUT).reduce((found, change) => change(found), text);
  return { text, without, bare, parts: text.split(LISTED) };
}

const between = (id, token, expected) => ({ id, token, expected, at: firstDifference(token, expected) });

const difference = (token, expected) => between(idOf(formsOf(token), formsOf(expected)), token, expected);

// The pair that differs least, of the identifiers in a token and those that are expected; null if there is none.
function nearest(tokens, expected) {
  const ours = tokens.map(formsOf);
  let found = null;
  for (const wanted of expected.map(formsOf)) {
    for (const one of ours) {
      const id = idOf(one, wanted);
      if (found === null || ORDER.indexOf(id) < ORDER.indexOf(found[0])) found = [id, one.text, wanted.text];
    }
  }
  return found && between(...found);
}

function idOf(token, expected) {
  if (token.text === expected.text) return "same";
  for (const [name, without] of Object.entries(token.without)) if (without === expected.without[name]) return name;
  if (token.bare && token.bare === expected.bare) return "several";
  if (token.text && expected.text && (token.parts.includes(expected.text) || expected.parts.includes(token.text))) return "joined";
  if (expected.text.endsWith("*") && token.text.startsWith(expected.text.slice(0, -1))) return "wildcard";
  return byParts(token.bare, expected.bare, token.text.includes("://") && expected.text.includes("://"));
}

function byParts(bare, wanted, areUrls) {
  const [host, path] = hostAndPath(bare);
  const [wantedHost, wantedPath] = hostAndPath(wanted);
  if (!areUrls && !(host + wantedHost).includes(".")) return "other";
  if (host === wantedHost) return "path";
  return path && path === wantedPath ? "host" : "other";
}

function hostAndPath(text) {
  const at = text.indexOf("/");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function firstDifference(token, expected) {
  if (token === expected) return null;
  const [one, other] = [Array.from(token), Array.from(expected)];
  const shorter = Math.min(one.length, other.length);
  for (let index = 0; index < shorter; index += 1) if (one[index] !== other[index]) return index;
  return shorter;
}

Object.assign(globalThis.causes, { difference, nearest, INVISIBLE, SPACE });
