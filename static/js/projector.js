// What is projected fits on one screen where it can. What does not is gone through before the room goes on, whichever
// window the clicker's keys come to: the windows of this browser tell each other what is above and below.

const SMALLEST = 0.72; // of the usual size of letters
const SCREENFUL = 0.85; // so that a line or two of it stay in sight
const SILENT = 3000; // milliseconds after which a window that says nothing counts as closed

const root = document.documentElement;
const bar = document.querySelector("[data-screen], [data-presenter]");
const name = Math.random().toString(36);
const windows = new BroadcastChannel(bar.dataset.screen ?? bar.dataset.presenter);
const others = new Map();

const projects = () => "screen" in bar.dataset || document.body.classList.contains("without-notes");
const version = () => document.querySelector("[data-version]").dataset.version;
const isThere = (by) => projects() && (by > 0 ? root.scrollHeight - innerHeight - scrollY > 3 : scrollY > 3);

function tellOthers() {
  windows.postMessage({ name, version: version(), above: isThere(-1), below: isThere(1) });
}

function fit() {
  const sized = (size) => { root.style.setProperty("--fit", size); return root.scrollHeight <= innerHeight; };
  if (!projects() || sized(1)) return tellOthers();
  let [small, large] = [SMALLEST, 1];
  if (sized(small)) {
    while (large - small > 0.02) {
      const middle = (small + large) / 2;
      if (sized(middle)) small = middle; else large = middle;
    }
    sized(small);
  } else sized(1);
  tellOthers();
}

// Another part is seen from its top, or from its end by who comes back to it.
let shown = {};
function arrive() {
  const { shown: place, part } = document.querySelector("[data-shown]").dataset;
  fit();
  if (projects() && (place !== shown.place || part !== shown.part)) {
    scrollTo(0, place === shown.place && Number(part) < Number(shown.part) ? root.scrollHeight : 0);
  }
  shown = { place, part };
}

// Whether there was something to scroll, here or in another window that shows the same.
function scrolls(by) {
  const now = Date.now();
  const elsewhere = [...others.values()].some((other) => other.version === version() && now - other.heard < SILENT && (by > 0 ? other.below : other.above));
  const here = isThere(by);
  if (here) scrollBy(0, by * innerHeight * SCREENFUL);
  if (elsewhere) windows.postMessage({ scroll: by, version: version() });
  return here || elsewhere;
}

windows.addEventListener("message", ({ data }) => {
  if (data.scroll && data.version === version() && isThere(data.scroll)) scrollBy(0, data.scroll * innerHeight * SCREENFUL);
  else if (data.name) others.set(data.name, { ...data, heard: Date.now() });
  else if (data.who) tellOthers();
});
setInterval(() => { if (isThere(1) || isThere(-1)) tellOthers(); }, 1000);
addEventListener("scroll", tellOthers);
addEventListener("resize", fit);
document.fonts.ready.then(fit);
document.addEventListener("htmx:after:swap", arrive);
document.addEventListener("notes", arrive);
windows.postMessage({ who: true });
arrive();

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-go]");
  if (!button || !scrolls(button.dataset.go === "next" ? 1 : -1)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

// What clickers send. Where a letter or a space can be meant for what has the focus, it is; the rest always goes on.
const KEYS = {
  PageDown: "[data-go=next]", PageUp: "[data-go=back]", ArrowRight: "[data-go=next]", ArrowLeft: "[data-go=back]", " ": "[data-go=next]",
  ".": "[data-do=blank]", b: "[data-do=blank]", f: "[data-do=freeze]", n: "[data-notes]",
  ...("screen" in bar.dataset && { ArrowDown: "[data-go=next]", ArrowUp: "[data-go=back]" }),
};
const ALWAYS = ["PageDown", "PageUp"];

addEventListener("keydown", (event) => {
  const starts = event.key === "F5" && "screen" in bar.dataset && !document.fullscreenElement;
  if (event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && !starts) || !(starts || Object.hasOwn(KEYS, event.key))) return;
  const at = event.composedPath()[0];
  if (at.closest("input, textarea, select, [contenteditable]") && !ALWAYS.includes(event.key)) return;
  if (event.key === " " && at.closest("a, button, summary, label")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (event.repeat) return;
  document.querySelector("dialog[open]")?.close();
  if (starts) root.requestFullscreen();
  else document.querySelector(KEYS[event.key])?.click();
}, true);

// What was pressed by a mouse lets go of the focus: the next space is the clicker's. Who uses the keyboard keeps it.
document.addEventListener("click", (event) => {
  const pressed = event.detail > 0 && event.target.closest("a, button, summary, label");
  if (pressed && pressed.contains(document.activeElement)) document.activeElement.blur();
});
