"""Asking a running sandbox for the tokens of a probe, and for what was fetched meanwhile."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2

from sandbox.errors import SandboxError
from sandbox.probe.findings import Fetches, WrittenRow
from sandbox.probe.sending import certificates
from sandbox.probe.setups import Trusted
from sandbox.worlds.addresses import issuer_path

_SECONDS = 30
"""How long a sandbox may take to make its keys and write the tokens."""


class NoTokens(SandboxError):
    """A sandbox that gave no tokens."""

    code = "no_tokens"


@dataclass(frozen=True, slots=True)
class Issued:
    """What a sandbox gave for a probe.

    Args:
        run: The name of the probe.
        issuer: The issuer of the tokens.
        rows: The rows with their tokens.
        scenarios: Where a scenario shows a flaw, by its name.

    """

    run: str
    issuer: str
    rows: tuple[WrittenRow, ...]
    scenarios: Mapping[str, str]


def nothing_listens(base: str) -> bool:
    """Whether nothing listens where a sandbox should."""
    parts = urlsplit(base)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=2):
            return False
    except ConnectionRefusedError:
        return True
    except OSError:
        return False


async def issued(base: str, order: Mapping[str, Any]) -> Issued:
    """Ask for the tokens of a probe.

    Args:
        base: The address of the sandbox, without a slash at its end.
        order: What they are to be like (`sandbox.probe.order.Order`).

    Raises:
        NoTokens: It gives none.

    """
    data = await _asked("POST", f"{base}/your-api/tokens", order)
    rows = (WrittenRow(**{**row, "lets_through": _modes(row["lets_through"])}) for row in data["rows"])
    return Issued(data["run"], data["issuer"], tuple(rows), data["scenarios"])


async def fetched(base: str, run: str) -> Fetches:
    """Ask what was fetched since the tokens of a probe were written.

    Args:
        base: The address of the sandbox, without a slash at its end.
        run: The name of the probe.

    Raises:
        NoTokens: It does not say.

    """
    return Fetches(**await _asked("GET", f"{base}/your-api/fetched/{run}", None))


async def trusted_by(base: str, world: str, issuer: str, audience: str) -> Trusted:
    """What an API has to trust, by the issuer's own metadata if a sandbox runs there.

    Args:
        base: The address of the sandbox, without a slash at its end.
        world: The world whose issuer signs.
        issuer: The issuer's id in it.
        audience: What the API calls itself.

    """
    name = f"{base}{issuer_path(world, issuer)}"
    trusted = Trusted(name, f"{name}.well-known/jwks.json", audience)
    if nothing_listens(base):
        return trusted
    try:
        async with httpx2.AsyncClient(verify=certificates(), trust_env=False, timeout=_SECONDS) as client:
            found = (await client.get(f"{name}.well-known/openid-configuration")).json()
        algorithm = found["id_token_signing_alg_values_supported"][0]
        return Trusted(found["issuer"], found["jwks_uri"], audience, algorithm)
    except (httpx2.HTTPError, ValueError, LookupError, TypeError):
        return trusted


def _modes(found: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {check: tuple(modes) for check, modes in found.items()}


async def _asked(method: str, url: str, body: Mapping[str, Any] | None) -> Any:
    try:
        async with httpx2.AsyncClient(verify=certificates(), trust_env=False, timeout=_SECONDS) as client:
            answer = await client.request(method, url, json=body)
    except httpx2.HTTPError as error:
        raise NoTokens(f"no sandbox answers at {url}: {error}. Start one with `aud serve`") from None
    try:
        data = answer.json()
    except ValueError:
        data = None
    if not isinstance(data, dict) or (answer.status_code != 200 and "error_description" not in data):
        raise NoTokens(f"what answers at {url} is no Audience Sandbox that can probe: HTTP {answer.status_code}")
    if answer.status_code != 200:
        raise NoTokens(data["error_description"], found=data.get("found"), allowed=data.get("allowed", ()))
    return data
