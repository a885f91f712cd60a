"""``sign_out``: somebody ends their session at an issuer."""

from collections.abc import Iterator
from typing import Final

from sandbox.reading.diagnostics import Place, Problem
from sandbox.reading.models import Strict
from sandbox.scenarios.expect import Expect
from sandbox.scenarios.fields import TokenName
from sandbox.scenarios.verb_problems import never_of_a_token, unknown_issuer
from sandbox.scenarios.verb_spec import VerbSpec
from sandbox.worlds.loading import unknown
from sandbox.worlds.model import World


class SignOut(Strict):
    """Ends a user's session at an issuer, in their browser (RP-Initiated Logout 1.0)."""

    client: str
    user: str
    id_token: TokenName | None = None
    issuer: str = "issuer"


def _references(at: Place, verb: SignOut, _expect: Expect, world: World) -> Iterator[Problem]:
    yield from unknown_issuer(at, verb.issuer, world)
    if verb.client not in world.clients:
        yield unknown((*at, "client"), "client", verb.client, tuple(world.clients))
    if verb.user not in world.users:
        yield unknown((*at, "user"), "user", verb.user, tuple(world.users))


def _never_true(at: Place, _verb: SignOut, expect: Expect, _world: World) -> Iterator[Problem]:
    yield from never_of_a_token(at, expect)


SPEC: Final = VerbSpec(
    name="sign_out",
    model=SignOut,
    doc=(
        "Ends a user's session at an issuer, in their browser (RP-Initiated Logout 1.0). Tokens stay good.",
        {"client": "www", "user": "alice"},
    ),
    keys={
        "client": (
            "The client that sends the browser there; it comes back to the first of its `post_logout_redirect_uris`.",
            "www",
        ),
        "user": ("Whose browser it is.", "alice"),
        "id_token": ("A saved ID token that says who signs out, the `id_token_hint`.", "alices_id_token"),
        "issuer": ("Which issuer it is, if it is not the one called `issuer`.", "issuer"),
    },
    sample_id="signed-out",
    uses=("id_token",),
    client=lambda verb: verb.client,
    expects=("status", "error", "error_description"),
    references=_references,
    never_true=_never_true,
)
