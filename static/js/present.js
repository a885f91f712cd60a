// The presenter's panel: keys of a clicker, the clock, and what needs a second press.

const { browser, tab } = globalThis.storage;
const bar = document.querySelector("[data-presenter]");
for (const storage of [tab, browser]) storage.set("presenting", bar.dataset.presenter);

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

// Where the plan says that one is between two minutes: ahead before the first, behind after the last.
function against(minute, begins, ends) {
  if (minute < begins) return `${Math.ceil(begins - minute)} min ahead of plan`;
  if (minute >= ends + 1) return `${Math.floor(minute - ends)} min behind plan`;
  return "on plan";
}

function tick() {
  const timer = document.querySelector("[data-timer]");
  if (!timer) return;
  const now = Date.now() / 1000;
  const here = Math.max(0, now - timer.dataset.entered);
  const minutes = Number(timer.dataset.minutes);
  timer.querySelector("[data-entry-time]").textContent = clock(here);
  const begun = timer.dataset.opened; // not while people come in
  timer.querySelector("[data-whole-time]").textContent = `${begun ? `${clock(Math.max(0, now - begun))} of ` : ""}${timer.dataset.whole}:00 in all`;
  const plan = timer.querySelector("[data-plan-time]");
  plan.textContent = begun ? against((now - begun) / 60, Number(timer.dataset.planBegins), Number(timer.dataset.planEnds)) : "";
  plan.classList.toggle("behind", plan.textContent.endsWith("behind plan"));
  timer.classList.toggle("over", minutes > 0 && here > minutes * 60);
}

function notes(hidden) {
  document.body.classList.toggle("without-notes", hidden);
  const button = document.querySelector("[data-notes]");
  button.setAttribute("aria-pressed", String(hidden));
  button.firstChild.textContent = hidden ? "Show notes " : "Hide notes ";
  tab.set("without-notes", hidden ? "yes" : "");
  document.dispatchEvent(new Event("notes"));
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-notes]")) notes(!document.body.classList.contains("without-notes"));
  const sure = event.target.closest("[data-sure]");
  if (sure && !sure.dataset.asked) {
    event.preventDefault();
    sure.dataset.asked = "yes";
    sure.textContent = sure.dataset.sure;
  }
  // A stop that is pressed in the preview is where the room goes.
  const stop = event.target.closest(".preview a[href]");
  const jump = stop && document.querySelector(`.jump [value="go ${CSS.escape(stop.getAttribute("href"))}"]`);
  if (jump && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    jump.click();
  }
}, true);

notes(tab.get("without-notes") === "yes");
document.addEventListener("htmx:after:swap", tick);
setInterval(tick, 1000);
tick();
