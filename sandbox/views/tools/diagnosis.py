"""A diagnosis as the page of ``/check`` shows it. ``static/js/check/view.js`` does the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sandbox.causes.explain import Answer, Cause, Diagnosis
from sandbox.causes.facts import Expectation, Token
from sandbox.causes.identifiers import Difference
from sandbox.causes.values import date_of, time_in_words
from sandbox.views.parts.values import as_text
from sandbox.views.parts.visible import visible
from sandbox.views.tools.diagnosis_words import CLAIMS, LEADS, MARKS, QUESTIONS, SIDES, TIMES, VERDICTS

_ROWS: Final = 60
_VALUE_CHARACTERS: Final = 400
_SHOWN: Final = 14
"""Characters of each part of a token that are shown."""


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a sentence; ``code`` is to be copied as it stands."""

    text: str
    code: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """A string with what differs from the one that it is compared with.

    Args:
        same: What both begin with.
        differs: Where they differ, made visible.
        rest: What both end with.

    """

    same: str
    differs: str
    rest: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two strings that differ, and what they are."""

    token_says: str
    token: Marked
    api_expects: str
    expected: Marked


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One thing to change, or not to.

    Args:
        lead: ``Change``, ``Or`` or ``Do not``; it stands in place of such words in the text.
        side: Where, such as ``the app``; "" for what is not to be changed.
        text: What to change.
        setting: The setting by its name, or "".

    """

    lead: str
    side: str
    text: tuple[Words, ...]
    setting: str


