// The tokens in a text, with the names that they stand under, and which of several is meant.

const { WHITE, own, parseToken, stripped, words } = globalThis.causes;
const RUN = /[A-Za-z0-9_+/=.%-]+/g;
const BEGIN = /(?<![A-Za-z0-9_-])ey[A-Za-z0-9_-]/;
const TOKEN68 = /^[A-Za-z0-9\-._~+/]+=*$/;
const BEARER = new RegExp(
  String.raw`(?<quote>["'\x60]?)(?<![A-Za-z0-9])(?:authorization["']?[:=][ \t]?["']?)?bearer(?:\\?[${WHITE}]+|%20|\+)`,
  "gi",
);
const LEADING = new RegExp(`^[${WHITE}]*bearer[${WHITE}]+`, "i");
const NAMED = new RegExp(
  String.raw`(?<![A-Za-z0-9])` +
    String.raw`(?<name>access_?token|id_?token|refresh_?token|client_assertion|assertion|subject_token|id_token_hint|token|jwt` +
    String.raw`|oauth2-bearer)` +
    String.raw`["']?(?:[ \t]{0,9}[:=][ \t]{0,9}|[ \t]{1,9})["']?(?<value>[A-Za-z0-9\-._~+\/%]{8,}=*)`,
  "gi",
);
const WORD = new RegExp(String.raw`[^${WHITE}"'\x60<>,;\\&]+`, "y");
const ALIASES = { authorization: "bearer", oauth2bearer: "bearer", idtokenhint: "idtoken", clientassertion: "assertion" };
const ORDER = ["accesstoken", "bearer", "subjecttoken", "token", "jwt", "", "idtoken", "assertion", "refreshtoken"];
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

// A text that stands under a name, if that is the name of a token, or the text looks like a JWT.
function candidate(name, value) {
  const given = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  const key = own(ALIASES, given) ?? given;
  const raw = words(unquoted(value.replace(LEADING, ""))).join("");
  if (ORDER.includes(key) && raw) return { name: key, raw };
  return looksLikeJwt(raw) ? { name: "", raw } : null;
}

// The tokens in a text that is no JSON: a command, a request, an address, a form.
function candidatesIn(text) {
  const found = [];
  for (const match of text.matchAll(BEARER)) {
    const raw = after(text, match);
    if (raw) found.push({ name: "bearer", raw });
  }
  for (const match of text.matchAll(NAMED)) found.push(candidate(match.groups.name, match.groups.value));
  for (const [run] of text.matchAll(RUN)) {
    const begin = BEGIN.exec(run);
    const raw = begin ? unquoted(run.slice(begin.index)) : "";
    if (looksLikeJwt(raw)) found.push({ name: "", raw });
  }
  return found.filter(Boolean);
}

// What follows `Bearer`: up to the quote that closes it, across line breaks; else one word.
function after(text, match) {
  const start = match.index + match[0].length;
  const end = match.groups.quote ? text.indexOf(match.groups.quote, start) : -1;
  const joined = end > start ? words(text.slice(start, end)).join("") : "";
  if (TOKEN68.test(joined)) return joined;
  WORD.lastIndex = start;
  const word = WORD.exec(text);
  return word ? unquoted(word[0]) : "";
}

// A text with its percent-encoding undone, once or twice (RFC 3986 §2.1).
function unquoted(given) {
  let text = given;
  for (let round = 0; round < 2; round += 1) {
    text = text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (all) => decoder.decode(Uint8Array.from(all.slice(1).split("%"), (one) => parseInt(one, 16))));
  }
  return text;
}

// Whether a text begins as a JWT does, and has two parts or more.
const looksLikeJwt = (raw) => raw.startsWith("ey") && BEGIN.exec(raw)?.index === 0 && raw.includes(".") && TOKEN68.test(raw.replaceAll("=", ""));

// The token that is sent to an api, of several; null if there is none.
function best(found) {
  const byRaw = new Map();
  for (const one of found) if (!byRaw.get(one.raw)?.name) byRaw.set(one.raw, one);
  const ranked = [...byRaw.values()].map((one) => [rank(one), one]);
  return ranked.reduce((least, one) => (least === null || one[0] < least[0] ? one : least), null)?.[1] ?? null;
}

// Its place by its name; of those of one name, ID tokens are last.
function rank(one) {
  const { claims } = asJwt(one.raw);
  return 2 * ORDER.indexOf(one.name) + Number(claims !== null && isIdToken(claims));
}

// A token, read in spite of padding, the other alphabet of base64, or a signature that was cut off.
function asJwt(raw) {
  const parts = raw.split(".").map((part) => stripped(part, "=", { start: false }).replaceAll("+", "-").replaceAll("/", "_"));
  if (parts.length === 2 || parts.length === 3) {
    const again = parseToken([parts[0], parts[1], parts[2] ?? ""].join("."));
    const unsigned = again.claims === null ? parseToken(`${parts[0]}.${parts[1]}.`) : again;
    if (unsigned.claims !== null) return unsigned;
  }
  return parseToken(raw);
}

const isIdToken = (claims) => ["nonce", "at_hash", "c_hash"].some((name) => claims.has(name)) || claims.get("token_use") === "id";

Object.assign(globalThis.causes, { candidate, candidatesIn, unquoted, looksLikeJwt, best, asJwt });
