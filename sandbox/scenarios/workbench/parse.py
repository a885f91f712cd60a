"""Parsing a state of the workbench from an address or a form, which may hold anything."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sandbox.durations import seconds_in
from sandbox.errors import UnknownName, nearest
from sandbox.scenarios.workbench.state import (
    KINDS,
    NAMES_OF,
    SEND_AS,
    SIGN_WITH,
    TOKEN_SOURCES,
    WorkbenchState,
    default_workbench,
    grants_of,
)
from sandbox.settings import LIMITS
from sandbox.tokens.check_modes import parse_deployment
from sandbox.worlds.model import World

_TEXTS: Final = ("header", "claims", "edit")
_DEPENDENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "client": ("grant", "audience", "scope", "user"),
    "audience": ("scope",),
    "api": ("request",),
    "kind": ("scope",),
}
"""The fields that get their default again when another is changed, unless they were changed as well."""


def parse_workbench(fields: Mapping[str, str], worlds: Mapping[str, World]) -> tuple[WorkbenchState, dict[str, str]]:
    """Parse a state from an address or a form.

    Args:
        fields: Its fields. ``was`` may hold the query of the state that a form was made for: then what depends on
            something that was changed in the form is chosen anew.
        worlds: The worlds there are.

    Returns:
        The state, with a default in place of whatever cannot be, and what is wrong, by field.

    Raises:
        UnknownName: There is no such world.

    """
    name = fields.get("world") or next(iter(worlds), "")
    if name not in worlds:
        raise UnknownName(f"there is no world `{name[:80]}`", found=name[:80], allowed=worlds)
    parser = _Parser(_without_outdated(fields), worlds[name])
    return parser.parse(), parser.problems


def _without_outdated(form: Mapping[str, str]) -> dict[str, str]:
    """The fields of a form, less those that belong to what another field was before it was changed."""
    fields = dict(form)
    if "was" not in fields:
        return fields
    was = dict(pair.split("=", 1) for pair in fields.pop("was").splitlines() if "=" in pair)
    if was.get("world") != fields.get("world"):
        return {"world": fields.get("world", ""), "way": fields.get("way", "get")}
    for name, others in _DEPENDENTS.items():
        if name in was and was[name] != fields.get(name):
            for other in others:
                if fields.get(other) == was.get(other):
                    fields.pop(other, None)
    return fields


class _Parser:
    """Parses the fields of a state one by one, each by what its default depends on first."""

    def __init__(self, fields: Mapping[str, str], world: World) -> None:
        self._fields = fields
        self._world = world
        self.problems: dict[str, str] = {}

    def parse(self) -> WorkbenchState:
        world = self._world
        state = replace(default_workbench(world), way=self._one_of("way", TOKEN_SOURCES, "get"))
        counting = NAMES_OF[state.way]
        self._fields = {name: value for name, value in self._fields.items() if name in counting or name not in _FIELDS}
        state = self._take(state, "issuer", world.issuers)
        state = self._take(state, "client", world.clients)
        state = self._take(state, "grant", grants_of(world.clients[state.client]))
        state = self._take(state, "user", [*world.users] or [""])
        state = self._take(state, "audience", None)
        state = self._take(state, "kind", KINDS)
        state = self._take(state, "scope", None)
        for name in _TEXTS:
            state = self._json(state, name)
        state = self._take(state, "remove", None)
        state = self._expiry(state)
        state = self._take(state, "sign_with", SIGN_WITH)
        state = self._take(state, "api", world.apis)
        state = self._request(state)
        state = self._take(state, "send_as", SEND_AS)
        state = self._take(state, "beside", ["", "id_token", *world.audiences])
        return replace(state, verify=self._verify())

    def _take(self, state: WorkbenchState, name: str, allowed: Any) -> WorkbenchState:
        default = getattr(default_workbench(state.world, state), name) if name in _FOLLOWING else getattr(state, name)
        if name not in self._fields:
            return _with(state, name, default)
        if allowed is not None:
            return _with(state, name, self._one_of(name, allowed, default))
        value = self._fields[name]
        if len(value) > LIMITS.uri_chars or not value.isprintable():
            self.problems[name] = f"at most {LIMITS.uri_chars} characters, all of which can be printed"
            value = default
        return _with(state, name, value)

    def _one_of(self, name: str, allowed: Any, default: str) -> Any:
        value = self._fields.get(name, default)
        if value in allowed:
            return value
        near = nearest(value[:80], allowed)
        hint = f"; did you mean {near}?" if near else f"; there are {', '.join(filter(None, allowed))}"
        self.problems[name] = f"there is no {name.replace('_', ' ')} `{value[:80]}`{hint}"
        return default

    def _json(self, state: WorkbenchState, name: str) -> WorkbenchState:
        text = self._fields.get(name)
        if text is None:
            return state
        text = text.replace("\r\n", "\n").strip()
        mistake = json_mistake(text)
        if mistake:
            self.problems[name] = mistake
        return _with(state, name, getattr(state, name) if mistake else text)

    def _expiry(self, state: WorkbenchState) -> WorkbenchState:
        text = self._fields.get("expires_in", "").strip()
        try:
            if text:
                seconds_in(text.removeprefix("-"))
        except ValueError:
            self.problems["expires_in"] = f"write 90s, 15m, 2h, or -1m for a minute ago; found `{text[:40]}`"
            text = ""
        return replace(state, expires_in=text)

    def _request(self, state: WorkbenchState) -> WorkbenchState:
        state = self._take(state, "request", None)
        method, _, path = state.request.partition(" ")
        if method in ("GET", "POST", "PUT", "PATCH", "DELETE") and _is_path(path):
            return state
        self.problems["request"] = f"write a method and a path, such as GET /orders; found `{state.request[:80]}`"
        return replace(state, request=default_workbench(state.world, state).request)

    def _verify(self) -> dict[str, str]:
        words = [word for word in self._fields.get("verify", "").split(";") if word]
        chosen = {name.removeprefix("check."): how for name, how in self._fields.items() if name.startswith("check.")}
        words += [f"{check}={how}" for check, how in chosen.items() if how != "on"]
        try:
            return {check: how for check, how in parse_deployment(words).items() if how != "on"}
        except UnknownName as error:
            hint = f"; did you mean {error.suggestion}?" if error.suggestion else ""
            self.problems["verify"] = f"{error.message}{hint}"
            return {}


_FIELDS: Final = frozenset(name for names in NAMES_OF.values() for name in names)
_FOLLOWING: Final = frozenset({"grant", "user", "audience", "scope", "api", "request"})
"""Fields whose default follows from what was chosen before them."""


def _with(state: WorkbenchState, name: str, value: Any) -> WorkbenchState:
    changed: dict[str, Any] = {name: value}
    return replace(state, **changed)


def _is_path(path: str) -> bool:
    safe = all(character.isascii() and (character.isalnum() or character in "_./-") for character in path)
    return path.startswith("/") and safe and len(path) < LIMITS.line_chars // 2


def json_mistake(text: str) -> str:
    """What is wrong with a text that should be a JSON object, and where; empty if nothing is."""
    if not text:
        return ""
    if len(text) > LIMITS.token_bytes // 2:
        return f"longer than {LIMITS.token_bytes // 2} characters"
    try:
        value = json.loads(text, parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        return f"line {error.lineno}, column {error.colno}: {error.msg}"
    except (ValueError, RecursionError):
        return "JSON has no such number, no half characters, and nothing nested as deep as that"
    if not isinstance(value, dict):
        return "a JSON object is needed: begin with { and end with }"
    return ""


def _no_constant(word: str) -> None:
    raise ValueError(word)
