// The facts of a token and of what an API expects: names from short lists, that the list of causes asks for.

const { data, own, members, strings, allHold, matches, nearest } = globalThis.causes;
const A_LITTLE = 300;
const MILLISECONDS = 100_000_000_000;

const SCOPES = ["scope", "scp", "permissions", "roles"];
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
  const vendor = data.issuers.find((one) => allHold(one.when, subject));
  const audience = nearest(strings(own(claims, "aud")), subject.expected.audience);
  const issuer = nearest(strings(own(claims, "iss")), subject.expected.issuer);
  const readable = token.shape === "jwt";
  const elsewhere = readable ? foundIn(claims, expectation.audiences) : [];
  const message = data.messages.find((one) => matches(one.match, [expectation.error])) ?? null;
  const facts = {
    form: [token.form],
    shape: [token.shape],
    damage: token.damage,
    fault: token.fault ? [token.fault] : [],
    vendor: [vendor ? vendor.id : "unknown"],
    kind: readable ? data.kinds.filter((one) => allHold(one.when, subject)).map((one) => one.id) : [],
    wanted: expectation.kind ? [expectation.kind] : [],
    audience: compared(readable, expectation.audiences.length > 0, audience),
    aud: readable ? [formOfAudience(claims)] : [],
    issuer: compared(readable, expectation.issuer !== "", issuer),
    time: readable ? times(claims, expectation.at) : [],
    algorithm: algorithm(token),
    signature: readable ? [expectation.signature] : [],
    scope: readable ? scope(claims, expectation.scope) : [],
    "found-in": elsewhere.map(([kind]) => kind),
    library: expectation.library ? [expectation.library] : [],
    message: message ? [message.id] : [],
    about: message ? [message.about] : [],
  };
  return { facts, audience, issuer, issuerName: vendor ? vendor.name : "", foundIn: elsewhere.length ? elsewhere[0][1] : "", message };
}

// The client that a token was issued to, by the claim that its issuer uses for that.
const clientOf = (claims) => ["azp", "client_id", "appid", "cid"].flatMap((name) => strings(own(claims, name)))[0] ?? "";

const listed = (text) => text.split(" ").filter(Boolean);

// The scopes of a token: one string (RFC 8693 §4.2), or a list.
const scopesOf = (claims) => ["scope", "scp"].flatMap((name) => strings(own(claims, name)).flatMap(listed));

// A number of a claim, and nothing else. An integer beyond 2^53 is a BigInt.
const numberOf = (value) => (typeof value === "number" || typeof value === "bigint" ? Number(value) : null);

function compared(readable, expected, found) {
  if (!readable) return [];
  if (!expected) return ["unasked"];
  return [found ? found.id : "absent"];
}

function formOfAudience(claims) {
  const audience = own(claims, "aud");
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

function scope(claims, wanted) {
  const names = listed(wanted);
  if (!names.length) return ["unasked"];
  const there = scopesOf(claims);
  if (names.every((name) => there.includes(name))) return ["there"];
  const elsewhere = ["permissions", "roles", "authorities"].flatMap((name) => strings(own(claims, name)));
  const realm = own(claims, "realm_access");
  if (members(realm)) elsewhere.push(...strings(own(realm, "roles")));
  return names.every((name) => elsewhere.includes(name) || there.includes(name)) ? ["elsewhere"] : ["lacking"];
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

Object.assign(globalThis.causes, { NO_TOKEN, NO_EXPECTATION, subjectOf, known, clientOf, scopesOf, numberOf });
