// Why a token is refused, found out in this browser alone. These scripts do what `sandbox/causes` does in Python, from the
// same list of causes (`data.js`). Each adds what it has to one object, and takes what it needs from it: an import would have
// to name a fingerprint, and a page that is opened from a file loads no modules.
// The list comes by columns, which are smaller, and in two parts: what only messages, libraries, keys and scopes need comes
// when somebody unfolds those fields.

const { data } = globalThis.causes;

const rowsOf = (columns) => columns.id.map((_, index) => {
  const members = Object.entries(columns).map(([name, values]) => [name, values[index]]);
  return Object.fromEntries(members.filter(([, value]) => value !== null));
});

data.causes = rowsOf(data.causes);

// Add the second part: messages, the causes that they name, each at its place, and the settings of libraries.
function learn({ messages, causes, places, settings }) {
  data.messages = rowsOf(messages);
  for (const [index, cause] of rowsOf(causes).entries()) data.causes.splice(places[index], 0, cause);
  for (const [purpose, byName] of Object.entries(settings)) data.settings[purpose] = { ...data.settings[purpose], ...byName };
}

Object.assign(globalThis.causes, { learn });
