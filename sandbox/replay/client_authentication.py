"""How a client authenticates at an issuer: by its secret, or by a JWT that it signs."""

from sandbox.issuer.client_assertion import ASSERTION_TYPE
from sandbox.replay.state import ReplayState
from sandbox.scenarios.verbs.get_token import ClientAssertion
from sandbox.tokens.minting import assertion_header, sign
from sandbox.worlds.credentials import secret_credentials
from sandbox.worlds.keys import client_key


def authentication(
    state: ReplayState, client: str, issuer: str, written: ClientAssertion | None = None
) -> tuple[dict[str, str], dict[str, str]]:
    """The form fields and headers by which a client authenticates (RFC 6749 §2.3).

    Args:
        state: The state of the replay.
        client: The id of the client.
        issuer: The identifier of the issuer.
        written: What its assertion says, where the scenario writes it.

    """
    declared = state.world.clients[client]
    if declared.token_endpoint_auth_method != "private_key_jwt":  # noqa: S105 - the name of a method
        return secret_credentials(client, declared)
    assertion = _assertion(state, client, state.here(written.aud) if written else issuer)
    return {"client_id": client, "client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}, {}


def _assertion(state: ReplayState, client: str, aud: str | list[str]) -> str:
    """A JWT by which the client proves itself (RFC 7523 §3, RFC 10070 §4); its audience should be the issuer."""
    key = client_key(state.world, client, state.instance.keys)
    now = int(state.instance.clock())
    claims = {
        "iss": client,
        "sub": client,
        "aud": aud,
        "iat": now,
        "exp": now + 60,
        "jti": state.instance.random_text(12),
    }
    return sign(assertion_header(key), claims, key)
