// Keys, copying, and focus. The pages work without any of it.

const keys = {
  ArrowRight: () => document.querySelector("a[rel=next]")?.click(),
  ArrowLeft: () => document.querySelector("a[rel=prev]")?.click(),
  r: () => document.querySelector("[data-replay]")?.click(),
  "?": () => document.getElementById("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable], dialog, pre");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
  event.preventDefault();
  keys[event.key]();
});

document.addEventListener("click", async (event) => {
  if (event.target.closest("[data-keys]")) keys["?"]();
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = button.parentElement.querySelector("pre").textContent;
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(button.parentElement.querySelector("pre"));
    button.textContent = "Selected: copy it with the keyboard";
  }
  setTimeout(() => { button.textContent = label; }, 1800);
});

// A row of the lanes leads to its entry on the wire, which may be folded.
function unfold() {
  const target = location.hash.startsWith("#wire-") && document.getElementById(location.hash.slice(1));
  if (target) target.open = true;
}

function revealButtons() {
  for (const button of document.querySelectorAll("[data-copy], [data-keys]")) button.hidden = false;
  unfold();
}

addEventListener("hashchange", unfold);
// On a narrow screen the step bar is longer than the line: show where we are.
function centreStep() {
  const entry = document.querySelector(".steps [aria-current]");
  const bar = entry?.closest("ol");
  if (bar) bar.scrollLeft = entry.offsetLeft - (bar.clientWidth - entry.offsetWidth) / 2;
}

function settle() {
  revealButtons();
  centreStep();
}

document.addEventListener("htmx:after:swap", settle);
settle();
