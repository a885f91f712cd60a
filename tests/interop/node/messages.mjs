// What libraries of JavaScript say when they refuse a token: each situation, and the message.
import { JwtVerifier, CognitoJwtVerifier } from "aws-jwt-verify";
import { generateKeyPairSync } from "node:crypto";
import express from "express";
import { auth } from "express-oauth2-jwt-bearer";
import { verify as honoVerify } from "hono/jwt";
import { createLocalJWKSet, jwtVerify } from "jose";
import jsonwebtoken from "jsonwebtoken";

const SECRET = "k".repeat(32);
const OTHER = "z".repeat(32);
const FUTURE = Math.floor(Date.now() / 1000) + 1000;
const made = (claims) => jsonwebtoken.sign(claims, SECRET, { noTimestamp: true });
const key = (secret) => new TextEncoder().encode(secret);

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwk = { ...publicKey.export({ format: "jwk" }), kid: "k1", use: "sig", alg: "RS256" };
const POOL = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_example";
const ofCognito = (claims) => jsonwebtoken.sign({ iss: POOL, exp: FUTURE, ...claims }, privateKey, { algorithm: "RS256", keyid: "k1" });
const verifier = JwtVerifier.create({ issuer: POOL, audience: "a", jwksUri: "https://unused.example/" });
const pool = CognitoJwtVerifier.create({ userPoolId: "eu-west-1_example", tokenUse: "access", clientId: "a" });
verifier.cacheJwks({ keys: [jwk] });
pool.cacheJwks({ keys: [jwk] });

const situations = {
  jsonwebtoken: {
    audience: () => jsonwebtoken.verify(made({ aud: "b" }), SECRET, { audience: "a" }),
    missing: () => jsonwebtoken.verify(made({}), SECRET, { audience: "a" }),
    issuer: () => jsonwebtoken.verify(made({ iss: "b" }), SECRET, { issuer: "a" }),
    expired: () => jsonwebtoken.verify(made({ exp: 1 }), SECRET),
    early: () => jsonwebtoken.verify(made({ nbf: FUTURE }), SECRET),
    signature: () => jsonwebtoken.verify(made({}), OTHER),
    opaque: () => jsonwebtoken.verify("abc", SECRET),
    bearer: () => jsonwebtoken.verify(`Bearer ${made({})}`, SECRET),
    nothing: () => jsonwebtoken.verify(undefined, SECRET),
    algorithm: () => jsonwebtoken.verify(made({}), SECRET, { algorithms: ["RS256"] }),
  },
  jose: {
    audience: () => jwtVerify(made({ aud: "b" }), key(SECRET), { audience: "a" }),
    missing: () => jwtVerify(made({}), key(SECRET), { audience: "a" }),
    issuer: () => jwtVerify(made({ iss: "b" }), key(SECRET), { issuer: "a" }),
    expired: () => jwtVerify(made({ exp: 1 }), key(SECRET)),
    early: () => jwtVerify(made({ nbf: FUTURE }), key(SECRET)),
    signature: () => jwtVerify(made({}), key(OTHER)),
    opaque: () => jwtVerify("abc", key(SECRET)),
    typ: () => jwtVerify(made({}), key(SECRET), { typ: "at+jwt" }),
    key: () => jwtVerify(ofCognito({}), createLocalJWKSet({ keys: [{ ...jwk, kid: "k2" }] })),
    algorithm: () => jwtVerify(made({}), key(SECRET), { algorithms: ["RS256"] }),
  },
  hono: {
    audience: () => honoVerify(made({ aud: "b" }), SECRET, { alg: "HS256", aud: "a" }),
    missing: () => honoVerify(made({}), SECRET, { alg: "HS256", aud: "a" }),
    issuer: () => honoVerify(made({ iss: "b" }), SECRET, { alg: "HS256", iss: "a" }),
    early: () => honoVerify(made({ nbf: FUTURE }), SECRET, "HS256"),
    signature: () => honoVerify(made({}), OTHER, "HS256"),
    opaque: () => honoVerify("abc", SECRET, "HS256"),
    algorithm: () => honoVerify(made({}), SECRET, "RS256"),
  },
  "aws-jwt-verify": {
    audience: () => verifier.verifySync(ofCognito({ aud: "b" })),
    missing: () => verifier.verifySync(ofCognito({})),
    "id token": () => pool.verifySync(ofCognito({ token_use: "id", aud: "a" })),
  },
};

const said = {};
for (const [library, calls] of Object.entries(situations)) {
  for (const [situation, call] of Object.entries(calls)) {
    try {
      await call();
      said[`${library} ${situation}`] = "";
    } catch (error) {
      said[`${library} ${situation}`] = error.message;
    }
  }
}

const ISSUER = "https://issuer.example/";
const fits = { iss: ISSUER, aud: "a", exp: FUTURE };
const settings = { secret: SECRET, issuer: ISSUER, audience: "a", tokenSigningAlg: "HS256" };
const requests = {
  audience: [settings, made({ ...fits, aud: "b" })],
  issuer: [settings, made({ ...fits, iss: "https://issuer.example" })],
  typ: [{ ...settings, strict: true }, made(fits)],
  opaque: [settings, "abc"],
};
for (const [situation, [options, token]] of Object.entries(requests)) {
  const api = express();
  api.get("/", auth(options), (_request, response) => response.json({}));
  api.use((error, _request, response, _next) => response.status(401).json({ message: error.message }));
  const server = api.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`http://127.0.0.1:${server.address().port}/`, { headers });
  said[`express ${situation}`] = (await answer.json()).message ?? "";
  server.close();
}
try {
  auth({ ...settings, audience: undefined });
} catch (error) {
  said["express unset"] = error.message;
}
console.log(JSON.stringify(said));
