// Reading the compact serialisation of a JWS (RFC 7515 §3.1) strictly, without any key. `sandbox/tokens/parsed_token.py` does the same.

const { lengthOf, members, readJson, Unreadable } = globalThis.causes;
const LONGEST = 16 * 1024;
const PARTS = 3;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function parseToken(text) {
  if (text.length > LONGEST) return { header: null, claims: null, fault: ["too_long", `${lengthOf(text)} characters`] };
  const parts = text.split(".");
  if (parts.length !== PARTS) return { header: null, claims: null, fault: ["parts", `${parts.length} parts`] };
  const faults = [];
  const header = objectIn("header", parts[0], faults);
  const claims = objectIn("payload", parts[1], faults);
  attempt("signature", faults, () => bytesOf(parts[2]));
  return { header, claims, fault: faults[0] ?? null };
}

// What a piece of work gives; null, and a fault more, where it cannot be done.
function attempt(name, faults, work) {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    faults.push([error.reason, name]);
    return null;
  }
}

function objectIn(name, part, faults) {
  return attempt(name, faults, () => {
    const { value, repeated, tooDeep } = readJson(textOf(bytesOf(part)));
    if (!members(value)) throw new Unreadable("not_an_object");
    if (tooDeep) throw new Unreadable("too_deep");
    if (repeated !== null) faults.push(["repeated_member", `${name}: ${Array.from(repeated).slice(0, 80).join("")}`]);
    return value;
  });
}

// Strictly: no padding, no other characters, no loose bits at the end (RFC 4648 §3.5).
function bytesOf(part) {
  if (!/^[A-Za-z0-9_-]*$/.test(part) || part.length % 4 === 1) throw new Unreadable("base64url");
  const bytes = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  if (base64url(bytes) !== part) throw new Unreadable("base64url");
  return bytes;
}

const base64url = (bytes) => btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join("")).replace(/=+$/, "").replaceAll("+", "-").replaceAll("/", "_");

function textOf(bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Unreadable("json");
  }
}

Object.assign(globalThis.causes, { parseToken, bytesOf, base64url });
