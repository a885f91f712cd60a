// From what people have in hand to a token with its facts, and what is wrong with the way that it is carried.

const { NO_TOKEN, NothingInHand, own, readInHand, stripped, trimmed } = globalThis.causes;
const SHAPES = { jwt: "jwt", claims: "jwt", encrypted: "jwe", opaque: "opaque" };
const HEADER = /authorization["']?[ \t]*[:=][ \t]*/i;
const SCHEME = /^(?:basic|token|jwt|dpop|negotiate|oauth|digest|apikey|mac)[ \t]+\S/i;
const BEARER = /^bearer(?:[ \t]+|$)/i;
const BEARERS = /(?:bearer[ \t]+)+/gi;
const B64TOKEN = /^[A-Za-z0-9._~+/:|!-]+=*$/;
const WORD = /^(?:undefined|null|None|nil|NaN|true|false|\[object [A-Za-z]+\])$/;
const PLACEHOLDER =
  /^(?:\$\{?[A-Za-z_][A-Za-z0-9_.]*\}?|\{\{ ?[A-Za-z0-9_. -]+ ?\}\}|<[A-Za-z][A-Za-z0-9_ -]*>|%[A-Za-z_]+%|[A-Z]+_[A-Z_]*TOKEN)$/;
const VARIABLE = /^(?:[Bb][Ee][Aa][Rr][Ee][Rr][ \t]+)?\$\{?[A-Za-z_][\p{L}\p{N}_]*\}?$/u;
const FAULTS = {
  base64url: "is no Base64url",
  json: "holds no JSON",
  not_an_object: "holds no JSON object",
  too_deep: "is nested too deeply",
};

// The token in what somebody has in hand; never throws.
// A token without its signature is no cut one: people take the signature off before they show a token to anybody.
function handed(given) {
  const text = trimmed(given);
  if (!text) return NO_TOKEN;
  const header = HEADER.exec(text);
  const value = headerValue(text, header);
  if (header && text.startsWith("curl") && VARIABLE.test(value) && text[header.index - 1] !== "'") {
    return { ...NO_TOKEN, form: "curl", shape: "broken", text, fault: "it stands in a variable, and its value is not here" };
  }
  const damage = damageOf(value, header !== null);
  if (damage.includes("not-a-token")) return { ...NO_TOKEN, form: "token", shape: "broken", text: value, damage, fault: "it is no token at all" };
  try {
    return tokenIn(readInHand(damage[0] === "doubled-bearer" ? text.replace(BEARERS, "Bearer ") : text), damage);
  } catch (error) {
    if (!(error instanceof NothingInHand)) throw error;
    const cut = isCut(value) ? ["cut-off"] : [];
    return { ...NO_TOKEN, form: "text", shape: "broken", text, damage: [...damage, ...cut], fault: error.message };
  }
}

function tokenIn({ form, kind, raw, token }, damage) {
  const broken = { ...NO_TOKEN, form, shape: "broken", text: raw };
  if (kind === "opaque" && isCut(raw)) return { ...broken, damage: ["cut-off"], fault: "it ends within its first part" };
  if (kind === "opaque" && !B64TOKEN.test(raw)) return { ...broken, damage, fault: "it has characters that no token has" };
  const header = token.header ?? new Map();
  if (kind !== "jwt" || (token.header !== null && token.claims !== null)) {
    return { ...NO_TOKEN, form, shape: SHAPES[kind], text: raw, header, claims: token.claims ?? new Map(), damage };
  }
  const cut = isCut(raw) ? ["cut-off"] : [];
  return { ...broken, header, damage: [...damage, ...cut], fault: faultOf(...(token.fault ?? ["json", "payload"])) };
}

function faultOf(reason, where) {
  if (own(FAULTS, reason) === null) return reason === "parts" ? `it has ${where}, not three` : where;
  return `its ${{ header: "first", payload: "second" }[where] ?? "third"} part ${FAULTS[reason]}`;
}

// The value of an Authorization header, without the quotation marks of the command that it stands in.
function headerValue(text, header) {
  if (header === null) return text;
  const quote = text.slice(Math.max(0, header.index - 1), header.index);
  const end = quote === '"' || quote === "'" ? quote : "\n";
  return trimmed(text.slice(header.index + header[0].length).split(end, 1)[0]);
}

function damageOf(value, isHeader) {
  const bearer = BEARER.exec(value);
  const rest = bearer ? value.slice(bearer[0].length) : value;
  const bare = stripped(rest, "\"' ");
  if (WORD.test(bare) || PLACEHOLDER.test(bare) || (bearer && !bare)) return ["not-a-token"];
  if (bearer && BEARER.test(rest)) return ["doubled-bearer"];
  if (bearer && /^['"]/.test(rest)) return ["quoted-in-header"];
  if (!bearer && SCHEME.test(value)) return ["other-scheme"];
  return isHeader && !bearer && value.startsWith("ey") ? ["no-scheme"] : [];
}

// Whether a token ends within its header or its claims.
function isCut(raw) {
  const parts = raw.replace(/bearer(?:[ \t]+|$)/i, "").split(".");
  const text = decoded(parts.at(-1));
  return parts.length < 3 && text.startsWith("{") && (parts.length === 1 || !text.endsWith("}"));
}

function decoded(part) {
  const whole = part.slice(0, part.length - (part.length % 4));
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(whole)) return "";
  try {
    return atob(whole.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return "";
  }
}

Object.assign(globalThis.causes, { handed });
