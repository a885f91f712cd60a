"""Requests: to every route, to what is behind it, honest but for something, or not at all."""

import gc
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final
from urllib.parse import quote, urlencode

from starlette.routing import Route

from fuzz.mutators import change_bytes, change_text, near_miss, odd_json, odd_text
from fuzz.requests.calling import HOST, Request
from fuzz.requests.honest import honest_parameters
from fuzz.tokens.inventing import token_for
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.stops import stops
from sandbox.settings import resource_root
from sandbox.worlds.model import World

FORM: Final = b"application/x-www-form-urlencoded"
_METHODS: Final = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "get", "X")
_NAMES: Final = (
    *(
        "response_type",
        "client_id",
        "redirect_uri",
        "state",
        "nonce",
        "prompt",
        "max_age",
        "code_challenge",
        "grant_type",
    ),
    *("code_challenge_method", "response_mode", "resource", "request", "request_uri", "code_verifier", "client_secret"),
    *(
        "refresh_token",
        "subject_token",
        "subject_token_type",
        "actor_token",
        "token_type_hint",
        "id_token_hint",
        "visit",
    ),
    *(
        "post_logout_redirect_uri",
        "returnTo",
        "client_assertion",
        "client_assertion_type",
        "since",
        "until",
        "seed",
        "clock",
    ),
)
_IDENTIFIERS: Final = (
    *("https://bar.foo.com", "https://baz.foo.com", "www", "bar", "foo", "bar-token-to-baz", "at-baz", "alice", "code"),
    *("http://www.foo.localhost:8000/callback", "http://localhost:3000/cb", "client_credentials", "authorization_code"),
    *(
        "workshop-45",
        "openid profile read:orders",
        "next",
        "back",
        "go /scenarios/bar-token-to-baz/at-baz",
        "S256",
        "1",
    ),
)
_HEADERS: Final = (
    *(
        "accept",
        "accept-encoding",
        "accept-language",
        "authorization",
        "content-length",
        "cookie",
        "dpop",
        "if-none-match",
    ),
    *(
        "origin",
        "referer",
        "range",
        "sec-fetch-site",
        "last-event-id",
        "x-forwarded-for",
        "x-forwarded-host",
        "forwarded",
    ),
    *(
        "access-control-request-method",
        "access-control-request-headers",
        "hx-request",
        "transfer-encoding",
        "x",
        "expect",
    ),
)
_HOSTS: Final = (
    *(HOST, HOST, HOST, "127.0.0.1:8000", "localhost", "bar.foo.localhost:8000", "www.foo.localhost", "evil.example"),
    *(
        "issuer.foo.localhost:8000",
        "no.foo.localhost",
        "[::1]:8000",
        "[",
        "localhost:99999",
        "LOCALHOST",
        "a b",
        "",
        "é",
    ),
)


@dataclass(frozen=True)
class Known:
    """What is known of the application: its addresses in groups with their methods, and the names of its parameters."""

    groups: Sequence[Sequence[tuple[str, Sequence[str]]]]
    names: Sequence[str]
    identifiers: Sequence[str]

    @classmethod
    def of(cls, catalogue: Catalogue, rooms: Sequence[str]) -> "Known":
        """What is known of an application all of whose parts were built."""
        worlds, pages, issuers, clients = catalogue.worlds, set(), set(), set()
        for path, methods, module in _routes():
            if ".issuer." in module:
                issuers |= {(f"/worlds/{id_}/issuer{path}", methods) for id_ in worlds}
            elif ".clients." in module:
                clients |= {
                    (f"/worlds/{id_}/clients/{one}{path}", methods) for id_ in worlds for one in worlds[id_].clients
                }
            elif ".apis." not in module:
                pages |= {(path.replace("{code}", room), methods) for room in (*rooms, "{code}")}
        apis = {
            ("".join((f"/worlds/{id_}/apis/", api)), ("GET", "POST")) for id_ in worlds for api in _apis(worlds[id_])
        }
        found = {(stop.url, ("GET",)) for scenario in catalogue.scenarios() for stop in stops(scenario)}
        templates = "".join(file.read_text("utf-8") for file in sorted((resource_root() / "templates").rglob("*.html")))
        names = {*re.findall(r'name="([a-z_]+)"', templates), *_NAMES}
        ids = {*worlds, *(one.scenario for one in catalogue.scenarios()), *_IDENTIFIERS}
        groups = [sorted(group) for group in (pages, pages, pages, issuers, issuers, apis, clients, found)]
        return cls(groups, sorted(names), sorted(ids))


def _routes() -> set[tuple[str, tuple[str, ...], str]]:
    """The path, the methods and the module of each route that was built."""
    return {
        (one.path, tuple(sorted(one.methods or ())), getattr(one.endpoint, "func", one.endpoint).__module__)
        for one in gc.get_objects()
        if isinstance(one, Route)
    }


def _apis(world: World) -> Iterator[str]:
    for id_, api in world.apis.items():
        for path in (*(route.partition(" ")[2] for route in api.routes), "/health", "/openapi.json"):
            yield f"{id_}{path}"
            yield f"{id_};audience=off;expiry=leeway-5m{path}"


