"""What the claims of a token say about its world: for whom it is, what it permits, who has it."""

import re
from collections.abc import Mapping
from typing import Any, Final, Literal

from sandbox.scenarios.verbs.get_token import OPENID_SCOPES
from sandbox.settings import LIMITS

Claims = Mapping[str, Any]
Holder = Literal["person", "client", "workload"]
"""Who has a token: somebody who signed in at a client, a client by itself, or what a platform runs."""
CLIENT_CLAIMS: Final = ("azp", "client_id", "appid", "cid")
SCOPE_CLAIMS: Final = ("scope", "scp")
_SCOPE: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,80}")
_MOST_SCOPES: Final = 20
_OF_PEOPLE: Final = frozenset(
    ("email", "name", "given_name", "preferred_username", "nonce", "at_hash", "auth_time", "amr", "sid", "upn", "role")
)
"""Claims about a sign-in or a person (OpenID Connect Core §2, §5.1), Entra's ``upn``, Supabase's ``role``."""
_WORKLOAD: Final = re.compile(r"[^|@\s]+[:/][^|@\s]+")
"""The ``sub`` of what GitHub (``repo:…``), GitLab (``project_path:…``), Kubernetes or SPIFFE run."""
_SERVICE_ACCOUNTS: Final = (".gserviceaccount.com",)


def audiences_of(claims: Claims) -> list[str]:
    """The audiences that ``aud`` names, each once, in its order; members that are no strings name none."""
    aud = claims.get("aud")
    return [text for text in dict.fromkeys(_texts(aud)) if text]


def userinfo_of(claims: Claims) -> str | None:
    """The issuer's own userinfo endpoint, where ``aud`` names it beside another: Auth0 adds it for ``openid``."""
    named = audiences_of(claims)
    own = f"{text_of(claims.get('iss')).rstrip('/')}/userinfo"
    return own if own in named and len(named) > 1 else None


def client_of(claims: Claims) -> tuple[str, str]:
    """The claim that names the client, and what it says; empty if none does."""
    return next(((name, text) for name in CLIENT_CLAIMS if (text := text_of(claims.get(name)))), ("", ""))


def holder_of(claims: Claims) -> Holder:
    """Who has the token."""
    subject, (_, client) = text_of(claims.get("sub")), client_of(claims)
    by_itself = claims.get("gty") == "client-credentials" or claims.get("idtyp") == "app"
    account = text_of(claims.get("preferred_username")).startswith("service-account-")  # Keycloak's
    if "kubernetes.io" in claims or text_of(claims.get("email")).endswith(_SERVICE_ACCOUNTS):
        return "workload"
    if by_itself or account or subject in ("", client, f"{client}@clients"):
        return "client"
    if not client and _WORKLOAD.fullmatch(subject) and _OF_PEOPLE.isdisjoint(claims):
        return "workload"
    return "person"


def scopes_of(claims: Claims) -> tuple[list[str], list[str]]:
    """The scopes that a world can have, and those that it leaves out: OpenID's own, and what RFC 6749 §3.3 forbids."""
    words = [word for name in SCOPE_CLAIMS for text in _texts(claims.get(name)) for word in text.split()]
    requested = [*dict.fromkeys(words)]
    kept = [word for word in requested if _SCOPE.fullmatch(word) and word not in OPENID_SCOPES][:_MOST_SCOPES]
    return kept, [word for word in requested if word not in kept]


def text_of(value: object) -> str:
    """A claim that is a text; empty for anything else."""
    return value if isinstance(value, str) and len(value) <= LIMITS.token_bytes else ""


def _texts(value: object) -> list[str]:
    """The texts of a claim that may be one or a list."""
    listed = value if isinstance(value, list) else [value]
    return [text for text in listed if isinstance(text, str)]
