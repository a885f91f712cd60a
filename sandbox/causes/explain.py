"""From facts to one cause: the list is data, and this reads it. ``static/js/check/explain.js`` does the same."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sandbox.causes.conditions import Json, Subject, all_hold
from sandbox.causes.data import CAUSES, QUESTIONS, SETTINGS
from sandbox.causes.facts import Expectation, Facts, Known, Token, completed, known
from sandbox.causes.identifiers import Difference
from sandbox.causes.values import shapes_of, values_of

_NAME: Final = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to change.

    Args:
        side: ``app``, ``issuer`` or ``api``.
        text: What to change, in a sentence.
        setting: The setting by its name, or "".

    """

    side: str
    text: str
    setting: str


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a token is refused.

    Args:
        id: Its name in the list.
        question: The question that it answers, such as ``audience``.
        certain: Whether it follows from the token; otherwise it is the usual reason for such a token.
        title: The cause, in a sentence.
        why: What is behind it.
        compared: The two strings that differ, or None.
        changes: What to change, the best first.
        avoid: What not to change, or "".
        see: A scenario, or an address of this site, that shows it.
        sources: Where it is specified or was met.

    """

    id: str
    question: str
    certain: bool
    title: str
    why: str
    compared: Difference | None
    changes: tuple[Change, ...]
    avoid: str
    see: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question that a reader of a token asks: ``pass``, ``fail`` or ``skipped``, and a sentence."""

    question: str
    verdict: str
    text: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What can be said of a token and an expectation.

    Args:
        verdict: ``refused``, ``good``, ``open`` (nothing is wrong, but not everything was asked), ``unreadable`` or
            ``nothing``.
        form: What was handed over.
        issuer: The id and the name of the recognised issuer, each "" for none.
        cause: Why it is refused, or None.
        others: What else would be a cause, one for each question, in their order.
        answers: The questions and their answers.
        shareable: The diagnosis with shapes in place of values.

    """

    verdict: str
    form: str
    issuer: tuple[str, str]
    cause: Cause | None
    others: tuple[Cause, ...]
    answers: tuple[Answer, ...]
    shareable: str


def explain(token: Token, expectation: Expectation) -> Diagnosis:
    """Find out why a token is refused.

    Args:
        token: The token, as far as it can be read.
        expectation: What the API expects.

    """
    expectation = completed(expectation)
    all_known = known(token, expectation)
    expected = {"audience": expectation.audiences, "issuer": [expectation.issuer] if expectation.issuer else []}
    subject = Subject(token.text, token.header, token.claims, expected)
    values = values_of(token, expectation, all_known)
    found = _first_of_each([one for one in CAUSES if _applies(one, all_known.facts, subject)])
    causes = tuple(_cause(one, subject, values, all_known) for one in found)
    answers = tuple(_answers(all_known.facts, subject, values))
    verdict = found[0].get("verdict", "refused") if found else _verdict(all_known.facts)
    vendor = all_known.facts["vendor"][0]
    shared = [_cause(one, subject, shapes_of(values), all_known) for one in found[:1]]
    return Diagnosis(
        verdict=verdict,
        form=token.form,
        issuer=("", "") if vendor == "unknown" else (vendor, all_known.issuer_name),
        cause=causes[0] if causes else None,
        others=causes[1:],
        answers=answers,
        shareable=_shareable(verdict, shared, _answers(all_known.facts, subject, shapes_of(values))),
    )


def _first_of_each(found: Sequence[Json]) -> list[Json]:
    """Of causes that answer one question, or compare the same two strings, only the first: the rest follow from it."""
    kept: list[Json] = []
    for rule in found:
        compared = rule.get("compare")
        if not any(
            one["question"] == rule["question"] or (compared and one.get("compare") == compared) for one in kept
        ):
            kept.append(rule)
    return kept


def _applies(rule: Json, facts: Facts, subject: Subject) -> bool:
    """Whether all of ``when``, none of ``unless``, all of ``if``, and one of ``or`` holds."""
    return (
        all(_has(facts, name, wanted) for name, wanted in rule.get("when", {}).items())
        and not any(_has(facts, name, wanted) for name, wanted in rule.get("unless", {}).items())
        and all_hold(rule.get("if", []), subject)
        and ("or" not in rule or any(_applies(one, facts, subject) for one in rule["or"]))
    )


def _has(facts: Facts, name: str, wanted: Sequence[str]) -> bool:
    return any(one in wanted for one in facts[name])


def _certain(rule: Json, facts: Facts, subject: Subject) -> bool:
    """Whether a cause is certain: always, never, or if one of some rules applies."""
    certain: Any = rule["certain"]
    return certain if isinstance(certain, bool) else any(_applies(one, facts, subject) for one in certain)


def _cause(rule: Json, subject: Subject, values: Mapping[str, str], all_known: Known) -> Cause:
    compared = {"audience": all_known.audience, "issuer": all_known.issuer}.get(rule.get("compare", ""))
    values = {**values, **_longer(compared)}
    vendor = all_known.facts["vendor"][0]
    changes = [
        Change(one["side"], _filled(one["text"], values), _setting(one, vendor, all_known.library, values))
        for one in rule["change"]
    ]
    return Cause(
        id=rule["id"],
        question=rule["question"],
        certain=_certain(rule, all_known.facts, subject),
        title=_filled(rule["title"], values),
        why=_filled(rule["why"], values),
        compared=compared,
        changes=tuple(changes),
        avoid=_filled(rule.get("avoid", ""), values),
        see=rule["see"],
        sources=tuple(rule["sources"]),
    )


def _longer(compared: Difference | None) -> dict[str, str]:
    """Which of two identifiers has what the other lacks."""
    token_is_longer = compared is not None and len(compared.token) > len(compared.expected)
    sides = ("the token", "your API")
    longer, shorter = sides if token_is_longer else sides[::-1]
    return {"longer": longer, "shorter": shorter}


def _setting(change: Json, vendor: str, library: str, values: Mapping[str, str]) -> str:
    """The setting by its name: the library's where one was chosen, else the issuer's, else what holds for all."""
    by_name = SETTINGS.get(change.get("setting", ""), {})
    wanted = (library if change["side"] == "api" else "", vendor)
    name = next((one for one in wanted if one and one in by_name), "")
    return _filled(by_name.get(name, ""), values)


def _answers(facts: Facts, subject: Subject, values: Mapping[str, str]) -> list[Answer]:
    answers = []
    for question in QUESTIONS:
        row: Any = next((one for one in question["answers"] if _applies(one, facts, subject)), None)
        if row is not None:
            answers.append(Answer(question["id"], row["verdict"], _filled(row["text"], values)))
    return answers


def _verdict(facts: Facts) -> str:
    """The verdict where there is no cause."""
    if facts["shape"] == ("none",):
        return "nothing"
    if facts["shape"] != ("jwt",):
        return "unreadable"
    return "good" if facts["audience"] == ("same",) else "open"


def _shareable(verdict: str, causes: Sequence[Cause], answers: Sequence[Answer]) -> str:
    lines = [f"{verdict}: {one.title} ({'certain' if one.certain else 'likely'})" for one in causes] or [verdict]
    lines += [f"- change the {change.side}: {change.text}" for one in causes for change in one.changes]
    return "\n".join([*lines, "", *(f"{one.verdict:7} {one.question}: {one.text}" for one in answers)])


def _filled(template: str, values: Mapping[str, str]) -> str:
    return _NAME.sub(lambda found: values.get(found[1], found[0]), template)
