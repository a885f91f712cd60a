"""What each verb is called in the step bar, and who takes part in it."""

from typing import get_args

import pytest

from sandbox.scenarios.model import Step
from sandbox.scenarios.verbs import VERBS
from sandbox.views.verbs import VIEWS
from sandbox.worlds.model import GrantType
from tests.running import FOO

CASES = [
    ("get_token", {"client": "www", "grant": "authorization_code"}, "Sign in", ["issuer"]),
    ("get_token", {"client": "nightly", "grant": "client_credentials"}, "Get a token", ["issuer"]),
    ("get_token", {"client": "www", "grant": "refresh_token"}, "Refresh", ["issuer"]),
    ("get_token", {"client": "www", "grant": "token_exchange"}, "Exchange", ["issuer"]),
    ("mint", {"save": "t"}, "Make a token", []),
    ("tamper", {"token": "t", "save": "u"}, "Rewrite it", []),
    ("call", {"api": "baz", "request": "GET /reports"}, "Call baz", ["baz", "issuer"]),
    ("call", {"api": "baz", "request": "GET /reports", "by": "bar"}, "Call baz", ["baz", "issuer", "bar"]),
    ("introspect", {"client": "bar-backend", "token": "t"}, "Ask the issuer", ["issuer"]),
    ("userinfo", {"token": "t"}, "Ask userinfo", ["issuer"]),
    ("userinfo", {"token": "t", "by": "bar"}, "Ask userinfo", ["issuer", "bar"]),
    ("revoke", {"client": "www", "token": "t"}, "Revoke it", ["issuer"]),
    ("sign_out", {"client": "www", "user": "alice"}, "Sign out", ["issuer"]),
    ("fetch", {"document": "openid-configuration", "of": "issuer"}, "Discover", ["issuer"]),
    ("fetch", {"document": "oauth-authorization-server", "of": "issuer"}, "Discover", ["issuer"]),
    ("fetch", {"document": "jwks", "of": "issuer", "by": "bar"}, "Get the keys", ["issuer", "bar"]),
    ("fetch", {"document": "oauth-protected-resource", "of": "bar"}, "Read metadata", ["bar"]),
    ("inspect", {"token": "t"}, "Read it", []),
    ("rotate_keys", {}, "New key", []),
    ("narrate", {"text": "Later"}, "Meanwhile", []),
]


@pytest.mark.parametrize(("name", "keys", "short", "parties"), CASES)
def test_a_verb_has_a_short_name_and_parties(name: str, keys: dict[str, str], short: str, parties: list[str]) -> None:
    step = Step.model_validate({"id": "step", "title": "A step", name: keys})
    view = VIEWS[step.verb_name]
    assert view.short(step.verb) == short
    assert list(view.parties(step.verb, FOO)) == parties


def test_every_verb_is_among_them() -> None:
    assert {name for name, *_ in CASES} == set(VERBS)


def test_every_grant_is_among_them() -> None:
    assert {keys["grant"] for name, keys, *_ in CASES if name == "get_token"} == set(get_args(GrantType))
