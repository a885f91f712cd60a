"""The schemas an issuer's description refers to: its documents, the requests for tokens, and what they say."""

from typing import Final, get_args

from sandbox.issuer.authorization_request import PROMPTS, RESPONSE_MODES
from sandbox.issuer.claims import ACCESS_TOKEN_TYPE
from sandbox.issuer.client_assertion import ASSERTION_TYPE
from sandbox.issuer.grants import GRANTS
from sandbox.issuer.request import IssuerRef
from sandbox.settings import LIMITS
from sandbox.tokens.names import ALGORITHMS
from sandbox.worlds.bearer import BEARER, DPOP
from sandbox.worlds.model import AuthMethod
from sandbox.worlds.openapi import TEXT, Json, members, one_of, some_members, strings

_MOMENT: Final[Json] = {"type": "integer", "description": "Seconds since 1970 (RFC 7519 §2)"}
_JWT: Final[Json] = {"type": "string", "pattern": r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$"}
_WORD: Final[Json] = {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"}
_EXCHANGED: Final[Json] = one_of((ACCESS_TOKEN_TYPE, "urn:ietf:params:oauth:token-type:jwt"))


def identifier(issuer_ref: IssuerRef) -> Json:
    """The schema of an audience's identifier."""
    return one_of(audience.identifier for audience in issuer_ref.world.audiences.values())


def schemas(issuer_ref: IssuerRef, iss: str) -> Json:
    """Every schema by name; the requests for tokens are called like the grants in a world file."""
    return {
        **_token_requests(issuer_ref),
        "PresentedToken": some_members(("token",), token=TEXT, token_type_hint=TEXT, **_client(issuer_ref)),
        "Tokens": members(
            ("access_token", "token_type", "expires_in"),
            access_token={"anyOf": [_JWT, _WORD], "description": "Without an audience it is opaque"},
            token_type=one_of((BEARER, DPOP)),
            expires_in={"type": "integer", "minimum": 0, "maximum": issuer_ref.issuer.access_token_ttl},
            scope=TEXT,
            id_token=_JWT,
            refresh_token=_WORD,
            issued_token_type={"const": ACCESS_TOKEN_TYPE},
        ),
        "Userinfo": members(("sub",), sub=one_of(issuer_ref.world.users), name=TEXT, email=TEXT),
        "Introspection": _introspection(issuer_ref, iss),
        "JwkSet": members(("keys",), keys={"type": "array", "minItems": 1, "items": _public_key()}),
        "Configuration": _configuration(issuer_ref, iss),
    }


def _token_requests(issuer_ref: IssuerRef) -> Json:
    client, one = _client(issuer_ref), identifier(issuer_ref)
    uris = [uri for registered in issuer_ref.world.clients.values() for uri in registered.redirect_uris]
    many = strings(one, maxItems=LIMITS.targets_in_request)
    targets = {"audience": one, "resource": many, "scope": TEXT}
    by_name = {name: {"const": grant_type} for grant_type, (name, _) in GRANTS.items()}
    verifier = {"type": "string", "pattern": "^[A-Za-z0-9._~-]{43,128}$"}
    return {
        "authorization_code": some_members(
            ("grant_type", "code", "redirect_uri"),
            grant_type=by_name["authorization_code"],
            code=TEXT,
            redirect_uri=one_of(uris),
            code_verifier=verifier,
            **client,
        ),
        "client_credentials": some_members(
            ("grant_type",), grant_type=by_name["client_credentials"], **targets, **client
        ),
        "refresh_token": some_members(
            ("grant_type", "refresh_token"),
            grant_type=by_name["refresh_token"],
            refresh_token=TEXT,
            **targets,
            **client,
        ),
        "token_exchange": some_members(
            ("grant_type", "subject_token", "subject_token_type"),
            grant_type=by_name["token_exchange"],
            subject_token=TEXT,
            subject_token_type=_EXCHANGED,
            requested_token_type=_EXCHANGED,
            **{**targets, "audience": many},
            **client,
        ),
    }


def _client(issuer_ref: IssuerRef) -> Json:
    """How a client says who it is, unless by its Authorization header (RFC 6749 §2.3, RFC 7521 §4.2)."""
    return {
        "client_id": one_of(issuer_ref.world.clients),
        "client_secret": TEXT,
        "client_assertion": TEXT,
        "client_assertion_type": {"const": ASSERTION_TYPE},
    }


def _introspection(issuer_ref: IssuerRef, iss: str) -> Json:
    audiences = {"anyOf": [one_of([*identifier(issuer_ref)["enum"], f"{iss}userinfo"]), strings(minItems=1)]}
    active = members(
        ("active", "token_type", "client_id", "iss", "sub", "aud", "iat", "exp", "jti"),
        active={"const": True},
        token_type={"const": "Bearer"},
        client_id=one_of(issuer_ref.world.clients),
        iss=TEXT,
        sub=TEXT,
        aud=audiences,
        scope=TEXT,
        iat=_MOMENT,
        nbf=_MOMENT,
        exp=_MOMENT,
        jti=TEXT,
        act={"type": "object"},
        cnf={"type": "object"},
        permissions=strings(),
    )
    return {"oneOf": [members(("active",), active={"const": False}), active]}


def _public_key() -> Json:
    named = {"kid": TEXT, "use": {"const": "sig"}, "alg": one_of(ALGORITHMS)}
    number: Json = {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"}
    rsa = members(("kty", "n", "e", *named), kty={"const": "RSA"}, n=number, e=number, **named)
    curve = one_of(("P-256", "P-384"))
    elliptic = members(("kty", "crv", "x", "y", *named), kty={"const": "EC"}, crv=curve, x=number, y=number, **named)
    octets = members(("kty", "crv", "x", *named), kty={"const": "OKP"}, crv={"const": "Ed25519"}, x=number, **named)
    return {"oneOf": [rsa, elliptic, octets]}


def _configuration(issuer_ref: IssuerRef, iss: str) -> Json:
    """RFC 8414 §2, OpenID Connect Discovery §3."""
    endpoints = {
        "authorization_endpoint": "authorize",
        "token_endpoint": "oauth/token",
        "userinfo_endpoint": "userinfo",
        "introspection_endpoint": "oauth/introspect",
        "revocation_endpoint": "oauth/revoke",
        "end_session_endpoint": "oidc/logout",
        "jwks_uri": ".well-known/jwks.json",
    }
    methods, proofs = [*get_args(AuthMethod), "none"], strings(one_of(ALGORITHMS))
    properties: Json = {
        "issuer": {"const": iss},
        **{name: {"const": f"{iss}{path}"} for name, path in endpoints.items()},
        "response_types_supported": {"const": ["code"]},
        "response_modes_supported": strings(one_of(RESPONSE_MODES)),
        "prompt_values_supported": strings(one_of(PROMPTS)),
        "grant_types_supported": strings(one_of(GRANTS)),
        "subject_types_supported": {"const": ["public"]},
        "id_token_signing_alg_values_supported": {"const": [issuer_ref.issuer.signing]},
        "dpop_signing_alg_values_supported": strings(one_of(ALGORITHMS)),
        "code_challenge_methods_supported": {"const": ["S256"]},
        "request_uri_parameter_supported": {"const": False},
        "authorization_response_iss_parameter_supported": {"const": True},
        "scopes_supported": strings(),
        "claims_supported": strings(),
    }
    for endpoint in ("token", "introspection", "revocation"):
        properties[f"{endpoint}_endpoint_auth_methods_supported"] = strings(one_of(methods))
        properties[f"{endpoint}_endpoint_auth_signing_alg_values_supported"] = proofs
    return members(properties, **properties)
