// A command that makes a scenario of a token, without what is secret in it. `sandbox/views/tools/token_command.py` does the same.

const { asJson, base64url, clientOf, own } = globalThis.causes;
const HEADER = ["alg", "typ"];
const CLAIMS = [
  "iss", "aud", "azp", "client_id", "appid", "cid", "scope", "scp", "gty", "idtyp", "typ", "token_use", "ver",
  "exp", "nbf", "iat", "roles", "permissions",
];
const OF_PEOPLE = ["name", "given_name", "email", "preferred_username", "upn", "nonce", "at_hash", "sid", "auth_time"];
const NO_PERSON = /^[A-Za-z0-9._-]+[:/][A-Za-z0-9._:/-]+$|@clients$/;
const LONGEST = 8000;

// A command for any shell; "" for a token without claims, or too long for one.
function commandFor({ header, claims }) {
  if (!claims.size) return "";
  const parts = [kept(header, HEADER), new Map([...kept(claims, CLAIMS), ...somebody(claims)])];
  const text = parts.map((part) => base64url(new TextEncoder().encode(asJson(part, true)))).join(".");
  return text.length <= LONGEST ? `echo ${text}. | aud new incident --from-token -` : "";
}

const kept = (members, names) => new Map(names.filter((name) => members.has(name)).map((name) => [name, members.get(name)]));

// Whose it is, without saying who.
function somebody(claims) {
  const found = new Map();
  const subject = own(claims, "sub");
  if (typeof subject === "string") found.set("sub", subject === clientOf(claims) || NO_PERSON.test(subject) ? subject : "somebody");
  if (OF_PEOPLE.some((name) => claims.has(name))) found.set("name", "Somebody");
  return found;
}

Object.assign(globalThis.causes, { commandFor });
