"""What the tokens of a probe are made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sandbox.tokens.encoding import encode_json, encode_part
from sandbox.tokens.keys import SigningKey
from sandbox.tokens.minting import access_token_header, sign, without
from sandbox.tokens.names import Dialect

LIFETIME: Final = 600
"""Seconds for which the tokens of a probe are good."""
_NOTE: Final = "a token of the Audience Sandbox, for tests"


@dataclass(frozen=True, slots=True)
class Ingredients:
    """What the tokens of one probe are made of.

    Args:
        issuer: The value of ``iss``.
        key: The key with which the issuer signs.
        second: Another key that the issuer publishes.
        stranger: An RSA key that it does not publish.
        elliptic: A P-256 key that it does not publish.
        audience: What the API calls itself.
        registered: Another audience that the same issuer has.
        unregistered: One that it does not have.
        client: The client for which tokens are written.
        other_client: Another one.
        scope: The scope that the route asks for; empty if it asks for none.
        dialect: What the header and claims of an access token are like.
        now: The time in epoch seconds.
        stranger_keys: Where the stranger's keys are published (``jku``).
        stranger_certificate: Where its certificate is (``x5u``).
        run: Tells the tokens of this probe from others; part of each ``jti``.

    """

    issuer: str
    key: SigningKey
    second: SigningKey
    stranger: SigningKey
    elliptic: SigningKey
    audience: str
    registered: str
    unregistered: str
    client: str
    other_client: str
    scope: str
    dialect: Dialect
    now: int
    stranger_keys: str
    stranger_certificate: str
    run: str

    @property
    def header(self) -> dict[str, Any]:
        """The header of the right token."""
        return access_token_header(self.key, self.dialect)

    def claims(self, changes: Mapping[str, Any] | None = None, remove: Iterable[str] = ()) -> dict[str, Any]:
        """The claims of the right token, with changes.

        Args:
            changes: Claims to set.
            remove: Claims to leave out.

        """
        client = {"azp": self.client} if self.dialect == "auth0" else {"client_id": self.client}
        scope = {"scope": self.scope} if self.scope else {}
        right = {
            "iss": self.issuer,
            "sub": "sandbox-probe",
            "aud": self.audience,
            **client,
            "iat": self.now,
            "exp": self.now + LIFETIME,
            "jti": f"probe-{self.run}",
            **scope,
            "note": _NOTE,
        }
        return without({**right, **(changes or {})}, remove)

    def signed(
        self,
        changes: Mapping[str, Any] | None = None,
        *,
        remove: Iterable[str] = (),
        header: Mapping[str, Any] | None = None,
        key: SigningKey | None = None,
    ) -> str:
        """The right token with changes, signed.

        Args:
            changes: Claims to set.
            remove: Claims to leave out.
            header: Members of the header to set; None takes one out.
            key: The key to sign with, if not the issuer's; its ``kid`` and ``alg`` are written then.

        """
        signer = key or self.key
        own = {"alg": signer.public.algorithm, "kid": signer.public.kid} if key else {}
        members = {**self.header, **own, **(header or {})}
        kept = {name: value for name, value in members.items() if value is not None}
        return sign(kept, self.claims(changes, remove), signer)

    def for_audience(self, aud: Any) -> str:
        """The right token with another ``aud``."""
        return self.signed({"aud": aud})

    def signed_text(self, claims: str) -> str:
        """Claims as they are written, signed: for what no JSON encoder writes.

        Args:
            claims: The text of the claims.

        """
        signing_input = f"{encode_json(self.header)}.{encode_part(claims.encode('utf-8'))}"
        return f"{signing_input}.{encode_part(self.key.sign(signing_input.encode('ascii')))}"
