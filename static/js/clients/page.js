// The page around the two samples: what was got, what was sent where, and what came of it.
import { audienceOf, claims, count, record, watch } from "./panel.js";
import { outcome } from "./outcome.js";
import { withAuth0 } from "./auth0.js";
import { withFetch } from "./plain.js";

const main = document.querySelector("main");
const byId = (id) => document.getElementById(id);
const say = (text) => { byId("said").textContent = text; };
const kept = (name, value) => (value === undefined ? sessionStorage.getItem(name) : sessionStorage.setItem(name, value));

let config, session;

const hueOf = (identifier) => config.audiences.find((audience) => audience.identifier === identifier)?.hue ?? "hue-none";
const chosen = () => document.querySelector("input[name=way]:checked").value;

function begin() {
  const way = chosen();
  kept("way", way);
  session = way === "fetch" ? withFetch(config) : withAuth0(config, way === "refresh");
  if (way === "refresh") ask("offline_access");
  for (const source of document.querySelectorAll("[data-source]")) {
    source.hidden = source.dataset.source !== (way === "fetch" ? "plain.js" : "auth0.js");
  }
  byId("letters").replaceChildren(...config.audiences.map(letter));
  byId("letters").hidden = true;
  byId("sign-out").hidden = true;
}

// A refresh token is given for offline_access (OpenID Connect Core §11).
function ask(scope) {
  for (const audience of config.audiences) audience.scope = `${audience.scope} ${scope}`;
}

async function attempt(what) {
  main.ariaBusy = "true";
  try {
    await what();
  } catch (error) {
    say(`That did not work: ${error.error ?? error.message}. ${error.error_description ?? ""}`);
  }
  main.ariaBusy = "false";
}

// One letter: the token for one audience, and every door it can be sent to.
function letter(audience) {
  const card = byId("letter").content.cloneNode(true).firstElementChild;
  card.classList.add(audience.hue);
  Object.assign(card.dataset, { audience: audience.id, identifier: audience.identifier });
  card.querySelector("[data-to]").textContent = audience.identifier;
  const get = card.querySelector("[data-get]");
  get.textContent = `Get a token for ${audience.id}`;
  get.addEventListener("click", () => attempt(() => got(card, audience, Boolean(card.token))));
  for (const door of config.doors) {
    const row = byId("door").content.cloneNode(true).firstElementChild;
    row.dataset.door = door.id;
    row.classList.add(door.hue);
    const send = row.querySelector("button");
    send.textContent = `Send ${audience.id}'s token to ${door.id}`;
    send.addEventListener("click", () => attempt(() => sent(card, row, door)));
    card.querySelector("[data-doors]").append(row);
  }
  return card;
}

async function got(card, audience, renew) {
  const before = count();
  const token = await session.token(audience, { renew });
  if (count() === before && token !== card.token && chosen() === "refresh") {
    record("POST", `${config.issuer}oauth/token`, audience.identifier, "by the library's worker, out of sight").came("a token");
  }
  card.token = token;
  const said = claims(token);
  const show = (name, text) => { card.querySelector(`[data-${name}]`).textContent = text; };
  show("aud", JSON.stringify(said?.aud ?? "none: it is opaque"));
  show("sub", said?.sub ?? "");
  show("scope", said?.scope ?? "");
  show("exp", said ? new Date(said.exp * 1000).toLocaleTimeString() : "");
  show("raw", token);
  card.querySelector("[data-have]").hidden = false;
  const get = card.querySelector("[data-get]");
  get.textContent = "Renew it";
  get.classList.remove("primary");
  say(`The app holds a token for ${audienceOf(token) ?? "the issuer alone"}.`);
}

async function sent(card, row, door) {
  const answer = await session.call(door.url, card.token);
  const { error, sandbox } = await answer.json();
  const result = row.querySelector("output");
  result.textContent = `${answer.status}: ${door.id} ${answer.ok ? "serves" : `refuses, ${error} (${sandbox.decided_by})`}.`;
  result.className = answer.ok ? "good" : "bad";
  const query = new URLSearchParams({ world: config.world, client: config.client, audience: card.dataset.identifier, api: door.id });
  card.querySelector("[data-outcome]").replaceChildren(outcome(answer, {
    api: door.id, hue: door.hue, checks: sandbox.checks, decidedBy: sandbox.decided_by, hueOf, workbench: `${config.sandbox}workbench?${query}`,
  }));
}

async function cameBack() {
  record("GET", `${config.issuer}authorize`, undefined, "the whole page went there").came(
    new URLSearchParams(location.search).get("error") ?? "a code");
  try {
    await session.comeBack();
  } finally {
    history.replaceState(null, "", config.home);
  }
  byId("letters").hidden = false;
  byId("sign-out").hidden = false;
  byId("sign-in").hidden = true;
  const [first] = config.audiences;
  await got(byId("letters").firstElementChild, first, false);
}

function cannot(id) {
  byId(id).hidden = false;
  byId("app").hidden = true;
}

async function start() {
  if (!window.isSecureContext) return cannot("insecure");
  config = JSON.parse(byId("config").textContent);
  if (location.origin !== new URL(config.home).origin) return cannot("elsewhere");
  if (!config.redirect_uri) return cannot("no-return");
  watch(hueOf);
  byId("app").hidden = false;
  for (const way of document.querySelectorAll("input[name=way]:not(:disabled)")) {
    if (way.value === kept("way")) way.checked = true;
    way.addEventListener("change", () => { kept("way", way.value); location.assign(config.home); });
  }
  begin();
  byId("sign-in").addEventListener("click", () => attempt(() => session.signIn(config.audiences[0])));
  byId("sign-out").addEventListener("click", () => attempt(() => session.signOut()));
  const query = new URLSearchParams(location.search);
  if (query.has("state") && (query.has("code") || query.has("error"))) await attempt(cameBack);
}

start();
