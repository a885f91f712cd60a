"""Rows that nobody signed who may: other algorithms, other keys, signatures that do not hold."""

import hashlib
import hmac
from typing import Final

from sandbox.probe.ingredients import Ingredients
from sandbox.probe.spec import Profile, Row
from sandbox.tokens.encoding import encode_json, encode_part
from sandbox.tokens.minting import sign_with_public_key, tamper, unsigned

_PINNED: Final = "RFC 8725 §3.1"
_SIGNED: Final = "RFC 7515 §5.2"


def _none(alg: str, profile: Profile = "default") -> Row:
    name = f'a token with alg "{alg}" and no signature'
    return Row(
        f"alg.{alg}",
        name,
        "refuse",
        _PINNED,
        lambda it: unsigned({**it.header, "alg": alg}, it.claims()),
        "error",
        profile,
    )


def _hmac(it: Ingredients, secret: bytes) -> str:
    signing_input = f"{encode_json({**it.header, 'alg': 'HS256'})}.{encode_json(it.claims())}"
    mac = hmac.new(secret, signing_input.encode("ascii"), hashlib.sha256).digest()
    return f"{signing_input}.{encode_part(mac)}"


def _touched(it: Ingredients) -> str:
    head, _, signature = it.signed().rpartition(".")
    return f"{head}.{'B' if signature.startswith('A') else 'A'}{signature[1:]}"


def _stripped(it: Ingredients) -> str:
    return it.signed().rpartition(".")[0] + "."


def _psychic(it: Ingredients) -> str:
    """A signature of zeros, which readers with CVE-2022-21449 take for any."""
    header = {**it.header, "alg": "ES256"}
    return f"{encode_json(header)}.{encode_json(it.claims())}.{encode_part(bytes(64))}"


FORGERY: Final = (
    _none("none", "quick"),
    _none("None", "all"),
    _none("NONE", "all"),
    _none("nOnE", "all"),
    Row(
        "alg.hs256-der",
        "an HS256 token whose secret is the issuer's public key",
        "refuse",
        _PINNED,
        lambda it: sign_with_public_key({**it.header, "alg": "HS256"}, it.claims(), it.key),
    ),
    Row(
        "alg.hs256-pem",
        "an HS256 token whose secret is the issuer's public key as PEM",
        "refuse",
        _PINNED,
        lambda it: _hmac(it, it.key.public.pem),
    ),
    Row(
        "alg.hs256-empty",
        "an HS256 token whose secret is empty",
        "refuse",
        _PINNED,
        lambda it: _hmac(it, b""),
        profile="all",
    ),
    Row(
        "alg.other-family",
        "an ES256 token under the kid of the issuer's RSA key",
        "refuse",
        _PINNED,
        lambda it: it.signed(key=it.elliptic, header={"kid": it.key.public.kid}),
        profile="all",
    ),
    Row("sig.touched", "the right token with one character of its signature changed", "refuse", _SIGNED, _touched),
    Row("sig.stripped", "the right token without its signature", "refuse", _SIGNED, _stripped),
    Row(
        "sig.payload-changed",
        "a token for another API, rewritten to name this one",
        "refuse",
        _SIGNED,
        lambda it: tamper(it.for_audience(it.registered), {}, {"aud": it.audience}, ()),
    ),
    Row("sig.zeros", "an ES256 token whose signature is zeros", "refuse", "CVE-2022-21449", _psychic, profile="all"),
    Row(
        "key.stranger",
        "a token signed by a key that the issuer does not publish, under its kid",
        "refuse",
        _SIGNED,
        lambda it: it.signed(key=it.stranger, header={"kid": it.key.public.kid}),
    ),
    Row(
        "key.second-published",
        "the right token, signed by the second key that the issuer publishes",
        "accept",
        "RFC 7517 §5",
        lambda it: it.signed(key=it.second),
    ),
    Row(
        "key.no-kid",
        "the right token without kid",
        "measure",
        "RFC 7515 §4.1.4",
        lambda it: it.signed(header={"kid": None}),
        profile="all",
    ),
    Row(
        "key.unknown-kid",
        "the right token under a kid that the issuer does not publish",
        "measure",
        "RFC 7515 §4.1.4",
        lambda it: it.signed(header={"kid": "unknown"}),
    ),
)
