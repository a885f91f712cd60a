// Text in the editor that is not saved yet: leaving asks first, and a copy in this tab is offered when one comes back.

const form = document.getElementById("author");
const field = document.getElementById("text");
const notice = document.querySelector("[data-kept]");
const MOST = 5; // copies, the oldest of which is forgotten
const here = location.pathname + location.search;
const mine = String(performance.timeOrigin);

let saved = field.defaultValue;
let sent = saved;

function copies() {
  try {
    const kept = JSON.parse(storage.tab.get("unsaved"));
    return Array.isArray(kept) ? kept.filter((copy) => typeof copy?.text === "string") : [];
  } catch {
    return [];
  }
}

const write = (kept) => (kept.length ? storage.tab.set("unsaved", JSON.stringify(kept.slice(-MOST))) : storage.tab.remove("unsaved"));
const drop = (id) => write(copies().filter((copy) => copy.id !== id));

function isSaved(text) {
  saved = text;
  if (field.value === saved) drop(mine);
}

field.addEventListener("input", () => {
  const others = copies().filter((copy) => copy.id !== mine);
  write(field.value === saved ? others : [...others, { id: mine, address: here, text: field.value, at: Date.now() }]);
});
addEventListener("beforeunload", (event) => { if (field.value !== saved) event.preventDefault(); });

// A text that was downloaded is in its author's hands; one that the server has saved, in the file.
form.addEventListener("submit", (event) => { if (event.submitter?.formAction.endsWith("/author/scenario.yaml")) isSaved(field.value); });
form.addEventListener("htmx:before:request", (event) => { if (event.target.matches("[data-save]")) sent = field.value; });
document.addEventListener("htmx:after:swap", () => { if (document.querySelector("#result .author-said.good")) isSaved(sent); });

// The newest copy of an earlier visit; one of another file is opened where it belongs.
const earlier = copies().filter((copy) => copy.id !== mine && copy.text !== field.value);
const offered = earlier.findLast((copy) => copy.address === here) ?? earlier.at(-1);
if (offered) {
  const take = notice.querySelector("[data-take]");
  notice.querySelector("time").textContent = new Date(offered.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  take.addEventListener("click", () => {
    if (offered.address !== here) { location.assign(offered.address); return; }
    field.value = offered.text;
    drop(offered.id);
    field.dispatchEvent(new Event("input"));
    field.dispatchEvent(new Event("author:taken"));
    notice.hidden = true;
  });
  notice.querySelector("[data-drop]").addEventListener("click", () => {
    drop(offered.id);
    notice.hidden = true;
    (document.querySelector(".cm-host") ?? field).focus();
  });
  notice.hidden = false;
}
