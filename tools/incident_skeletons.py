"""What the scripts of ``/check`` make a scenario of: the files of ``aud new``, with names in place of values.

Where ``⟦client⟧`` stands in quotation marks, alone or with words around it, the whole is a text of YAML. Lines with
``⟦other⟧`` are written for each further audience.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sandbox.authoring.templates import NewWorld, new_chapter, new_scenario, new_world
from sandbox.reading.source import read_text
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.worlds.addresses import client_path
from sandbox.worlds.loading import world_from

_NOTES: Final = ["zq-notes"]
_MAY: Final = '{zq-first: ["zq:scope"], zq-other: ["zq:scope"]}'
_WORLD: Final = NewWorld(
    id="zq-world",
    domain="example.com",
    audiences={"zq-first": ("zq:first", ["zq:scope"]), "zq-other": ("zq:other", ["zq:scope"])},
    client="zq:client",
)
_HOME: Final = f"{DEFAULT_PUBLIC_URL}{client_path(_WORLD.id, _WORLD.client)}"
_NAMES: Final = {
    "# zq-notes\n": "⟦notes⟧",
    '{"zq:scope": "May zq:scope"}': "⟦scopes⟧",
    _MAY: "⟦may⟧",
    _HOME: "⟦home⟧",
    "zq-world": "⟦world⟧",
    "zq-first": "⟦first⟧",
    "zq-other": "⟦other⟧",
    "zq:first": "⟦identifier⟧",
    "zq:other": "⟦other-identifier⟧",
    "zq:domain": "⟦domain⟧",
    "zq:client": "⟦client⟧",
    "zq:scope": "⟦scope⟧",
    "dialect: auth0": "dialect: ⟦dialect⟧",
    "signing: RS256": "signing: ⟦signing⟧",
}
_CLAIMS: Final[Mapping[str, Mapping[str, Any]]] = {
    "off": {"aud": "zq:aud"},
    "missing-passes": {},
    "empty-list-passes": {"aud": []},
}
"""Claims of a token that names no audience, by what an API does that accepts it."""


def incident_skeletons() -> str:
    """The script that holds them."""
    people, alone = _WORLD, replace(_WORLD, by_user=False)
    plain: dict[str, tuple[str, list[str]]] = {
        id_: (identifier, []) for id_, (identifier, _) in _WORLD.audiences.items()
    }
    skeletons = {
        "world": {"user": _world(people), "client": _world(alone)},
        "issued": {
            "user": _scenario(replace(people, audiences=plain)),
            "user scope": _scenario(people),
            "client": _scenario(replace(alone, audiences=plain)),
            "client scope": _scenario(alone),
        },
        "minted": _addressed(),
        "unaddressed": {name: _minted(claims) for name, claims in _CLAIMS.items()},
        "chapter": new_chapter("Incidents"),
    }
    text = json.dumps(skeletons, ensure_ascii=False, indent=2)
    head = "// Written by `python -m tools.keys`: the files of `aud new`, with names in place of values."
    return f"{head}\n\nglobalThis.causes.skeletons = {text};\n"


def _world(world: NewWorld) -> str:
    return _named(new_world(replace(world, domain="zq:domain"), _NOTES))


def _scenario(new: NewWorld, minted: Mapping[str, Any] | None = None) -> str:
    world = world_from(read_text(new_world(new), "world.yaml"), new.id)
    return _named(new_scenario(new.id, world, _NOTES, minted) or "")


def _minted(claims: Mapping[str, Any]) -> str:
    """The scenario of a token that nobody asks for: its claims, and what is expected of ``aud``."""
    text = _scenario(_WORLD, {"sub": "zq:sub", **claims})
    lines = text.split("\n")
    return "\n".join(_of_claims(line) for line in lines)


def _of_claims(line: str) -> str:
    if line.startswith("      claims: {sub"):
        return "      claims: ⟦claims⟧"
    return "    expect: {claims: {aud: ⟦aud⟧}}" if line.startswith("    expect: {claims: {aud:") else line


def _addressed() -> list[str]:
    """The same of one with an audience: what comes before the door of a further API, that door, and the rest."""
    names = ("first", "second", "other")
    audiences: dict[str, tuple[str, list[str]]] = {f"zq-{name}": (f"zq:{name}", []) for name in names}
    world = replace(_WORLD, audiences=audiences)
    read = world_from(read_text(new_world(world), "world.yaml"), world.id)
    text = new_scenario(world.id, read, _NOTES, {"sub": "zq:sub", "aud": ["zq:first", "zq:second"]}) or ""
    lines = [_of_claims(line) for line in _named(text).split("\n")]
    begin = lines.index("  - id: right-door-2")
    end = lines.index("  - id: wrong-door")
    door = "\n".join(lines[begin:end]).replace("right-door-2", "right-door-⟦number⟧").replace("zq-second", "⟦right⟧")
    return ["\n".join(lines[:begin]) + "\n", door + "\n", "\n".join(lines[end:])]


def _named(text: str) -> str:
    for value, name in _NAMES.items():
        text = text.replace(value, name)
    return text
