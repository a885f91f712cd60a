"""Compares two recordings, one from before some scenarios were renamed if so desired."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

_FILES_SHOWN: Final = 40
_LINES_SHOWN: Final = 14
_WIDTH: Final = 160


def compare(before: Path, after: Path, renames: Mapping[str, str]) -> int:
    """Print how two recordings differ, and give the number of files that do.

    Args:
        before: The folder of the first.
        after: The folder of the second.
        renames: What the names in the first are called in the second.

    """
    old = {renamed(name, renames): renamed(text, renames) for name, text in _files(before)}
    plain = dict(_files(after))
    new = {renamed(name, renames): renamed(text, renames) for name, text in plain.items()}
    different = [name for name in sorted(old.keys() | new.keys()) if not _same(old.get(name), new.get(name), renames)]
    for name, text in plain.items():
        if renamed(text, renames) != text:
            left = sorted({found[0] for found in _names(renames).finditer(text)})
            print(f"old names, which are taken for the new ones: {name}: {', '.join(left)}")
    for name in different[:_FILES_SHOWN]:
        print("\n".join(shown(name, old.get(name), new.get(name))))
    for name in different[_FILES_SHOWN:]:
        print(f"differs, too: {name}")
    print(f"{len(different)} of {len(old.keys() | new.keys())} answers differ")
    return len(different)


def renamed(text: str, renames: Mapping[str, str]) -> str:
    """A text with the new names in place of the old ones, where they stand as whole words."""
    return _names(renames).sub(lambda found: renames[found[0]], text) if renames else text


@cache
def _compiled(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:(?<![\w-])|(?<=%[0-9A-F]{{2}}))(?:{'|'.join(map(re.escape, names))})(?![\w-])")


def _names(renames: Mapping[str, str]) -> re.Pattern[str]:
    return _compiled(tuple(sorted(renames, key=len, reverse=True)))


def read_renames(path: Path) -> dict[str, str]:
    """The pairs in a file: an old name and a new one on each line."""
    lines = [line.split() for line in path.read_text("utf-8").splitlines() if line.strip()]
    return {line[0]: line[1] for line in lines}


def shown(name: str, old: str | None, new: str | None) -> list[str]:
    """The difference between two answers, in few lines of bounded width."""
    if old is None or new is None:
        return [f"only {'after' if old is None else 'before'}: {name}", ""]
    lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), name, name, n=1, lineterm=""))
    more = [f"  ... {len(lines) - _LINES_SHOWN} more lines"] if len(lines) > _LINES_SHOWN else []
    return [*_short(lines[:_LINES_SHOWN]), *more, ""]


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(path for path in folder.rglob("*.txt") if path.is_file()):
        yield path.relative_to(folder).as_posix(), path.read_bytes().decode()


def _same(old: str | None, new: str | None, renames: Mapping[str, str]) -> bool:
    if old == new or old is None or new is None or not renames:
        return old == new
    return _unaligned(old) == _unaligned(new)


def _unaligned(text: str) -> str:
    """A text whose columns are as wide as any: other names make other widths."""
    return re.sub(r" {2,}", "  ", re.sub(r" +(?=\n)", "", text))


def _short(lines: Sequence[str]) -> Iterator[str]:
    """Lines cut off around where a line differs from the one that takes its place."""
    for number, line in enumerate(lines):
        other = next((one for one in _neighbours(lines, number) if one[:1] != line[:1] and one[:1] in "+-"), "")
        same = _alike(line[1:], other[1:]) if other else 0
        begin = max(0, min(same - 40, len(line) - _WIDTH))
        cut = line[1 + begin : 1 + begin + _WIDTH]
        yield f"{line[:1]}{'…' if begin else ''}{cut}{'…' if len(line) > begin + _WIDTH + 1 else ''}"


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _neighbours(lines: Sequence[str], number: int) -> list[str]:
    """The lines that may take this one's place: those in the same position among the removed and the added ones."""
    mark = lines[number][:1]
    if mark not in "+-" or lines[number][:3] in ("+++", "---"):
        return []
    begin = number
    while begin > 0 and lines[begin - 1][:1] == mark:
        begin -= 1
    end = number
    while end < len(lines) and lines[end][:1] == mark:
        end += 1
    place = number - begin
    if mark == "-":
        return list(lines[end + place : end + place + 1])
    first = begin
    while first > 0 and lines[first - 1][:1] == "-":
        first -= 1
    return list(lines[first + place : first + place + 1]) if first + place < begin else []
