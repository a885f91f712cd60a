"""The files of a scenario made of a token: true as they are, and the same in a browser."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

import pytest

from sandbox.authoring.incident import NewFile, incident_of
from sandbox.causes.handed import handed
from sandbox.network import create_replayer
from sandbox.reading.source import read_text
from sandbox.replay.player import ReplayRequest
from sandbox.replay.updates import changes
from sandbox.scenarios.loading.parse import scenario_from
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.tokens.encoding import encode_json
from sandbox.worlds.loading import world_from
from tests.causes.cases import CORPUS, Case, cases
from tests.causes.in_browser import InBrowser, in_browser
from tests.running import KEYS

TOKENS: Final[dict[str, Any]] = json.loads((CORPUS / "tokens.json").read_text("utf-8"))
ODD: Final[dict[str, dict[str, Any]]] = {
    "many audiences": {"aud": [f"https://{name}.example.com" for name in "abcdef"], "scope": "a:b c"},
    "no audience": {"sub": "alice", "email": "a@example.com"},
    "an empty list": {"aud": [], "azp": "web"},
    "a number": {"aud": 5},
    "an object": {"aud": {"a": ["b", {"c": None}]}},
    "null": {"aud": None},
    "words of YAML": {"aud": ["yes", "null", "- a: b", "a # b", '"', "\\", "\t", "⟦client⟧"], "scope": "on off ~"},
    "other scripts": {"aud": "https://räksmörgås.example/\u2028\U0001f600\x7f", "azp": "Zürich"},
    "broken addresses": {
        "aud": ["https://[::1", "https://a@b:9/c", "https:///x", "//host.co.uk/v1"],
        "iss": "https://[x",
    },
    "a long one": {"aud": "https://a.example/" + "x" * 3000, "scp": [f"s{n}" for n in range(30)]},
    "a client as text of YAML": {"aud": "x", "azp": "yes", "client_id": "b"},
    "an odd client": {"aud": "x", "azp": "it's (me)!*", "sub": "it's (me)!*"},
}


def files_of(claims: dict[str, Any], header: dict[str, Any] | None = None) -> tuple[NewFile, ...]:
    return incident_of(header or {"alg": "RS256"}, claims, "token")


@pytest.mark.parametrize(
    "name", ["plain", "auth0", "auth0-m2m", "entra-v2", "cognito", "kubernetes", "hydra", "supabase-key"]
)
def test_a_replay_changes_nothing_in_the_scenario(name: str) -> None:
    scenario_file, world_file, _ = files_of(TOKENS[name]["claims"], TOKENS[name]["header"])
    world = world_from(read_text(world_file.text, world_file.path), "incident")
    scenario = scenario_from(read_text(scenario_file.text, scenario_file.path), "incident", {"incident": world})
    replayer = create_replayer({"incident": world}, KEYS, DEFAULT_PUBLIC_URL)
    assert [*changes(asyncio.run(replayer.replay(ReplayRequest(scenario), world)))] == []


def test_who_signed_in_is_left_out() -> None:
    claims = TOKENS["auth0"]["claims"] | {"email": "ada@example.com", "name": "Ada", "nonce": "n-secret"}
    text = "".join(file.text for file in files_of(claims))
    for private in (claims["sub"], "ada@example.com", "Ada", "n-secret"):
        assert private not in text


def test_a_token_without_claims_makes_no_scenario() -> None:
    assert files_of({}) == ()


@pytest.fixture(scope="module")
def browser() -> Iterator[InBrowser]:
    with in_browser() as started:
        yield started


def texts() -> Iterator[tuple[str, str]]:
    """Each token of the corpus, and odd ones."""
    readable: list[Case] = [case for case in cases() if case.token.shape == "jwt"]
    yield from ((case.name, case.given) for case in readable)
    for name, claims in ODD.items():
        yield name, f"{encode_json({'alg': 'ES384', 'typ': 'at+jwt', 'kid': 'k'})}.{encode_json(claims)}.c2ln"


def test_a_browser_makes_the_same_files_to_the_last_character(browser: InBrowser) -> None:
    for name, text in texts():
        token = handed(text)
        expected = [asdict(file) for file in incident_of(token.header, token.claims, token.form)]
        assert (name, browser.ask("incident", text=text)) == (name, expected)
