"""What one can change about a call: which audience an issuer signs, and at which addresses it is seen."""

from typing import Any

import pytest

from sandbox.errors import UnknownName
from sandbox.scenarios.act import YOURS, CannotSign, audience_typed
from sandbox.scenarios.loading.catalogue import shipped_catalogue
from sandbox.scenarios.stops import act_at, outcomes_of, places, stops, with_own_choice

SLASH = shipped_catalogue().scenario("aud-trailing-slash")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("https://bar.foo.com/", "https://bar.foo.com/"),
        ("https://bar.foo.com ", "https://bar.foo.com "),
        ("", ""),
        ("null", "null"),
        ("{}", "{}"),
        ("[]", []),
        (' ["a", "b"]', ["a", "b"]),
        ("bär\u200b\u00a0\U0001f600", "bär\u200b\u00a0\U0001f600"),
    ],
)
def test_an_audience_is_taken_as_it_was_typed_and_a_list_from_json(text: str, value: Any) -> None:
    assert audience_typed(text) == value


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("x" * 501, "at most 500 characters here; this one has 501"),
        ("a\nb", "one line"),
        ("a\0", "without control characters"),
        ("\ud800", "without control characters"),
        ("[", "column 2: Expecting value"),
        ("[" * 400, "this is none"),
        ("[1]", "a string or a list of strings"),
        ('[["a"]]', "a string or a list of strings"),
        ('["\\ud800"]', "no half characters"),
        (str(["a"] * 21).replace("'", '"'), "at most 20 audiences here; this one names 21"),
        ('["a"] and more', "column 7: Extra data"),
    ],
)
def test_what_no_issuer_writes_is_refused_by_name(text: str, why: str) -> None:
    with pytest.raises(CannotSign, match=why.replace("[", r"\[")):
        audience_typed(text)


def test_what_one_can_change_has_a_stop_and_each_choice_an_address_off_the_way() -> None:
    way = [stop.url for stop in stops(SLASH)]
    base = "/scenarios/aud-trailing-slash/refused"
    assert way[way.index(f"{base}/what-if/1") + 1] == f"{base}/act"
    assert [stop.url for stop in places(SLASH) if stop.url not in way] == [
        f"{base}/act/{id_}" for id_ in ("again", "bar", "issuer", "app")
    ]
    assert outcomes_of(stops(SLASH)[0]) == []


@pytest.mark.parametrize(
    ("step", "choice"), [("write", ""), ("nowhere", ""), ("refused", "nothing"), ("refused", YOURS)]
)
def test_there_is_nothing_else_to_choose(step: str, choice: str) -> None:
    with pytest.raises(UnknownName):
        act_at(SLASH, step, choice)


def test_an_audience_of_ones_own_is_one_more_choice() -> None:
    own = with_own_choice(SLASH, "refused", "https://bar.foo.com//", "ignore-slash")
    chosen = act_at(own, "refused", YOURS).chosen
    assert chosen is not None
    assert chosen.mint is not None
    assert (chosen.mint.claims, chosen.verify) == ({"aud": "https://bar.foo.com//"}, {"audience": "ignore-slash"})
    with pytest.raises(CannotSign, match=r"no mode `substring` here; allowed: on, ignore-slash, prefix"):
        with_own_choice(SLASH, "refused", "x", "substring")
    with pytest.raises(UnknownName):
        with_own_choice(SLASH, "served", "x", "")
