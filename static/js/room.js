// A page that follows a room: what one answered stays marked, and a lost connection is told and mends itself.

const bar = document.querySelector("[hx-sse\\:connect]");
const link = bar.querySelector("[data-link]");
const room = bar.dataset.room;
const WORDS = {
  following: room ? "You follow the presenter." : "",
  lost: "Connection lost. Trying again…",
  elsewhere: "This room is open in several other tabs. This one has stopped.",
  full: "The server has no place for more pages that follow. Trying again…",
  stranger: "This page is not known here any more. Load it again.",
  closed: "The room has ended. Everything stays open to explore.",
};
const LAST = ["elsewhere", "stranger", "closed"];
let ended = "";

function say(state) {
  link.textContent = WORDS[state];
  bar.dataset.state = state;
}

bar.addEventListener("htmx:sse:after:connection", () => { if (!ended) say("following"); });
bar.addEventListener("htmx:sse:error", () => { if (!ended) say("lost"); });
bar.addEventListener("htmx:sse:close", () => { if (!ended) say("lost"); });
for (const state of ["full", ...LAST]) {
  bar.addEventListener(state, () => { say(state); if (LAST.includes(state)) ended = state; });
}
// A stream that ended is opened again, unless the server said that it was the last one.
bar.addEventListener("htmx:sse:before:connection", (event) => {
  if (ended) event.detail.connection.cancelled = true;
  else if (event.detail.connection.attempt > 0 && bar.dataset.state === "following") say("lost");
});
addEventListener("offline", () => { if (!ended) say("lost"); });
addEventListener("online", () => bar._htmx?.sse?.delayCanceller?.());

bar.addEventListener("tally", (event) => {
  const counts = JSON.parse(event.detail.data);
  for (const [name, count] of Object.entries(counts)) {
    for (const place of document.querySelectorAll(`[data-tally="${name}"]`)) place.textContent = count;
  }
});

const kept = (key) => sessionStorage.getItem(`answer ${key}`);

function markMine() {
  const asked = document.querySelector("[data-asked]")?.dataset.asked;
  document.body.classList.toggle("asking", Boolean(asked));
  if (!room) return;
  const ballot = document.getElementById("ballot");
  const pressed = ballot?.querySelector('[aria-pressed="true"]');
  if (pressed) sessionStorage.setItem(`answer ${ballot.dataset.key}`, pressed.value);
  else if (ballot && kept(ballot.dataset.key)) ballot.querySelector(`[value="${Number(kept(ballot.dataset.key))}"]`)?.setAttribute("aria-pressed", "true");
  for (const tally of document.querySelectorAll("[data-key][data-step]")) {
    const mine = tally.querySelector(".share.mine")?.dataset.answer ?? kept(tally.dataset.key);
    if (!mine) continue;
    for (const part of tally.querySelectorAll("[data-answer]")) part.classList.toggle("mine", part.dataset.answer === mine);
    const right = tally.querySelector(`.share[data-answer="${Number(mine)}"]`)?.classList.contains("came") ?? false;
    document.dispatchEvent(new CustomEvent("predicted", { detail: { step: tally.dataset.step, said: Number(mine), correct: right } }));
  }
}

if (room) {
  try {
    sessionStorage.setItem("room", room);
  } catch {
    // Storage may be forbidden: then one comes back by the address.
  }
}
document.addEventListener("htmx:after:swap", markMine);
say("following");
markMine();
