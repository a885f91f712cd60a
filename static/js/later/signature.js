// Whether a signature is valid, by keys that were given: the browser checks it, and no request is made for that.
// `sandbox/tokens/jwks_signature.py` does the same.

const { bytesOf, members, own, readJson, Unreadable } = globalThis.causes;
const HASHES = { 256: "SHA-256", 384: "SHA-384", 512: "SHA-512" };
const CURVES = { ES256: "P-256", ES384: "P-384", ES512: "P-521", EdDSA: "Ed25519" };
const KINDS = { RS: "RSA", PS: "RSA", ES: "EC", Ed: "OKP", HS: "oct" };
const PUBLIC = ["kty", "crv", "n", "e", "x", "y", "k"];
const KEYS = 100;

// The keys of a JWK Set (RFC 7517 §5), or a single key; null if the text is neither.
function keysIn(given) {
  try {
    const { value } = readJson(given);
    const keys = members(value) ? own(value, "keys") ?? [value] : null;
    return Array.isArray(keys) && keys.every((key) => members(key) && key.has("kty")) ? keys.slice(0, KEYS) : null;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return null;
  }
}

// What some keys say of a token: `good`, `bad`, `unknown-kid` or `no-key`; `unchecked` where this browser cannot tell.
async function signatureOf(token, keys) {
  if (token.shape !== "jwt" || !token.text) return "unchecked";
  const [algorithm, kid] = [own(token.header, "alg"), own(token.header, "kid")];
  const named = keys.filter((key) => kid === null || !key.has("kid") || key.get("kid") === kid);
  if (!named.length) return "unknown-kid";
  const fitting = typeof algorithm === "string" ? named.filter((key) => fits(key, algorithm)) : [];
  if (!fitting.length) return "no-key";
  const found = await Promise.all(fitting.map((key) => holds(token.text, algorithm, key)));
  return found.includes(true) ? "good" : found.includes(null) ? "unchecked" : "bad";
}

function fits(key, algorithm) {
  const curve = own(CURVES, algorithm);
  return own(key, "kty") === own(KINDS, algorithm.slice(0, 2)) &&
    (own(key, "alg") ?? algorithm) === algorithm &&
    (own(key, "use") ?? "sig") === "sig" &&
    (curve === null || own(key, "crv") === curve);
}

async function holds(token, algorithm, key) {
  const name = nameOf(algorithm);
  if (name === null) return false;
  const last = token.lastIndexOf(".");
  const jwk = Object.fromEntries(PUBLIC.filter((part) => key.has(part)).map((part) => [part, key.get(part)]));
  try {
    const imported = await crypto.subtle.importKey("jwk", jwk, name, false, ["verify"]);
    return await crypto.subtle.verify(name, imported, bytesOf(token.slice(last + 1)), new TextEncoder().encode(token.slice(0, last)));
  } catch (error) {
    return error.name === "NotSupportedError" || crypto.subtle === undefined ? null : false;
  }
}

function nameOf(algorithm) {
  if (algorithm === "EdDSA") return { name: "Ed25519" };
  const hash = own(HASHES, algorithm.slice(2));
  if (hash === null) return null;
  const saltLength = Number(algorithm.slice(2)) / 8;
  return {
    RS: { name: "RSASSA-PKCS1-v1_5", hash },
    PS: { name: "RSA-PSS", hash, saltLength },
    ES: { name: "ECDSA", namedCurve: CURVES[algorithm], hash },
    HS: { name: "HMAC", hash },
  }[algorithm.slice(0, 2)];
}

Object.assign(globalThis.causes, { keysIn, signatureOf });
