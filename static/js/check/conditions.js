// What the list of causes can ask of a token: small conditions, written as data.

const { own, beginning } = globalThis.causes;
const LONGEST = 2000;
const compiled = new Map();

// The strings of a claim that is a string or a list.
const strings = (value) => (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");

function holds(condition, subject) {
  if (condition.any) return condition.any.some((one) => holds(one, subject));
  if (condition.none) return !condition.none.some((one) => holds(one, subject));
  if (condition.equal) {
    const [one, other] = condition.equal.map((name) => own(subject.claims, name));
    return typeof one === "string" && one === other;
  }
  if ("text" in condition) return matches(condition.text, [subject.text]);
  const value = valueOf(condition, subject);
  if ("match" in condition) return matches(condition.match, strings(value));
  return (value === null) === (condition.absent ?? false);
}

const allHold = (conditions, subject) => conditions.every((one) => holds(one, subject));

function valueOf(condition, subject) {
  if ("claim" in condition) return own(subject.claims, condition.claim);
  if ("header" in condition) return own(subject.header, condition.header);
  const expected = subject.expected[condition.expects];
  return expected.length ? expected : null;
}

function matches(pattern, values) {
  if (!compiled.has(pattern)) compiled.set(pattern, new RegExp(pattern, "u"));
  return values.some((one) => compiled.get(pattern).test(beginning(one, LONGEST)));
}

Object.assign(globalThis.causes, { LONGEST, strings, allHold, matches });
