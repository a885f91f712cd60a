"""Rows about the audience: other audiences, near misses, lists, and values that are no audience."""

import json
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote, urlsplit

from sandbox.probe.ingredients import Ingredients
from sandbox.probe.spec import DoesNotApply, Expected, Profile, Row, Severity

_EXACTLY: Final = "RFC 7519 §4.1.3"


def _row(
    name: str,
    says: str,
    expected: Expected,
    aud: Callable[[Ingredients], Any],
    severity: Severity = "error",
    profile: Profile = "default",
) -> Row:
    return Row(f"aud.{name}", says, expected, _EXACTLY, lambda it: it.for_audience(aud(it)), severity, profile)


def _unless_same(value: str, it: Ingredients) -> str:
    if value == it.audience:
        raise DoesNotApply
    return value


def _slash(it: Ingredients) -> str:
    return it.audience[:-1] if it.audience.endswith("/") else f"{it.audience}/"


def _other_scheme(it: Ingredients) -> str:
    scheme, found, rest = it.audience.partition("://")
    other = {"https": "http", "http": "https"}.get(scheme.lower())
    if not found or other is None:
        raise DoesNotApply
    return f"{other}://{rest}"


def _without_scheme(it: Ingredients) -> str:
    _, found, rest = it.audience.partition("://")
    if not found or not rest:
        raise DoesNotApply
    return rest


def _shorter(it: Ingredients) -> str:
    if len(it.audience) < 2:
        raise DoesNotApply
    return it.audience[:-1]


def _other_path(it: Ingredients) -> str:
    parts = urlsplit(it.audience)
    if not parts.scheme or not parts.netloc:
        raise DoesNotApply
    return f"{parts.scheme}://{parts.netloc}/sandbox-other-path"


def _usual_port(it: Ingredients) -> str:
    parts = urlsplit(it.audience)
    port = {"https": 443, "http": 80}.get(parts.scheme)
    if port is None or not parts.hostname or parts.netloc != parts.hostname:
        raise DoesNotApply
    return parts._replace(netloc=f"{parts.netloc}:{port}").geturl()


def _another_for_a_dot(it: Ingredients) -> str:
    return _unless_same(it.audience.replace(".", "x", 1), it)


def _duplicate(it: Ingredients) -> str:
    """``aud`` twice: readers that keep the last member see the right one (RFC 7519 §4)."""
    once = json.dumps(it.claims())
    return it.signed_text(f'{{"aud": {json.dumps(it.registered)}, {once[1:]}')


AUDIENCE: Final = (
    _row("other", "a valid token for another API", "refuse", lambda it: it.registered, profile="quick"),
    Row(
        "aud.missing",
        "a valid token for nobody: no aud",
        "refuse",
        "RFC 9068 §4",
        lambda it: it.signed(remove=("aud",)),
        profile="quick",
    ),
    Row(
        "aud.missing-other-client",
        "a token without aud, written for another client",
        "refuse",
        "RFC 9068 §4",
        lambda it: it.signed(_client(it, it.other_client), remove=("aud",)),
    ),
    _row(
        "unregistered", "a valid token for an API that the issuer does not know", "refuse", lambda it: it.unregistered
    ),
    Row(
        "aud.other-client",
        "a valid token for another API, written for another client",
        "refuse",
        _EXACTLY,
        lambda it: it.signed({"aud": it.registered, **_client(it, it.other_client)}),
    ),
    Row(
        "aud.right-other-client",
        "the right token, written for another client",
        "measure",
        "RFC 9068 §4",
        lambda it: it.signed(_client(it, it.other_client)),
    ),
    _row("slash", "an audience that differs by a slash at its end", "refuse", _slash),
    _row("case", "an audience that differs by case", "refuse", lambda it: _unless_same(it.audience.swapcase(), it)),
    _row("prefix", "an audience that begins with this API's", "refuse", lambda it: f"{it.audience}.evil.example"),
    _row(
        "suffix", "an audience that ends with this API's", "refuse", lambda it: f"https://evil.example/?{it.audience}"
    ),
    _row("inside", "an audience that contains this API's", "refuse", lambda it: f"x{it.audience}x"),
    _row("shorter", "an audience that is the beginning of this API's", "refuse", _shorter),
    _row("space", "an audience with a space at its end", "refuse", lambda it: f"{it.audience} "),
    _row("scheme", "an audience with http for https, or https for http", "refuse", _other_scheme),
    _row("no-scheme", "an audience without its scheme", "refuse", _without_scheme),
    _row("path", "an audience of the same host, with another path", "refuse", _other_path),
    _row("port", "an audience with the usual port of its scheme", "refuse", _usual_port, profile="all"),
    _row("dot", "an audience in which a letter stands for a dot", "refuse", _another_for_a_dot),
    _row("newline", "an audience with a line break at its end", "refuse", lambda it: f"{it.audience}\n", profile="all"),
    _row(
        "encoded",
        "an audience that is percent-encoded",
        "refuse",
        lambda it: _unless_same(quote(it.audience, safe=""), it),
        profile="all",
    ),
    _row("list-of-one", "a list with this API alone", "accept", lambda it: [it.audience]),
    _row("list-first", "a list that names this API first", "accept", lambda it: [it.audience, it.registered]),
    _row("list-second", "a list that names this API second", "accept", lambda it: [it.registered, it.audience]),
    _row(
        "list-of-others",
        "a list of other APIs",
        "refuse",
        lambda it: [it.registered, it.unregistered],
    ),
    _row("empty-list", "an empty list", "refuse", lambda _: []),
    _row("empty-string", "an empty string", "refuse", lambda _: "", profile="all"),
    _row("null", "an aud that is null", "refuse", lambda _: None, profile="all"),
    _row("number", "an aud that is a number", "refuse", lambda _: 7, profile="all"),
    _row("object", "an aud that is an object", "refuse", lambda it: {it.audience: True}, profile="all"),
    _row("list-of-lists", "a list in a list", "refuse", lambda it: [[it.audience]], "warning", "all"),
    _row(
        "list-with-number",
        "a list with this API and a number",
        "measure",
        lambda it: [it.audience, 5],
        "note",
        profile="all",
    ),
    Row("aud.duplicate", "aud twice, this API last", "measure", "RFC 7519 §4", _duplicate, "note", profile="all"),
)


def _client(it: Ingredients, client: str) -> dict[str, str]:
    return {"azp" if it.dialect == "auth0" else "client_id": client}
