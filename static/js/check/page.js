// The page itself: what is typed or pasted is answered here, and nothing of it is sent, kept, or put into the address.

const { causes } = globalThis;
const { data, handed, expectationOf, explain, viewOf, stripOf, fromTemplate, element, exampleToken } = causes;
const form = document.getElementById("check-form");
const place = document.getElementById("answer");
const members = document.getElementById("members");
const made = document.getElementById("made");
const inShort = form.querySelector(".in-short");
const QUIET = 700;
let speaking;

const field = (name) => form.elements.namedItem(name);
// Scripts that not everybody needs come by their name alone, once: nothing of what was typed goes along.
const coming = new Map();
function script(id) {
  if (!coming.has(id)) {
    const wanted = document.importNode(document.getElementById(id).content, true).querySelector("script");
    coming.set(id, new Promise((loaded) => { wanted.addEventListener("load", loaded); }));
    wanted.addEventListener("error", () => coming.delete(id));
    document.head.append(wanted);
  }
  return coming.get(id);
}

// What only an issuer or a further field can make true comes when somebody turns to these fields; nothing is answered before.
const more = form.querySelector(".more");
let learnt = false;
const isMore = () => more.open || field("issuer").value !== "";
const learn = () => script("later-script").then(() => {
  learnt = true;
  answer();
});

const typed = () => Object.fromEntries(["token", "audience", "issuer", "error", "kind", "scope", "library", "at", "keys"].map((name) => [name, field(name).value]));

// What is unfolded stays so while one goes on typing, also past a moment without an answer.
let open = new Set();
function keepUnfolded() {
  if (place.firstElementChild) open = new Set([...place.querySelectorAll("details")].flatMap((one, index) => (one.open ? [index] : [])));
}

function show(view) {
  keepUnfolded();
  const shown = fromTemplate("diagnosis", view);
  const link = shown.querySelector("[data-see]");
  const known = view.see && document.querySelector(`#links [data-see="${CSS.escape(view.see)}"]`);
  if (known) {
    link.href = known.getAttribute("href");
    link.firstChild.textContent = `${known.textContent}\u00a0`;
  } else {
    link.remove();
  }
  for (const button of shown.querySelectorAll("[data-copy], [data-make]")) button.hidden = false;
  place.replaceChildren(shown);
  made.replaceChildren();
  members.replaceChildren(fromTemplate("token-members", view));
  for (const [index, one] of place.querySelectorAll("details").entries()) one.open = open.has(index);
}

function strip(token) {
  const all = stripOf(token);
  const parts = all.flatMap((part, index) => [index ? "." : "", element(index === 2 && all.length === 3 ? "s" : "span", part)]);
  document.getElementById("strip").replaceChildren(...parts.filter(Boolean));
}

// Said when nobody has typed for a moment: a sentence at each key would be noise.
function say(sentence) {
  clearTimeout(speaking);
  speaking = setTimeout(() => { document.getElementById("said").textContent = sentence; }, QUIET);
}

function clear() {
  keepUnfolded();
  place.replaceChildren();
  made.replaceChildren();
  members.replaceChildren();
  inShort.hidden = true;
  say("");
}

// What keys say is known a moment later, and then for as long as token and keys stay.
let signed = { of: "", says: "unchecked" };

function signature(token, given) {
  const keys = given.trim() && causes.keysIn ? causes.keysIn(given) : [];
  document.getElementById("keys-wrong").textContent = keys === null ? "This is no JWK Set: an object whose `keys` are a list of keys." : "";
  if (!keys?.length) return "unchecked";
  const of = `${token.text}\n${given}`;
  if (signed.of !== of) {
    signed = { of, says: "unchecked" };
    causes.signatureOf(token, keys).then((says) => {
      if (signed.of !== of || says === "unchecked") return;
      signed.says = says;
      answer();
    });
  }
  return signed.says;
}

function answer() {
  if (isMore() && !learnt) {
    clear();
    learn();
    return;
  }
  const given = typed();
  const token = handed(given.token);
  strip(token);
  if (!given.token.trim() && !given.error.trim()) {
    clear();
    return;
  }
  const expectation = { ...expectationOf(given, Date.now() / 1000), signature: signature(token, given.keys) };
  const view = viewOf(explain(token, expectation), token, expectation);
  show(view);
  inShort.hidden = false;
  inShort.className = `in-short ${view.verdict}`;
  inShort.replaceChildren(element("b", view.mark), ` ${view.title.map((one) => one.text).join("")}`);
  say(view.spoken);
}

// The files of a scenario of the token in hand, below the answer.
async function makeScenario() {
  await script("incident-script");
  const files = causes.incidentOf(handed(field("token").value));
  const shown = fromTemplate("incident", { files });
  const section = shown.firstElementChild;
  const all = section.querySelector("[data-all]");
  all.href = URL.createObjectURL(causes.archiveOf(files));
  for (const button of section.querySelectorAll("[data-all], [data-copy]")) button.hidden = false;
  for (const [index, one] of section.querySelectorAll("details").entries()) one.open = !index;
  made.replaceChildren(section);
  section.focus({ preventScroll: true });
  section.scrollIntoView({ block: "start" });
}

function tryOne(id) {
  const example = data.examples.find((one) => one.id === id);
  form.reset();
  for (const one of form.elements) if (one.name) one.value = one.name === "token" ? "" : one.value;
  field("token").value = exampleToken(example, Math.floor(Date.now() / 1000));
  field("audience").value = example.audience;
  field("issuer").value = example.issuer;
  answer();
}

more.addEventListener("toggle", () => { if (more.open) learn(); });
field("issuer").addEventListener("focus", learn);
form.addEventListener("input", answer);
form.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-example]");
  if (button) tryOne(button.dataset.example);
  if (event.target.closest("[data-make]")) makeScenario();
});
// Pasted beside the fields, it is the token.
document.addEventListener("paste", (event) => {
  if (event.target.closest("input, textarea, select")) return;
  field("token").value = event.clipboardData.getData("text").slice(0, field("token").maxLength);
  event.preventDefault();
  answer();
});
answer();
