"""Each verb has the keys that the language page says."""

from typing import Any, get_args

import pytest

from sandbox.scenarios.model import Scenario, Step
from sandbox.scenarios.verbs import VERBS

KEYS: dict[str, dict[str, Any]] = {
    "get_token": {
        "client": "www",
        "grant": "token_exchange",
        "issuer": "issuer",
        "user": "alice",
        "prompt": "none",  # here the language grew: signing in without a page, and saying no
        "consent": "deny",
        "audience": "https://bar.foo.com",
        "resource": ["https://bar.foo.com"],
        "scope": "openid",
        "refresh_token": "saved",
        "subject_token": "saved",
        "client_assertion": {"aud": ["https://one.example", "https://two.example"]},  # and proving oneself wrongly
        "dpop": True,
        "save": "a",
        "save_id_token": "b",
        "save_refresh_token": "c",
    },
    "mint": {
        "issuer": "issuer",
        "header": {"alg": "none"},
        "claims": {"aud": ["x", None, 1.5, {"y": True}]},
        "like": "saved",
        "issued_ago": "1h",  # here it grew: the other two times
        "not_before_in": "-5m",
        "expires_in": "-2h",
        "sign_with": "public-key-as-hmac",
        "remove": ["exp"],
        "save": "d",
    },
    "tamper": {"token": "saved", "header": {"kid": "x"}, "claims": {"aud": "y"}, "remove": ["jti"], "save": "e"},
    "call": {
        "api": "bar",
        "request": "POST /orders",
        "by": "baz",  # here it grew, too: an api that calls another
        "token": "saved",
        "send_as": "raw",
        "headers": {"X-Request-Id": "42"},
        "verify": {"audience": "off"},
    },
    "introspect": {"client": "www", "token": "saved", "issuer": "issuer"},
    "userinfo": {"token": "saved", "by": "bar", "issuer": "issuer"},
    "revoke": {"client": "www", "token": "saved", "issuer": "issuer"},
    "sign_out": {"client": "www", "user": "alice", "id_token": "saved", "issuer": "issuer"},
    "fetch": {
        "document": "oauth-protected-resource",
        "of": "bar",
        "by": "www",
        "headers": {"Origin": "https://a.example"},
    },
    "inspect": {"token": "saved", "highlight": ["aud"]},
    "rotate_keys": {"issuer": "issuer", "keep_old": False},
    "narrate": {"text": "Once upon a time"},
}
"""Each verb with each of its keys."""


def test_every_verb_is_in_the_table() -> None:
    assert tuple(KEYS) == tuple(VERBS)


@pytest.mark.parametrize("verb", KEYS)
def test_a_verb_has_the_keys_of_the_table_and_no_other(verb: str) -> None:
    (model, _) = get_args(Step.model_fields[verb].annotation)
    assert set(model.model_fields) == set(KEYS[verb])
    first = {"id": "first", "title": "Saved before", "mint": {"save": "saved"}}
    step = {"id": "second", "title": "The verb", verb: KEYS[verb]}
    scenario = Scenario.model_validate(
        {"scenario": "verbs", "title": "Verbs", "world": "foo", "question": "All?", "steps": [first, step]}
    )
    assert scenario.steps[1].verb_name == verb
    times = {"issued_ago", "not_before_in", "expires_in"}
    assert scenario.steps[1].verb.model_dump(exclude=times) == {
        key: value for key, value in KEYS[verb].items() if key not in times
    }
