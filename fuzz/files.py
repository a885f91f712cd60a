"""Files of authors: shipped ones, mutated, read and checked; what is read without a mistake is replayed."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, Final

import yaml

from fuzz.mutators import MARKER, change_bytes, change_text, near_miss, odd_text
from fuzz.requests.application import PUBLIC_URL, shipped
from sandbox.network import create_replayer
from sandbox.reading.diagnostics import Diagnostic
from sandbox.replay.player import ReplayRequest
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue
from sandbox.scenarios.model import Scenario
from sandbox.settings import shipped_pack
from sandbox.tokens.keyring import KeyMaker

_PACK: Final = "pack: mine\ntitle: Mine\nversion: 1.0.0\n"
_VALUES: Final[tuple[Any, ...]] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        10**20,
        1.5,
        float("inf"),
        "",
        " ",
        "off",
        "no",
        "~",
        [],
        {},
        [[]],
        [None],
        {"a": {}},
        [1, "a"],
    ),
    *(
        "x" * 400,
        "x" * 25_000,
        ["a"] * 300,
        MARKER,
        "\x1b[31m",
        "a\nb",
        "../../x",
        "https://evil.example/{a}{b}",
        "{a}" * 30,
    ),
)
_PIECES: Final = (
    "&a ",
    "*a",
    "<<: ",
    "!!int ",
    "? ",
    "---\n",
    "- ",
    ": ",
    " #",
    "\t",
    "\x85",
    "'",
    '"',
    "|\n",
    ">-\n",
    "{",
    "[",
    "%",
)


class Files:
    """The target."""

    count: ClassVar = 100_000
    share: ClassVar = 2_500
    slow: ClassVar = 6.0
    """A file has five seconds (`LIMITS.reading_seconds`); replaying is bounded, too."""
    megabytes: ClassVar = 500

    def __init__(self) -> None:
        self._folder = TemporaryDirectory()
        self._root = Path(self._folder.name)
        for path, text in _shipped().items():
            if path.endswith("chapter.yaml"):
                (self._root / path).parent.mkdir()
                (self._root / path).write_text(text, "utf-8")
        self._loop = asyncio.new_event_loop()
        self._keys = KeyMaker()

    def invent(self, random: Random) -> tuple[str, bytes]:
        """The path of a file in a pack, and what is in it."""
        path = random.choice(sorted(_shipped()))
        if random.random() < 0.03:
            path, text = "pack.yaml", _PACK
        else:
            text = _shipped()[path]
        if random.random() < 0.6:
            text = _restructured(text, random)
        content = text.encode("utf-8", "surrogatepass")
        if random.random() < 0.5:
            text = change_text(text, random, random.choice(_PIECES))
            content = text.encode("utf-8", "surrogatepass")
        return path, change_bytes(content, random) if random.random() < 0.2 else content

    def problem(self, given: tuple[str, bytes], counts: Counter[str]) -> str | None:
        """Write it into a pack, read that pack strictly, and replay what has no mistake."""
        path, content = given
        file = self._root / path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
        try:
            catalogue = self._read()
        finally:
            file.write_text(_shipped()[path]) if file.name == "chapter.yaml" else file.unlink()
        kind = path.partition("/")[0] if path.startswith(("worlds", "playlists", "pack")) else "scenarios"
        counts[f"{kind}: {'mistakes' if catalogue.diagnostics else 'none'}"] += 1
        if bad := [mistake for mistake in catalogue.diagnostics if not _is_good(mistake)]:
            return f"control characters in a mistake: {bad[0].render()!r}"
        if catalogue.diagnostics:
            return None
        for scenario in catalogue.scenarios():
            self._replay(scenario, catalogue)
            counts["replayed"] += 1
        return None

    def _read(self) -> Catalogue:
        known = shipped()
        others, playlists = known.scenarios(), known.playlists
        return load_catalogue([self._root], known.worlds, strict=True, others=others, other_playlists=playlists)

    def _replay(self, scenario: Scenario, catalogue: Catalogue) -> None:
        world = catalogue.worlds[scenario.world]
        replayer = create_replayer({world.world: world}, self._keys, PUBLIC_URL)
        self._loop.run_until_complete(replayer.replay(ReplayRequest(scenario), world))

    def close(self) -> None:
        """Remove the pack."""
        self._loop.close()
        self._folder.cleanup()


def _is_good(mistake: Diagnostic) -> bool:
    text = mistake.render()
    return all(character >= " " or character == "\n" for character in text)


@cache
def _shipped() -> dict[str, str]:
    """The text of each shipped file, by its path in the pack."""
    root = shipped_pack()
    return {str(file.relative_to(root)): file.read_text("utf-8") for file in sorted(root.rglob("*.yaml"))}


@cache
def _parsed(text: str) -> Any:
    return yaml.load(text, yaml.CSafeLoader)


def _restructured(text: str, random: Random) -> str:
    """The same document with some of its values and keys exchanged, removed, repeated or put elsewhere."""
    data = yaml.load(text, yaml.CSafeLoader)
    for _ in range(random.choice((1, 1, 2, 3))):
        places = list(_places(data))
        holder, key = random.choice(places)
        value, kind = holder[key], random.randrange(8)
        if kind == 0:
            del holder[key]
        elif kind == 1 and isinstance(value, str):
            holder[key] = random.choice((near_miss(value, random), odd_text(random), MARKER))
        elif kind == 2 and isinstance(holder, dict):
            holder[near_miss(str(key), random) or "x"] = holder.pop(key)
        elif kind == 3:
            other, at = random.choice(places)
            holder[key] = deepcopy(other[at])
        elif kind == 4 and isinstance(holder, list):
            holder.extend([value] * random.choice((1, 2, 60)))
        elif kind == 5 and isinstance(value, int):
            holder[key] = value + random.choice((1, -1, 100, -600))
        else:
            holder[key] = deepcopy(random.choice(_VALUES))
        if not isinstance(data, dict) or not data:
            break
    dumped: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return dumped[:600_000]


class _Dumper(yaml.SafeDumper):
    """Writes the same object twice rather than naming it."""

    def ignore_aliases(self, _: Any) -> bool:
        """No aliases."""
        return True


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each place of a document: what holds it, and its key or index."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(items):
        yield value, key
        yield from _places(inner)


TARGET = Files
