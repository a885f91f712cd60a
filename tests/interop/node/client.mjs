// oauth4webapi against a running issuer: does one thing, named by the first argument, and prints what it measured as JSON.
import * as oauth from "oauth4webapi";

const [what, given] = [process.argv[2], JSON.parse(process.argv[3])];
const insecure = { [oauth.allowInsecureRequests]: true }; // plain http on this machine
const issuer = new URL(given.issuer);

async function discover(algorithm = "oidc") {
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm, ...insecure }));
}

const client = { client_id: given.client };
const auth = {
  none: () => oauth.None(),
  basic: () => oauth.ClientSecretBasic(given.secret),
  post: () => oauth.ClientSecretPost(given.secret),
  key: async () => oauth.PrivateKeyJwt({
    key: await crypto.subtle.importKey("jwk", given.key, { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]),
    kid: given.key.kid,
  }),
};
const authenticated = () => auth[given.auth ?? "none"]();

// A browser without a screen: the form of the sign-in page is posted, the redirect is read and not followed.
async function signIn(as, more) {
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const url = new URL(as.authorization_endpoint);
  url.search = new URLSearchParams({
    client_id: client.client_id, redirect_uri: given.redirect_uri, response_type: "code", state, nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256", ...more,
  });
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams({ user: given.user }), redirect: "manual" });
  const params = oauth.validateAuthResponse(as, client, new URL(answer.headers.get("location")), state);
  const response = await oauth.authorizationCodeGrantRequest(
    as, client, await authenticated(), params, given.redirect_uri, verifier, insecure);
  const expected = (more.scope ?? "").includes("openid") ? { expectedNonce: nonce, requireIdToken: true } : {};
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, expected);
  return { tokens, claims: oauth.getValidatedIdTokenClaims(tokens) };
}

async function refresh(as, token, audience) {
  const additionalParameters = audience ? { resource: audience } : {};
  const response = await oauth.refreshTokenGrantRequest(
    as, client, await authenticated(), token, { additionalParameters, ...insecure });
  return oauth.processRefreshTokenResponse(as, client, response);
}

const doing = {
  async discovery() {
    const [oidc, oauth2] = [await discover("oidc"), await discover("oauth2")];
    return { same: JSON.stringify(oidc) === JSON.stringify(oauth2), issuer: oidc.issuer };
  },
  async code() {
    return signIn(await discover(), { resource: given.audience, scope: given.scope });
  },
  async refresh() {
    const as = await discover();
    const { tokens } = await signIn(as, { resource: given.audience, scope: `offline_access ${given.scope}` });
    const second = await refresh(as, tokens.refresh_token, given.other);
    const reused = await refresh(as, tokens.refresh_token).catch((error) => error.error);
    return { first: tokens.access_token, second: second.access_token, reused };
  },
  async machine() {
    const as = await discover();
    const response = await oauth.clientCredentialsGrantRequest(
      as, client, await authenticated(), { resource: given.audience }, insecure);
    return oauth.processClientCredentialsResponse(as, client, response);
  },
  async exchange() {
    const as = await discover();
    const response = await oauth.genericTokenEndpointRequest(as, client, await authenticated(),
      "urn:ietf:params:oauth:grant-type:token-exchange", {
        subject_token: given.token, subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
        resource: given.audience,
      }, insecure);
    return oauth.processGenericTokenEndpointResponse(as, client, response);
  },
  async introspection() {
    const as = await discover();
    const response = await oauth.introspectionRequest(as, client, await authenticated(), given.token, insecure);
    return oauth.processIntrospectionResponse(as, client, response);
  },
  async revocation() {
    const as = await discover();
    const { tokens } = await signIn(as, { resource: given.audience, scope: `offline_access ${given.scope}` });
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(as, client, await authenticated(), tokens.refresh_token, insecure));
    return { renewed: await refresh(as, tokens.refresh_token).catch((error) => error.error) };
  },
  async userinfo() {
    const as = await discover();
    const { tokens, claims } = await signIn(as, { scope: "openid profile" });
    const response = await oauth.userInfoRequest(as, client, tokens.access_token, insecure);
    return oauth.processUserInfoResponse(as, client, claims.sub, response);
  },
  async verify() {
    const headers = { authorization: `Bearer ${given.token}` };
    const request = new Request("https://api.example/notes", { headers });
    return oauth.validateJwtAccessToken(await discover(), request, given.audience, insecure);
  },
  async resource() {
    const url = new URL(given.api);
    return oauth.processResourceDiscoveryResponse(url, await oauth.resourceDiscoveryRequest(url, insecure));
  },
};

try {
  console.log(JSON.stringify({ ok: true, came: await doing[what]() }));
} catch (error) {
  const cause = error.cause?.body ?? error.cause?.parameters ?? error.cause;
  console.log(JSON.stringify({ ok: false, error: error.error ?? error.code ?? error.name, message: error.message, cause }));
}
