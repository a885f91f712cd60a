// What the API expects, as it was typed; and the tokens to try.

const { causes } = globalThis;
const { NO_EXPECTATION, base64url, beginning, trimmed } = causes;
const AUDIENCES = 20;
const LONGEST = 2000;

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
    at: causes.timeOf?.(form.at) ?? now,
  };
}

const encoded = (text) => base64url(new TextEncoder().encode(text));

// The token of an example, as old as it has to be.
function exampleToken(example, now) {
  if (example.text) return example.text;
  const times = { iat: now + example.expires_in - 3600, exp: now + example.expires_in };
  return [JSON.stringify(example.header), JSON.stringify({ ...example.claims, ...times }), example.signature].map(encoded).join(".");
}

Object.assign(globalThis.causes, { expectationOf, exampleToken });
