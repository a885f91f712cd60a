// Who wandered off from a room comes back with one key; a presenter brings the room along.

const { browser, tab } = globalThis.storage;
const UNREACHABLE = "The server cannot reach what it keeps of this room. Trying again…";
const PATIENCE = 4000; // milliseconds until a lost connection is told

function addressIn(storage, key) {
  const kept = storage.get(key) ?? "";
  return /^(\/[\w.~-]+)*\/room\/[A-Z]{5}$/.test(kept) ? kept : "";
}

const room = addressIn(tab, "room");
// Who presents may open what is to be shown in a tab of its own, beside the panel.
const presenting = addressIn(tab, "presenting") || (room ? "" : addressIn(browser, "presenting"));
const inRoom = document.querySelector("[data-room], [data-presenter], [data-screen], [data-results]");

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function back(where, words) {
  return element("a", { href: where, className: "button small", id: "back-to-room" }, words, element("kbd", {}, "b"));
}

// Who is on their own is still here: counted, and told what the room does now.
function listen(line) {
  const status = line.querySelector("[role=status]");
  let source;
  let said = "";
  let lost;
  const say = (html) => {
    clearTimeout(lost);
    if (said === html) return;
    said = html;
    status.innerHTML = html;
    const asks = status.querySelector("[data-key]");
    const answered = asks && tab.get(`answer ${asks.dataset.key}`);
    if (answered) asks.append(" You have answered.");
    line.classList.toggle("urgent", Boolean(status.querySelector(".calls")) && !answered);
  };
  const end = () => {
    source.close();
    tab.remove("room");
    say("The room has ended. Everything stays open to explore.");
    line.querySelector("#back-to-room").remove();
  };
  // Browsers keep six connections to a server: a page that nobody sees needs none.
  const follow = () => {
    source?.close();
    if (document.hidden) return;
    source = new EventSource(`${room}/away/events`);
    source.addEventListener("message", (event) => say(event.data));
    source.addEventListener("closed", end);
    source.addEventListener("unreachable", () => say(UNREACHABLE));
    source.addEventListener("reachable", () => { source.close(); follow(); });
    for (const last of ["stranger", "elsewhere"]) source.addEventListener(last, () => source.close());
    source.addEventListener("error", () => {
      clearTimeout(lost);
      lost = setTimeout(() => { say("The room is not heard just now. Trying again…"); if (source.readyState === EventSource.CLOSED) follow(); }, PATIENCE);
    });
  };
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) follow(); });
  follow();
}

// The room is shown what stands at this address: the server decides what of it can be.
function bring(words, deed) {
  const button = element("button", { className: "button small", type: "button" }, words);
  button.addEventListener("click", async () => {
    const status = button.parentElement.querySelector("[role=status]");
    try {
      const panel = await fetch(`${presenting}/present`);
      if (panel.status >= 500) throw new Error("no panel");
      const page = new DOMParser().parseFromString(await panel.text(), "text/html");
      const at = page.querySelector('[name="at"]')?.value ?? "";
      const what = location.pathname.slice(new URL("../..", import.meta.url).pathname.length - 1) + location.search;
      const answer = await fetch(`${presenting}/present`, { method: "POST", body: new URLSearchParams({ at, do: deed, what }) });
      if (answer.status >= 500) throw new Error("no answer");
      if (answer.ok) location.assign(`${presenting}/present`);
      else status.textContent = at ? `A room can be ${deed === "hand" ? "handed" : "shown a stop of a scenario, or"} a state of the workbench.` : "The room has ended.";
    } catch {
      status.textContent = "The server does not answer, or not for the room. Press again.";
    }
  });
  return button;
}

// A room may have ended while no page of it was open.
async function letGo(line) {
  const answer = await fetch(`${presenting}/present`, { method: "HEAD" }).catch(() => null);
  if (![403, 404].includes(answer?.status)) return;
  for (const storage of [tab, browser]) storage.remove("presenting");
  line.remove();
  document.documentElement.classList.remove("wanders");
}

if (!inRoom && (room || presenting)) {
  document.documentElement.classList.add("wanders");
  const line = element("aside", { className: "wandering", ariaLabel: "The room" });
  const status = element("div", { role: "status" }, presenting ? "You present." : "On your own.");
  if (presenting) line.append(status, bring("Show this to the room", "go"), bring("Hand it to everybody", "hand"), back(`${presenting}/present`, "Back "));
  else line.append(status, back(room, "Back to the room "));
  document.querySelector(".top").after(line);
  if (presenting) letGo(line);
  else listen(line);
}
