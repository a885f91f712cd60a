// The facts of a token and of what an API expects: names from short lists, that the list of causes asks for.

const { data, own, members, strings, allHold, matches, nearest } = globalThis.causes;
const A_LITTLE = 300;
const MILLISECONDS = 100_000_000_000;

const NO_TOKEN = { form: "none", shape: "none", text: "", header: {}, claims: {}, damage: [], fault: "" };
const NO_EXPECTATION = { audiences: [], issuer: "", kind: "", scope: "", error: "", library: "", signature: "unchecked", at: 0 };

const subjectOf = (token, expectation) => ({
  text: token.text,
  header: token.header,
  claims: token.claims,
  expected: { audience: expectation.audiences, issuer: expectation.issuer ? [expectation.issuer] : [] },
});

// All that is known: the facts, the pairs that were compared, and the name of the recognised issuer.
function known(token, expectation) {
  const { claims } = token;
  const subject = subjectOf(token, expectation);
  const vendor = data.issuers.find((one) => allHold(one.when, subject));
  const audience = nearest(strings(own(claims, "aud")), subject.expected.audience);
  const issuer = nearest(strings(own(claims, "iss")), subject.expected.issuer);
  const readable = token.shape === "jwt";
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
    message: expectation.error ? data.messages.filter((one) => matches(one.match, [expectation.error])).map((one) => one.id) : [],
  };
  return { facts, audience, issuer, issuerName: vendor ? vendor.name : "" };
}

// The client that a token was issued to, by the claim that its issuer uses for that.
const clientOf = (claims) => ["azp", "client_id", "appid", "cid"].flatMap((name) => strings(own(claims, name)))[0] ?? "";

const words = (text) => text.split(" ").filter(Boolean);

// The scopes of a token: one string (RFC 8693 §4.2), or a list.
const scopesOf = (claims) => ["scope", "scp"].flatMap((name) => strings(own(claims, name)).flatMap(words));

// A number of a claim, and nothing else. An integer beyond 2^53 is a BigInt.
const numberOf = (value) => (typeof value === "number" || typeof value === "bigint" ? Number(value) : null);

function compared(readable, expected, found) {
  if (!readable) return [];
  if (!expected) return ["unasked"];
  return [found ? found.id : "absent"];
}

function formOfAudience(claims) {
  const audience = own(claims, "aud");
  if (audience === null) return Object.hasOwn(claims, "aud") ? "null" : "missing";
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
  if (!Object.hasOwn(claims, "exp")) found.push("exp-missing");
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
  const names = words(wanted);
  if (!names.length) return ["unasked"];
  const there = scopesOf(claims);
  if (names.every((name) => there.includes(name))) return ["there"];
  const elsewhere = ["permissions", "roles", "authorities"].flatMap((name) => strings(own(claims, name)));
  const realm = own(claims, "realm_access");
  if (members(realm)) elsewhere.push(...strings(own(realm, "roles")));
  return names.every((name) => elsewhere.includes(name) || there.includes(name)) ? ["elsewhere"] : ["lacking"];
}

Object.assign(globalThis.causes, { NO_TOKEN, NO_EXPECTATION, subjectOf, known, clientOf, scopesOf, numberOf });
