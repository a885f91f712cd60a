// Text as Python counts it: by code points, so that both find the same character.

const members = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

// A member of an object of somebody else's, whose names may be any: `constructor` is one only if it was sent.
const own = (object, name) => (Object.hasOwn(object, name) ? object[name] : null);

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

Object.assign(globalThis.causes, { members, own, beginning, lengthOf, filled, stripped });
