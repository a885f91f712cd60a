// Ids and a domain for what a token names. `sandbox/authoring/naming.py` does the same.

const { NO_TEXT, beginning, lengthOf } = globalThis.causes;
const WORD = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const DIGITS = /\p{Nd}{5}|[0-9a-f]{8}-/u;
const SAYS_NOTHING = ["www", "api", "apis", "https", "http", "app", "urn", "spn", "com", ...NO_TEXT];
const VERSION = /^v?\p{Nd}+(?:\.\p{Nd}+)*$/u;
const LONGEST = 30;
const LINE = 300;
const NAME = 64;

// Scheme, host and path of an address, as Python's urlsplit takes it apart; null for a broken one.
function addressOf(text) {
  const bare = text.replace(/^[\0- ]+/, "").replace(/[\t\r\n]/g, "");
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(bare);
  const rest = scheme ? bare.slice(scheme[0].length) : bare;
  const [netloc] = rest.startsWith("//") ? /^[^/?#]*/.exec(rest.slice(2)) : [""];
  const path = rest.slice(rest.startsWith("//") ? 2 + netloc.length : 0).split("#")[0].split("?")[0];
  if (netloc.includes("[") || netloc.includes("]") || isTricky(netloc)) return null;
  const host = netloc.slice(netloc.lastIndexOf("@") + 1).split(":")[0].toLowerCase();
  return { host: host || null, path };
}

// Whether a host becomes another address when its characters are normalised.
const isTricky = (netloc) => /[^\0-\x7f]/.test(netloc) && /[/?#@:]/.test(netloc.replace(/[@:#?]/g, "").normalize("NFKC"));

const hostOf = (text) => addressOf(text)?.host ?? null;

// The parts of an identifier: the end of its path, its host from the left, or all of it.
function textsOf(identifier) {
  const address = addressOf(identifier);
  if (!address?.host) return beginning(identifier, LINE).split(/[/:|]/).reverse();
  const labels = address.host.split(".");
  const parts = address.path.split("/").slice(0, 20).filter((part) => !VERSION.test(part));
  return [...parts.reverse(), ...labels.slice(0, Math.max(labels.length - 1, 1))];
}

function wordOf(text) {
  let plain = text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  while (plain.length > LONGEST && plain.includes("-")) plain = plain.slice(0, plain.lastIndexOf("-"));
  const isNone = SAYS_NOTHING.includes(plain) || DIGITS.test(text.toLowerCase());
  return WORD.test(plain) && plain.length <= LONGEST && !isNone ? plain : null;
}

// An id for each identifier: what is significant in it, and a number where that is not enough.
function idsOf(identifiers, taken) {
  const used = new Set(taken);
  const numbers = new Map();
  return identifiers.map((identifier) => {
    const first = textsOf(identifier).map(wordOf).find(Boolean) ?? "api";
    let id = first;
    while (used.has(id)) {
      numbers.set(first, (numbers.get(first) ?? 1) + 1);
      id = `${first}-${numbers.get(first)}`;
    }
    used.add(id);
    return { id, identifier };
  });
}

// The domain of the first address that is at one.
function domainOf(texts) {
  for (const text of texts) {
    const labels = (hostOf(text) ?? "").split(".");
    const last = labels.at(-1);
    if (labels.length > 1 && /^[a-z]+$/.test(last) && labels.every((label) => /^[a-z0-9-]+$/.test(label))) {
      const isShort = last.length === 2 && labels.at(-2).length <= 3;
      const domain = labels.slice(isShort ? -3 : -2).join(".");
      if (lengthOf(domain) <= NAME) return domain;
    }
  }
  return "incident.example";
}

Object.assign(globalThis.causes, { hostOf, idsOf, domainOf });
