// The facts of a token and of what an API expects: names from short lists, that the list of causes asks for.

const { data, own, members, beginning, strings, allHold, matches, nearest, LONGEST } = globalThis.causes;
const A_LITTLE = 300;
const MILLISECONDS = 100_000_000_000;

const SCOPES = ["scope", "scp", "permissions", "roles"];
const NO_NAMES = ["null", "undefined", "System.String"];
const DEEPEST = 4;
const NO_SCOPES = ["scope", "scp", "aud", "amr"];
const PERMITS = /(?:permissions?|roles?|authorities|groups?|scopes?)$/i;
const CLAIM_KINDS = { azp: "client", client_id: "client", appid: "client", cid: "client", aud: "", iss: "" };

const NO_TOKEN = { form: "none", shape: "none", text: "", header: new Map(), claims: new Map(), damage: [], fault: "" };
const NO_EXPECTATION = { audiences: [], issuer: "", kind: "", scope: "", error: "", library: "", signature: "unchecked", at: 0 };

const subjectOf = (token, expectation) => ({
  text: token.text,
  header: token.header,
  claims: token.claims,
  expected: { audience: expectation.audiences, issuer: expectation.issuer ? [expectation.issuer] : [] },
});

// All that is known, as `Known` of `sandbox/causes/facts.py` has it.
function known(token, expectation) {
  const { claims } = token;
  const subject = subjectOf(token, expectation);
  const message = messageOf(expectation);
  const vendor = vendorOf(subject) ?? (token.shape === "jwt" ? undefined : vendorBesides(subject, message));
  const library = expectation.library || (message?.reader ?? "");
  const audience = nearest(comparedNames(claims, library), subject.expected.audience);
  const issuer = nearest(strings(own(claims, "iss")), subject.expected.issuer);
  const readable = token.shape === "jwt";
  const elsewhere = readable ? foundIn(claims, expectation.audiences) : [];
  const [scope, scopeIn] = scopeOf(claims, expectation.scope);
  const facts = {
    form: [token.form],
    shape: [token.shape],
    damage: token.damage,
    fault: token.fault ? [token.fault] : [],
    vendor: [vendor ? vendor.id : "unknown"],
    kind: readable ? data.kinds.filter((one) => allHold(one.when, subject)).map((one) => one.id) : [],
    wanted: expectation.kind ? [expectation.kind] : [],
    audience: compared(readable, expectation.audiences.length > 0, audience),
    aud: readable ? [formOfAudience(claims, library)] : [],
    issuer: compared(readable, expectation.issuer !== "", issuer),
    time: readable ? times(claims, expectation.at) : [],
    algorithm: algorithm(token),
    signature: readable ? [expectation.signature] : [],
    scope: readable ? [scope] : [],
    "found-in": elsewhere.map(([kind]) => kind),
    library: library ? [library] : [],
    message: message ? [message.id] : [],
    about: message ? [message.about] : [],
  };
  return { facts, audience, issuer, issuerName: vendor ? vendor.name : "", library, foundIn: elsewhere.length ? elsewhere[0][1] : "", scopeIn, message };
}

const messageOf = (expectation) => data.messages.find((one) => matches(one.match, [expectation.error])) ?? null;

// What the API expects, with the audience or the issuer that the message says it expects, if nobody said another.
function completed(expectation) {
  const message = messageOf(expectation);
  const found = message?.expects ? [...beginning(expectation.error, LONGEST).matchAll(new RegExp(message.expects, "gu"))] : [];
  const name = found.map((one) => one[1]).find((one) => !NO_NAMES.includes(one));
  if (!name) return expectation;
  if (message.about === "issuer") return { ...expectation, issuer: expectation.issuer || name };
  return { ...expectation, audiences: expectation.audiences.length ? expectation.audiences : [name] };
}

const vendorOf = (subject) => data.issuers.find((one) => allHold(one.when, subject));

// Who most likely wrote what cannot be read: the issuer that the API trusts, or the one that the message is from.
const vendorBesides = (subject, message) =>
  vendorOf({ ...subject, claims: new Map([["iss", subject.expected.issuer]]) }) ?? data.issuers.find((one) => message && one.id === message.issuer);

// The names in a token that are compared with the audience: those of `aud`, unless a library takes another.
const comparedNames = (claims, library) => strings(own(claims, claims.has("aud") ? "aud" : own(data.without_aud, library) ?? "aud"));

