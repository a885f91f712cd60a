// What the claims of a token say about its world. `sandbox/authoring/token_facts.py` does the same.

const { WHITE, own, strings, words, lengthOf, stripped } = globalThis.causes;
const CLIENT_CLAIMS = ["azp", "client_id", "appid", "cid"];
const SCOPE_CLAIMS = ["scope", "scp"];
const OPENID = ["openid", "profile", "email", "offline_access"];
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,80}$/;
const MOST_SCOPES = 20;
const OF_PEOPLE = ["email", "name", "given_name", "preferred_username", "nonce", "at_hash", "auth_time", "amr", "sid", "upn", "role"];
const WORKLOAD = new RegExp(`^[^|@${WHITE}]+[:/][^|@${WHITE}]+$`, "u");
const LONGEST = 16 * 1024;

// A claim that is a text; empty for anything else.
const textOf = (value) => (typeof value === "string" && lengthOf(value) <= LONGEST ? value : "");

const once = (texts) => [...new Set(texts)];

// The audiences that `aud` names, each once.
const audiencesOf = (claims) => once(strings(own(claims, "aud"))).filter(Boolean);

// The issuer's own userinfo endpoint, where `aud` names it beside another.
function userinfoOf(claims) {
  const named = audiencesOf(claims);
  const userinfo = `${stripped(textOf(own(claims, "iss")), "/", { start: false })}/userinfo`;
  return named.includes(userinfo) && named.length > 1 ? userinfo : null;
}

// The claim that names the client, and what it says.
const clientClaim = (claims) => CLIENT_CLAIMS.map((name) => [name, textOf(own(claims, name))]).find(([, text]) => text) ?? ["", ""];

// Who has the token: a person, a client, or a workload.
function holderOf(claims) {
  const subject = textOf(own(claims, "sub"));
  const [, client] = clientClaim(claims);
  const byItself = own(claims, "gty") === "client-credentials" || own(claims, "idtyp") === "app";
  const account = textOf(own(claims, "preferred_username")).startsWith("service-account-");
  if (claims.has("kubernetes.io") || textOf(own(claims, "email")).endsWith(".gserviceaccount.com")) return "workload";
  if (byItself || account || ["", client, `${client}@clients`].includes(subject)) return "client";
  if (!client && WORKLOAD.test(subject) && !OF_PEOPLE.some((name) => claims.has(name))) return "workload";
  return "person";
}

// The scopes that a world can have, and those that it leaves out.
function scopesKept(claims) {
  const requested = once(SCOPE_CLAIMS.flatMap((name) => strings(own(claims, name)).flatMap(words)));
  const kept = requested.filter((word) => SCOPE.test(word) && !OPENID.includes(word)).slice(0, MOST_SCOPES);
  return [kept, requested.filter((word) => !kept.includes(word))];
}

Object.assign(globalThis.causes, { SCOPE_CLAIMS, textOf, audiencesOf, userinfoOf, clientClaim, holderOf, scopesKept });
