// Who wandered off from a room comes back with one key; a presenter brings the room along.

function read(key) {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

const room = read("room");
const presenting = read("presenting");
const inRoom = document.querySelector("[data-room], [data-presenter], [data-screen]");

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
  const address = () => location.pathname + location.search;
  const button = element("button", { className: "button small primary", type: "button" }, words);
  button.addEventListener("click", async () => {
    const page = new DOMParser().parseFromString(await (await fetch(`${presenting}/present`)).text(), "text/html");
    const at = page.querySelector('[name="at"]')?.value ?? "";
    const answer = await fetch(`${presenting}/present`, { method: "POST", body: new URLSearchParams({ at, do: deed, what: address() }) });
    if (answer.ok) location.assign(`${presenting}/present`);
    else button.textContent = "A room can be shown a stop of a scenario, or a state of the workbench";
  });
  return button;
}

if (!inRoom && (/^\/room\/[A-Z]{5}$/.test(room) || /^\/room\/[A-Z]{5}$/.test(presenting))) {
  const line = element("aside", { className: "wandering", ariaLabel: "The room" });
  if (presenting) line.append("You present. ", bring("Show this to the room", "go"), " ", bring("Hand it to everybody", "hand"), " ", back(`${presenting}/present`, "Back "));
  else line.append("You explore on your own. ", back(room, "Back to the room "));
  document.body.append(line);
}
