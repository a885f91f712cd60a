// Reading what somebody has in hand: which token is meant, and what form it had. `sandbox/tokens/in_hand` does the same.

const {
  WHITE, asJson, asJwt, base64url, beginning, best, candidate, candidatesIn, lengthOf, looksLikeJwt, members, objectsIn, own, parseToken,
  stringsOf, stripped, trimmed, unquoted, Unreadable, words,
} = globalThis.causes;
const LONGEST = 64 * 1024;
const MARKS = /[\ufeff\u200b-\u200d\u2060\xad]/g;
const QUOTES = "\"'`“”„‘’«»";
const LINE_PREFIX = /^[ \t]*(?:>[ \t]?)+/gm;
const CONTINUED = /[\\^`][ \t]*\r?\n[ \t]*/g;
const LETTER = "[\\p{L}\\p{N}_]";
const CLAIMS = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "scope", "scp", "azp", "client_id", "appid", "cid", "nonce"];
const BARE = new RegExp(`^(?:authorization[${WHITE}]*[:=][${WHITE}]*)?(?:bearer[${WHITE}]+)?(?<token>[^${WHITE}][^]*)$`, "i");
const CUT = new RegExp(`^[^${WHITE}]+(?:…|\\.\\.\\.)$`, "u");
const FORMS = [
  [new RegExp(`^(?:\\$ ?)?curl(?!${LETTER})`, "iu"), "curl"],
  [new RegExp(`^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) [^${WHITE}]+ HTTP\\/`, "iu"), "request"],
  [/^HTTP\/[\p{Nd}.]+ \p{Nd}/iu, "response"],
  [/^[a-z][a-z0-9+.-]*:\/\//i, "url"],
  [new RegExp(`^(?:${LETTER}|[.-])+=[^&${WHITE}]*(?:&(?:${LETTER}|[.-])+=[^&${WHITE}]*)*$`, "iu"), "form"],
  [new RegExp(`^(?:${LETTER}|-)+:`, "iu"), "header"],
];

// A text in which there is no token, and why.
class NothingInHand extends Error {}

// The token in a text: what it stands in, of which kind it is, its characters, and the same as far as it can be read.
function readInHand(given) {
  if (lengthOf(given) > LONGEST) throw new NothingInHand(`this holds no token: it has ${lengthOf(given)} characters, and at most ${LONGEST} are read`);
  const outer = stripped(given, "\ufeff \t\r\n");
  // Decoded claims are read as they are: such a mark may be what is wrong in them.
  const marked = outer.startsWith("{") ? outer : outer.replace(MARKS, "");
  const text = trimmed(marked.replace(LINE_PREFIX, "").replace(CONTINUED, " "));
  if (!stripped(text, QUOTES)) throw new NothingInHand("there is no token: nothing was given");
  const bare = bareToken(text);
  if (bare) return bare;
  if (!/^[{[]/.test(text) && found(text).length) return fromText(text);
  return (text.includes("{") ? fromObjects(text) : null) ?? fromText(text);
}

// A token alone, with what a clipboard puts around it and within it.
function bareToken(text) {
  const outer = stripped(text.replace(new RegExp(`^b(?=['"])|^\`\`\`${LETTER}*`, "u"), ""), ",; \t\r\n", { start: false });
  const inner = stripped(outer, `${QUOTES} \t\r\n`);
  if (words(inner).filter((word) => looksLikeJwt(word) && asJwt(word).claims !== null).length > 1) return null;
  const match = BARE.exec(inner);
  const raw = match ? stripped(unquoted(words(match.groups.token).join("")), QUOTES) : "";
  if (looksLikeJwt(raw)) return tokenOf("token", raw);
  return /^[A-Za-z0-9_+/=-]+$/.test(raw) ? onePart(raw) : null;
}

// One part of a token, if that is what it is.
function onePart(raw) {
  const part = stripped(raw, "=", { start: false });
  const [{ claims }, { header }] = [asJwt(`e30.${part}.`), asJwt(`${part}.e30.`)];
  if (!header?.size) return null;
  if (header.has("alg")) throw new NothingInHand("this is the header of a token alone; paste the whole token, three parts with dots");
  return { form: "claims", kind: "claims", raw: "", token: { header: null, claims, fault: null } };
}

// What JSON holds: tokens under names, a token in parts, or claims that somebody decoded.
function fromObjects(text) {
  const objects = objectsIn(text);
  const named = objects.flatMap(stringsOf).map(([name, value]) => candidate(name, value)).filter(Boolean);
  if (named.length) return chosen(/^[{[]/.test(text) ? "response" : "json", named);
  for (const one of objects) {
    if (["payload", "signature", "protected"].every((name) => one.has(name))) {
      return tokenOf("json", ["protected", "payload", "signature"].map((name) => asText(one.get(name))).join("."));
    }
  }
  return decoded(objects);
}

// As Python writes a value that is no text into one.
const asText = (value) => (typeof value === "string" ? value : value === null ? "None" : value === true ? "True" : value === false ? "False" : asJson(value));

// Claims as tools print them: beside their header, after it, or alone.
function decoded(objects) {
  let header = null;
  for (const one of objects) {
    const inner = ["payload", "claims"].map((name) => own(one, name)).find(members);
    if (inner) {
      const outer = own(one, "header");
      return claimsOf(members(outer) ? outer : header, inner);
    }
    const hasClaims = CLAIMS.some((name) => one.has(name));
    if (header === null && one.has("alg") && !hasClaims) header = one;
    else if (hasClaims || one.has("active")) return claimsOf(header, one);
  }
  if (header !== null) throw new NothingInHand("this is the header of a token alone; its claims are needed, too");
  const error = objects.map((one) => own(one, "error")).find((one) => typeof one === "string");
  if (error !== undefined) {
    throw new NothingInHand(`this is the answer to a request that was refused (\`${beginning(error, 80)}\`): it holds no token`);
  }
  return null;
}

function claimsOf(header, given) {
  let [form, claims] = ["claims", given];
  if (claims.has("active")) {
    form = "introspection";
    claims = new Map([...claims].filter(([name]) => name !== "active" && name !== "token_type"));
  }
  const text = [header ?? new Map(), claims].map(encodedJson);
  const token = text.includes(null) ? { claims: null } : parseToken(`${text.join(".")}.`);
  if (token.claims === null) throw new NothingInHand("these claims cannot be those of a token: too long, too deep, or with broken characters");
  return { form, kind: "claims", raw: "", token: { header, claims: token.claims, fault: null } };
}

// An object as one part of a token; null if it cannot be written.
function encodedJson(value) {
  const text = asJson(value, true);
  return /[\ud800-\udfff]/u.test(text) ? null : base64url(new TextEncoder().encode(text));
}

// The tokens of a command, a request, an address, a form; or one word that can be nothing else.
function fromText(text) {
  const all = found(text);
  if (all.length) return chosen(FORMS.find(([pattern]) => pattern.test(text))?.[1] ?? "text", all);
  const word = stripped(text, QUOTES);
  if (/[?&#](?:code|error)=/.test(text)) {
    const what = text.includes("code=") ? "an authorization code, which the client has to exchange for tokens," : "an error";
    throw new NothingInHand(`this address has ${what} and no token`);
  }
  if (/^[!-~]{8,}$/.test(word) && !word.includes("://") && !word.endsWith("...")) return tokenOf("token", word);
  if (CUT.test(word)) throw new NothingInHand("this token was cut off when it was shown: copy all of it");
  throw new NothingInHand("there is no token in this text: paste a token, its claims, or the request or response with it");
}

function found(text) {
  const all = candidatesIn(text);
  return all.length ? all : candidatesIn(unquoted(text));
}

// The token that an api is sent, of several.
function chosen(form, all) {
  const one = best(all);
  if (one === null || one.name === "refreshtoken") {
    throw new NothingInHand("this holds a refresh token and nothing else: that is for its issuer, and no API reads it");
  }
  return tokenOf(form, one.raw);
}

// A token as it would be sent, with what can be read of it.
function tokenOf(form, raw) {
  const parts = raw.split(".");
  const token = asJwt(raw);
  const { header } = parts.length === 5 ? parseToken(`${parts[0]}.e30.`) : { header: null };
  if (header?.has("enc")) return { form, kind: "encrypted", raw, token: { header, claims: null, fault: token.fault } };
  return { form, kind: token.claims === null && !looksLikeJwt(raw) ? "opaque" : "jwt", raw, token };
}

Object.assign(globalThis.causes, { NothingInHand, readInHand });
