"""How an API of each usual framework is made to trust this sandbox, and the line of it that makes each check."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from sandbox.errors import SandboxError, UnknownName

CONTAINER_HOST: Final = "host.docker.internal"
"""The name by which a container reaches its host."""
_ORDER: Final = (
    "pyjwt",
    "python-jose",
    "joserfc",
    "authlib",
    "jose",
    "express-oauth2-jwt-bearer",
    "nestjs",
    "fastify",
    "spring",
    "quarkus",
    "aspnet",
    "golang-jwt",
    "go-oidc",
    "ruby-jwt",
    "envoy",
    "istio",
    "kong",
    "apache",
)
"""As they are listed. Where `sandbox.causes` knows the library, its id is the same there."""
EXAMPLE: Final = "https://orders.example.com"
"""The audience of the settings, where none is named."""
_TYPS: Final = {"auth0": '"JWT", None', "rfc9068": '"at+jwt", "application/at+jwt"'}


class NotQuotable(SandboxError):
    """An audience that cannot stand between quotes in every framework."""

    code = "not_quotable"


@dataclass(frozen=True, slots=True)
class Trusted:
    """The issuer that an API is to trust, and what the API calls itself.

    Args:
        issuer: The value of ``iss``.
        jwks: Where its keys are.
        audience: What the API calls itself.
        algorithm: How it signs.
        dialect: What its access tokens are like.

    """

    issuer: str
    jwks: str
    audience: str
    algorithm: str = "RS256"
    dialect: str = "auth0"


@dataclass(frozen=True, slots=True)
class Pitfall:
    """What goes wrong with a framework, and where that is known from."""

    says: str
    source: str


@dataclass(frozen=True, slots=True)
class Setup:
    """The settings of one framework.

    Args:
        id: What it is called on a command line.
        name: What it is called on a page.
        file: The file in which the lines stand.
        run: Whether the tests of this sandbox run these lines, and probe what they make.
        versions: With which versions they were run, or written.
        lines: The settings.
        instead: The part of the lines that is different where keys are read from a file; empty if words say it.
        offline: What stands there then.
        start: How it is started; empty where that is the framework's own affair.
        tried: What was seen of it here, and what was not; empty if ``run``.
        cannot: What the framework cannot do; empty if it can do all.
        pitfalls: What goes wrong.
        fixes: The line that makes a check, by the check or by the name of a flaw.

    """

    id: str
    name: str
    file: str
    run: bool
    versions: str
    lines: str
    offline: str
    instead: str = ""
    start: str = ""
    tried: str = ""
    cannot: str = ""
    pitfalls: tuple[Pitfall, ...] = ()
    fixes: Mapping[str, str] = field(default_factory=dict)

    def fix(self, check: str, mode: str) -> str | None:
        """The line that mends a flaw.

        Args:
            check: The check that is made wrongly.
            mode: How it is made.

        """
        return self.fixes.get(f"{check}={mode}", self.fixes.get(check))

    def pitfalls_of(self, check: str) -> list[str]:
        """What goes wrong with the line that makes a check; only the audience has such pitfalls."""
        return [one.says for one in self.pitfalls if check == "audience" and re.search(r"\baud", one.says)]


@cache
def setups() -> Mapping[str, Setup]:
    """Every framework by its id, with the names of what is to be filled in."""
    return {id_: _read(id_) for id_ in _ORDER}


def filled(id_: str, trusted: Trusted) -> Setup:
    """The settings of a framework with everything filled in.

    Args:
        id_: Its id.
        trusted: What is filled in.

    Raises:
        UnknownName: There is no such framework.
        NotQuotable: The audience has a character that would end the text it stands in.

    """
    found = setups()
    if id_ not in found:
        raise UnknownName(f"there is no setup `{id_[:80]}`", found=id_[:80], allowed=found)
    if any(character in "\"'\\`$<>{}" or not character.isprintable() for character in trusted.audience):
        raise NotQuotable(
            "an audience with quotes, braces, `$`, `<`, `>` or a backslash cannot be written into settings",
            found=trusted.audience[:200],
        )
    return _filled(found[id_], trusted)


def in_container(url: str) -> str:
    """An address of this machine as a container on it calls it."""
    for name in ("localhost", "127.0.0.1", "[::1]"):
        url = url.replace(f"//{name}:", f"//{CONTAINER_HOST}:", 1)
    return url


def _read(id_: str) -> Setup:
    data: dict[str, Any] = tomllib.loads((Path(__file__).parent / f"{id_}.toml").read_text("utf-8"))
    texts = {name: value.strip("\n") for name, value in data.items() if isinstance(value, str)}
    pitfalls = tuple(Pitfall(**one) for one in data.get("pitfalls", ()))
    return Setup(id=id_, run=data["run"], pitfalls=pitfalls, fixes=data.get("fixes", {}), **texts)


def _filled(setup: Setup, trusted: Trusted) -> Setup:

    where = urlsplit(trusted.jwks)
    words = {
        "@ISSUER@": trusted.issuer,
        "@JWKS@": trusted.jwks,
        "@AUDIENCE@": trusted.audience,
        "@ALG@": trusted.algorithm,
        "@BASE@": f"{where.scheme}://{where.netloc}",
        "@HOST@": where.hostname or "",
        "@PORT@": str(where.port or (443 if where.scheme == "https" else 80)),
        "@TYPS@": _TYPS[trusted.dialect],
        "@TYP@": "JWT" if trusted.dialect == "auth0" else "at+jwt",
    }

    def fill(text: str) -> str:
        for name, value in words.items():
            text = text.replace(name, value)
        return text

    fixes = {name: fill(line) for name, line in setup.fixes.items()}
    return replace(
        setup,
        lines=fill(setup.lines),
        instead=fill(setup.instead),
        offline=fill(setup.offline),
        start=fill(setup.start),
        fixes=fixes,
    )
