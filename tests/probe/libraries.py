"""APIs as people write them: real libraries, right and careless. Each reads a token, and raises if it refuses it."""

import json
import re
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

import jwt
from jose import jwt as python_jose
from joserfc import jwt as joserfc
from joserfc.jwk import KeySet

from sandbox.probe.findings import Result, WrittenRow
from sandbox.probe.spec import Profile
from sandbox.probe.writing import written_rows
from tests.probe.probing import INGREDIENTS

with warnings.catch_warnings(record=True):  # Authlib says that its module moves to joserfc
    from authlib.jose import JsonWebKey, JsonWebToken

Api = Callable[[str], object]
AUDIENCE: Final = INGREDIENTS.audience
ISSUER: Final = INGREDIENTS.issuer
JWKS: Final[dict[str, Any]] = {"keys": [dict(key.public.jwk) for key in (INGREDIENTS.key, INGREDIENTS.second)]}
REQUIRED: Final = {"require": ["exp", "iss", "aud"]}
ANY_AUDIENCE: Final = {"audience": None, "options": {"require": ["exp", "iss"], "verify_aud": False}}


class Refused(Exception):
    """What code written by hand raises."""


@cache
def keys() -> dict[str, Any]:
    return {jwk["kid"]: jwt.PyJWK(jwk).key for jwk in JWKS["keys"]}


def pyjwt(token: str, key: Any = None, **changes: Any) -> dict[str, Any]:
    """What PyJWT reads; by default as a careful API has it."""
    options = {"algorithms": ["RS256"], "issuer": ISSUER, "audience": AUDIENCE, "options": REQUIRED, **changes}
    found: dict[str, Any] = jwt.decode(token, key or keys()[jwt.get_unverified_header(token)["kid"]], **options)
    return found


def by_audience(same: Callable[[Any], bool]) -> Api:
    """PyJWT without its check of the audience, and one that was written by hand."""

    def api(token: str) -> None:
        if not same(pyjwt(token, **ANY_AUDIENCE).get("aud")):
            raise Refused

    return api


def by_claims(same: Callable[[dict[str, Any]], bool], **changes: Any) -> Api:
    """PyJWT with these settings, and a check of its claims that was written by hand."""

    def api(token: str) -> None:
        if not same(pyjwt(token, **changes)):
            raise Refused

    return api


def members(aud: Any) -> list[str]:
    """The audience as a list."""
    return [one for one in (aud if isinstance(aud, list) else [aud]) if isinstance(one, str)]


def any_key(token: str) -> object:
    """Every key is tried."""
    for key in keys().values():
        try:
            return pyjwt(token, key)
        except jwt.InvalidSignatureError:
            continue
    raise Refused


def key_of_header(token: str) -> object:
    """A key in the header is taken."""
    header = jwt.get_unverified_header(token)
    return pyjwt(token, jwt.PyJWK(header["jwk"]).key if "jwk" in header else None)


def unsigned_too(token: str) -> object:
    """A token that says so needs no signature."""
    if jwt.get_unverified_header(token)["alg"] != "none":
        return pyjwt(token)
    checks = {f"verify_{name}": True for name in ("aud", "iss", "exp", "nbf")}
    return pyjwt(token, options={**REQUIRED, "verify_signature": False, **checks})


def jose(token: str, **changes: Any) -> object:
    """What python-jose reads."""
    wanted = {"algorithms": ["RS256"], "issuer": ISSUER, "audience": AUDIENCE, **changes}
    kid = python_jose.get_unverified_header(token)["kid"]
    return python_jose.decode(token, next(jwk for jwk in JWKS["keys"] if jwk["kid"] == kid), **wanted)


def authlib(token: str, **changes: Any) -> None:
    """What Authlib reads."""
    options = {"iss": {"essential": True, "value": ISSUER}, "exp": {"essential": True}, **changes}
    claims = JsonWebToken(["RS256"]).decode(token, JsonWebKey.import_key_set(JWKS), claims_options=options)
    claims.validate()


