"""Mistakes that can be made with several verbs: names that a world does not have, expectations that never hold."""

from collections.abc import Iterator, Mapping
from typing import Final

from sandbox.reading.diagnostics import Place, Problem
from sandbox.scenarios.expect import Expect, expects_refusal
from sandbox.worlds.loading import unknown
from sandbox.worlds.model import World

ANSWER: Final = ("status", "error", "error_description", "body")
"""What can be expected of an answer in JSON."""
_SET_BY_HTTP: Final = frozenset(
    (
        "accept-encoding",
        "connection",
        "content-length",
        "cookie",
        "expect",
        "host",
        "http2-settings",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
    )
)
"""What belongs to the connection, the body or the browser rather than to who writes a request (RFC 9110 §7.6.1)."""
TOKEN: Final = ("claims", "header", "opaque")
"""What can be expected of a token."""


def unknown_issuer(at: Place, issuer: str, world: World) -> Iterator[Problem]:
    """The issuer of a verb, if its world has no such issuer.

    Args:
        at: Where the verb stands.
        issuer: The id of the issuer it names.
        world: The world.

    """
    if issuer not in world.issuers:
        yield unknown((*at, "issuer"), "issuer", issuer, tuple(world.issuers))


def unusable_client(at: Place, client: str, world: World) -> Iterator[Problem]:
    """The client of a verb, if its world has no such client, or if only the client itself can authenticate.

    Args:
        at: Where the verb stands.
        client: The id of the client it names.
        world: The world.

    """
    if client not in world.clients:
        yield unknown((*at, "client"), "client", client, tuple(world.clients))
    elif world.clients[client].jwks is not None:
        message = f"only `{client}` itself can sign what proves who it is: its world registers keys of its own"
        advice = "leave out `jwks`, and the sandbox makes a key"
        yield Problem("AS010", (*at, "client"), message, advice=advice)


def unknown_sender(at: Place, sender: str | None, world: World) -> Iterator[Problem]:
    """Who sends a request, if its world has no such client or api.

    Args:
        at: Where the verb stands.
        sender: The id under `by`; None if there is none.
        world: The world.

    """
    senders = (*world.clients, *world.apis)
    if sender is not None and sender not in senders:
        yield unknown((*at, "by"), "client or api called", sender, senders)


def unsendable_headers(at: Place, headers: Mapping[str, str]) -> Iterator[Problem]:
    """The headers of a request that HTTP itself sets, or that are named twice.

    Args:
        at: Where the verb stands.
        headers: What it has under `headers`.

    """
    named: dict[str, str] = {}
    for name in headers:
        first = named.setdefault(name.lower(), name)
        if first != name:
            message = f"`{first}` and `{name}` are the same header (RFC 9110 §5.1)"
            yield Problem("AS009", (*at, "headers", name), message, on_key=True)
        elif name.lower() in _SET_BY_HTTP:
            message = f"`{name}` cannot be said here: it is set by what sends the request"
            yield Problem("AS010", (*at, "headers", name), message, advice="leave it out", on_key=True)


def never(at: Place, key: str, message: str, advice: str | None = None) -> Problem:
    """An expectation that can never hold.

    Args:
        at: Where the expectations stand.
        key: Which of them it is.
        message: Why it can never hold.
        advice: What to do about it.

    """
    return Problem("AS015", (*at, key), message, advice=advice, on_key=True)


def never_of_an_answer(at: Place, expect: Expect) -> Iterator[Problem]:
    """What can never hold of the answer of an issuer."""
    if expect.status is not None and expect.error is not None and expect.status < 300:
        yield never(at, "error", f"an answer with the status {expect.status} has no error")
    for key in TOKEN:
        if expects_refusal(expect) and key in expect.model_fields_set:
            yield never(at, key, "a refusal brings no token of which this could be true")


def never_of_a_token(at: Place, expect: Expect) -> Iterator[Problem]:
    """What can never hold of a token."""
    for key in ("claims", "header"):
        if expect.opaque and getattr(expect, key):
            yield never(at, key, f"an opaque token has no {key} that could be read")
