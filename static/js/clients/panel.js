// The network panel: each request of this page as it happens, with the colour of its audience.
// It sees what a page can see: its own fetches, and the hidden frames that are opened in it.

const list = document.getElementById("requests");
const entry = document.getElementById("request");
let hueOf = () => "hue-none";
let seen = 0;

export const watch = (hue) => { hueOf = hue; };
export const count = () => seen;

export function claims(token) {
  try {
    const part = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(part), (letter) => letter.charCodeAt(0))));
  } catch {
    return null; // an opaque token is for the issuer alone
  }
}

export const audienceOf = (token) => [claims(token)?.aud ?? []].flat()[0];

export function record(method, url, audience, remark = "") {
  seen += 1;
  const item = entry.content.cloneNode(true).firstElementChild;
  const address = new URL(url, location.href);
  const show = (name, text) => { item.querySelector(`[data-${name}]`).textContent = text; };
  const colour = (name) => { item.className = hueOf(name); show("audience", name ?? ""); };
  show("method", method);
  show("address", address.host + address.pathname);
  show("remark", remark);
  colour(audience);
  list.append(item);
  list.hidden = false;
  list.scrollTop = list.scrollHeight;
  return { came: (status, about) => { show("status", status); if (about) colour(about); } };
}

const fetched = window.fetch;
window.fetch = async (input, options = {}) => {
  const request = new Request(input, options);
  const bearer = request.headers.get("authorization")?.replace(/^Bearer /, "");
  const body = new URLSearchParams(request.method === "POST" ? await request.clone().text() : "");
  const remark = bearer ? "with a token" : body.get("grant_type") ?? "";
  const row = record(request.method, request.url, bearer ? audienceOf(bearer) : body.get("audience"), remark);
  try {
    const answer = await fetched(request);
    const token = (await answer.clone().json().catch(() => ({}))).access_token;
    row.came(answer.status, token && audienceOf(token));
    return answer;
  } catch (error) {
    row.came("failed");
    throw error;
  }
};

// A hidden frame asks for a code without a page; what came of it is told by a message.
new MutationObserver((changes) => {
  for (const frame of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
    if (frame.nodeName !== "IFRAME" || !frame.src) continue;
    const [url, opened] = [new URL(frame.src), frame.contentWindow]; // it is gone when its answer has been read
    const row = record("GET", frame.src, url.searchParams.get("audience"), "in a hidden frame, prompt=none");
    const listen = ({ origin, source, data }) => {
      if (origin !== url.origin || source !== opened) return;
      removeEventListener("message", listen);
      row.came(data.response?.error ?? "a code");
    };
    addEventListener("message", listen);
  }
}).observe(document.body, { childList: true });
