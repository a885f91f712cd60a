// Two access tokens for two audiences, with @auth0/auth0-spa-js.
import { Auth0Client } from "../../vendor/auth0-spa-js-2.28.3.esm.js";

export function withAuth0(config, byRefreshToken) {
  const auth0 = new Auth0Client({
    domain: config.issuer.replace(/\/$/, ""),
    clientId: config.client,
    authorizationParams: { redirect_uri: config.redirect_uri },
    cacheLocation: "memory",
    // One sign-in, several audiences: by a hidden frame that asks again without a page (prompt=none),
    // or by one refresh token that is good for each of them (Auth0: multi-resource refresh token).
    useRefreshTokens: byRefreshToken,
    useMrrt: byRefreshToken,
    workerUrl: config.worker, // the library keeps the refresh token there, where no script of the page reads it
  });

  return {
    // Goes to the issuer, and asks for the first audience on the way.
    signIn: ({ identifier: audience, scope }) =>
      auth0.loginWithRedirect({ authorizationParams: { audience, scope } }),

    // Back from the issuer, with a code in the address.
    comeBack: () => auth0.handleRedirectCallback(),

    // An access token for one audience. Ask once an audience: each token is good at one door.
    token: ({ identifier: audience, scope }, { renew = false } = {}) =>
      auth0.getTokenSilently({ authorizationParams: { audience, scope }, cacheMode: renew ? "off" : "on" }),

    call: (url, token) => fetch(url, { headers: { Authorization: `Bearer ${token}` } }),

    signOut: () => auth0.logout({ logoutParams: { returnTo: config.returns_to } }),
  };
}
