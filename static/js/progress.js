// What was walked through and predicted, kept in this browser only; shown, exported, imported, forgotten.

const { browser, read, write } = globalThis.storage;
const KEPT = ["progress", "predictions"];

const done = (progress, scenario) => (progress.scenarios?.[scenario] ?? "");

// A page is kept by its way from home: the same on a server, below a folder of one, and in a folder of files.
const home = document.querySelector("a.brand");
const files = home.pathname.endsWith(".html");
const root = new URL(".", home.href).href;

function record() {
  const stage = document.querySelector("#stage[data-scenario]");
  if (!stage) return;
  const progress = read("progress");
  const { scenario, kind } = stage.dataset;
  progress.scenarios = { ...progress.scenarios };
  if (kind === "takeaway") progress.scenarios[scenario] = "done";
  else if (kind !== "question") progress.scenarios[scenario] ??= "begun";
  progress.last = { url: location.href.slice(root.length - 1).split("#")[0], title: stage.querySelector("h1").textContent, kind };
  progress.path = document.querySelector(".path-place")?.dataset.path ?? "";
  write("progress", progress);
}

function show() {
  const progress = read("progress");
  for (const place of document.querySelectorAll("[data-scenario]:not(#stage)")) {
    const state = done(progress, place.dataset.scenario);
    const label = place.querySelector("[data-state]");
    if (label) label.textContent = { done: "✓ done", begun: "begun" }[state] ?? "";
    place.classList.toggle("done", state === "done");
    const learnt = place.querySelector("[data-learnt]");
    if (learnt) learnt.hidden = state !== "done";
  }
  chapters(progress);
  next(progress);
  if (document.querySelector("[data-progress]")) summary(progress);
}

// How much of each chapter was walked through.
function chapters(progress) {
  for (const chapter of document.querySelectorAll("[data-chapter]")) {
    const all = [...chapter.querySelectorAll("[data-scenario]")];
    const walked = all.filter((place) => done(progress, place.dataset.scenario) === "done").length;
    chapter.querySelector("[data-ring]").style.setProperty("--done", `${(100 * walked) / all.length}%`);
    if (walked) chapter.querySelector("[data-count]").textContent = `${walked} of ${all.length} done`;
  }
}

// Where one was, or what comes next: on the path one walks, else in the order of the page.
function next(progress) {
  const on = document.querySelector("[data-next]");
  if (!on) return;
  const say = (label, title, href) => {
    on.querySelector("[data-next-label]").textContent = label;
    on.querySelector("[data-next-title]").textContent = title;
    on.href = href;
  };
  const last = progress.last;
  const at = typeof last?.url === "string" ? /^\/scenarios\/([a-z][^/?]*)/.exec(last.url)?.[1].replace(/\.html$/, "") : "";
  const places = new Map([...document.querySelectorAll("[data-chapter] [data-scenario]")].map((place) => [place.dataset.scenario, place]));
  if (!places.has(at)) return;
  if (last.kind !== "takeaway" && last.url.split("?")[0].endsWith(".html") === files) {
    say("Continue where you were", last.title, root + last.url.slice(1));
    return;
  }
  const all = [...places.keys()];
  const open = (id) => done(progress, id) !== "done";
  const path = document.querySelector(`[data-path="${CSS.escape(progress.path ?? "")}"]`);
  const onPath = path?.dataset.scenarios.split(" ").filter((id) => places.has(id)) ?? [];
  const id = onPath.find(open) ?? [...all.slice(all.indexOf(at)), ...all].find(open);
  if (!id) return;
  const place = places.get(id);
  const way = onPath.includes(id) ? ` · ${path.querySelector("b").textContent}, ${onPath.indexOf(id) + 1} of ${onPath.length}` : "";
  const href = files ? `${root}scenarios/${id}/path_${progress.path}.html` : `${place.href}?path=${progress.path}`;
  say(`Next for you${way}`, place.querySelector(".name").textContent, way ? href : place.href);
}

function summary(progress) {
  const said = read("predictions");
  let right = 0;
  let wrong = 0;
  for (const step of document.querySelectorAll("[data-step]")) {
    const answer = said[step.dataset.step];
    step.hidden = !answer;
    for (const option of step.querySelectorAll("[data-option]")) option.hidden = option.dataset.option !== String(answer?.said);
    const missed = Boolean(answer) && !answer.correct;
    step.classList.toggle("wrong", missed);
    for (const came of step.querySelectorAll("[data-right]")) came.hidden = !missed;
    if (answer) missed ? wrong += 1 : right += 1;
  }
  const all = document.querySelectorAll(".done-list > li");
  const walked = [...all].filter((place) => done(progress, place.dataset.scenario) === "done").length;
  const tally = document.querySelector("[data-tally]");
  const predicted = right + wrong;
  const nothing = !predicted && !Object.keys(progress.scenarios ?? {}).length;
  const worth = wrong ? ` ${right} came true, ${wrong} did not, and ${wrong === 1 ? "that is the one" : "those are the ones"} worth reading again.` : predicted ? " All of them came true." : "";
  tally.textContent = `${walked} of ${all.length} scenarios walked through. ${predicted} ${predicted === 1 ? "prediction" : "predictions"}.${worth}`;
  tally.hidden = nothing;
  const actions = document.querySelector("[data-do]");
  actions.hidden = false;
  for (const button of actions.querySelectorAll("button")) button.hidden = nothing;
  for (const invites of document.querySelectorAll("[data-invites]")) invites.hidden = !nothing;
}

function tell(text) {
  document.querySelector("[data-progress-status]").textContent = text;
}

function save() {
  const kept = Object.fromEntries(KEPT.map((key) => [key, read(key)]));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(kept, null, 2)], { type: "application/json" }));
  link.download = "audience-sandbox-progress.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function load(file) {
  try {
    if (file.size > 1e6) throw new Error("too large");
    const kept = JSON.parse(await file.text());
    if (!KEPT.some((key) => kept[key] && typeof kept[key] === "object")) throw new Error("something else");
    for (const key of KEPT) write(key, kept[key] ?? {});
    tell("Imported.");
  } catch {
    tell(`${file.name} holds no progress of this sandbox. Choose a file that was exported here.`);
  }
  show();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-export]")) save();
  if (event.target.closest("[data-print]")) print();
  if (event.target.closest("[data-reset]")) {
    for (const key of KEPT) browser.remove(key);
    tell("Forgotten.");
    show();
  }
});
document.addEventListener("change", (event) => {
  const chosen = event.target.closest("[data-import]")?.files[0];
  if (chosen) load(chosen);
});
document.addEventListener("htmx:after:swap", record);
record();
show();
