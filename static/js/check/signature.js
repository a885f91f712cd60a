// Whether a signature is valid, by keys that were given: the browser checks it, and no request is made for that.

const { base64url, bytesOf, members, own, readJson, strings, Unreadable } = globalThis.causes;
const HASHES = { 256: "SHA-256", 384: "SHA-384", 512: "SHA-512" };
const CURVES = { ES256: "P-256", ES384: "P-384", ES512: "P-521" };
const KEYS = 100;
const LONGEST = 1024 * 1024;

// What the keys say of a token: `good`, `bad`, `unknown-kid`, `no-key`, or `unchecked` where nothing can be said.
async function signatureOf(token, given) {
  const keys = keysIn(given);
  const [algorithm] = strings(own(token.header, "alg"));
  if (keys === null || token.shape !== "jwt" || !token.text || !algorithm || algorithm.toLowerCase() === "none") return "unchecked";
  const [kid] = strings(own(token.header, "kid"));
  const named = kid === undefined ? keys : keys.filter((key) => own(key, "kid") === kid || own(key, "kid") === null);
  if (!named.length) return "unknown-kid";
  const fitting = named.filter((key) => fits(key, algorithm));
  if (!fitting.length) return "no-key";
  const [header, payload, signature] = token.text.split(".");
  for (const key of fitting) {
    const valid = await check(key, algorithm, signature, new TextEncoder().encode(`${header}.${payload}`));
    if (valid === null) return "unchecked";
    if (valid) return "good";
  }
  return "bad";
}

// The keys of a JWK Set, or one JWK; null if it is neither.
function keysIn(given) {
  if (!given.trim() || given.length > LONGEST) return null;
  try {
    const { value } = readJson(given);
    if (!members(value)) return null;
    const keys = own(value, "keys") ?? (own(value, "kty") === null ? null : [value]);
    return Array.isArray(keys) ? keys.filter(members).slice(0, KEYS) : null;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return null;
  }
}

function fits(key, algorithm) {
  if (![null, "sig"].includes(own(key, "use")) || ![null, algorithm].includes(own(key, "alg"))) return false;
  const type = own(key, "kty");
  if (/^[RP]S(?:256|384|512)$/.test(algorithm)) return type === "RSA";
  if (own(CURVES, algorithm)) return type === "EC" && own(key, "crv") === CURVES[algorithm];
  return (algorithm === "EdDSA" || algorithm === "Ed25519") && type === "OKP" && own(key, "crv") === "Ed25519";
}

// Whether a key says so; null where this browser cannot tell.
async function check(key, algorithm, signature, signed) {
  const name = nameOf(algorithm);
  const jwk = Object.fromEntries(["kty", "crv", "n", "e", "x", "y"].map((part) => [part, own(key, part) ?? undefined]));
  try {
    const imported = await crypto.subtle.importKey("jwk", jwk, name, false, ["verify"]);
    return await crypto.subtle.verify(name, imported, bytesOf(signature), signed);
  } catch (error) {
    return error instanceof Unreadable ? false : null;
  }
}

function nameOf(algorithm) {
  if (algorithm.startsWith("E") && !own(CURVES, algorithm)) return { name: "Ed25519" };
  const hash = HASHES[algorithm.slice(2)];
  if (algorithm.startsWith("RS")) return { name: "RSASSA-PKCS1-v1_5", hash };
  if (algorithm.startsWith("PS")) return { name: "RSA-PSS", hash, saltLength: Number(algorithm.slice(2)) / 8 };
  return { name: "ECDSA", namedCurve: CURVES[algorithm], hash };
}

Object.assign(globalThis.causes, { signatureOf });
