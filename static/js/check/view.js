// A diagnosis as the page shows it. `sandbox/views/tools/diagnosis.py` does the same.

const { data, own, asJson, timeInWords, dateOf, beginning } = globalThis.causes;
const UNSEEN = /[\0-\x1f\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u2069\u3000\ud800-\udfff\ufe00-\ufe0f\ufeff]/gu;
const ROWS = 60;
const VALUE_CHARACTERS = 400;
const SHOWN = 14;
const ORDER = new Map(data.words.claims.map(([name], index) => [name, index]));
const CLAIMS = new Map(data.words.claims);

// A text in which each character that has no picture is named.
const visible = (text) => text.replace(UNSEEN, (found) => `⟨U+${found.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);

function viewOf(diagnosis, token, expectation) {
  const { cause, answers } = diagnosis;
  const words = data.words.verdicts[diagnosis.verdict];
  const [, issuer] = diagnosis.issuer;
  const title = cause ? cause.title : words.title || answerTo(words.question, answers);
  const why = cause ? cause.why : answers.filter((one) => one.verdict === "skipped" && one.question !== "message").map((one) => one.text).join(" ");
  const sure = cause ? sureOf(cause) : "";
  return {
    verdict: diagnosis.verdict,
    mark: words.mark,
    word: words.word,
    sure,
    title: wordsOf(title),
    why: wordsOf(why),
    pair: cause?.compared && cause.compared.at !== null ? pairOf(cause.compared) : null,
    changes: cause ? changesOf(cause, issuer) : [],
    see: cause ? cause.see : words.see,
    id: cause ? cause.id : "",
    others: diagnosis.others.map((one) => ({ sure: sureOf(one), title: wordsOf(one.title), changes: changesOf(one, issuer) })),
    answers: answers.map((one) => answerView(one, cause)),
    claims: membersOf(token.claims, expectation.at),
    header: membersOf(token.header, expectation.at),
    shareable: diagnosis.shareable,
    spoken: `${words.word}${sure ? `, ${sure}` : ""}: ${visible(title.replaceAll("`", ""))}`,
  };
}

// The parts of a token, each as far as it is shown; the third one of three is struck out.
const stripOf = (token) => (token.text ? token.text.split(".", 5) : []).map((part) => visible(shortened(part, SHOWN)));

function shortened(text, length) {
  const short = beginning(text, length);
  return short === text ? text : `${short}…`;
}

const sureOf = (cause) => (cause.certain ? "certain" : "likely");

const answerTo = (question, answers) => answers.find((one) => one.question === question)?.text ?? "";

// A sentence, whose code stands between backticks.
const wordsOf = (text) => visible(text).split("`").map((piece, number) => ({ text: piece, code: number % 2 === 1 })).filter((one) => one.text);

function pairOf(compared) {
  const [token, expected] = [Array.from(compared.token), Array.from(compared.expected)];
  const most = Math.min(token.length, expected.length) - compared.at;
  let end = 0;
  while (end < most && token.at(-1 - end) === expected.at(-1 - end)) end += 1;
  return {
    token_says: "token says",
    token: marked(token, compared.at, end),
    api_expects: "API expects",
    expected: marked(expected, compared.at, end),
  };
}

function marked(characters, start, end) {
  const stop = characters.length - end;
  const [same, differs, rest] = [characters.slice(0, start), characters.slice(start, stop), characters.slice(stop)].map((part) => visible(part.join("")));
  return { same, differs: differs || "∅", rest };
}

function changesOf(cause, issuer) {
  const { leads, sides } = data.words;
  const found = cause.changes.map((change, number) => ({
    lead: number ? leads.other : leads.first,
    side: change.side === "issuer" && issuer ? `at ${issuer}` : sides[change.side],
    text: wordsOf(number ? change.text.replace(/^Or (.)/, (_, first) => first.toUpperCase()) : change.text),
    setting: visible(change.setting),
  }));
  if (cause.avoid) found.push({ lead: leads.avoid, side: "", text: wordsOf(cause.avoid.replace(/^Do not /, "")), setting: "" });
  return found;
}

function answerView(answer, cause) {
  const decides = cause && cause.question === answer.question && answer.verdict === "fail" ? "decides" : "";
  const question = own(data.words.questions, answer.question) ?? answer.question;
  return { verdict: answer.verdict, mark: data.words.marks[answer.verdict], question, text: wordsOf(answer.text), decides };
}

// Those that every reader asks for first, and then by name.
function membersOf(members, at) {
  const place = (name) => ORDER.get(name) ?? ORDER.size;
  const names = [...members.keys()].sort((one, other) => place(one) - place(other) || byCodePoint(one, other));
  const found = names.slice(0, ROWS).map((name) => {
    const value = members.get(name);
    const text = typeof value === "string" ? value : asJson(value);
    return { name: visible(beginning(name, VALUE_CHARACTERS)), value: shortened(visible(text), VALUE_CHARACTERS), words: inWords(name, value, at) };
  });
  if (names.length > ROWS) found.push({ name: "…", value: `${names.length - ROWS} more`, words: "" });
  return found;
}

function byCodePoint(one, other) {
  const [left, right] = [Array.from(one), Array.from(other)];
  const at = left.findIndex((character, index) => character !== right[index]);
  if (at < 0) return left.length - right.length;
  return at >= right.length ? 1 : left[at].codePointAt(0) - right[at].codePointAt(0);
}

function inWords(name, value, at) {
  const times = own(data.words.times, name);
  const when = times ? timeInWords(value, at) : "";
  if (!when) return CLAIMS.get(name) ?? "";
  const [past, future] = times;
  const date = dateOf(value);
  return `${when.endsWith(" ago") ? past : future} ${when}${date ? ` · ${date}` : ""}`;
}

Object.assign(globalThis.causes, { viewOf, stripOf, byCodePoint });
