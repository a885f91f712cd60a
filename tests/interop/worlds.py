"""A world in the other dialect for clients that foo does not have, and a key that only its owner holds."""

import json
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

PRIVATE = ec.generate_private_key(ec.SECP256R1())


def _number(value: int) -> str:
    return urlsafe_b64encode(value.to_bytes(32, "big")).rstrip(b"=").decode()


def private_jwk() -> dict[str, Any]:
    """The key of the client ``robot``, as its owner has it (RFC 7518 §6.2)."""
    return {**public_jwk(), "d": _number(PRIVATE.private_numbers().private_value)}


def public_jwk() -> dict[str, Any]:
    """The same key, as the world registers it."""
    numbers = PRIVATE.public_key().public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "alg": "ES256",
        "kid": "robot-1",
        "x": _number(numbers.x),
        "y": _number(numbers.y),
    }


def write_pack(folder: Path) -> Path:
    """A pack with the world ``strict``."""
    (folder / "worlds").mkdir(parents=True)
    (folder / "worlds" / "strict.yaml").write_text(
        f"""
world: strict
title: The dialect of RFC 9068, for clients that keep to it
domain: strict.example
issuers:
  issuer: {{dialect: rfc9068, signing: ES256}}
  ed25519: {{dialect: rfc9068, signing: EdDSA}}
  pss: {{dialect: auth0, signing: PS256}}
  hasty: {{dialect: rfc9068, signing: ES256, access_token_ttl: 1s}}
audiences:
  notes: {{identifier: "https://notes.strict.example", scopes: {{"notes:read": Read notes}}}}
  mail: {{identifier: "https://mail.strict.example", scopes: {{"mail:read": Read mail}}}}
apis:
  notes: {{accepts: [notes], routes: {{"GET /notes": "notes:read"}}}}
  mail: {{accepts: [mail], routes: {{"GET /mail": "mail:read"}}}}
clients:
  web:
    grants: [authorization_code, refresh_token]
    redirect_uris: ["http://localhost:3000/cb"]
    audiences: {{notes: ["notes:read"], mail: ["mail:read"]}}
    refresh_audiences: [notes, mail]
  robot:
    type: confidential
    token_endpoint_auth_method: private_key_jwt
    jwks: {{keys: [{json.dumps(public_jwk())}]}}
    grants: [client_credentials]
    audiences: {{notes: ["notes:read"]}}
  machine:
    type: confidential
    secret: "m@chine+secret"
    grants: [client_credentials]
    audiences: {{notes: ["notes:read"]}}
  plain:
    type: confidential
    secret: plain-secret
    grants: [client_credentials]
    audiences: {{notes: ["notes:read"]}}
  notes-backend:
    type: confidential
    secret: notes-secret
    api: notes
    grants: [token_exchange]
    audiences: {{mail: ["mail:read"]}}
users:
  carol: {{name: Carol, permissions: {{notes: ["notes:read"], mail: ["mail:read"]}}}}
"""
    )
    return folder
