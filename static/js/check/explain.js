// From facts to one cause: the list is data, and this reads it. `sandbox/causes/explain.py` does the same.

const { data, own, filled, lengthOf, allHold, completed, known, subjectOf, valuesOf, shapesOf } = globalThis.causes;

// Why a token is refused, as `Diagnosis` of `sandbox/causes/explain.py` has it.
function explain(token, said) {
  const expectation = completed(said);
  const all = known(token, expectation);
  const subject = subjectOf(token, expectation);
  const values = valuesOf(token, expectation, all);
  const found = firstOfEach(data.causes.filter((one) => applies(one, all.facts, subject)));
  const causes = found.map((one) => causeOf(one, subject, values, all));
  const verdict = found.length ? found[0].verdict ?? "refused" : verdictOf(all.facts);
  const [vendor] = all.facts.vendor;
  const shared = found.slice(0, 1).map((one) => causeOf(one, subject, shapesOf(values), all));
  return {
    verdict,
    form: token.form,
    issuer: vendor === "unknown" ? ["", ""] : [vendor, all.issuerName],
    cause: causes[0] ?? null,
    others: causes.slice(1),
    answers: answersOf(all.facts, subject, values),
    shareable: shareable(verdict, shared, answersOf(all.facts, subject, shapesOf(values))),
  };
}

// Of causes that answer one question, or compare the same two strings, only the first: the rest follow from it.
function firstOfEach(found) {
  const kept = [];
  for (const rule of found) {
    if (!kept.some((one) => one.question === rule.question || (rule.compare && one.compare === rule.compare))) kept.push(rule);
  }
  return kept;
}

const has = (facts, name, wanted) => facts[name].some((one) => wanted.includes(one));

// Whether each fact of `when` has one of its values, none of `unless` has, every `if` holds, and one of `or`.
const applies = (rule, facts, subject) =>
  Object.entries(rule.when ?? {}).every(([name, wanted]) => has(facts, name, wanted)) &&
  !Object.entries(rule.unless ?? {}).some(([name, wanted]) => has(facts, name, wanted)) &&
  allHold(rule.if ?? [], subject) &&
  (!rule.or || rule.or.some((one) => applies(one, facts, subject)));

function causeOf(rule, subject, given, all) {
  const compared = { audience: all.audience, issuer: all.issuer }[rule.compare ?? ""] ?? null;
  const values = { ...given, ...longer(compared) };
  const [vendor] = all.facts.vendor;
  return {
    id: rule.id,
    question: rule.question,
    certain: rule.certain === true || (rule.certain !== false && rule.certain.some((one) => applies(one, all.facts, subject))),
    title: filled(rule.title, values),
    why: filled(rule.why, values),
    compared,
    changes: rule.change.map((one) => ({ side: one.side, text: filled(one.text, values), setting: settingOf(one, vendor, all.library, values) })),
    avoid: filled(rule.avoid ?? "", values),
    see: rule.see,
  };
}

// Which of two identifiers has what the other lacks.
function longer(compared) {
  const isToken = compared !== null && lengthOf(compared.token) > lengthOf(compared.expected);
  return isToken ? { longer: "the token", shorter: "your API" } : { longer: "your API", shorter: "the token" };
}

// The setting by its name: the library's where one was chosen, else the issuer's, else what holds for all.
function settingOf(change, vendor, library, values) {
  const byName = own(data.settings, change.setting ?? "") ?? {};
  const name = [change.side === "api" ? library : "", vendor].find((one) => one && own(byName, one) !== null);
  return filled(own(byName, name ?? "") ?? "", values);
}

function answersOf(facts, subject, values) {
  return data.questions.flatMap((question) => {
    const row = question.answers.find((one) => applies(one, facts, subject));
    return row ? [{ question: question.id, verdict: row.verdict, text: filled(row.text, values) }] : [];
  });
}

// The verdict where there is no cause.
function verdictOf(facts) {
  if (facts.shape[0] === "none") return "nothing";
  if (facts.shape[0] !== "jwt") return "unreadable";
  return facts.audience[0] === "same" ? "good" : "open";
}

function shareable(verdict, causes, answers) {
  const lines = causes.length ? causes.map((one) => `${verdict}: ${one.title} (${one.certain ? "certain" : "likely"})`) : [verdict];
  for (const one of causes) lines.push(...one.changes.map((change) => `- change the ${change.side}: ${change.text}`));
  return [...lines, "", ...answers.map((one) => `${one.verdict.padEnd(7)} ${one.question}: ${one.text}`)].join("\n");
}

Object.assign(globalThis.causes, { explain });
