// The replay message by message: it plays by itself, pauses, and goes back and forth. Everything is on the page already;
// what came of it is seen when it comes.

const { tab } = globalThis.storage;
const PACE = 1300; // milliseconds a message
const still = matchMedia("(prefers-reduced-motion: reduce)");
let rows = [];
let at = 0; // how many messages are there to be seen
let paused = false;
let timer;
let replayed = false;

const scene = () => document.querySelector(".scene.staged");
const waits = () => scene() && !("revealed" in scene().dataset);

function reveal() {
  scene().dataset.revealed = "";
  document.querySelector("[data-reveal]")?.remove();
  tab.set(`seen ${location.pathname}`, "yes");
}

function revealNow() {
  if (!waits()) return;
  paused = false;
  clearTimeout(timer);
  show(rows.length, { moving: false });
  reveal();
}

// One thing to press at a time, always in the same place: until the answer has come, to see it.
function offerToReveal() {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button primary show-now", textContent: "Show the answer now" });
  button.dataset.reveal = "";
  document.querySelector(".onward").append(button);
}

const active = () => at < rows.length || paused;

function show(place, { moving = true } = {}) {
  at = Math.max(1, Math.min(place, rows.length));
  rows.forEach((row, index) => {
    row.classList.toggle("coming", index >= at);
    row.classList.toggle("now", active() && index === at - 1);
  });
  const letters = moving && !still.matches ? rows[at - 1].getAnimations({ subtree: true }) : [];
  for (const letter of letters) { letter.cancel(); letter.play(); }
  if (at === rows.length && waits()) Promise.all(letters.map((letter) => letter.finished)).then(reveal, () => {});
  const player = document.querySelector("[data-player]");
  player.querySelector("[data-place]").textContent = active() ? `Message ${at} of ${rows.length}` : `${rows.length} messages`;
  player.querySelector('[data-play="0"]').textContent = !active() ? "One by one" : paused ? "Play" : "Pause";
}

function tick() {
  clearTimeout(timer);
  if (!paused && at < rows.length) timer = setTimeout(() => { show(at + 1); tick(); }, PACE);
}

function tell() {
  document.querySelector("[data-status]").textContent = `Message ${at} of ${rows.length}: ${rows[at - 1].textContent.replace(/\s+/g, " ").trim()}`;
}

// Forward past the last message, or back before the first one, is a step of the scenario, and not ours.
function go(by) {
  if (!rows.length || !active() || (by < 0 && at === 1) || (by > 0 && at === rows.length)) { paused = false; return false; }
  show(at + by);
  tick();
  tell();
  return true;
}

function pause() {
  if (rows.length < 2) return;
  if (!active()) { paused = true; show(1); }
  else { paused = !paused; show(at, { moving: false }); }
  tick();
  tell();
}

function begin() {
  clearTimeout(timer);
  rows = [...document.querySelectorAll(".message.current")];
  paused = false;
  const player = document.querySelector("[data-player]");
  if (rows.length < 2) return;
  player.closest(".lanes").classList.add("played");
  const known = tab.get(`seen ${location.pathname}`) === "yes" || location.hash || still.matches;
  if (scene()) { // where one acts, nothing waits for the messages
    scene().dataset.plays = "";
    if (known) reveal();
    else offerToReveal();
  }
  show(known && (!replayed || still.matches) ? rows.length : 1);
  player.classList.add("ready");
  tick();
}

document.addEventListener("lanes:go", (event) => { if (go(event.detail)) event.preventDefault(); });
document.addEventListener("lanes:pause", (event) => { if (rows.length > 1) { pause(); event.preventDefault(); } });
document.addEventListener("focusin", (event) => { if (event.target.closest(".waits")) revealNow(); });
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-reveal]")) revealNow();
  const button = event.target.closest("[data-play]");
  if (button && button.dataset.play === "0") pause();
  else if (button) { if (!active()) { paused = true; show(1); } else { paused = true; go(Number(button.dataset.play)); } }
  const row = event.target.closest(".message.current .label") && event.target.closest(".message");
  if (row) { paused = true; clearTimeout(timer); show(rows.indexOf(row) + 1, { moving: false }); }
});
document.addEventListener("htmx:before:request", (event) => { replayed = event.target.matches("form"); });
document.addEventListener("htmx:after:swap", begin);
begin();
