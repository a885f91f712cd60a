"""Packs of scenarios that are written in a test."""

from pathlib import Path

WORLD = """\
world: {id}
title: The world {id}
domain: example.org
issuers: {{issuer: {{}}}}
audiences: {{notes: {{identifier: "https://notes.example.org"}}}}
apis: {{notes: {{accepts: [notes], routes: {{"GET /notes": null}}}}}}
clients: {{machine: {{type: confidential, secret: hush, grants: [client_credentials], audiences: {{notes: []}}}}}}
"""

SCENARIO = """\
scenario: {id}
title: The scenario {id}
world: {world}
question: Is it true?
{head}steps:
  - {{id: at-the-door, title: At the door, call: {{api: {api}, request: {request}}}, expect: {{status: {status}}}}}
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def world(pack: Path, id_: str) -> Path:
    return write(pack / "worlds" / f"{id_}.yaml", WORLD.format(id=id_))


def chapter(pack: Path, folder: str, title: str = "A chapter") -> Path:
    return write(pack / folder / "chapter.yaml", f"title: {title}\nsummary: What it is about\n")


def scenario(
    folder: Path, id_: str, world: str = "foo", head: str = "", status: int = 401, file: str | None = None
) -> Path:
    api, request = ("bar", "GET /orders") if world == "foo" else ("notes", "GET /notes")
    text = SCENARIO.format(id=id_, world=world, head=head, api=api, request=request, status=status)
    return write(folder / f"{file or id_}.yaml", text)


def pack(root: Path) -> Path:
    """A pack with a world of its own, and two chapters."""
    world(root, "mine")
    chapter(root, "01-one", "One")
    chapter(root, "02-two", "Two")
    scenario(root / "01-one", "of-mine", "mine")
    scenario(root / "01-one", "of-foo", "foo")
    scenario(root / "02-two", "alone", "mine")
    return root
