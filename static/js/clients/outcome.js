// What came of a call: the answer, the two great questions, and what to do next. The verdicts are those that the API gave.
const template = document.getElementById("outcome");
const MARKS = { pass: "✓", fail: "✗", skipped: "–" };
const SPOKEN = { pass: "yes", fail: "no", skipped: "not checked" };

const value = (text, hue) => Object.assign(document.createElement("code"), { className: `value ${hue}`, textContent: text });
const list = (texts, hueOf, between) => texts.flatMap((text, index) => [index ? between : "", value(text, hueOf(text))]);

function signature(check, checks) {
  if (check.verdict === "skipped") return ["Nobody can tell. There is no signature that could be checked."];
  if (check.verdict === "fail") return ["Nobody knows. The signature does not fit what stands in the token."];
  const algorithm = checks.find(({ id }) => id === "algorithm")?.actual;
  return [`The issuer did. The ${algorithm} signature over header and claims holds with its key.`];
}

function audience(check, hueOf) {
  if (check.verdict === "skipped") return ["Nobody can tell. There is no address that could be read."];
  const found = [check.actual ?? []].flat().map(String);
  if (!found.length) return ["No. There is no address on it."];
  const said = list(found, hueOf, " and ");
  if (check.verdict === "pass") return ["Yes. It is addressed to ", ...said, "."];
  return ["No. It is addressed to ", ...said, "; I am ", ...list([check.expected].flat(), hueOf, " or "), "."];
}

export function outcome(answer, { api, hue, checks, decidedBy, hueOf, workbench }) {
  const shown = template.content.cloneNode(true);
  const said = shown.querySelector(".answer");
  said.classList.add(answer.ok ? "good" : "bad");
  Object.assign(said.querySelector("[data-api]"), { textContent: api, className: hue });
  said.querySelector("[data-status]").textContent = answer.status;
  said.querySelector("[data-decided]").textContent = answer.ok ? "No check refuses." : `The check ${decidedBy} decides.`;
  for (const lamp of shown.querySelectorAll("[data-check]")) {
    const check = checks.find(({ id }) => id === lamp.dataset.check);
    lamp.classList.add(check.verdict);
    lamp.querySelector(".mark").textContent = MARKS[check.verdict];
    lamp.querySelector(".spoken").textContent = SPOKEN[check.verdict];
    lamp.querySelector("p").append(...(check.id === "signature" ? signature(check, checks) : audience(check, hueOf)));
  }
  shown.querySelector("[data-workbench]").href = workbench;
  return shown;
}
