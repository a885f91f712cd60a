// The values that sentences name: claims, expectations, times in words; and their shapes, to be shared.

const { own, strings, clientOf, scopesOf, numberOf, beginning, lengthOf } = globalThis.causes;
const LONGEST = 200;
const LAST_YEAR = 253_402_300_799;
const UNITS = [[86_400, "d"], [3_600, "h"], [60, "min"], [1, "s"]];
const YOUR_API = "YOUR-API";
const YOUR_ISSUER = "YOUR-ISSUER";
const NOBODY = "nobody named";
const NONE = "none";
const SCOPE = "SCOPE";
const KEPT = ["", YOUR_API, YOUR_ISSUER, NOBODY, NONE, SCOPE];
const SHAPED = ["aud", "auds", "expected", "iss", "expected_iss", "client", "kid", "scope", "wanted_scope", "sub"];

function valuesOf(token, expectation, all) {
  const { claims, header } = token;
  const { audience, issuer } = all;
  const audiences = strings(own(claims, "aud"));
  const listed = (object, name) => strings(own(object, name)).join(", ");
  const values = {
    aud: audience ? audience.token : audiences.join(", ") || YOUR_API,
    auds: audiences.join(", "),
    count: String(audiences.length),
    expected: audience ? audience.expected : expectation.audiences.join(", ") || YOUR_API,
    iss: issuer ? issuer.token : listed(claims, "iss") || YOUR_ISSUER,
    expected_iss: expectation.issuer,
    issuer_name: all.issuerName || "your issuer",
    client: clientOf(claims) || NOBODY,
    sub: listed(claims, "sub"),
    scope: scopesOf(claims).join(" ") || NONE,
    wanted_scope: expectation.scope || SCOPE,
    alg: listed(header, "alg"),
    typ: listed(header, "typ"),
    kid: listed(header, "kid"),
    parts: String(token.text.split(".").length),
    length: String(lengthOf(token.text)),
    fault: token.fault,
    found_in: all.foundIn,
    scope_in: all.scopeIn,
    library: all.message?.library ?? "",
    means: all.message?.means ?? "",
  };
  for (const name of ["exp", "nbf", "iat"]) values[`${name}_words`] = timeInWords(own(claims, name), expectation.at);
  return mapped(values, (value) => cut(value));
}

const mapped = (values, change) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));

// The same, with the shape of each value that names somebody in its place.
const shapesOf = (values) => mapped(values, (value, name) => (SHAPED.includes(name) && !KEPT.includes(value) ? shapeOf(value) : value));

// What kind of value it is and how long, without the value.
function shapeOf(value) {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(value);
  const guid = /^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/.test(value);
  const kind = guid ? "a GUID" : scheme ? `a URL with ${scheme[1]}` : "a text";
  return `[${kind}, ${lengthOf(value)} characters${value.endsWith("/") ? " and a slash at its end" : ""}]`;
}

// A time of a claim, seen from another one: `1 h 1 min ago`; "" for what is no time.
function timeInWords(value, at) {
  const number = numberOf(value);
  if (number === null) return "";
  if (!(number >= 0 && number <= LAST_YEAR)) return "beyond every calendar";
  const away = Math.trunc(Math.abs(at - number));
  return number <= at ? `${duration(away)} ago` : `in ${duration(away)}`;
}

// A time of a claim as a date; "" for what is no time that a calendar has.
function dateOf(value) {
  const number = numberOf(value);
  if (number === null || !(number >= 0 && number <= LAST_YEAR)) return "";
  return `${new Date(Math.trunc(number) * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

// A duration in its two largest units.
function duration(seconds) {
  const parts = [];
  let left = seconds;
  for (const [size, unit] of UNITS) {
    const count = Math.floor(left / size);
    left %= size;
    if (count || (unit === "s" && !parts.length)) parts.push(`${count} ${unit}`);
    else if (parts.length) break;
  }
  return parts.slice(0, 2).join(" ");
}

function cut(value) {
  const short = beginning(value, LONGEST);
  return short === value ? value : `${short}…`;
}

Object.assign(globalThis.causes, { valuesOf, shapesOf, timeInWords, dateOf });
