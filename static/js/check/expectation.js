// What the API expects, as it was typed; and the tokens to try.

const { NO_EXPECTATION, base64url, beginning, trimmed } = globalThis.causes;
const AUDIENCES = 20;
const LONGEST = 2000;
const FIRST_YEAR = -62_135_596_800;
const LAST_YEAR = 253_402_300_799;
const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?(Z| ?UTC|[+-]\d\d:\d\d)?)?$/;

// Audiences and issuer stay as they are, to the last space: that may be the cause.
function expectationOf(form, now) {
  return {
    ...NO_EXPECTATION,
    audiences: form.audience.replaceAll("\r\n", "\n").split("\n").filter(trimmed).slice(0, AUDIENCES).map((one) => beginning(one, LONGEST)),
    issuer: beginning(form.issuer, LONGEST),
    kind: form.kind,
    scope: beginning(trimmed(form.scope), LONGEST),
    error: beginning(trimmed(form.error), LONGEST),
    library: form.library,
    at: timeOf(form.at) ?? now,
  };
}

// A time in seconds since 1970, from seconds or a date; null for anything else.
function timeOf(typed) {
  const text = trimmed(typed);
  if (/^\d{1,11}(?:\.\d{1,6})?$/.test(text)) return Number(text);
  const found = TIME.exec(text);
  if (!found) return null;
  const [, day, minute = "00:00", second = ":00", zone = "Z"] = found;
  const local = new Date(`${day}T${minute}${second}Z`);
  const exists = !Number.isNaN(local.getTime()) && local.toISOString().startsWith(`${day}T${minute}`);
  const at = exists ? Date.parse(`${day}T${minute}${second}${zone.includes("UTC") ? "Z" : zone}`) / 1000 : NaN;
  return at >= FIRST_YEAR && at <= LAST_YEAR ? at : null;
}

const encoded = (text) => base64url(new TextEncoder().encode(text));

// The token of an example, as old as it has to be.
function exampleToken(example, now) {
  if (example.text) return example.text;
  const times = { iat: now + example.expires_in - 3600, exp: now + example.expires_in };
  return [JSON.stringify(example.header), JSON.stringify({ ...example.claims, ...times }), example.signature].map(encoded).join(".");
}

Object.assign(globalThis.causes, { expectationOf, timeOf, exampleToken });
