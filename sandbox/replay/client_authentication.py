"""How a client says who it is where it asks an issuer: by its secret, or by a JWT that it signs."""

import secrets

from sandbox.issuer.client_assertion import ASSERTION_TYPE
from sandbox.replay.state import ReplayState
from sandbox.scenarios.model import ClientAssertion
from sandbox.tokens.minting import assertion_header, sign
from sandbox.worlds.credentials import secret_credentials
from sandbox.worlds.keys import client_key


def authentication(
    stage: ReplayState, client: str, issuer: str, otherwise: ClientAssertion | None = None
) -> tuple[dict[str, str], dict[str, str]]:
    """The form fields and headers that say who asks (RFC 6749 §2.3).

    Args:
        stage: Where the replay stands.
        client: Who asks.
        issuer: The name of the issuer that is asked.
        otherwise: What its assertion says, where that is not what it should.

    """
    declared = stage.world.clients[client]
    if declared.token_endpoint_auth_method != "private_key_jwt":  # noqa: S105 - the name of a method
        return secret_credentials(client, declared)
    assertion = _assertion(stage, client, stage.here(otherwise.aud) if otherwise else issuer)
    return {"client_id": client, "client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}, {}


def _assertion(stage: ReplayState, client: str, aud: str | list[str]) -> str:
    """A JWT by which the client proves itself (RFC 7523 §3, RFC 10070 §4); its audience should be the issuer."""
    key = client_key(stage.world, client, stage.instance.keys)
    now = int(stage.instance.clock())
    claims = {
        "iss": client,
        "sub": client,
        "aud": aud,
        "iat": now,
        "exp": now + 60,
        "jti": secrets.token_urlsafe(12),
    }
    return sign(assertion_header(key), claims, key)
