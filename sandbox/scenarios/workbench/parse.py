"""Reading a state of the workbench from an address or a form, which may hold anything."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sandbox.durations import seconds_in
from sandbox.errors import UnknownName, nearest
from sandbox.scenarios.workbench.state import (
    KINDS,
    NAMES_OF,
    SEALS,
    SEND_AS,
    WAYS,
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
"""What is chosen anew when something else is, unless it was changed as well."""


def parse_workbench(asked: Mapping[str, str], worlds: Mapping[str, World]) -> tuple[WorkbenchState, dict[str, str]]:
    """Read a state from an address or a form.

    Args:
        asked: Its fields. ``was`` may hold the query of the state that a form was made for: then what depends on
            something that was changed in the form is chosen anew.
        worlds: The worlds there are.

    Returns:
        The state, with a default in place of whatever cannot be, and what is wrong, by field.

    Raises:
        UnknownName: There is no such world.

    """
    name = asked.get("world") or next(iter(worlds), "")
    if name not in worlds:
        raise UnknownName(f"there is no world `{name[:80]}`", found=name[:80], allowed=worlds)
    reader = _Reader(_settled(asked), worlds[name])
    return reader.read(), reader.problems


def _settled(asked: Mapping[str, str]) -> dict[str, str]:
    """The fields of a form, less those whose meaning went with a change of another field."""
    fields = dict(asked)
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


class _Reader:
    """Reads the fields of a state one by one, each by what its default depends on first."""

    def __init__(self, asked: Mapping[str, str], world: World) -> None:
        self._asked = asked
        self._world = world
        self.problems: dict[str, str] = {}

    def read(self) -> WorkbenchState:
        world = self._world
        bench = replace(default_workbench(world), way=self._one_of("way", WAYS, "get"))
        meant = NAMES_OF[bench.way]
        self._asked = {name: value for name, value in self._asked.items() if name in meant or name not in _FIELDS}
        bench = self._take(bench, "issuer", world.issuers)
        bench = self._take(bench, "client", world.clients)
        bench = self._take(bench, "grant", grants_of(world.clients[bench.client]))
        bench = self._take(bench, "user", [*world.users] or [""])
        bench = self._take(bench, "audience", None)
        bench = self._take(bench, "kind", KINDS)
        bench = self._take(bench, "scope", None)
        for name in _TEXTS:
            bench = self._json(bench, name)
        bench = self._take(bench, "remove", None)
        bench = self._expiry(bench)
        bench = self._take(bench, "sign_with", SEALS)
        bench = self._take(bench, "api", world.apis)
        bench = self._request(bench)
        bench = self._take(bench, "send_as", SEND_AS)
        bench = self._take(bench, "beside", ["", "id_token", *world.audiences])
        return replace(bench, verify=self._verify())

    def _take(self, bench: WorkbenchState, name: str, allowed: Any) -> WorkbenchState:
        default = getattr(default_workbench(bench.world, bench), name) if name in _FOLLOWING else getattr(bench, name)
        if name not in self._asked:
            return _with(bench, name, default)
        if allowed is not None:
            return _with(bench, name, self._one_of(name, allowed, default))
        value = self._asked[name]
        if len(value) > LIMITS.uri_chars or not value.isprintable():
            self.problems[name] = f"at most {LIMITS.uri_chars} characters, all of which can be printed"
            value = default
        return _with(bench, name, value)

    def _one_of(self, name: str, allowed: Any, default: str) -> Any:
        value = self._asked.get(name, default)
        if value in allowed:
            return value
        near = nearest(value[:80], allowed)
        meant = f"; did you mean {near}?" if near else f"; there are {', '.join(filter(None, allowed))}"
        self.problems[name] = f"there is no {name.replace('_', ' ')} `{value[:80]}`{meant}"
        return default

    def _json(self, bench: WorkbenchState, name: str) -> WorkbenchState:
        text = self._asked.get(name)
        if text is None:
            return bench
        text = text.replace("\r\n", "\n").strip()
        fault = fault_in_json(text)
        if fault:
            self.problems[name] = fault
        return _with(bench, name, getattr(bench, name) if fault else text)

    def _expiry(self, bench: WorkbenchState) -> WorkbenchState:
        text = self._asked.get("expires_in", "").strip()
        try:
            if text:
                seconds_in(text.removeprefix("-"))
        except ValueError:
            self.problems["expires_in"] = f"write 90s, 15m, 2h, or -1m for a minute ago; found `{text[:40]}`"
            text = ""
        return replace(bench, expires_in=text)

    def _request(self, bench: WorkbenchState) -> WorkbenchState:
        bench = self._take(bench, "request", None)
        method, _, path = bench.request.partition(" ")
        if method in ("GET", "POST", "PUT", "PATCH", "DELETE") and _is_path(path):
            return bench
        self.problems["request"] = f"write a method and a path, such as GET /orders; found `{bench.request[:80]}`"
        return replace(bench, request=default_workbench(bench.world, bench).request)

    def _verify(self) -> dict[str, str]:
        words = [word for word in self._asked.get("verify", "").split(";") if word]
        chosen = {name.removeprefix("check."): how for name, how in self._asked.items() if name.startswith("check.")}
        words += [f"{check}={how}" for check, how in chosen.items() if how != "on"]
        try:
            return {check: how for check, how in parse_deployment(words).items() if how != "on"}
        except UnknownName as error:
            meant = f"; did you mean {error.suggestion}?" if error.suggestion else ""
            self.problems["verify"] = f"{error.message}{meant}"
            return {}


_FIELDS: Final = frozenset(name for names in NAMES_OF.values() for name in names)
_FOLLOWING: Final = frozenset({"grant", "user", "audience", "scope", "api", "request"})
"""Fields whose default follows from what was chosen before them."""


def _with(bench: WorkbenchState, name: str, value: Any) -> WorkbenchState:
    changed: dict[str, Any] = {name: value}
    return replace(bench, **changed)


def _is_path(path: str) -> bool:
    safe = all(character.isascii() and (character.isalnum() or character in "_./-") for character in path)
    return path.startswith("/") and safe and len(path) < LIMITS.line_chars // 2


def fault_in_json(text: str) -> str:
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
