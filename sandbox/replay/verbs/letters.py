"""The verbs that make no request: ``mint``, ``tamper``, ``inspect``, ``rotate_keys`` and ``narrate``."""

import secrets
from typing import Any, Final

from sandbox.issuer.request import IssuerRef, state_of
from sandbox.replay.state import CannotPlay, ReplayState, StepResult
from sandbox.replay.trace import Token
from sandbox.scenarios.verbs.inspect import Inspect
from sandbox.scenarios.verbs.mint import Mint
from sandbox.scenarios.verbs.narrate import Narrate
from sandbox.scenarios.verbs.rotate_keys import RotateKeys
from sandbox.scenarios.verbs.tamper import Tamper
from sandbox.tokens import minting
from sandbox.tokens.keys import SigningKey
from sandbox.worlds.addresses import issuer_names

_FORGED_ALG: Final = {"none": "none", "public-key-as-hmac": "HS256"}


async def mint(stage: ReplayState, verb: Mint) -> StepResult:
    """Make a token that no honest issuer would."""
    site = IssuerRef(stage.world, verb.issuer)
    ring = state_of(site, stage.instance).keys
    header, claims = _beginning(stage, verb, site, ring.current)
    if verb.sign_with in _FORGED_ALG:
        header["alg"] = _FORGED_ALG[verb.sign_with]
    header |= verb.header
    claims |= {name: stage.here(value) for name, value in verb.claims.items()}
    if verb.expires_in is not None:
        claims["exp"] = int(stage.instance.clock()) + verb.expires_in
    claims = minting.without(claims, verb.remove)
    raw = _sealed(stage, verb, site, ring.current, header, claims)
    return _shown(stage.save(verb.save, "minted", raw, stage.holder(verb.like)), saved=True)


def _beginning(
    stage: ReplayState, verb: Mint, site: IssuerRef, key: SigningKey
) -> tuple[dict[str, Any], dict[str, Any]]:
    if verb.like:
        like = _readable(stage.token(verb.like))
        return dict(like.header or {}), dict(like.claims or {})
    now = int(stage.instance.clock())
    claims = {
        "iss": issuer_names(stage.world, verb.issuer, stage.instance.public_url).path,
        "iat": now,
        "exp": now + site.issuer.access_token_ttl,
        "jti": secrets.token_urlsafe(12),
    }
    return minting.access_token_header(key, site.issuer.dialect), claims


def _sealed(
    stage: ReplayState, verb: Mint, site: IssuerRef, key: SigningKey, header: dict[str, Any], claims: dict[str, Any]
) -> str:
    if verb.sign_with == "none":
        return minting.unsigned(header, claims)
    if verb.sign_with == "public-key-as-hmac":
        return minting.sign_with_public_key(header, claims, key)
    if verb.sign_with == "stranger":
        key = stage.instance.keys.key("stranger", site.issuer.signing)
    return minting.sign(header, claims, key)


async def tamper(stage: ReplayState, verb: Tamper) -> StepResult:
    """Edit a saved token and keep the old signature."""
    token = _readable(stage.token(verb.token))
    raw = minting.tamper(token.raw, verb.header, verb.claims, verb.remove)
    return _shown(stage.save(verb.save, "tampered", raw, stage.holder(verb.token)), saved=True)


async def inspect(stage: ReplayState, verb: Inspect) -> StepResult:
    """Show a saved token."""
    return _shown(stage.token(verb.token), saved=False)


async def rotate_keys(stage: ReplayState, verb: RotateKeys) -> StepResult:
    """Give the issuer a new signing key, in this replay's own copy of the world."""
    state_of(IssuerRef(stage.world, verb.issuer), stage.instance).keys.rotate(keep_old=verb.keep_old)
    return StepResult()


async def narrate(stage: ReplayState, verb: Narrate) -> StepResult:  # noqa: ARG001 - every verb is played alike
    """Nothing happens; the text is the scenario's."""
    return StepResult()


def _shown(token: Token, *, saved: bool) -> StepResult:
    return StepResult(tokens=[token] if saved else [], subject=token, token=token.name)


def _readable(token: Token) -> Token:
    if token.header is None or token.claims is None:
        raise CannotPlay("token", "a JWT that can be read", token.name)
    return token