@dataclass(frozen=True, slots=True)
class CauseView:
    """Another cause, in short."""

    sure: str
    title: tuple[Words, ...]
    changes: tuple[ChangeView, ...]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The answer to one question.

    Args:
        verdict: ``pass``, ``fail`` or ``skipped``.
        mark: A character for it.
        question: What was asked, in a word or two.
        text: The answer.
        decides: ``decides`` where it is the cause, or "".

    """

    verdict: str
    mark: str
    question: str
    text: tuple[Words, ...]
    decides: str


@dataclass(frozen=True, slots=True)
class MemberView:
    """A claim, or a member of the header: its name, its value, and what it says in words."""

    name: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class DiagnosisView:
    """Everything that is shown of a diagnosis.

    Args:
        verdict: Its name.
        mark: A character for it.
        word: The verdict in words.
        sure: ``certain``, ``likely`` or "".
        title: One sentence: the cause.
        why: What is behind it.
        pair: The two strings that differ, or None.
        changes: What to change, and what not.
        see: A scenario, or an address of this site; "" for none.
        id: The id of the cause, which stands with its sources on the page of all causes; "" for none.
        others: Other causes.
        answers: The answer to each question.
        claims: The claims in words.
        header: The header.
        shareable: The diagnosis with shapes in place of values.
        spoken: One sentence for those who hear it.

    """

    verdict: str
    mark: str
    word: str
    sure: str
    title: tuple[Words, ...]
    why: tuple[Words, ...]
    pair: Pair | None
    changes: tuple[ChangeView, ...]
    see: str
    id: str
    others: tuple[CauseView, ...]
    answers: tuple[AnswerView, ...]
    claims: tuple[MemberView, ...]
    header: tuple[MemberView, ...]
    shareable: str
    spoken: str


def diagnosis_view(diagnosis: Diagnosis, token: Token, expectation: Expectation) -> DiagnosisView:
    """Show a diagnosis.

    Args:
        diagnosis: What was found.
        token: The token that it is about.
        expectation: What the API was said to expect, and the time to judge by.

    """
    cause, words = diagnosis.cause, VERDICTS[diagnosis.verdict]
    issuer = diagnosis.issuer[1]
    title = cause.title if cause else words.title or _answer_to(words.question, diagnosis.answers)
    why = cause.why if cause else _left_open(diagnosis.answers)
    sure = _sure(cause)
    return DiagnosisView(
        verdict=diagnosis.verdict,
        mark=words.mark,
        word=words.word,
        sure=sure,
        title=_words(title),
        why=_words(why),
        pair=_pair(cause.compared) if cause and cause.compared and cause.compared.at is not None else None,
        changes=tuple(_changes(cause, issuer)) if cause else (),
        see=cause.see if cause else words.see,
        id=cause.id if cause else "",
        others=tuple(
            CauseView(_sure(one), _words(one.title), tuple(_changes(one, issuer))) for one in diagnosis.others
        ),
        answers=tuple(_answer(one, cause) for one in diagnosis.answers),
        claims=tuple(_members(token.claims, expectation.at)),
        header=tuple(_members(token.header, expectation.at)),
        shareable=diagnosis.shareable,
        spoken=f"{words.word}{f', {sure}' if sure else ''}: {visible(title.replace('`', ''))}",
    )


def strip_of(token: Token) -> tuple[str, ...]:
    """The parts of a token, each as far as it is shown; the third one of three is struck out."""
    parts = token.text.split(".")[:5] if token.text else []
    return tuple(visible(part if len(part) <= _SHOWN else f"{part[:_SHOWN]}…") for part in parts)


def _sure(cause: Cause | None) -> str:
    return "" if cause is None else "certain" if cause.certain else "likely"


def _answer_to(question: str, answers: Sequence[Answer]) -> str:
    return next((one.text for one in answers if one.question == question), "")


def _left_open(answers: Sequence[Answer]) -> str:
    return " ".join(one.text for one in answers if one.verdict == "skipped" and one.question != "message")


def _words(text: str) -> tuple[Words, ...]:
    """A sentence, whose code stands between backticks."""
    pieces = visible(text).split("`")
    return tuple(Words(piece, bool(number % 2)) for number, piece in enumerate(pieces) if piece)


def _pair(compared: Difference) -> Pair:
    token, expected = list(compared.token), list(compared.expected)
    start = compared.at or 0
    end = 0
    while end < min(len(token), len(expected)) - start and token[-1 - end] == expected[-1 - end]:
        end += 1
    return Pair("token says", _marked(token, start, end), "API expects", _marked(expected, start, end))


def _marked(characters: Sequence[str], start: int, end: int) -> Marked:
    stop = len(characters) - end
    same, differs, rest = ("".join(part) for part in (characters[:start], characters[start:stop], characters[stop:]))
    return Marked(visible(same), visible(differs) or "∅", visible(rest))


def _changes(cause: Cause, issuer: str) -> Iterator[ChangeView]:
    for number, change in enumerate(cause.changes):
        side = f"at {issuer}" if change.side == "issuer" and issuer else SIDES[change.side]
        lead = LEADS["other"] if number else LEADS["first"]
        text = change.text
        if number and text.startswith("Or "):
            text = text[3].upper() + text[4:]
        yield ChangeView(lead, side, _words(text), visible(change.setting))
    if cause.avoid:
        yield ChangeView(LEADS["avoid"], "", _words(cause.avoid.removeprefix("Do not ")), "")


def _answer(answer: Answer, cause: Cause | None) -> AnswerView:
    decides = "decides" if cause and cause.question == answer.question and answer.verdict == "fail" else ""
    question = QUESTIONS.get(answer.question, answer.question)
    return AnswerView(answer.verdict, MARKS[answer.verdict], question, _words(answer.text), decides)


def _members(members: Mapping[str, Any], at: float) -> Iterator[MemberView]:
    """Those that every reader asks for first, and then by name."""
    order = list(CLAIMS)
    names = sorted(members, key=lambda name: (order.index(name) if name in order else len(order), name))
    for name in names[:_ROWS]:
        value = visible(as_text(members[name]))
        shown = value if len(value) <= _VALUE_CHARACTERS else f"{value[:_VALUE_CHARACTERS]}…"
        yield MemberView(visible(name[:_VALUE_CHARACTERS]), shown, _member_in_words(name, members[name], at))
    if len(names) > _ROWS:
        yield MemberView("…", f"{len(names) - _ROWS} more", "")


def _member_in_words(name: str, value: Any, at: float) -> str:
    when = time_in_words(value, at) if name in TIMES else ""
    if not when:
        return CLAIMS.get(name, "")
    past, future = TIMES[name]
    date = date_of(value)
    return f"{past if when.endswith(' ago') else future} {when}{f' · {date}' if date else ''}"
