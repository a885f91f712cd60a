// Who wandered off from a room comes back with one key; a presenter brings the room along.

const { browser, tab } = globalThis.storage;

function addressIn(storage, key) {
  const kept = storage.get(key) ?? "";
  return /^\/room\/[A-Z]{5}$/.test(kept) ? kept : "";
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
      const what = location.pathname + location.search;
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
  const status = element("p", { role: "status" }, presenting ? "You present." : "On your own.");
  if (presenting) line.append(status, bring("Show this to the room", "go"), bring("Hand it to everybody", "hand"), back(`${presenting}/present`, "Back "));
  else line.append(status, back(room, "Back to the room "));
  document.querySelector(".top").after(line);
  if (presenting) letGo(line);
}
