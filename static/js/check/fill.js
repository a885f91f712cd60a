// A template of the page, filled from an object: text is only ever text. `data-each` repeats its first child, `data-if` leaves
// an element out, and a path such as `pair.token` names a member of a member.

const at = (object, path) => path.split(".").reduce((found, name) => found?.[name], object);

const element = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });

// A space is drawn: no sign for it is in every font.
const SPACE = Object.assign(element("i", " "), { className: "space", role: "img", ariaLabel: "space" });

function drawn(text) {
  const mark = element("mark", "");
  text.split(" ").forEach((part, number) => mark.append(...(number ? [SPACE.cloneNode(true)] : []), part));
  return mark;
}

const empty = (value) => !value || value.length === 0;

const FILLS = {
  text: (node, value) => { node.textContent = value; },
  words: (node, value) => { node.replaceChildren(...value.map((one) => (one.code ? element("code", one.text) : one.text))); },
  marked: (node, value) => { node.replaceChildren(value.same, drawn(value.differs), value.rest); },
  class: (node, value) => { node.classList.add(value); },
  anchor: (node, value) => { node.setAttribute("href", `${node.getAttribute("href").split("#")[0]}#${value}`); },
};

function fill(node, object) {
  const { if: needed, each } = node.dataset;
  if (needed && empty(at(object, needed))) {
    node.remove();
    return;
  }
  for (const [name, change] of Object.entries(FILLS)) if (name in node.dataset) change(node, at(object, node.dataset[name]));
  if (each) {
    const [pattern] = node.children;
    node.replaceChildren(...at(object, each).map((one) => filledCopy(pattern, one)));
  } else {
    for (const child of [...node.children]) fill(child, object);
  }
}

function filledCopy(pattern, object) {
  const parent = document.createDocumentFragment();
  parent.append(pattern.cloneNode(true));
  fill(parent.firstElementChild, object);
  return parent;
}

// Copies of what a template holds, filled.
function fromTemplate(id, object) {
  const copy = document.getElementById(id).content.cloneNode(true);
  for (const child of [...copy.children]) fill(child, object);
  return copy;
}

Object.assign(globalThis.causes, { fromTemplate, element });
