// A token, from what was pasted.

const { NO_TOKEN, parseToken } = globalThis.causes;

function handed(given) {
  const text = given.trim().replace(/^bearer\s+/i, "").replace(/\s+/g, "");
  if (!text) return NO_TOKEN;
  const parts = text.split(".");
  const { header, claims } = parseToken(text);
  if (parts.length === 3) {
    if (header && claims) return { ...NO_TOKEN, form: "token", shape: "jwt", text, header, claims };
    return { ...NO_TOKEN, form: "token", shape: "broken", text, fault: "it is no JSON" };
  }
  if (parts.length === 5) {
    const { header: outer } = parseToken(`${parts[0]}.e30.`);
    if (outer) return { ...NO_TOKEN, form: "token", shape: "jwe", text, header: outer };
    return { ...NO_TOKEN, form: "token", shape: "broken", text, fault: "it is no JSON" };
  }
  return { ...NO_TOKEN, form: "token", shape: "opaque", text };
}

Object.assign(globalThis.causes, { handed });
