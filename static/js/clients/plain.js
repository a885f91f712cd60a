// The same with plain fetch: authorization code with PKCE (RFC 6749, RFC 7636), no library.
const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

export function withFetch(config) {
  const tokens = new Map(); // one access token an audience, in memory only

  async function request({ identifier, scope }, more) {
    const [verifier, state] = [random(), random()];
    const challenge = base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
    const url = new URL("authorize", config.issuer);
    url.search = new URLSearchParams({
      response_type: "code", client_id: config.client, redirect_uri: config.redirect_uri,
      audience: identifier, scope, state, code_challenge: challenge, code_challenge_method: "S256", ...more,
    });
    return { url, kept: { verifier, state, identifier } };
  }

  async function redeem(answer, { verifier, state, identifier }) {
    if (answer.state !== state) throw new Error("this answer belongs to another request");
    if (answer.iss !== config.issuer) throw new Error("somebody else answered (RFC 9207)");
    if (answer.error) throw new Error(answer.error);
    const body = new URLSearchParams({
      grant_type: "authorization_code", client_id: config.client, redirect_uri: config.redirect_uri,
      code: answer.code, code_verifier: verifier,
    });
    const response = await fetch(new URL("oauth/token", config.issuer), { method: "POST", body });
    if (!response.ok) throw new Error((await response.json()).error);
    tokens.set(identifier, (await response.json()).access_token);
    return tokens.get(identifier);
  }

  const answerTo = (url) => new Promise((resolve, reject) => {
    const frame = Object.assign(document.createElement("iframe"), { hidden: true, src: url });
    const settle = (how, what) => { removeEventListener("message", listen); frame.remove(); how(what); };
    const listen = ({ origin, source, data }) =>
      origin === url.origin && source === frame.contentWindow && settle(resolve, data.response);
    addEventListener("message", listen);
    setTimeout(() => settle(reject, new Error("the issuer did not answer")), 10_000);
    document.body.append(frame);
  });

  return {
    async signIn(audience) {
      const { url, kept } = await request(audience);
      sessionStorage.setItem("sign-in", JSON.stringify(kept));
      location.assign(url);
    },
    comeBack: () => redeem(Object.fromEntries(new URLSearchParams(location.search)),
      JSON.parse(sessionStorage.getItem("sign-in"))),
    async token(audience, { renew = false } = {}) {
      if (tokens.has(audience.identifier) && !renew) return tokens.get(audience.identifier);
      const { url, kept } = await request(audience, { prompt: "none", response_mode: "web_message" });
      return redeem(await answerTo(url), kept);
    },
    call: (url, token) => fetch(url, { headers: { Authorization: `Bearer ${token}` } }),
    signOut() {
      const query = new URLSearchParams({ client_id: config.client, post_logout_redirect_uri: config.returns_to });
      location.assign(new URL(`oidc/logout?${query}`, config.issuer));
    },
  };
}
