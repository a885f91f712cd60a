// A token that was pasted stays in the fragment of the address, which no browser sends anywhere.

const PREFIX = "#token=";

function field() {
  return document.querySelector("[data-pasted]");
}

function fill() {
  const pasted = field();
  if (pasted && !pasted.value && location.hash.startsWith(PREFIX)) pasted.value = decodeURIComponent(location.hash.slice(PREFIX.length));
}

document.addEventListener("input", (event) => {
  if (event.target !== field()) return;
  const token = event.target.value.trim();
  history.replaceState(history.state, "", location.pathname + location.search + (token ? PREFIX + encodeURIComponent(token) : ""));
});
document.addEventListener("htmx:after:swap", fill);
addEventListener("hashchange", fill);
fill();
