// What a browser keeps. Storage may be forbidden, full, or hold something else: then nothing is kept, and nothing breaks.
// The other scripts find this as a global: an import would have to name a fingerprint, and a page that is opened
// from a file loads no modules.

function textsIn(storage) {
  const attempt = (work) => {
    try {
      return work(window[storage]);
    } catch {
      return null;
    }
  };
  return {
    get: (key) => attempt((kept) => kept.getItem(key)),
    set: (key, text) => attempt((kept) => kept.setItem(key, text)),
    remove: (key) => attempt((kept) => kept.removeItem(key)),
  };
}

const tab = textsIn("sessionStorage");
const browser = textsIn("localStorage");

// An object that this browser keeps; an empty one in place of anything else.
function read(key) {
  try {
    const kept = JSON.parse(browser.get(key));
    return kept && typeof kept === "object" && !Array.isArray(kept) ? kept : {};
  } catch {
    return {};
  }
}

const write = (key, value) => browser.set(key, JSON.stringify(value));

globalThis.storage = { tab, browser, read, write };
