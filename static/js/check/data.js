// Why a token is refused, found out in this browser alone. These scripts do what `sandbox/causes` does in Python, from the
// same list of causes, which the page brings along. Each adds what it has to one object, and takes what it needs from it:
// an import would have to name a fingerprint, and a page that is opened from a file loads no modules.

globalThis.causes = { data: JSON.parse(document.getElementById("cause-data").textContent) };
