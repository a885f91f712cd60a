"""Reading a world from YAML, with a diagnostic for each name in it that refers to nothing."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sandbox.errors import UnknownName
from sandbox.reading.advice import mode_meant
from sandbox.reading.diagnostics import Problem, shortened
from sandbox.reading.models import build
from sandbox.reading.source import Document, read_file
from sandbox.settings import LIMITS
from sandbox.tokens.check_modes import parse_check_mode
from sandbox.worlds.model import ISSUER_CLAIMS, Api, Client, World


def load_world(path: Path, display_name: str | None = None) -> World:
    """Read one world.

    Args:
        path: The YAML file; its stem is the world's id.
        display_name: How messages name the file.

    Raises:
        InvalidDocument: With every mistake found in it.

    """
    return world_from(read_file(path, display_name), path.stem)


def world_from(document: Document, stem: str) -> World:
    """Check a read document as a world whose file is called ``stem``.

    Raises:
        InvalidDocument: With every mistake found in it.

    """
    return build(World, document, lambda world: _problems(world, stem))


def unknown(at: tuple[str | int, ...], kind: str, found: str, allowed: Iterator[str] | tuple[str, ...]) -> Problem:
    """The problem of a name that nothing answers to.

    Args:
        at: The path of the name.
        kind: What it should name, such as ``audience``.
        found: The name.
        allowed: The names that there are.

    """
    return Problem("AS007", at, f"there is no {kind} {shortened(found)}", found, tuple(allowed))


def verify_problems(at: tuple[str | int, ...], verify: dict[str, str]) -> Iterator[Problem]:
    """What is wrong in a ``verify`` mapping: checks and flaws that do not exist."""
    for check, word in verify.items():
        try:
            parse_check_mode(check, word)
        except UnknownName as error:
            wrong_check = error.found == check
            found = error.found if wrong_check else mode_meant(word) or error.found
            yield Problem("AS007", (*at, check), error.message, found, error.allowed, on_key=wrong_check)


def _problems(world: World, stem: str) -> Iterator[Problem]:
    if world.world != stem:
        yield Problem("AS008", ("world",), f"the id `{world.world}` is not the file's name", world.world, (stem,))
    yield from _issuer_problems(world)
    for id_, api in world.apis.items():
        yield from _api_problems(world, id_, api)
    yield from _introspection_problems(world)
    for id_, client in world.clients.items():
        yield from _client_problems(world, id_, client)
    for id_, user in world.users.items():
        yield from _scope_problems(world, ("users", id_, "permissions"), user.permissions)
    for kind, named in (("audiences", world.audiences), ("clients", world.clients), ("users", world.users)):
        for id_, one in named.items():
            yield from _claim_problems((kind, id_, "claims"), one.claims)
    parts = Counter([*world.issuers, *world.apis, *world.clients])
    for name in sorted(name for name, count in parts.items() if count > 1):
        at = ("apis" if name in world.apis else "clients", name)
        yield Problem("AS009", at, f"two parts of this world are called `{name}`", on_key=True)


def _claim_problems(at: tuple[str | int, ...], claims: Mapping[str, Any]) -> Iterator[Problem]:
    """Claims that the issuer writes itself, and more of them than a token should hold."""
    for name in claims:
        if name in ISSUER_CLAIMS:
            message = f"`{name}` is written by the issuer itself"
            advice = "a scenario that needs another one can `mint` a token"
            yield Problem("AS010", (*at, name), message, advice=advice, on_key=True)
    size = len(json.dumps(claims))
    if size > LIMITS.own_claims_chars:
        message = f"at most {LIMITS.own_claims_chars} characters of JSON may stand here; found {size}"
        yield Problem("AS006", at, message, on_key=True)


def _issuer_problems(world: World) -> Iterator[Problem]:
    if "issuer" not in world.issuers:
        yield Problem("AS007", ("issuers",), "one issuer must be called `issuer`", on_key=True)
    for id_, issuer in world.issuers.items():
        default = issuer.default_audience
        if default is not None and default not in world.audiences:
            yield unknown(("issuers", id_, "default_audience"), "audience", default, tuple(world.audiences))
    seen: dict[str, str] = {}
    for id_, audience in world.audiences.items():
        first = seen.setdefault(audience.identifier, id_)
        if first != id_:
            at = ("audiences", id_, "identifier")
            yield Problem("AS009", at, f"`{audience.identifier}` is already registered as `{first}`")


def _api_problems(world: World, id_: str, api: Api) -> Iterator[Problem]:
    for index, audience in enumerate(api.accepts):
        if audience not in world.audiences:
            yield unknown(("apis", id_, "accepts", index), "audience", audience, tuple(world.audiences))
    for index, issuer in enumerate(api.trusts):
        if issuer not in world.issuers:
            yield unknown(("apis", id_, "trusts", index), "issuer", issuer, tuple(world.issuers))
    for route in api.routes:
        names = Counter(re.findall(r"\{(\w+)\}", route))
        for name in sorted(name for name, count in names.items() if count > 1):
            at = ("apis", id_, "routes", route)
            yield Problem("AS009", at, f"`{{{name}}}` stands twice in this path", on_key=True)
    yield from verify_problems(("apis", id_, "verify"), api.verify)


def _introspection_problems(world: World) -> Iterator[Problem]:
    """An api that is sent opaque tokens asks their issuer, as a client with a secret (RFC 7662 §2.1)."""
    speaks_for = {client.api: id_ for id_, client in reversed(world.clients.items())}
    for id_, api in world.apis.items():
        if all(audience in world.audiences for audience in api.accepts) and world.introspects(id_):
            yield from _cannot_ask(world, id_, speaks_for.get(id_))


def _cannot_ask(world: World, id_: str, client: str | None) -> Iterator[Problem]:
    """What keeps an api from asking an issuer.

    Args:
        world: The world.
        id_: The id of the api.
        client: The id of the client that speaks for it, if there is one.

    """
    if client is None:
        message = f"`{id_}` is sent opaque tokens, and has no client as which it could ask their issuer"
        advice = f"add a confidential client with `api: {id_}`"
        yield Problem("AS005", ("apis", id_), message, advice=advice, on_key=True)
    elif world.clients[client].secret is None:
        message = (
            f"`{client}` speaks for `{id_}`, which is sent opaque tokens, and needs a `secret` to ask their issuer"
        )
        yield Problem("AS005", ("clients", client), message, on_key=True)


def _client_problems(world: World, id_: str, client: Client) -> Iterator[Problem]:
    at = ("clients", id_)
    yield from _authentication_problems(at, client)
    if client.api is not None and client.api not in world.apis:
        yield unknown((*at, "api"), "api", client.api, tuple(world.apis))
    if "authorization_code" in client.grants and not client.redirect_uris:
        yield Problem("AS005", at, "authorization_code needs at least one of `redirect_uris`", on_key=True)
    yield from _scope_problems(world, (*at, "audiences"), client.audiences)
    for index, audience in enumerate(client.refresh_audiences):
        if audience not in world.audiences:
            yield unknown((*at, "refresh_audiences", index), "audience", audience, tuple(world.audiences))


def _authentication_problems(at: tuple[str | int, ...], client: Client) -> Iterator[Problem]:
    by_key = client.token_endpoint_auth_method == "private_key_jwt"  # noqa: S105 - the name of a method
    if client.type == "confidential" and not client.secret and not by_key:
        yield Problem("AS005", at, "a confidential client needs a `secret`", on_key=True)
    if client.type == "public":
        yield from _public_client_problems(at, client)
    elif by_key and client.secret is not None:
        yield Problem("AS010", (*at, "secret"), "a client that signs its assertions (private_key_jwt) has no secret")
    if client.jwks is not None and not by_key:
        message = "only a client with `token_endpoint_auth_method: private_key_jwt` has keys"
        yield Problem("AS010", (*at, "jwks"), message, on_key=True)
    if client.jwks is not None:
        yield from _key_problems((*at, "jwks", "keys"), client.jwks.keys)


def _key_problems(at: tuple[str | int, ...], keys: list[dict[str, Any]]) -> Iterator[Problem]:
    from sandbox.tokens.keys import PublicKey, UnusableKey  # noqa: PLC0415 - imports cryptography, which few worlds need

    for index, key in enumerate(keys):
        try:
            PublicKey.from_jwk(key)
        except UnusableKey as error:
            yield Problem("AS010", (*at, index), error.message)


def _public_client_problems(at: tuple[str | int, ...], client: Client) -> Iterator[Problem]:
    if client.secret is not None:
        yield Problem("AS010", (*at, "secret"), "a public client cannot keep a secret (RFC 6749 §2.1)")
    if client.token_endpoint_auth_method is not None:
        message = "a public client cannot authenticate (RFC 6749 §2.1)"
        yield Problem("AS010", (*at, "token_endpoint_auth_method"), message)
    if client.api is not None:
        yield Problem("AS010", (*at, "api"), "an api speaks to the issuer as a confidential client")
    if "client_credentials" in client.grants:
        index = client.grants.index("client_credentials")
        message = "only confidential clients may use client_credentials (RFC 6749 §4.4)"
        yield Problem("AS010", (*at, "grants", index), message)


def _scope_problems(
    world: World, at: tuple[str | int, ...], scopes_by_audience: dict[str, list[str]]
) -> Iterator[Problem]:
    for audience, scopes in scopes_by_audience.items():
        if audience not in world.audiences:
            allowed = tuple(world.audiences)
            yield Problem(
                "AS007", (*at, audience), f"there is no audience `{audience}`", audience, allowed, on_key=True
            )
            continue
        registered = world.audiences[audience].scopes
        for index, scope in enumerate(scopes):
            if scope not in registered:
                yield unknown((*at, audience, index), f"scope of `{audience}` called", scope, tuple(registered))
