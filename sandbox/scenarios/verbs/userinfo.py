"""``userinfo``: an issuer's own API is asked who a token is about."""

from collections.abc import Iterator
from typing import Final

from sandbox.reading.diagnostics import Place, Problem
from sandbox.reading.models import Strict
from sandbox.scenarios.expect import Expect
from sandbox.scenarios.fields import TokenName
from sandbox.scenarios.verb_problems import (
    ANSWER,
    never_of_a_token,
    never_of_an_answer,
    unknown_issuer,
    unknown_sender,
)
from sandbox.scenarios.verb_spec import VerbSpec
from sandbox.worlds.model import World


class Userinfo(Strict):
    """Asks an issuer who a saved token is about (OpenID Connect Core §5.3)."""

    token: TokenName
    by: str | None = None
    issuer: str = "issuer"


def _references(at: Place, verb: Userinfo, _expect: Expect, world: World) -> Iterator[Problem]:
    yield from unknown_issuer(at, verb.issuer, world)
    yield from unknown_sender(at, verb.by, world)


def _never_true(at: Place, _verb: Userinfo, expect: Expect, _world: World) -> Iterator[Problem]:
    yield from never_of_an_answer(at, expect)
    yield from never_of_a_token(at, expect)


SPEC: Final = VerbSpec(
    name="userinfo",
    model=Userinfo,
    doc=("Asks an issuer who a saved token is about (OpenID Connect Core §5.3).", {"token": "bar_token"}),
    keys={
        "token": ("The saved token that is sent.", "bar_token"),
        "by": ("The api or client that asks, if not the one that was given the token.", "bar"),
        "issuer": ("Which issuer is asked, if it is not the one called `issuer`.", "issuer"),
    },
    sample_id="who",
    uses=("token",),
    expects=(*ANSWER, "challenge"),
    references=_references,
    never_true=_never_true,
)
