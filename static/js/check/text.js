// Text as Python counts it: by code points and with its white space, so that both find the same. What somebody else wrote
// becomes a Map, in which `__proto__` is a name like any other.

const WHITE = "\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";
const START = new RegExp(`^[${WHITE}]+`);
const BETWEEN = new RegExp(`[${WHITE}]+`);

const members = (value) => value instanceof Map;

// A member of an object of somebody else's, or of the data of the page; null if it is not there.
const own = (object, name) => (members(object) ? object.get(name) : Object.hasOwn(object, name) ? object[name] : null) ?? null;

const words = (text) => text.split(BETWEEN).filter(Boolean);

function trimmed(text) {
  let end = text.length;
  while (end && BETWEEN.test(text[end - 1])) end -= 1;
  return text.slice(0, end).replace(START, "");
}

const beginning = (text, length) => (text.length <= length ? text : Array.from(text.slice(0, 2 * length)).slice(0, length).join(""));

function lengthOf(text) {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

const filled = (template, values) => template.replace(/\{([a-z_]+)\}/g, (all, name) => own(values, name) ?? all);

// Without some characters at the beginning and the end.
function stripped(text, characters, { start = true, end = true } = {}) {
  let [from, to] = [0, text.length];
  while (start && from < to && characters.includes(text[from])) from += 1;
  while (end && to > from && characters.includes(text[to - 1])) to -= 1;
  return text.slice(from, to);
}

Object.assign(globalThis.causes, { WHITE, members, own, words, trimmed, beginning, lengthOf, filled, stripped });
