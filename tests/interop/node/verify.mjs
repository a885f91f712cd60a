// Resource servers that nobody here wrote: jose, and express with express-oauth2-jwt-bearer. Prints what each says to each token.
import express from "express";
import { auth } from "express-oauth2-jwt-bearer";
import { createRemoteJWKSet, jwtVerify } from "jose";

const given = JSON.parse(process.argv[2]);
const keys = createRemoteJWKSet(new URL(`${given.issuer}.well-known/jwks.json`));

async function byJose(token) {
  try {
    const { payload } = await jwtVerify(token, keys, { issuer: given.issuer, audience: given.audience, typ: given.typ });
    return { ok: true, sub: payload.sub };
  } catch (error) {
    return { ok: false, code: error.code, claim: error.claim };
  }
}

const api = express();
const bearer = auth({ issuerBaseURL: given.issuer, audience: given.audience,
  strict: given.typ === "at+jwt", clockTolerance: 0 }); // its default forgives five seconds
api.get("/", bearer, (request, response) => response.json({ sub: request.auth.payload.sub }));
api.use((error, _request, response, _next) => {
  response.status(error.status ?? 500).set(error.headers ?? {}).json({ error: error.code, message: error.message });
});
const server = api.listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));

async function byExpress(token) {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`http://127.0.0.1:${server.address().port}/`, { headers });
  return { status: answer.status, ...(await answer.json()), challenge: answer.headers.get("www-authenticate") };
}

const said = {};
for (const [name, token] of Object.entries(given.tokens)) {
  said[name] = { jose: await byJose(token), express: await byExpress(token) };
}
console.log(JSON.stringify(said));
server.close();
