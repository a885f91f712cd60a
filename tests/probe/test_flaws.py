"""The answers of an API name the flaw that it was made with."""

from itertools import combinations

import anyio
import pytest

from sandbox.probe.flaws import explained, leeway
from sandbox.probe.order import Order, ingredients
from sandbox.probe.writing import written_rows
from tests.probe.probing import BAR, NOW, SINGLE, answers, rows
from tests.running import FOO, KEYS, PUBLIC_URL

UNSEEN = ("algorithm", "off")
"""The signature check knows each key's one algorithm, so nothing passes for want of this check alone."""


def name(check: str, word: str) -> str:
    return f"{check}={'leeway' if word.startswith('leeway-') else word}"


def test_a_careful_api_has_no_flaw() -> None:
    found = explained(answers({}, rows()))
    assert found.flaws == ()
    assert found.unexplained == ()


@pytest.mark.parametrize(("check", "word"), [one for one in SINGLE if one != UNSEEN])
def test_a_flaw_is_named(check: str, word: str) -> None:
    for profile in ("default", "all"):
        found = explained(answers({check: word}, rows(profile)))
        assert [flaw.name for flaw in found.flaws] == [name(check, word)]
        assert found.unexplained == ()


def test_what_cannot_be_seen_is_not_named() -> None:
    assert explained(answers(dict([UNSEEN]), rows())).flaws == ()


@pytest.mark.parametrize("first", [one for one in SINGLE if one != UNSEEN], ids=lambda one: name(*one))
def test_two_flaws_are_named_together(first: tuple[str, str]) -> None:
    for second in SINGLE:
        if first[0] < second[0] and second != UNSEEN:
            found = {flaw.name for flaw in explained(answers(dict([first, second]), rows("default"))).flaws}
            if "signature=off" in found:  # where no signature is looked at, any algorithm is as good as none
                found = {"algorithm=any" if flaw == "algorithm=off" else flaw for flaw in found}
            assert found == {name(*first), name(*second)}


@pytest.mark.parametrize("word", ["on", "off"])
def test_a_route_of_two_scopes_is_judged_by_the_first(word: str) -> None:
    order = Order(audience=BAR.audience, scope="read:orders write:orders", client=BAR.client, profile="all")
    it = anyio.run(ingredients, order, {"foo": FOO}, KEYS, PUBLIC_URL, NOW, "test")
    of = list(written_rows(it, "all"))
    found = explained(answers({"scope": word}, of))
    assert [flaw.name for flaw in found.flaws] == [f"scope={word}"][: word != "on"]
    assert found.unexplained == ()


def test_two_flaws_of_one_check_are_told_apart() -> None:
    pairs = combinations(("ignore-case", "ignore-slash", "missing-passes", "empty-list-passes"), 2)
    for one, other in pairs:
        results = [
            first if first.answer == "accepted" else second
            for first, second in zip(
                answers({"audience": one}, rows()), answers({"audience": other}, rows()), strict=True
            )
        ]
        assert {flaw.mode for flaw in explained(results).flaws} == {one, other}


@pytest.mark.parametrize(("word", "low", "high"), [("on", 0, 10), ("leeway-30s", 10, 70), ("leeway-5m", 240, 600)])
def test_leeway_is_measured(word: str, low: int, high: int) -> None:
    assert leeway(answers({"expiry": word}, rows()), "expiry") == (low, high)
