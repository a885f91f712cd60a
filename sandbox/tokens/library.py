"""What python-jose itself says to one question at a time. The other module that imports it.

Each answer is the call as a developer would type it and what came out, so that a reader can see
where the library and the specification part ways (a missing ``aud``). Odd tokens make python-jose
raise more than its own errors (``TypeError``, ``OverflowError``, ``JWKError``): all are answers here.

It is imported with the first question: a start does not wait for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sandbox.tokens.keys import PublicKey

_QUESTIONS: Final = ("signature", "aud", "iat", "exp", "nbf", "iss", "sub", "jti", "at_hash")
_ALONE: Final = {
    alone: {f"verify_{name}": False for name in _QUESTIONS if name != alone} for alone in ("aud", "iss", "exp", "nbf")
}
"""The options that leave one question on."""
_TYPED: Final = {alone: f"options={options!r}" for alone, options in _ALONE.items()}


@dataclass(frozen=True, slots=True)
class LibraryAnswer:
    """The call as one would type it, and the exception it raised (type and message), or None."""

    call: str
    says: str | None


def signature_holds_unpinned(token: str, keys: "Sequence[PublicKey]") -> bool:
    """The flaw: the algorithm is taken from the token, and the key serves whatever it says, as a JWK or as bytes."""
    materials = (material for key in keys for material in (dict(key.jwk), key.der))
    return any(_verify(token, material, None).says is None for material in materials)


def ask_form(token: str) -> LibraryAnswer:
    """Can the token be read at all?"""
    from jose import jwt  # noqa: PLC0415 - see above

    return _answer("jwt.get_unverified_claims(token)", partial(jwt.get_unverified_claims, token))


def ask_signature(token: str, key: "PublicKey", algorithms: list[str]) -> LibraryAnswer:
    """Does the signature hold with this key, by a pinned algorithm (RFC 7515 §5.2)?

    Args:
        token: The token as it came.
        key: A key of the issuer.
        algorithms: The allow-list, such as ``["RS256"]``.

    """
    return _verify(token, key.material, algorithms)


def _verify(token: str, material: Any, algorithms: list[str] | None) -> LibraryAnswer:
    from jose import jws  # noqa: PLC0415 - see above

    call = f"jws.verify(token, key, algorithms={algorithms!r})"
    return _answer(call, partial(jws.verify, token, material, algorithms))


def ask_claim(token: str, question: str, **expected: Any) -> LibraryAnswer:
    """Does one claim hold? Every other check is switched off.

    Args:
        token: A readable JWT.
        question: The one check that stays on: ``aud``, ``iss``, ``exp`` or ``nbf``.
        **expected: ``audience=`` or ``issuer=`` as ``jwt.decode`` takes them.

    """
    from jose import jwt  # noqa: PLC0415 - see above

    typed = "".join(f"{name}={value!r}, " for name, value in expected.items())
    call = f"jwt.decode(token, key, {typed}{_TYPED[question]})"
    return _answer(call, partial(jwt.decode, token, "", options=_ALONE[question], **expected))


def _answer(call: str, question: Callable[[], object]) -> LibraryAnswer:
    try:
        question()
    except Exception as error:  # noqa: BLE001 - whatever comes out is the answer
        return LibraryAnswer(call, f"{type(error).__name__}: {error}")
    return LibraryAnswer(call, None)
