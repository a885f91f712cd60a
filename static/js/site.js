// Keys, copying, and focus. The pages work without any of it.

const { read, write } = globalThis.storage;

// Whether the messages of the lanes took the key: they come before the steps.
function asked(what, detail) {
  return !document.dispatchEvent(new CustomEvent(what, { detail, cancelable: true }));
}

const press = (what) => document.querySelector(what)?.click();

// What only presses something that is not there is left to the browser.
const pressIfThere = (what) => (document.querySelector(what) ? press(what) : false);

const keys = {
  ArrowRight: () => asked("lanes:go", 1) || press("a[rel=next]"),
  ArrowLeft: () => asked("lanes:go", -1) || press("a[rel=prev]"),
  b: () => pressIfThere("#back-to-room"),
  "/": () => { const box = document.getElementById("q"); if (box?.checkVisibility()) box.focus(); else press(".search-link"); },
  " ": () => asked("lanes:pause"),
  r: () => press("[data-replay]"),
  s: () => pressIfThere("[data-reveal]"),
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((n) => [n, () => press(`[data-expect="${n}"]`)])),
  "?": () => document.getElementById("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.composedPath()[0].closest("input, textarea, select, [contenteditable], dialog, pre");
  const modified = event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key !== "?");
  if (typing || modified || event.repeat || !(event.key in keys)) return;
  if (event.key === " " && event.target.closest("a, button, summary, label")) return;
  if (keys[event.key]() !== false) event.preventDefault();
});

document.addEventListener("click", async (event) => {
  if (event.target.closest("[data-keys]")) keys["?"]();
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const command = button.parentElement.querySelector("pre");
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(command.textContent);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(command);
    button.textContent = "Selected: copy it with the keyboard";
  }
  setTimeout(() => { button.textContent = label; }, 1800);
});

// A row of the lanes leads to its entry on the wire, which may be folded.
function unfold() {
  const target = location.hash.startsWith("#wire-") && document.getElementById(location.hash.slice(1));
  for (let entry = target; entry; entry = entry.parentElement.closest("details")) entry.open = true;
}

function revealButtons() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
}

// On a narrow screen the step bar is longer than the line: show where we are.
function centreStep() {
  const entry = document.querySelector(".steps [aria-current]");
  const bar = entry?.closest("ol");
  if (bar) bar.scrollLeft = entry.offsetLeft - (bar.clientWidth - entry.offsetWidth) / 2;
}

function keep({ step, said, correct }) {
  write("predictions", { ...read("predictions"), [step]: { said, correct } });
}

document.addEventListener("predicted", (event) => keep(event.detail));

// What was predicted stays in this browser, by the address of its step.
function remember() {
  const said = document.querySelector("[data-said]");
  const [step, answer] = (said?.dataset.said ?? document.querySelector("[data-asks]")?.dataset.asks ?? "").split("?said=");
  const before = read("predictions")[step]?.said;
  if (said) keep({ step, said: Number(answer), correct: said.dataset.correct === "yes" });
  if (Number.isInteger(before)) document.querySelector(`[data-expect="${before}"]`)?.classList.add("before");
}

// What came is said aloud, too: the answer of the api, and how the two great questions are answered.
function tell(before) {
  const outcome = [...document.querySelectorAll("main .answer, .side .big, .lamp h3, .seal-result .lamp h2")];
  const soFar = [...document.querySelectorAll("[data-shown] .message.current")].slice(-1);
  const words = (outcome.length ? outcome : soFar).map((part) => part.textContent.replace(/\s+/g, " ").trim());
  const decides = document.querySelector(".check.decides .what b");
  if (decides && !outcome.length) words.splice(0, 1, `The check ${decides.textContent} decides.`);
  const status = document.querySelector("[data-status]");
  if (status) status.textContent = before + words.map((text) => (/[.?]$/.test(text) ? text : `${text}.`)).join(" ");
}

function settle() {
  remember();
  revealButtons();
  centreStep();
  unfold();
}

// A new step is read from its title on. A replay stays where it is: it says what came, and the letter travels again.
// In a room, what changes may be neither, such as an answer that was given. Who is writing goes on writing, and a button
// of the presenter's that a key pressed can be pressed again.
const where = () => document.querySelector("[data-shown]")?.dataset.shown ?? location.pathname;
const replay = () => document.querySelector("[data-shown]")?.dataset.played;
const partOf = () => document.querySelector("[data-part]")?.dataset.part;
let shown = where();
let played = replay();
let part = partOf();
document.addEventListener("htmx:after:swap", () => {
  settle();
  if (shown !== where()) {
    scrollTo(0, 0);
    const title = document.getElementById("step-title");
    const writing = document.activeElement?.matches("input, textarea, select, .desk :focus-visible");
    if (!writing) title?.focus({ preventScroll: true });
    tell(writing && title ? `${title.textContent.trim()}. ` : "");
  } else if (played === undefined || played !== replay()) {
    tell(document.getElementById("stage") ? "Replayed. " : "Sent. ");
  } else if (part !== partOf()) {
    tell("");
  }
  shown = where();
  played = replay();
  part = partOf();
});

addEventListener("hashchange", unfold);
settle();
