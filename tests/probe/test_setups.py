"""The settings of every framework are filled in, say what was run of them, and name the line that makes each check."""

import re

import pytest

from sandbox.causes.data import LIBRARIES
from sandbox.errors import UnknownName
from sandbox.probe.setups import NotQuotable, Trusted, filled, in_container, setups

TRUSTED = Trusted(
    "http://localhost:8711/worlds/foo/issuer/",
    "http://localhost:8711/worlds/foo/issuer/.well-known/jwks.json",
    "https://orders.example.com",
)
NOT_SETUPS = {"jsonwebtoken", "hono", "rust-jsonwebtoken", "aws-api-gateway", "aws-jwt-verify", "vault"}
"""Libraries whose causes are known, and that have no setup here."""


@pytest.mark.parametrize("id_", setups())
def test_a_setup_is_filled_in_and_says_what_was_run(id_: str) -> None:
    setup = filled(id_, TRUSTED)
    texts = [setup.lines, setup.offline, setup.start, *setup.fixes.values()]
    assert not [text for text in texts if re.search(r"@[A-Z]{3,}@", text)]
    assert TRUSTED.issuer in setup.lines or TRUSTED.jwks in setup.lines
    assert setup.instead in setup.lines
    assert setup.run != bool(setup.tried)
    assert all(one.says.endswith((".", "”.")) and one.source for one in setup.pitfalls)
    assert setup.pitfalls


@pytest.mark.parametrize("id_", setups())
def test_a_setup_has_the_line_that_compares_the_audience(id_: str) -> None:
    setup = filled(id_, TRUSTED)
    assert set(setup.fixes) >= {"audience", "issuer", "signature", "scope"} or setup.cannot
    assert (TRUSTED.audience in setup.fixes["audience"] and setup.fixes["audience"] in setup.lines) or setup.cannot
    assert setup.fix("audience", "no-such-flaw") == setup.fixes["audience"]
    assert setup.fix("sender", "off") is None


def test_libraries_have_the_ids_by_which_their_causes_are_known() -> None:
    assert {one["id"] for one in LIBRARIES} - NOT_SETUPS <= set(setups())


def test_what_would_end_the_text_it_stands_in_is_refused() -> None:
    for audience in ('a"b', "a'b", "a\nb", "a\\b", "${x}", "a`b", "</pre>"):
        with pytest.raises(NotQuotable):
            filled("pyjwt", Trusted(TRUSTED.issuer, TRUSTED.jwks, audience))
    assert "urn:x:ä" in filled("pyjwt", Trusted(TRUSTED.issuer, TRUSTED.jwks, "urn:x:ä")).lines


def test_an_unknown_setup_names_the_near_one() -> None:
    with pytest.raises(UnknownName) as raised:
        filled("spirng", TRUSTED)
    assert raised.value.suggestion == "spring"


def test_a_container_has_another_name_for_this_machine() -> None:
    assert in_container(TRUSTED.issuer) == "http://host.docker.internal:8711/worlds/foo/issuer/"
    assert in_container("https://sandbox.example.org/") == "https://sandbox.example.org/"
