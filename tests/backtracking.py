"""Counts what a backtracking matcher does (as in Python, JavaScript and Java), instead of measuring its time."""

import re
import sys
from collections.abc import Callable, Iterator
from itertools import combinations
from re import _constants as names
from re import _parser as parser
from typing import Any

Node = tuple[Any, Any]
REPEATS = (names.MAX_REPEAT, names.MIN_REPEAT, names.POSSESSIVE_REPEAT)
ENOUGH = 300_000
LONGEST = 25
"""What is repeated need not be longer: what stands once in a pattern is in front of it."""
LINEAR = 3
"""A text of double the length takes twice the steps, or four times as many; what is between comes of its ends."""


class TooManySteps(Exception):
    """A match that nobody would wait for."""


class Steps:
    """How many steps one pattern takes.

    Args:
        pattern: The pattern.
        flags: Those it is compiled with.

    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self._tree = list(parser.parse(pattern, flags))
        self._flags = flags
        self._steps = 0
        self._text = ""

    def of(self, text: str, *, anywhere: bool) -> int:
        """The steps until there is a match of all of a text, or until it is sure that there is none.

        Args:
            text: The text.
            anywhere: Whether a match may begin and end anywhere, and all of them are wanted.

        """
        self._steps, self._text = 0, text
        at = 0
        while at <= len(text):
            end = self._match(self._tree, 0, at, {}, (lambda end: end) if anywhere else self._at_end)
            if not anywhere:
                break
            at = end if end is not None and end > at else at + 1
        return self._steps

    def _at_end(self, at: int) -> int | None:
        return at if at == len(self._text) else None

    def _match(self, nodes: list[Node], index: int, at: int, seen: dict[int, str], then: Callable[[int], Any]) -> Any:
        """What ``then`` makes of the end of the first match of a sequence that it takes."""
        self._steps += 1
        if self._steps > ENOUGH:
            raise TooManySteps
        if index == len(nodes):
            return then(at)
        op, value = nodes[index]

        def rest(end: int) -> Any:
            return self._match(nodes, index + 1, end, seen, then)

        if op in REPEATS:
            return self._repeat(value, op is names.MIN_REPEAT, at, seen, rest)
        if op is names.BRANCH:
            tried = (self._match(list(branch), 0, at, seen, rest) for branch in value[1])
            return next((end for end in tried if end is not None), None)
        if op is names.SUBPATTERN:
            number, _, _, inside = value

            def after(end: int) -> Any:
                if number is not None:
                    seen[number] = self._text[at:end]
                return rest(end)

            return self._match(list(inside), 0, at, seen, after)
        end = self._step(op, value, at, seen)
        return None if end is None else rest(end)

    def _step(self, op: Any, value: Any, at: int, seen: dict[int, str]) -> int | None:
        """Where a node ends that can be matched in one way only; None if it is not there."""
        if op in (names.ASSERT, names.ASSERT_NOT):
            direction, inside = value
            begin = at if direction > 0 else at - max(parser.SubPattern(parser.State(), list(inside)).getwidth())
            found = begin >= 0 and self._match(list(inside), 0, begin, seen, lambda end: end) is not None
            return at if found == (op is names.ASSERT) else None
        if op is names.AT:
            return at if self._holds(value, at) else None
        if op is names.GROUPREF:
            word = seen.get(value, "")
            return at + len(word) if self._text.startswith(word, at) else None
        return at + 1 if at < len(self._text) and fits((op, value), self._text[at], self._flags) else None

    def _repeat(self, value: Any, lazy: bool, at: int, seen: dict[int, str], rest: Callable[[int], Any]) -> Any:
        least, most, inside = value
        nodes = list(inside)
        if len(nodes) == 1 and nodes[0][0] in SINGLE:  # as matchers do it: run along, then go back
            ends = self._run_along(nodes[0], at, most)
            tried = (rest(end) for end in (ends if lazy else reversed(list(ends))) if end - at >= least)
            return next((end for end in tried if end is not None), None)

        def again(times: int, begun: int) -> Callable[[int], Any]:
            def with_end(end: int) -> Any:
                if times > least and end == begun:
                    return None
                return again_from(times, end)

            return with_end

        def again_from(times: int, end: int) -> Any:
            if lazy and times >= least and (found := rest(end)) is not None:
                return found
            found = self._match(nodes, 0, end, seen, again(times + 1, end)) if times < most else None
            return rest(end) if found is None and not lazy and times >= least else found

        return again_from(0, at)

    def _run_along(self, node: Node, at: int, most: int) -> Iterator[int]:
        """The ends of as many of a character as there are, the shortest first."""
        yield at
        end = at
        while end < len(self._text) and end - at < most and fits(node, self._text[end], self._flags):
            end += 1
            self._steps += 1
            yield end

    def _holds(self, where: Any, at: int) -> bool:
        text, many = self._text, bool(self._flags & re.MULTILINE)
        if where in (names.AT_BOUNDARY, names.AT_NON_BOUNDARY):
            sides = [bool(re.match(r"\w", text[i : i + 1])) if 0 <= i < len(text) else False for i in (at - 1, at)]
            return (sides[0] != sides[1]) == (where is names.AT_BOUNDARY)
        if where in (names.AT_BEGINNING, names.AT_BEGINNING_STRING):
            return at == 0 or (many and where is names.AT_BEGINNING and text[at - 1] == "\n")
        return at == len(text) or (where is names.AT_END and (text[at:] == "\n" or (many and text[at] == "\n")))


SINGLE = (names.LITERAL, names.NOT_LITERAL, names.IN, names.ANY)


def fits(node: Node, character: str, flags: int) -> bool:
    """Whether one character is what a node of a pattern wants."""
    op, value = node
    if op is names.ANY:
        return character != "\n" or bool(flags & re.DOTALL)
    if op is names.LITERAL:
        return bool(ord(character) == value) or bool(flags & re.IGNORECASE and character.lower() == chr(value).lower())
    if op is names.NOT_LITERAL:
        return bool(ord(character) != value)
    negated = value and value[0][0] is names.NEGATE
    wanted = value[1:] if negated else value
    return bool(negated) != any(_is_in(one, character, flags) for one in wanted)


CATEGORIES = {
    names.CATEGORY_DIGIT: r"\d",
    names.CATEGORY_NOT_DIGIT: r"\D",
    names.CATEGORY_SPACE: r"\s",
    names.CATEGORY_NOT_SPACE: r"\S",
    names.CATEGORY_WORD: r"\w",
    names.CATEGORY_NOT_WORD: r"\W",
}


def _is_in(node: Node, character: str, flags: int) -> bool:
    op, value = node
    if op is names.LITERAL:
        return fits(node, character, flags)
    if op is names.RANGE:
        both = (character, character.lower(), character.upper()) if flags & re.IGNORECASE else (character,)
        return any(value[0] <= ord(one[0]) <= value[1] for one in both)
    return bool(re.fullmatch(CATEGORIES[value], character, flags & re.ASCII))


def alphabet(pattern: str, nodes: list[Node], flags: int) -> list[str]:
    """One character of each kind that the parts of a pattern tell apart."""
    wanted = list(_single(nodes))
    kinds: dict[tuple[bool, ...], str] = {}
    for letter in [*pattern, *"a0 \n\t/.-_:\"'<", "\xa0"]:
        kinds.setdefault(tuple(fits(node, letter, flags) for node in wanted), letter)
    return list(kinds.values())


def _single(nodes: list[Node]) -> Iterator[Node]:
    for op, value in nodes:
        if op in SINGLE:
            yield (op, value)
        for inside in _insides(op, value):
            yield from _single(inside)


def _insides(op: Any, value: Any) -> list[list[Node]]:
    if op in REPEATS:
        return [list(value[2])]
    if op is names.SUBPATTERN:
        return [list(value[3])]
    return [list(branch) for branch in value[1]] if op is names.BRANCH else []


def words_of(nodes: list[Node], letters: list[str], flags: int) -> Iterator[str]:
    """Short texts that a sequence matches: one with each letter that can stand for its characters."""
    for letter in letters:
        yield "".join(_word(node, letter, letters, flags) for node in nodes)


def _word(node: Node, letter: str, letters: list[str], flags: int) -> str:
    op, value = node
    if op in SINGLE:
        fitting = [one for one in (letter, *letters) if fits(node, one, flags)]
        return fitting[0] if fitting else chr(value) if op is names.LITERAL else ""
    if op in REPEATS:
        inside = "".join(_word(one, letter, letters, flags) for one in value[2])
        return inside * max(1, min(int(value[0]), 30))
    if op is names.BRANCH:
        return "".join(_word(one, letter, letters, flags) for one in value[1][0])
    if op is names.SUBPATTERN:
        return "".join(_word(one, letter, letters, flags) for one in value[3])
    return ""


def parts_of(nodes: list[Node]) -> Iterator[tuple[list[Node], list[Node]]]:
    """What stands before some part of a pattern, and that part: each stretch of it, within groups and branches, too."""
    literal = [op is names.LITERAL for op, _ in nodes]
    edges = [at for at in range(len(nodes) + 1) if literal[at - 1 : at + 1] != [True, True]]
    for first, last in combinations(edges, 2):
        yield nodes[:first], nodes[first:last]
    for index, (op, value) in enumerate(nodes):
        for inside in _insides(op, value):
            for before, part in parts_of(inside):
                yield [*nodes[:index], *before], part


def slowest(pattern: str, flags: int = 0, *, anywhere: bool) -> tuple[float, str]:
    """By how much a text of double the length multiplies the steps, at worst, and what is repeated in that text.

    Args:
        pattern: The pattern.
        flags: Those it is compiled with.
        anywhere: Whether it is searched for.

    """
    nodes = list(parser.parse(pattern, flags))
    steps, letters = Steps(pattern, flags), alphabet(pattern, nodes, flags)
    worst = (0.0, "")
    tried = set()
    for before, part in parts_of(nodes):
        for start in {"", next(words_of(before, letters, flags))}:
            for word in set(words_of(part, letters, flags)) - {""}:
                if len(word) > LONGEST:
                    continue
                for end in ("", "\0"):
                    if (start, word, end) not in tried and worst[0] < LINEAR:
                        tried.add((start, word, end))
                        worst = max(worst, (_growth(steps, start, word, end, anywhere=anywhere), word))
    return worst


def _growth(steps: Steps, start: str, word: str, end: str, *, anywhere: bool) -> float:
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(50_000)
    try:
        counts = [steps.of(start + word * times + end, anywhere=anywhere) for times in (12, 24, 48)]
    except TooManySteps:
        return float("inf")
    finally:
        sys.setrecursionlimit(usual)
    return (counts[2] - counts[1]) / max(1, counts[1] - counts[0])
