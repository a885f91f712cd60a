"""``revoke``: a client tells an issuer that it needs a token no more."""

from collections.abc import Iterator
from typing import Final

from sandbox.reading.diagnostics import Place, Problem
from sandbox.reading.models import Strict
from sandbox.scenarios.expect import Expect
from sandbox.scenarios.fields import TokenName
from sandbox.scenarios.verb_problems import (
    never_of_a_token,
    never_of_an_answer,
    unknown_issuer,
    unusable_client,
)
from sandbox.scenarios.verb_spec import VerbSpec
from sandbox.worlds.model import World


class Revoke(Strict):
    """Tells an issuer that a saved token is needed no more (RFC 7009)."""

    client: str
    token: TokenName
    issuer: str = "issuer"


def _references(at: Place, verb: Revoke, _expect: Expect, world: World) -> Iterator[Problem]:
    yield from unusable_client(at, verb.client, world)
    yield from unknown_issuer(at, verb.issuer, world)


def _never_true(at: Place, _verb: Revoke, expect: Expect, _world: World) -> Iterator[Problem]:
    yield from never_of_an_answer(at, expect)
    yield from never_of_a_token(at, expect)


SPEC: Final = VerbSpec(
    name="revoke",
    model=Revoke,
    doc=(
        "Tells an issuer that a saved token is needed no more (RFC 7009); of a refresh token, all of its sign-in.",
        {"client": "www", "token": "refresh"},
    ),
    keys={
        "client": ("The client that asks; the token must be one of its own.", "www"),
        "token": ("The saved token.", "refresh"),
        "issuer": ("Which issuer it is sent to, if that is not the one called `issuer`.", "issuer"),
    },
    sample_id="revoked",
    uses=("token",),
    client=lambda verb: verb.client,
    expects=("status", "error", "error_description"),
    references=_references,
    never_true=_never_true,
)
