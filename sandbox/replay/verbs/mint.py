"""``mint``: a token that no honest issuer would write."""

from typing import Any, Final

from sandbox.issuer.request import IssuerRef, keys_of
from sandbox.replay.state import ReplayState, StepResult
from sandbox.scenarios.verbs.mint import Mint
from sandbox.tokens import minting
from sandbox.tokens.keys import SigningKey
from sandbox.worlds.addresses import issuer_names
from sandbox.worlds.keys import stranger_kid

_FORGED_ALG: Final = {"none": "none", "public-key-as-hmac": "HS256"}


async def play(state: ReplayState, verb: Mint) -> StepResult:
    """Write the token and sign it as the step says."""
    issuer = IssuerRef(state.world, verb.issuer)
    ring = keys_of(issuer, state.instance)
    header, claims = _template(state, verb, issuer, ring.current)
    if verb.sign_with in _FORGED_ALG:
        header["alg"] = _FORGED_ALG[verb.sign_with]
    header |= verb.header
    claims |= {name: state.here(value) for name, value in verb.claims.items()}
    claims |= _times(verb, int(state.instance.clock()))
    claims = minting.without(claims, verb.remove)
    key = ring.current
    if verb.sign_with == "stranger":
        key = await state.instance.keys.made(stranger_kid(issuer.issuer.signing), issuer.issuer.signing)
    raw = _signed(verb, key, header, claims)
    return StepResult.of_token(state.save(verb.save, "minted", raw, state.holder(verb.like)), saved=True)


def _times(verb: Mint, now: int) -> dict[str, int]:
    """The times that the step says from now on, in seconds."""
    issued_in = None if verb.issued_ago is None else -verb.issued_ago
    seconds = {"iat": issued_in, "nbf": verb.not_before_in, "exp": verb.expires_in}
    return {claim: now + later for claim, later in seconds.items() if later is not None}


def _template(
    state: ReplayState, verb: Mint, issuer: IssuerRef, key: SigningKey
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The header and claims to start from: those of a saved token, or of one by the issuer."""
    if verb.like:
        like = state.jwt(verb.like)
        return dict(like.header or {}), dict(like.claims or {})
    now = int(state.instance.clock())
    claims = {
        "iss": issuer_names(state.world, verb.issuer, state.instance.public_url).path,
        "iat": now,
        "exp": now + issuer.issuer.access_token_ttl,
        "jti": state.instance.random_text(12),
    }
    return minting.access_token_header(key, issuer.issuer.dialect), claims


def _signed(verb: Mint, key: SigningKey, header: dict[str, Any], claims: dict[str, Any]) -> str:
    if verb.sign_with == "none":
        return minting.unsigned(header, claims)
    if verb.sign_with == "public-key-as-hmac":
        return minting.sign_with_public_key(header, claims, key)
    return minting.sign(header, claims, key)
