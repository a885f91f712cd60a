// A token that was pasted stays in the fragment of the address, which no browser sends anywhere.

const PREFIX = "#token=";

function field() {
  return document.querySelector("[data-pasted]");
}

function keep() {
  const token = field().value.trim();
  history.replaceState(history.state, "", location.pathname + location.search + (token ? PREFIX + encodeURIComponent(token) : ""));
}

// Another reader is another address, and the token goes along; an address that holds one fills the field.
function settle() {
  const pasted = field();
  if (!pasted) return;
  if (pasted.value) keep();
  else if (location.hash.startsWith(PREFIX)) pasted.value = decodeURIComponent(location.hash.slice(PREFIX.length));
}

document.addEventListener("input", (event) => { if (event.target === field()) keep(); });
document.addEventListener("htmx:after:swap", () => setTimeout(settle));
addEventListener("hashchange", settle);
settle();
