// A token that was pasted is kept for this tab: it is in no address and no history, and the tab forgets it when it is closed.

const KEY = "pasted";
const FORMERLY = "#token=";
let pasted = storage.tab.get(KEY) ?? "";

const field = () => document.querySelector("[data-pasted]");

function keep(token) {
  pasted = token;
  if (token) storage.tab.set(KEY, token);
  else storage.tab.remove(KEY);
}

// Another reader is another page of the form, and the token goes along. An old link with a token in it fills the field,
// and is replaced by one without.
function settle() {
  if (location.hash.startsWith(FORMERLY)) {
    keep(decoded(location.hash.slice(FORMERLY.length)));
    history.replaceState(history.state, "", location.pathname + location.search);
    if (field()) field().value = pasted;
  }
  if (!field()) return;
  if (field().value) keep(field().value);
  else field().value = pasted;
}

function decoded(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

document.addEventListener("input", (event) => { if (event.target === field()) keep(field().value); });
document.addEventListener("htmx:after:swap", () => setTimeout(settle));
addEventListener("hashchange", settle);
addEventListener("pageshow", settle);
settle();
