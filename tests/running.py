"""Worlds that run in a test, and a client such as a stranger would write: it knows the specifications, not our code."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from textwrap import dedent
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2
from starlette.types import Receive, Scope, Send

from sandbox.network import Network, served
from sandbox.reading.source import read_text
from sandbox.tokens.keyring import KeyMaker, KeyRing
from sandbox.worlds.instance import SCOPE_KEY, Instance
from sandbox.worlds.loading import load_world, world_from
from sandbox.worlds.model import World

PUBLIC_URL = "http://localhost:8000"
FOO_FILE = Path(__file__).parent.parent / "scenarios" / "worlds" / "foo.yaml"
FOO = load_world(FOO_FILE)
ISSUER = f"{PUBLIC_URL}/worlds/foo/issuer/"
BAR = f"{PUBLIC_URL}/worlds/foo/apis/bar"
BAZ = f"{PUBLIC_URL}/worlds/foo/apis/baz"
FORM = {"content-type": "application/x-www-form-urlencoded"}
KEYS = KeyMaker()
"""Made once for all tests: a key is the dearest thing here."""

VERIFIER = "a-verifier-of-forty-three-characters-at-least"
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def world(text: str) -> World:
    """A world written in a test."""
    document = read_text(dedent(text), "tests.yaml")
    return world_from(document, document.data["world"])


TWO = world("""
    world: two
    title: The other dialect, two issuers, an api that trusts both
    domain: two.example.org
    issuers:
      issuer: {dialect: rfc9068, signing: ES256, default_audience: notes, access_token_ttl: 5m}
      partner: {dialect: auth0, signing: RS256}
    audiences:
      notes:
        identifier: "https://notes.two.example.org"
        scopes: {"notes:read": Read notes, "notes:write": Write notes}
      mail: {identifier: "https://mail.two.example.org", scopes: {"mail:read": Read mail}}
      attic: {identifier: "urn:attic"}
    apis:
      notes:
        accepts: [notes, attic]
        trusts: [issuer, partner]
        routes: {"GET /": "notes:read", "GET /notes/{id}": "notes:read", "DELETE /notes/{id}": null}
      careless: {accepts: [notes], routes: {"GET /": null}, verify: {audience: "off", expiry: leeway-2m}}
    clients:
      web:
        type: confidential
        secret: "s3cret: with+signs %"
        grants: [authorization_code, client_credentials]
        redirect_uris: ["https://web.two.example.org/back?tab=1", "http://localhost:3000/cb"]
        audiences: {notes: ["notes:read"], attic: []}
      reader:
        grants: [authorization_code]
        redirect_uris: ["http://localhost:3000/cb"]
        audiences: {mail: ["mail:read"]}
      robot:
        type: confidential
        secret: r
        grants: [client_credentials]
        redirect_uris: ["http://localhost:3000/cb"]
        audiences: {notes: ["notes:read"]}
    users:
      carol: {name: Carol, permissions: {notes: ["notes:read", "notes:write"], mail: ["mail:read"]}}
""")


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Watched(Network):
    """A network that remembers what was asked of it, and in which instance."""

    def __init__(self, worlds: Mapping[str, World], public_url: str = PUBLIC_URL) -> None:
        super().__init__(worlds, public_url=public_url)
        self.asked: list[str] = []
        self.instance: Instance | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append(scope["path"])
        self.instance = scope[SCOPE_KEY]
        await super().__call__(scope, receive, send)


@dataclass
class Running:
    """Some worlds that run, and the clock they go by."""

    http: httpx2.AsyncClient
    network: Watched
    clock: Clock

    def fetched_keys(self) -> int:
        """How often a JWKS was asked for."""
        return sum(path.endswith("jwks.json") for path in self.network.asked)

    def key_ring(self, world: str = "foo", issuer: str = "issuer") -> KeyRing:
        """The keys of an issuer that was reached before."""
        assert self.network.instance is not None
        parts = self.network.instance._parts
        ring: KeyRing = parts["keys", world, issuer]
        return ring


@asynccontextmanager
async def running(*worlds: World, public_url: str = PUBLIC_URL) -> AsyncIterator[Running]:
    network, clock = Watched({world.world: world for world in worlds or (FOO, TWO)}, public_url), Clock()
    transport = httpx2.ASGITransport(app=served(network, KEYS, public_url, clock))
    async with httpx2.AsyncClient(transport=transport, base_url=public_url) as http:
        yield Running(http, network, clock)


@dataclass
class App:
    """A client, written after RFC 6749, RFC 7636 and OpenID Connect Core alone."""

    http: httpx2.AsyncClient
    issuer: str = ISSUER
    client_id: str = "www"
    redirect_uri: str = "http://www.foo.localhost:8000/callback"
    secret: str | None = None
    user: str = "alice"

    def authorization_url(self, **changed: str | None) -> str:
        """The address of an authorization request; None takes a parameter out."""
        parameters = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "state": "the state",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **changed,
        }
        given = {name: value for name, value in parameters.items() if value is not None}
        return f"{self.issuer}authorize?{urlencode(given)}"

    async def choose(self, user: str | None = None, **changed: str | None) -> httpx2.Response:
        """Open the sign-in page in a fresh browser, choose somebody, and stop at the way back."""
        url = self.authorization_url(**changed)
        self.http.cookies.clear()
        page = await self.http.get(url)
        if page.status_code != 200:
            return page
        return await self.http.post(url, data={"user": self.user if user is None else user})

    async def sign_in(self, user: str | None = None, **changed: str | None) -> str:
        """Sign somebody in; the code."""
        return sent_back(await self.choose(user, **changed))["code"]

    async def redeem(self, code: str | None, **changed: str | None) -> httpx2.Response:
        """Exchange a code for tokens."""
        form = {
            "grant_type": "authorization_code",
            "client_id": self.client_id,
            "client_secret": self.secret,
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": VERIFIER,
            **changed,
        }
        return await self.ask(**form)

    async def ask(self, **form: str | None) -> httpx2.Response:
        """Ask the token endpoint."""
        given = {name: value for name, value in form.items() if value is not None}
        return await self.http.post(f"{self.issuer}oauth/token", data=given)

    async def tokens(self, user: str | None = None, **changed: str | None) -> dict[str, Any]:
        """The whole flow: the token response."""
        answer = await self.redeem(await self.sign_in(user, **changed))
        assert answer.status_code == 200, answer.text
        tokens: dict[str, Any] = answer.json()
        return tokens


async def machine_token(http: httpx2.AsyncClient, **changed: str | None) -> httpx2.Response:
    """Ask by client credentials, as foo's ``nightly``."""
    form = {
        "grant_type": "client_credentials",
        "client_id": "nightly",
        "client_secret": "nightly-secret",
        "audience": "https://bar.foo.com",
        **changed,
    }
    return await App(http).ask(**form)


def sent_back(answer: httpx2.Response) -> dict[str, str]:
    """The parameters that a redirect brings back to the client."""
    assert answer.status_code in (302, 303), (answer.status_code, answer.text)
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query, strict_parsing=True))


def opened(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a JWT, unverified."""
    header, claims, _ = token.split(".")
    return part(header), part(claims)


def part(text: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return value


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
