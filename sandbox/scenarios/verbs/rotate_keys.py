"""``rotate_keys``: an issuer gets a new signing key."""

from collections.abc import Iterator
from typing import Final

from sandbox.reading.diagnostics import Place, Problem
from sandbox.reading.models import Strict
from sandbox.scenarios.expect import Expect
from sandbox.scenarios.verb_problems import unknown_issuer
from sandbox.scenarios.verb_spec import VerbSpec
from sandbox.worlds.model import World


class RotateKeys(Strict):
    """The issuer gets a new signing key; the old one stays published if ``keep_old``."""

    issuer: str = "issuer"
    keep_old: bool = True


def _references(at: Place, verb: RotateKeys, _expect: Expect, world: World) -> Iterator[Problem]:
    return unknown_issuer(at, verb.issuer, world)


SPEC: Final = VerbSpec(
    name="rotate_keys",
    model=RotateKeys,
    doc=("The issuer gets a new signing key.", {"keep_old": False}),
    keys={
        "issuer": ("Whose keys, if not those of the one called `issuer`.", "issuer"),
        "keep_old": ("Whether the old key stays published.", True),
    },
    sample_id="rotate",
    references=_references,
)
