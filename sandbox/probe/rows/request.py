"""Rows about the request: the scope that a route asks for, and other ways to send a token."""

import re
from typing import Final

from sandbox.probe.ingredients import Ingredients
from sandbox.probe.spec import DoesNotApply, Row


def _scope(it: Ingredients, scope: str | None) -> str:
    if not it.scope:
        raise DoesNotApply
    return it.signed(remove=("scope",)) if scope is None else it.signed({"scope": scope})


def _same_beginning(it: Ingredients) -> str:
    begins = re.match(r"[^ :./]+[:./]", it.scope)
    if begins is None:
        raise DoesNotApply
    return _scope(it, f"{begins[0]}sandbox-unknown")


REQUEST: Final = (
    Row("scope.missing", "a token without scope", "refuse", "RFC 6750 §3.1", lambda it: _scope(it, None), status=403),
    Row(
        "scope.other",
        "a token with another scope",
        "refuse",
        "RFC 6750 §3.1",
        lambda it: _scope(it, "sandbox:unknown"),
        status=403,
    ),
    Row(
        "scope.longer",
        "a token whose scope contains that of the route",
        "refuse",
        "RFC 6749 §3.3",
        lambda it: _scope(it, f"x{it.scope.split(' ')[0]}x"),
        status=403,
    ),
    Row(
        "scope.prefix",
        "a token whose scope begins like that of the route",
        "refuse",
        "RFC 6749 §3.3",
        _same_beginning,
        status=403,
    ),
    Row(
        "carry.lower-case",
        "the right token after bearer, in lower case",
        "accept",
        "RFC 9110 §11.1",
        lambda it: it.signed(),
        severity="warning",
        carried="lower-case scheme",
    ),
    Row(
        "carry.query",
        "the right token in the address",
        "measure",
        "RFC 6750 §2.3",
        lambda it: it.signed(),
        severity="note",
        carried="query",
        profile="all",
    ),
    Row(
        "carry.twice",
        "the right token in header and address",
        "measure",
        "RFC 6750 §2",
        lambda it: it.signed(),
        severity="note",
        carried="header and query",
        profile="all",
    ),
)
