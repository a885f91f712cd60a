"""``introspect``: a client asks an issuer what a token says."""

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
    unusable_client,
)
from sandbox.scenarios.verb_spec import VerbSpec
from sandbox.worlds.model import World


class Introspect(Strict):
    """Asks an issuer what a saved token says (RFC 7662)."""

    client: str
    token: TokenName
    issuer: str = "issuer"


def _references(at: Place, verb: Introspect, _expect: Expect, world: World) -> Iterator[Problem]:
    yield from unusable_client(at, verb.client, world)
    yield from unknown_issuer(at, verb.issuer, world)


def _never_true(at: Place, _verb: Introspect, expect: Expect, _world: World) -> Iterator[Problem]:
    yield from never_of_an_answer(at, expect)
    yield from never_of_a_token(at, expect)


SPEC: Final = VerbSpec(
    name="introspect",
    model=Introspect,
    doc=("Asks an issuer what a saved token says (RFC 7662).", {"client": "bar-backend", "token": "bar_token"}),
    keys={
        "client": ("The client that asks; one with `api: bar` is bar.", "bar-backend"),
        "token": ("The saved token that is asked about.", "bar_token"),
        "issuer": ("Which issuer is asked, if it is not the one called `issuer`.", "issuer"),
    },
    sample_id="ask",
    uses=("token",),
    client=lambda verb: verb.client,
    expects=ANSWER,
    references=_references,
    never_true=_never_true,
)
