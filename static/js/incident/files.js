// The files of a scenario made of a token, as `aud new --from-token` writes them. `sandbox/authoring/incident.py` and
// `from_token.py` do the same. Nothing of the token is sent: this script was fetched by its name alone.

const {
  audiencesOf, clientClaim, domainOf, holderOf, idsOf, lengthOf, members, notesOn, own, scopesKept, skeletons, textOf, userinfoOf, yamlOf,
} = globalThis.causes;
const ID = "incident";
const ALGORITHMS = ["RS256", "RS384", "RS512", "ES256", "ES384", "PS256", "EdDSA"];
const CLIENT = /^[!-~](?:[ -~]{0,253}[!-~])?$/;
const LABEL = /^[a-z0-9][a-z0-9-]{0,62}$/;
const LONGEST = 2_000;
const MOST_AUDIENCES = 40;
const OTHER = /^( {2}⟦other⟧:\n.*\n.*\n)/mu;
const RIGHT_DOORS = 4;
const DEEPEST = 8;

function incidentOf(token) {
  const { header, claims } = token;
  if (!claims.size) return [];
  const named = audiencesOf(claims).filter((one) => one !== userinfoOf(claims));
  const registered = named.filter((one) => lengthOf(one) <= LONGEST).slice(0, MOST_AUDIENCES);
  const domain = domainOf([...named, textOf(own(claims, "iss"))]);
  const client = clientId(claims);
  const identifiers = registered.length ? [...registered, elsewhere(domain, named)] : [`https://orders.${domain}`];
  const alg = own(header, "alg");
  const world = {
    domain,
    client,
    audiences: idsOf(identifiers, [client, "issuer"]),
    dialect: ["at+jwt", "application/at+jwt"].includes(textOf(own(header, "typ")).toLowerCase()) ? "rfc9068" : "auth0",
    signing: ALGORITHMS.includes(alg) ? alg : "RS256",
    scopes: scopesKept(claims)[0],
    byUser: holderOf(claims) === "person",
  };
  const minted = isIssued(claims, named) ? null : mintedClaims(claims, world);
  const notes = notesOn(token, { world, registered, minted }).map((note) => `# ${note}\n`).join("");
  return [
    { path: `01-incidents/${ID}.yaml`, text: scenarioText(world, minted, notes) },
    { path: `worlds/${ID}.yaml`, text: worldText(world, notes) },
    { path: "01-incidents/chapter.yaml", text: skeletons.chapter },
  ];
}

// Whether an issuer issues such a token to a client that names one audience in its request.
function isIssued(claims, named) {
  const aud = own(claims, "aud");
  const isList = Array.isArray(aud);
  const asWritten = isList === (userinfoOf(claims) !== null) && (!isList || aud.length === named.length + 1);
  return asWritten && named.length === 1 && lengthOf(named[0]) <= LONGEST && /^[!-~]+$/.test(named[0]) && holderOf(claims) !== "workload";
}

// The claims of a token that is written by hand.
function mintedClaims(claims, world) {
  const subjects = { person: "alice", client: world.client, workload: textOf(own(claims, "sub")) };
  const found = new Map([["sub", subjects[holderOf(claims)]]]);
  if (claims.has("aud")) found.set("aud", depthOf(claims.get("aud")) <= DEEPEST ? claims.get("aud") : new Map());
  if (clientClaim(claims)[0]) found.set(world.dialect === "auth0" ? "azp" : "client_id", world.client);
  if (world.scopes.length) found.set("scope", world.scopes.join(" "));
  return found;
}

function depthOf(value) {
  const inner = members(value) ? [...value.values()] : Array.isArray(value) ? value : null;
  return inner ? 1 + Math.max(0, ...inner.map(depthOf)) : 0;
}

function clientId(claims) {
  const [name, client] = clientClaim(claims);
  if (holderOf(claims) === "workload") return "workload";
  return name && CLIENT.test(client) && client !== "issuer" ? client : "app";
}

// An audience that the token does not name.
function elsewhere(domain, named) {
  let [number, found] = [1, `https://elsewhere.${domain}`];
  while (named.includes(found)) {
    number += 1;
    found = `https://elsewhere${number}.${domain}`;
  }
  return found;
}

function worldText(world, notes) {
  const { audiences, scopes, client } = world;
  const [first, ...others] = audiences;
  const path = `http://localhost:8000/worlds/${ID}/clients/${encodeURIComponent(client).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)}/`;
  const values = {
    ...world,
    notes,
    home: LABEL.test(client) ? `http://${client}.${ID}.localhost:8000/` : path,
    scopes: `{${scopes.map((one) => `${yamlOf(one)}: ${yamlOf(`May ${one}`)}`).join(", ")}}`,
    may: `{${audiences.map(({ id }) => `${id}: ${yamlOf(scopes)}`).join(", ")}}`,
    scope: scopes[0] ?? null,
  };
  const text = skeletons.world[world.byUser ? "user" : "client"];
  return text
    .split(OTHER)
    .flatMap((part, index) => (index % 2 ? others.map((one) => filledWith(part, { ...values, ...named(one, "other") })) : filledWith(part, { ...values, ...named(first, "first") })))
    .join("");
}

const named = ({ id, identifier }, name) => ({ [name]: id, [name === "first" ? "identifier" : `${name}-identifier`]: identifier });

function scenarioText(world, minted, notes) {
  const { audiences, client, scopes } = world;
  const values = { ...world, notes, scope: scopes.join(" ") };
  if (!minted) {
    const text = skeletons.issued[`${world.byUser ? "user" : "client"}${scopes.length ? " scope" : ""}`];
    return filledWith(text, { ...values, client, ...named(audiences[0], "first"), ...named(audiences[1], "other") });
  }
  const aud = minted.has("aud") ? minted.get("aud") : new Map([["absent", true]]);
  const list = Array.isArray(aud) && aud.every((one) => typeof one === "string") ? aud : [aud];
  const right = audiences.filter(({ identifier }) => list.includes(identifier)).slice(0, RIGHT_DOORS);
  const wrong = audiences.findLast(({ identifier }) => !list.includes(identifier));
  const given = { ...values, claims: yamlOf(minted), aud: yamlOf(aud), ...named(wrong, "other") };
  if (right.length) {
    const [before, door, after] = skeletons.minted;
    const doors = right.slice(1).map(({ id }, index) => filledWith(door, { right: id, number: String(index + 2) }));
    return [before, ...doors, after].map((part) => filledWith(part, { ...given, ...named(right[0], "first") })).join("");
  }
  const careless = minted.has("aud") ? (Array.isArray(aud) && !aud.length ? "empty-list-passes" : "off") : "missing-passes";
  const text = skeletons.unaddressed[careless];
  return filledWith(aud === null || (members(aud) && minted.has("aud")) ? text.replace(/^ {4}expect: \{claims: .*\n/mu, "") : text, given);
}

// A text with values in place of names: within quotation marks the whole is a text of YAML.
function filledWith(text, given) {
  const values = { ...given, world: ID };
  const filled = (part) => part.replace(/⟦([a-z-]+)⟧/gu, (_, name) => values[name]);
  const written = (quoted) => yamlOf(quoted === "⟦scope⟧" ? values.scope : filled(quoted));
  return text.replace(/"([^"\n]*⟦[^"\n]*)"|⟦([a-z-]+)⟧/gu, (_, quoted, name) => (name ? values[name] : written(quoted)));
}

Object.assign(globalThis.causes, { incidentOf });