def request_for(known: Known, cookies: Sequence[str], random: Random) -> Request:
    """A request.

    Args:
        known: What is known of the application.
        cookies: Cookies that it has set, as they are sent.
        random: What decides.

    """
    address, methods = random.choice(random.choice(known.groups))
    path = _path(address, known, random)
    method, pairs = _sometimes(random.choice(methods), random.choice(_METHODS), random), _pairs(path, known, random)
    headers = {"host": _sometimes(HOST, random.choice(_HOSTS), random)}
    in_query = method not in ("POST", "PUT") or random.random() < 0.2
    target, body = path.encode("utf-8", "surrogatepass"), b""
    if in_query:
        target += b"?" + _encoded(pairs, random)
    else:
        body, headers["content-type"] = _body(pairs, random)
    if random.random() < 0.5 and cookies:
        headers["cookie"] = random.choice(cookies) if random.random() < 0.8 else odd_text(random)
    if random.random() < 0.3:
        headers["authorization"] = _authorization(random)
    for _ in range(random.choice((0, 0, 1, 2))):
        headers[random.choice(_HEADERS)] = random.choice(
            (odd_text(random), random.choice(known.identifiers), "same-origin")
        )
    sent = tuple((name.encode(), _header(value)) for name, value in headers.items())
    client = random.choice(("127.0.0.1", "127.0.0.1", "192.168.1.7"))
    return Request(method, target[:60_000], sent, body[:300_000], client, leaves=random.random() < 0.01)


def _path(address: str, known: Known, random: Random) -> str:
    def filled(_: re.Match[str]) -> str:
        return quote(_value(known, random).encode("utf-8", "replace")[:600], safe=random.choice(("", "/:;.")))

    path = re.sub(r"\{[^}]*\}", filled, address)
    kind = random.randrange(25)
    segments = path.split("/")
    at = random.randrange(len(segments))
    if kind == 0:
        segments[at] = quote(odd_text(random).encode("utf-8", "surrogatepass"))
    elif kind == 1:
        segments.insert(at, random.choice(("", ".", "..", "%2e%2e", "%2f", "%5c..", "evil.example", "%00", "%ff", "%")))
    elif kind == 2:
        segments[at] += random.choice(
            (";audience=off", ";audience=<xss'\">", ";x", ".yaml", "%20", "%0a", "/", "%C3%28")
        )
    elif kind == 3:
        return f"/{random.choice(('/evil.example', '%5cevil.example', '/'))}{path}"
    elif kind == 4:
        return f"{path}/"
    return "/".join(segments)


def _value(known: Known, random: Random) -> str:
    kind = random.randrange(6)
    if kind <= 1:
        return random.choice(known.identifiers)
    if kind == 2:
        return near_miss(random.choice(known.identifiers), random)
    if kind == 3:
        return token_for(0, random)
    return odd_json(random) if kind == 4 else odd_text(random)


def _pairs(path: str, known: Known, random: Random) -> list[tuple[str, str]]:
    pairs = honest_parameters(path) if random.random() < 0.7 else []
    if not pairs or random.random() < 0.85:
        for _ in range(random.choice((1, 1, 2, 3, 6, 120))):
            name = random.choice(pairs)[0] if pairs and random.random() < 0.5 else random.choice(known.names)
            value = random.choice(("http://localhost:9/", odd_text(random))) if name == "url" else _value(known, random)
            if random.random() < 0.8:
                pairs = [(one, held) for one, held in pairs if one != name]
            pairs.append((name, value))
    return pairs


def _encoded(pairs: list[tuple[str, str]], random: Random) -> bytes:
    query = urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs])
    return (
        change_text(query, random, "%&=+;é\x00").encode("utf-8", "surrogatepass")
        if random.random() < 0.1
        else query.encode()
    )


def _body(pairs: list[tuple[str, str]], random: Random) -> tuple[bytes, str]:
    kind = random.randrange(12)
    if kind == 0:
        return json.dumps(dict(pairs)).encode(), "application/json"
    if kind == 1:
        return odd_json(random).encode("utf-8", "replace"), "application/json"
    if kind == 2:
        return _encoded(pairs, random), random.choice(
            ("text/plain", "multipart/form-data; boundary=x", "", odd_text(random))
        )
    if kind == 3:
        return change_bytes(_encoded(pairs, random), random), FORM.decode()
    return _encoded(pairs, random), FORM.decode()


def _authorization(random: Random) -> str:
    scheme = random.choice(("Bearer", "bearer", "DPoP", "Basic", "", odd_text(random)))
    return f"{scheme} {random.choice((token_for(0, random), odd_text(random), 'bmlnaHRseTpuaWdodGx5LXNlY3JldA=='))}"


def _sometimes(usual: str, other: str, random: Random) -> str:
    return other if random.random() < 0.15 else usual


def _header(value: str) -> bytes:
    """What h11 lets through as a value: no line end, no NUL, no space around."""
    return re.sub(rb"[\x00\r\n]", b"?", value.encode("utf-8", "surrogatepass")).strip()[:30_000]