def by_joserfc(token: str, **changes: Any) -> None:
    """What joserfc reads."""
    read = joserfc.decode(token, KeySet.import_key_set(json.loads(json.dumps(JWKS))), algorithms=["RS256"])
    options = {"iss": {"essential": True, "value": ISSUER}, "exp": {"essential": True}, **changes}
    joserfc.JWTClaimsRegistry(**options).validate(read.claims)


def host(address: str) -> str | None:
    return urlsplit(address).hostname


ESSENTIAL: Final = {"essential": True, "value": AUDIENCE}
STRICT_JOSE: Final = {"require_aud": True, "require_exp": True, "require_iss": True}
CAREFUL: Final[dict[str, Api]] = {
    "PyJWT": pyjwt,
    "PyJWT with a minute of leeway": lambda token: pyjwt(token, leeway=60),
    "python-jose": lambda token: jose(token, options=STRICT_JOSE),
    "Authlib": lambda token: authlib(token, aud=ESSENTIAL),
    "joserfc": lambda token: by_joserfc(token, aud=ESSENTIAL),
    "every key is tried": any_key,
}
CARELESS: Final[dict[str, tuple[Api, set[str]]]] = {
    "verify_aud is off": (lambda token: pyjwt(token, **ANY_AUDIENCE), {"audience=off"}),
    "aud is required and not compared": (
        lambda token: pyjwt(token, audience=None, options={**REQUIRED, "verify_aud": False}),
        {"audience=off"},
    ),
    "Authlib: aud is essential and has no value": (
        lambda token: authlib(token, aud={"essential": True}),
        {"audience=off"},
    ),
    "joserfc: aud is essential and has no value": (
        lambda token: by_joserfc(token, aud={"essential": True}),
        {"audience=off"},
    ),
    "joserfc: aud is not essential": (
        lambda token: by_joserfc(token, aud={"value": AUDIENCE}),
        {"audience=missing-passes"},
    ),
    "python-jose as it comes": (jose, {"audience=missing-passes", "expiry=missing-passes"}),
    "a list of all audiences": (
        lambda token: pyjwt(token, audience=[AUDIENCE, INGREDIENTS.registered]),
        {"audience=any-registered"},
    ),
    "startswith": (
        by_audience(lambda aud: any(one.startswith(AUDIENCE) for one in members(aud))),
        {"audience=prefix"},
    ),
    "mine in aud": (by_audience(lambda aud: AUDIENCE in aud), {"audience=substring"}),
    "aud in mine": (
        by_audience(lambda aud: AUDIENCE in aud if isinstance(aud, list) else aud in AUDIENCE),
        {"audience=substring"},
    ),
    "a pattern without its ends": (
        by_audience(lambda aud: any(re.search(r"bar\.foo\.com", one) for one in members(aud))),
        {"audience=substring"},
    ),
    "a pattern with bare dots": (
        by_audience(lambda aud: any(re.fullmatch(AUDIENCE, one) for one in members(aud))),
        {"audience=pattern"},
    ),
    "endswith": (by_audience(lambda aud: any(one.endswith(AUDIENCE) for one in members(aud))), {"audience=suffix"}),
    "lower": (by_audience(lambda aud: AUDIENCE in [one.lower() for one in members(aud)]), {"audience=ignore-case"}),
    "strip": (by_audience(lambda aud: AUDIENCE in [one.strip() for one in members(aud)]), {"audience=ignore-space"}),
    "the host": (
        by_audience(lambda aud: host(AUDIENCE) in [host(one) for one in members(aud)]),
        {"audience=same-host"},
    ),
    "the first": (by_audience(lambda aud: members(aud)[:1] == [AUDIENCE]), {"audience=first-only"}),
    "the last": (by_audience(lambda aud: members(aud)[-1:] == [AUDIENCE]), {"audience=last-only"}),
    "==": (by_audience(lambda aud: aud == AUDIENCE), {"audience=list-refused"}),
    "startswith breaks at lists": (
        by_audience(lambda aud: isinstance(aud, str) and aud.startswith(AUDIENCE)),
        {"audience=prefix", "audience=list-refused"},
    ),
    "if aud and": (
        by_audience(lambda aud: not aud or AUDIENCE in members(aud)),
        {"audience=missing-passes", "audience=empty-list-passes"},
    ),
    "if it is a string": (
        by_audience(lambda aud: aud is not None and (not isinstance(aud, str) or aud == AUDIENCE)),
        {"audience=list-passes"},
    ),
    "azp": (
        by_claims(lambda claims: claims.get("azp") == INGREDIENTS.client, **ANY_AUDIENCE),
        {"audience=client-id-instead"},
    ),
    "aud or azp": (
        by_claims(lambda claims: AUDIENCE in (*members(claims.get("aud")), claims.get("azp")), **ANY_AUDIENCE),
        {"audience=client-id-too"},
    ),
    "verify_iss is off": (
        lambda token: pyjwt(token, issuer=None, options={"require": ["exp", "aud"]}),
        {"issuer=off"},
    ),
    "iss is required and not compared": (lambda token: pyjwt(token, issuer=None), {"issuer=off"}),
    "iss in mine": (by_claims(lambda claims: str(claims["iss"]) in ISSUER, issuer=None), {"issuer=substring"}),
    "iss, if there is one": (
        by_claims(lambda claims: claims.get("iss", ISSUER) == ISSUER, issuer=None, options={"require": ["exp", "aud"]}),
        {"issuer=missing-passes"},
    ),
    "exp is required and not compared": (
        lambda token: pyjwt(token, options={**REQUIRED, "verify_exp": False}),
        {"expiry=off"},
    ),
    "verify_nbf is off": (
        lambda token: pyjwt(token, options={**REQUIRED, "verify_nbf": False}),
        {"not_before=off"},
    ),
    "a day of leeway": (lambda token: pyjwt(token, leeway=86_400), {"expiry=leeway", "not_before=leeway"}),
    "verify_signature is off": (
        lambda token: jwt.decode(token, options={"verify_signature": False}),
        {"signature=off", "issuer=off", "audience=off", "expiry=off", "not_before=off", "scope=off"},
    ),
    "none is an algorithm": (unsigned_too, {"algorithm=any"}),
    "the first key": (lambda token: pyjwt(token, next(iter(keys().values()))), {"key=first-only"}),
    "the key in the header": (key_of_header, {"key=header"}),
    "any scope": (by_claims(lambda claims: bool(claims.get("scope"))), {"scope=any"}),
    "the scope in a string": (by_claims(lambda claims: "read:orders" in claims.get("scope", "")), {"scope=substring"}),
    "the beginning of a scope": (
        by_claims(lambda claims: any(one.startswith("read:") for one in claims.get("scope", "").split())),
        {"scope=prefix"},
    ),
}
"""APIs with what a probe names. They ask for no scope where nothing is said of it."""


def answers_of(api: Api, profile: Profile, *, scoped: bool) -> list[Result]:
    """What an API answers to tokens that are written now, as it looks at the clock.

    Args:
        api: The API.
        profile: Which rows it is sent.
        scoped: Whether it reads scopes; if not, this is done for it.

    """
    now = replace(INGREDIENTS, now=int(time.time()))
    return [_answer(api, row, scoped=scoped) for row in written_rows(now, profile)]


def _answer(api: Api, row: WrittenRow, *, scoped: bool) -> Result:
    if row.token is None or row.carried == "query":
        return Result(row, "refused", 401)
    try:
        api(row.token)
    except Exception:  # noqa: BLE001 - whatever an API of this kind raises, it refuses by it
        return Result(row, "refused", 401)
    if not scoped and "on" not in row.lets_through.get("scope", ("on",)):
        return Result(row, "refused", 403)
    return Result(row, "accepted", 200)
