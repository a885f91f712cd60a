// While scenarios are written: a saved file shows at once, in place; a mistake lies over the page until it is mended.

const root = new URL("../../", import.meta.url).pathname;
const address = `${root}events`;
let seen = 0;
let source;

// Browsers keep six connections to a server: a page that nobody sees needs none.
function follow() {
  source?.close();
  source = undefined;
  if (document.hidden) return;
  source = new EventSource(address);
  source.addEventListener("state", (event) => take(JSON.parse(event.data)));
}

function take(state) {
  const anew = seen && state.version !== seen;
  seen = state.version;
  if (document.querySelector("[data-editor]")) return; // which has a text of its own, and says itself what is wrong
  overlay(state.mistakes);
  if (anew && document.getElementById("main")) {
    htmx.ajax("GET", location.pathname + location.search, { target: "#main", select: "#main", swap: "outerMorph" });
  }
}

function overlay(mistakes) {
  const shown = document.getElementById("mistakes") ?? document.body.appendChild(Object.assign(document.createElement("aside"), { id: "mistakes" }));
  shown.className = "mistakes-now";
  shown.setAttribute("role", "alert");
  shown.setAttribute("aria-label", "Mistakes in the files");
  shown.hidden = mistakes.length === 0;
  shown.replaceChildren(...(mistakes.length ? [heading(mistakes.length), ...mistakes.map(told)] : []));
}

function heading(count) {
  const line = document.createElement("p");
  const what = document.createElement("strong");
  what.textContent = count === 1 ? "A mistake. " : `${count} mistakes. `;
  const close = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: "Hide" });
  close.addEventListener("click", () => { document.getElementById("mistakes").hidden = true; });
  line.append(what, "The page shows what was right before.", close);
  return line;
}

function told(mistake) {
  const text = document.createElement("pre");
  text.textContent = mistake.text;
  const more = Object.assign(document.createElement("a"), { href: `${root}docs/mistakes#${mistake.code}`, textContent: `${mistake.code}, wrong and right` });
  const entry = document.createElement("div");
  entry.append(text, more);
  return entry;
}

document.addEventListener("visibilitychange", follow);
addEventListener("pagehide", () => source?.close());
follow();