// The client that a token was issued to, by the claim that its issuer uses for that.
const clientOf = (claims) => ["azp", "client_id", "appid", "cid"].flatMap((name) => strings(own(claims, name)))[0] ?? "";

const listed = (text) => text.split(" ").filter(Boolean);

// The scopes of a token: one string (RFC 8693 §4.2), or a list.
const scopesOf = (claims) => ["scope", "scp"].flatMap((name) => strings(own(claims, name)).flatMap(listed));

// A number of a claim, and nothing else. An integer beyond 2^53 is a BigInt.
const numberOf = (value) => (["number", "bigint"].includes(typeof value) || value instanceof Number ? Number(value) : null);

function compared(readable, expected, found) {
  if (!readable) return [];
  if (!expected) return ["unasked"];
  return [found ? found.id : "absent"];
}

function formOfAudience(claims, library) {
  const audience = own(claims, "aud");
  if (!claims.has("aud") && comparedNames(claims, library).length) return "client";
  if (audience === null) return claims.has("aud") ? "null" : "missing";
  if (typeof audience === "string") return audience ? "string" : "empty";
  if (!Array.isArray(audience)) return "no-text";
  if (!audience.length) return "empty-list";
  if (strings(audience).length < audience.length) return "mixed";
  return audience.length > 1 ? "list" : "list-of-one";
}

function times(claims, at) {
  const found = [];
  for (const name of ["exp", "nbf", "iat"]) {
    const value = own(claims, name);
    const number = numberOf(value);
    if (number === null) {
      if (value !== null) found.push(`${name}-no-number`);
    } else if (Math.abs(number) > MILLISECONDS) {
      found.push(`${name}-milliseconds`);
    } else {
      const late = name === "exp" ? at - number : number - at;
      if (late > 0 || (name === "exp" && late === 0)) found.push(late <= A_LITTLE ? `${name}-a-little` : `${name}-far`);
    }
  }
  if (!claims.has("exp")) found.push("exp-missing");
  return found.length ? found : ["good"];
}

function algorithm(token) {
  if (token.shape !== "jwt" && token.shape !== "jwe") return [];
  const name = own(token.header, "alg");
  if (typeof name !== "string") return token.form === "claims" ? [] : ["missing"];
  if (name.toLowerCase() === "none") return ["none"];
  return [/^HS[0-9]+$/.test(name) ? "hmac" : "public-key"];
}

// Whether the wanted scopes are there, and the claim in which they stand if it is none of scopes.
function scopeOf(claims, wanted) {
  const names = listed(wanted);
  if (!names.length) return ["unasked", ""];
  const scopes = new Set(scopesOf(claims));
  if (names.every((name) => scopes.has(name))) return ["there", ""];
  for (const [claim, value] of claims) {
    const words = mayPermit(claim, value) ? new Set([...scopes, ...stringsWithin(value, DEEPEST)]) : new Set();
    if (names.every((name) => words.has(name))) return ["elsewhere", claim];
  }
  return ["lacking", ""];
}

// Whether a claim may say what is permitted: a list or an object may, a text only by its name.
const mayPermit = (claim, value) => !NO_SCOPES.includes(claim) && (typeof value !== "string" || PERMITS.test(claim));

// The strings of a claim, however deep: names of members, members of lists, words of texts.
function stringsWithin(value, depth) {
  if (typeof value === "string") return value.split(" ");
  const inner = members(value) ? [...value.keys(), ...value.values()] : Array.isArray(value) ? value : [];
  return depth ? inner.flatMap((one) => stringsWithin(one, depth - 1)) : [];
}

// Where an expected audience stands besides `aud`: the kind of claim, and the claim.
function foundIn(claims, expected) {
  const prefixes = expected.filter(Boolean).map((one) => `${one}/`);
  const found = [];
  for (const [name, value] of claims) {
    const all = strings(value).flatMap(listed);
    const kind = own(CLAIM_KINDS, name) ?? (SCOPES.includes(name) ? "scope" : "claim");
    if (name === "resource_access" && members(value) && expected.some((one) => value.has(one))) found.push([name, name]);
    else if (all.some((one) => expected.includes(one)) && kind) found.push([kind, name]);
    else if (SCOPES.includes(name) && all.some((word) => prefixes.some((one) => word.startsWith(one)))) found.push(["scope", name]);
  }
  return found;
}

Object.assign(globalThis.causes, { NO_TOKEN, NO_EXPECTATION, subjectOf, completed, known, clientOf, scopesOf, numberOf });
