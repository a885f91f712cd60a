"""Rows whose header names a key of its own, or asks for something unknown."""

import datetime as dt
from base64 import b64encode
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from sandbox.probe.ingredients import Ingredients
from sandbox.probe.spec import Row
from sandbox.tokens.keys import SigningKey

_SOURCE: Final = "RFC 8725 §3.10"


def certificate(key: SigningKey, now: int) -> x509.Certificate:
    """A self-signed certificate of a key.

    Args:
        key: An RSA key.
        now: The time in epoch seconds; it is good for a day.

    """
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sandbox-probe.invalid")])
    begin = dt.datetime.fromtimestamp(now, dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.private_key.public_key(), 1, begin, begin + dt.timedelta(1))
    return builder.sign(key.private_key, SHA256())


def _x5c(it: Ingredients) -> str:
    der = certificate(it.stranger, it.now).public_bytes(Encoding.DER)
    return it.signed(key=it.stranger, header={"x5c": [b64encode(der).decode("ascii")]})


HEADER: Final = (
    Row(
        "hdr.jwk",
        "a token that brings its own key (jwk)",
        "refuse",
        _SOURCE,
        lambda it: it.signed(key=it.stranger, header={"jwk": dict(it.stranger.public.jwk)}),
    ),
    Row(
        "hdr.jku",
        "a token that names where its key is (jku)",
        "refuse",
        _SOURCE,
        lambda it: it.signed(key=it.stranger, header={"jku": it.stranger_keys}),
    ),
    Row(
        "hdr.x5u",
        "a token that names where its certificate is (x5u)",
        "refuse",
        _SOURCE,
        lambda it: it.signed(key=it.stranger, header={"x5u": it.stranger_certificate}),
        profile="all",
    ),
    Row("hdr.x5c", "a token that brings its own certificate (x5c)", "refuse", _SOURCE, _x5c, profile="all"),
    Row(
        "hdr.kid-path",
        "a token whose kid is a path",
        "refuse",
        _SOURCE,
        lambda it: it.signed(key=it.stranger, header={"kid": "../../../../../../dev/null"}),
        profile="all",
    ),
    Row(
        "hdr.crit-unknown",
        "the right token with a critical extension that nobody knows",
        "refuse",
        "RFC 7515 §4.1.11",
        lambda it: it.signed(header={"crit": ["sandbox-unknown"], "sandbox-unknown": True}),
        severity="warning",
    ),
)
