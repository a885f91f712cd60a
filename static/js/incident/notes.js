// What became of each part of a token, a line each. `sandbox/authoring/left_out.py` does the same.

const {
  SCOPE_CLAIMS, asciiJson, audiencesOf, beginning, clientClaim, holderOf, hostOf, own, scopesKept, textOf, userinfoOf,
} = globalThis.causes;
const BY_THE_ISSUER = ["iss", "iat", "exp", "nbf", "jti"];
const TYPES = { auth0: ["JWT"], rfc9068: ["at+jwt", "application/at+jwt"] };
const PLAIN = /^[\w:./|@+-]{1,300}$/;
const LINE = 300;

// A value of a token, so that it can stand in a comment: in one line, and in ASCII if odd.
function shown(value) {
  if (typeof value === "string" && PLAIN.test(value)) return value;
  const written = asciiJson(value);
  return written.length <= LINE ? written : `${beginning(written, LINE)}…`;
}

const listed = (names) => names.map(shown).join(", ");

function notesOn({ header, claims, form }, made) {
  const issuer = textOf(own(claims, "iss"));
  const anew = BY_THE_ISSUER.filter((name) => claims.has(name));
  const missing = ["iss", "exp"].filter((name) => !claims.has(name));
  const [client] = clientClaim(claims);
  const left = [...claims.keys()].filter((name) => ![...BY_THE_ISSUER, ...SCOPE_CLAIMS, "aud", "sub", client].includes(name));
  const others = [...header.keys()].filter((name) => !["alg", "typ"].includes(name));
  return [
    `From ${form === "claims" ? "decoded claims" : "a token"} of ${shown(hostOf(issuer) || issuer || "an issuer that it does not name")}.`,
    ...audienceNotes(claims, made),
    ...headerNotes(header, made.world),
    ...holderNotes(claims, made.world),
    ...scopeNotes(claims),
    anew.length && `Written anew at each replay: ${anew.join(", ")}, and the signature.`,
    missing.length && `The token has no ${missing.join(" and no ")}; the one here has.`,
    left.length && `Left out of the claims: ${listed(left)}.`,
    others.length && `Left out of the header: ${listed(others)}.`,
  ].filter(Boolean);
}

function audienceNotes(claims, { registered, minted }) {
  const named = audiencesOf(claims);
  const userinfo = userinfoOf(claims);
  const apart = named.filter((text) => !registered.includes(text) && text !== userinfo);
  const notes = [];
  if (!claims.has("aud")) notes.push("The token names no audience (`aud`). The API here, and the audience that it expects, are made up.");
  else if (!named.length) {
    notes.push("`aud` names no audience: it is kept as it is. The API here, and what it expects, are made up.");
    if (minted && minted.get("aud") !== claims.get("aud")) notes.push("It is nested deeper than a scenario can say; an empty object stands in its place.");
  } else notes.push(`Kept: aud, as ${minted ? "it is" : "the audience of the request"}.`);
  if (userinfo && !minted) notes.push(`Left out of aud: ${shown(userinfo)}, the issuer's own, which it adds for the scope openid.`);
  if (apart.length) {
    const limits = `${registered.length} have an API here, none of more than 2000 characters`;
    notes.push(`In aud, and not registered in the world (${limits}): ${listed(apart)}.`);
  }
  return notes;
}

function headerNotes(header, world) {
  const [alg, typ] = [own(header, "alg"), own(header, "typ")];
  const types = TYPES[world.dialect];
  const found = (name, value) => (header.has(name) ? shown(value) : "not there");
  return [
    alg === world.signing
      ? `Kept: alg ${world.signing}.`
      : `Not kept: alg is ${found("alg", alg)}, and no issuer here signs so; the world's signs with ${world.signing}.`,
    types.includes(typ) || (world.dialect === "auth0" && header.has("typ") && typ === null)
      ? `Kept: typ ${typ === null ? "None" : typ}.`
      : `Not kept: typ is ${found("typ", typ)}; here it is ${types[0]}.`,
  ];
}

function holderNotes(claims, world) {
  const holder = holderOf(claims);
  const [name, client] = clientClaim(claims);
  const notes = [];
  if (holder === "workload") {
    notes.push(`A workload has the token: no person signs in, and no client asks for it. Kept: sub, ${shown(textOf(own(claims, "sub")))}.`);
  } else if (holder === "person") notes.push("Left out: sub, whose it was; alice stands in.");
  else if (claims.has("sub")) notes.push("The client has the token for itself: sub is the client's.");
  if (name && client === world.client) notes.push(`Kept: ${name}, the client.`);
  else if (name) notes.push(`${name}, the client, is ${shown(client)} in the token and ${world.client} here.`);
  return notes;
}

function scopeNotes(claims) {
  const [kept, left] = scopesKept(claims);
  const present = SCOPE_CLAIMS.filter((name) => claims.has(name));
  return [
    kept.length && `Kept: the scopes ${listed(kept)}${present.includes("scp") ? " (scp in the token, scope here)." : "."}`,
    left.length && `Left out of the scopes: ${listed(left)}.`,
    present.length && !kept.length && !left.length && `Left out: ${present.join(", ")}, which names no scope.`,
  ];
}

Object.assign(globalThis.causes, { notesOn });
