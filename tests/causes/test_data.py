"""The list of causes is whole: each rule asks for what there is, names what exists, and has its source."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from sandbox.causes.data import CAUSES, ISSUERS, KINDS, LIBRARIES, MESSAGES, QUESTIONS, SETTINGS
from sandbox.causes.facts import Expectation, Token, known
from sandbox.causes.values import values_of
from sandbox.scenarios.loading.catalogue import shipped_catalogue
from sandbox.views.parts.glossary_terms import WORDS
from sandbox.views.site.questions import OFTEN, THREAD
from sandbox.views.tools.check import later_data
from tests.causes.cases import CORPUS, cases
from tests.causes.generate import FILES, written
from tools.keys import ROOT, SCRIPTS

NOTHING: Final = known(Token(), Expectation())
VALUES: Final = {*values_of(Token(), Expectation(), NOTHING), "longer", "shorter"}
SIDES: Final = ("app", "issuer", "api")
_SOURCE: Final = re.compile(r"https://[^ ]+|RFC \d{4}(?: §[\d.]+)?|OpenID Connect [A-Z][A-Za-z0-9 .-]+ §[\d.]+")
_FILLED: Final = re.compile(r"\{([a-z_]+)\}")


def by_id(rule: dict[str, Any]) -> str:
    return str(rule["id"])


def patterns(value: Any) -> Iterator[str]:
    """All patterns of some data."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in ("match", "text") and isinstance(inner, str):
                yield inner
            else:
                yield from patterns(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from patterns(inner)


ALL_PATTERNS: Final = sorted(
    {
        *patterns(ISSUERS),
        *patterns(KINDS),
        *(one[name] for one in MESSAGES for name in ("match", "expects") if name in one),
        *(found for rule in CAUSES for found in patterns([rule.get("if", []), rule.get("or", [])])),
        *(found for rule in CAUSES if isinstance(rule["certain"], list) for found in patterns(rule["certain"])),
    }
)


@pytest.mark.parametrize("rule", CAUSES, ids=by_id)
def test_a_cause_says_what_to_change_where_and_by_which_source(rule: dict[str, Any]) -> None:
    assert rule["change"]
    assert all(change["side"] in SIDES for change in rule["change"])
    assert all(change.get("setting", "leeway") in SETTINGS for change in rule["change"])
    assert rule["sources"]
    assert all(_SOURCE.fullmatch(source) for source in rule["sources"]), rule["sources"]


@pytest.mark.parametrize("rule", CAUSES, ids=by_id)
def test_a_cause_is_written_in_sentences_that_name_known_values(rule: dict[str, Any]) -> None:
    texts = [rule["title"], rule["why"], rule.get("avoid", "."), *(change["text"] for change in rule["change"])]
    for text in texts:
        assert text.endswith((".", "}")), text
        assert {*_FILLED.findall(text)} <= VALUES, text


def test_settings_name_known_values_issuers_and_libraries() -> None:
    names = {"", *(one["id"] for one in ISSUERS), *(one["id"] for one in LIBRARIES)}
    for purpose, by_name in SETTINGS.items():
        assert {*by_name} <= names, purpose
        for text in by_name.values():
            assert {*_FILLED.findall(text)} <= VALUES, text


def test_every_setting_is_used_by_a_cause() -> None:
    used = {change["setting"] for rule in CAUSES for change in rule["change"] if "setting" in change}
    assert sorted(SETTINGS) == sorted(used)


def test_what_a_cause_leads_to_exists() -> None:
    addresses = {f"/questions#{one.id}" for one in (*THREAD, *OFTEN)} | {f"/glossary#{one.id}" for one in WORDS}
    addresses |= {scenario.scenario for scenario in shipped_catalogue().scenarios()}
    assert sorted({rule["see"] for rule in CAUSES} - addresses) == []


def test_causes_stand_in_the_order_of_the_questions() -> None:
    """Those of messages stand where the message counts, and those of keys beside their algorithm."""
    order = [one["id"] for one in QUESTIONS]
    asked = [rule["question"] for rule in CAUSES if rule["question"] not in ("message", "signature")]
    assert {rule["question"] for rule in CAUSES} == {*order}
    assert [order.index(question) for question in asked] == sorted(order.index(question) for question in asked)


@pytest.mark.parametrize("rule", CAUSES, ids=by_id)
def test_a_cause_asks_for_facts_that_there_are(rule: dict[str, Any]) -> None:
    rules = [rule, *rule.get("or", []), *(rule["certain"] if isinstance(rule["certain"], list) else [])]
    for one in rules:
        asked = one.get("when", {}) | one.get("unless", {})
        assert {*asked} <= {*NOTHING.facts}
        assert {*asked.get("vendor", [])} <= {"unknown", *(issuer["id"] for issuer in ISSUERS)}
        assert {*asked.get("kind", [])} <= {kind["id"] for kind in KINDS}
        assert {*asked.get("message", [])} <= {message["id"] for message in MESSAGES}
        assert {*asked.get("about", [])} <= {message["about"] for message in MESSAGES}
        assert {*asked.get("library", [])} <= {library["id"] for library in LIBRARIES}


@pytest.mark.parametrize("pattern", ALL_PATTERNS)
def test_a_pattern_is_of_the_dialect_that_python_and_browsers_share(pattern: str) -> None:
    """No flags, no classes or anchors that differ, no dot, no repetition of what repeats, so that it is linear."""
    escapes = {*re.findall(r"\\(.)", pattern)}
    assert escapes <= {*"./+?()[]{}|", "n", "r", "x"}, escapes
    bare = re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "_", pattern)
    assert not re.search(r"\(\?[^:]", bare), "no lookaround, no named groups"
    assert "." not in bare
    assert not re.search(r"[*+}][*+]|\([^()]*[*+][^()]*\)[*+]", bare)
    assert "$" not in re.sub(r"\$(?=\||\)|\Z)", "", bare)


@pytest.mark.parametrize("message", MESSAGES, ids=by_id)
def test_a_message_is_recognised_by_its_own_pattern_first(message: dict[str, Any]) -> None:
    assert known(Token(), Expectation(error=message["example"])).facts["message"] == (message["id"],)
    assert message["means"].endswith(".")
    assert all(_SOURCE.fullmatch(source) for source in message["sources"])


@pytest.mark.parametrize("file", FILES)
def test_what_is_generated_is_as_it_was_written(file: str) -> None:
    assert (CORPUS / file).read_text("utf-8") == written(FILES[file]())


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_the_scripts_of_the_page_read_is_as_it_was_written(name: str) -> None:
    assert (ROOT / "static" / "js" / name).read_text("utf-8") == SCRIPTS[name](), "python -m tools.keys"


def test_what_needs_nothing_but_a_token_and_an_audience_is_not_loaded_later() -> None:
    """Without the second part of the list, each such case of the corpus has the same cause."""
    later = {*later_data()["causes"]["id"]}
    plain = [
        case for case in cases() if case.expectation == Expectation(case.expectation.audiences, at=case.expectation.at)
    ]
    assert plain
    assert [case.name for case in plain if case.expected in later] == []


def test_each_id_is_given_once() -> None:
    for rows in (CAUSES, MESSAGES, ISSUERS, LIBRARIES, QUESTIONS):
        ids = [row["id"] for row in rows]
        assert len(ids) == len({*ids})
    json.dumps(SETTINGS)
