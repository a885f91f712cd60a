// A page that follows a room: what one answered stays marked, and a lost connection is told and mends itself.

const { browser, tab } = globalThis.storage;
const bar = document.querySelector("[data-events]");
const link = bar.querySelector("[data-link]");
const room = bar.dataset.room;
const WORDS = {
  following: room ? "You follow the presenter." : "",
  lost: "Connection lost. Trying again…",
  elsewhere: "This room is open in several other tabs. This one has stopped: load it again to follow here.",
  unreachable: "The server cannot reach what it keeps of this room. Trying again…",
  full: "The server has no place for more pages that follow. Trying again…",
  stranger: "This page is not known here any more. Load it again.",
  closed: "The room has ended. Everything stays open to explore.",
};
const LAST = ["elsewhere", "stranger", "closed"];
const HELD = ["full", "unreachable"]; // said by the server: a connection that ends says less
const SILENCE = 40_000; // the server is heard every 15 seconds
const SPREAD = 1500; // so that not all phones of a room come back in the same moment

let turn = {};
let silence;

const ended = () => LAST.includes(bar.dataset.state);
const stream = () => bar._htmx?.sse;

function say(state) {
  clearTimeout(turn.timer);
  turn = {};
  if (bar.dataset.state === state) return;
  bar.dataset.state = state;
  link.textContent = WORDS[state];
}

// What may be over in a moment is not told: a page that was hidden, or a server that begins anew, is back at once.
function sayUnless(state, after) {
  if (ended() || turn.state === state || (state === "lost" && HELD.includes(bar.dataset.state))) return;
  clearTimeout(turn.timer);
  turn = { state, timer: setTimeout(() => say(state), after) };
}

function heard() {
  clearTimeout(silence);
  silence = setTimeout(renew, SILENCE);
}

// A stream over a dead network looks open for minutes: it is let go, and the next attempt begins.
function renew() {
  if (ended()) return;
  sayUnless("lost", 1000);
  if (stream()?.reader) stream().reader.cancel();
  else stream()?.delayCanceller?.();
}

bar.addEventListener("htmx:sse:after:connection", () => { heard(); sayUnless("following", 200); });
bar.addEventListener("htmx:sse:error", () => sayUnless("lost", 1000));
for (const state of [...HELD, ...LAST]) bar.addEventListener(state, () => say(state));
bar.addEventListener("reachable", () => say("following"));
// An answer without the part that was asked for, from the server or from what lies between, leaves the page as it is.
document.addEventListener("htmx:after:request", (event) => {
  const { hx, response, select, swap, text } = event.detail.ctx;
  const part = `id="${(hx.reselect ?? select ?? "").slice(1)}"`;
  if (hx.redirect || text.includes(part) || (swap === "none" && response.status < 500)) return;
  event.preventDefault();
  if (!ended()) say(response.status === 503 ? "unreachable" : "lost");
  renew();
});
bar.addEventListener("closed", () => {
  document.title = "The room has ended · Audience Sandbox";
  tab.remove("room");
  for (const storage of [tab, browser]) storage.remove("presenting");
});
// A stream that ended is opened again, unless the server said that it was the last one.
bar.addEventListener("htmx:sse:before:connection", (event) => {
  if (ended()) event.detail.connection.cancelled = true;
  else if (event.detail.connection.attempt > 0) sayUnless("lost", 1000);
});
// What a page shows already, as the answer to its own press, need not be shown again.
bar.addEventListener("htmx:sse:before:message", (event) => {
  heard();
  const { event: name, id } = event.detail.message;
  if (!name && id && id === document.querySelector("[data-version]")?.dataset.version) event.detail.cancelled = true;
});
// Not by an attribute: htmx reads those when it begins, which may be before its extension has come.
function follow() {
  if (!stream() && !ended()) htmx.ajax("GET", bar.dataset.events, { source: bar, timeout: 10_000 });
}
// The first attempt of all is not repeated by the extension.
bar.addEventListener("htmx:finally:request", () => {
  if (stream() || ended()) return;
  sayUnless("lost", 1000);
  setTimeout(follow, 3000 + SPREAD * Math.random());
});
addEventListener("offline", () => { if (!ended()) say("lost"); });
addEventListener("online", () => setTimeout(renew, SPREAD * Math.random()));
document.addEventListener("visibilitychange", () => { if (!document.hidden) setTimeout(() => stream()?.delayCanceller?.()); });

bar.addEventListener("tally", (event) => {
  const counts = JSON.parse(event.detail.data);
  for (const [name, count] of Object.entries(counts)) {
    for (const place of document.querySelectorAll(`[data-tally="${name}"]`)) place.textContent = count;
  }
});

// A pause counts down by the clock of the server: a device's own may be wrong.
const ahead = bar.dataset.now * 1000 - Date.now();
function countDown() {
  for (const place of document.querySelectorAll(".countdown [data-ends]")) {
    const left = Math.max(0, Math.round(place.dataset.ends - (Date.now() + ahead) / 1000));
    place.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  }
}
setInterval(countDown, 1000);

// Where nothing is kept, an answer is marked until the page is loaded again, and one comes back by the address.
function markMine() {
  const shown = document.getElementById("shown");
  document.body.classList.toggle("asking", Boolean(shown?.dataset.asked));
  const address = document.querySelector("[data-address]");
  if (address && shown) address.textContent = shown.dataset.reached;
  if (!room) return;
  document.querySelector(".nickname")?.toggleAttribute("hidden", !("names" in shown.dataset));
  const ballot = document.getElementById("ballot");
  const key = `answer ${ballot?.dataset.key}`;
  const pressed = ballot?.querySelector('[aria-pressed="true"]');
  if (pressed) tab.set(key, pressed.value);
  else ballot?.querySelector(`[value="${Number(tab.get(key))}"]`)?.setAttribute("aria-pressed", "true");
  for (const tally of document.querySelectorAll(".tally[data-key]")) {
    const mine = tally.querySelector(".share.mine")?.dataset.answer ?? tab.get(`answer ${tally.dataset.key}`);
    if (!mine) continue;
    for (const part of tally.querySelectorAll("[data-answer]")) part.classList.toggle("mine", part.dataset.answer === mine);
    const right = tally.querySelector(`.share[data-answer="${Number(mine)}"]`)?.classList.contains("came") ?? false;
    if (tally.dataset.step) document.dispatchEvent(new CustomEvent("predicted", { detail: { step: tally.dataset.step, said: Number(mine), correct: right } }));
  }
}

// Links lead away from the room, to pages of their own: the page that follows must not be left half.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-shown] a[hx-get]")) event.stopPropagation();
}, true);

if (room) tab.set("room", room);
for (const draw of [markMine, countDown]) {
  document.addEventListener("htmx:after:swap", draw);
  draw();
}

sayUnless("lost", 5000);
follow();
