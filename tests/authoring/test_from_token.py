"""A world made of a token that somebody pasted."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from sandbox.authoring.from_token import world_from_token
from sandbox.errors import UnknownName

CLAIMS = {"iss": "https://login.shop.example/", "aud": "https://orders.shop.example", "sub": "jane", "azp": "till"}


def token(claims: dict[str, Any], **header: Any) -> str:
    parts = ({"alg": "RS256", "typ": "JWT", **header}, claims)
    encoded = [urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, "c2VhbA"])


def test_its_audience_client_and_domain_are_those_of_the_token() -> None:
    world = world_from_token("incident", token({**CLAIMS, "scope": "openid read:orders"}))
    assert world.audiences["orders"] == ("https://orders.shop.example", ["read:orders"])
    assert (world.client, world.domain, world.by_user) == ("till", "shop.example", True)


def test_what_a_clipboard_puts_around_it_is_ignored() -> None:
    raw = token(CLAIMS)
    assert world_from_token("incident", f'Authorization: Bearer {raw[:20]}\n{raw[20:]}"') == world_from_token(
        "incident", raw
    )


@pytest.mark.parametrize(
    ("typ", "dialect"), [("at+jwt", "rfc9068"), ("application/at+jwt", "rfc9068"), ("JWT", "auth0")]
)
def test_its_dialect_is_that_of_its_type(typ: str, dialect: str) -> None:
    assert world_from_token("incident", token(CLAIMS, typ=typ)).dialect == dialect


@pytest.mark.parametrize("subject", ["till", "till@clients", ""])
def test_a_token_that_a_client_has_for_itself_has_no_user(subject: str) -> None:
    assert not world_from_token("incident", token({**CLAIMS, "sub": subject})).by_user


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("nonsense", "this is no JWT"),
        (token({"iss": "x"}), "names no audience"),
        (token({"aud": "https://login.example/userinfo"}), "names no audience"),
    ],
)
def test_a_token_that_says_too_little_is_refused(raw: str, message: str) -> None:
    with pytest.raises(UnknownName, match=message):
        world_from_token("incident", raw)
