"""The token endpoint under load: against the least that signs the same claims, and against a mock server from npm.

A process in Python works on one core. Node's sign on as many as they find, and so as fast as whatever else runs here
lets them. Hence two runs: each server kept to one core and the load to another, then all of them free, ours with two
workers and with one.
"""

import json
import re
import shutil
import subprocess
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from benchmarks.cores import SEPARABLE, kept_to
from benchmarks.measuring import NotMeasured, Row, in_turns
from benchmarks.servers import HERE, PRODUCT, ROOT, python, started

_ROUNDS: Final = 7
_SECONDS: Final = 2
_CONNECTIONS: Final = 8
_WORKERS: Final = 2
_PATH: Final = "/worlds/foo/issuer/oauth/token"
_NAME: Final = "Token endpoint"
_MOCKS_HOME: Final = HERE / "mock_servers"
_MOCKS: Final = {
    "oauth2-mock-server-8": "oauth2-mock-server 8.2.3 of npm (on Express; the newest for Node 20)",
    "oauth2-mock-server-9": "oauth2-mock-server 9.3.0 of npm (on node:http; the newest)",
}
_GRANT: Final = urlencode(
    {
        "grant_type": "client_credentials",
        "client_id": "nightly",
        "client_secret": "nightly-secret",
        "audience": "https://bar.foo.com",
    }
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A token endpoint that is running."""

    port: int
    path: str

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}{self.path}"

    def claims(self) -> Mapping[str, Any]:
        """The claims of a token it gives.

        Raises:
            RuntimeError: It gives none that is signed with RS256.

        """
        with urlopen(Request(self.url, _GRANT.encode())) as answer:  # noqa: S310 - the address is ours
            token = json.load(answer)["access_token"]
        header, claims = (json.loads(urlsafe_b64decode(part + "==")) for part in token.split(".")[:2])
        if header["alg"] != "RS256":
            raise RuntimeError(f"{self.url} signs with {header['alg']}")
        return dict(claims)

    def requests_per_second(self) -> float:
        """How many it answers, each with a token."""
        load = f"wrk -t1 -c{_CONNECTIONS} -d{_SECONDS}s -s {HERE / 'post.lua'} {self.url} -- {_GRANT}"
        told = subprocess.run(load.split(" "), check=True, capture_output=True, text=True).stdout
        rate = re.search(r"Requests/sec: +([\d.]+)", told)
        if rate is None or "Non-2xx" in told or "Socket errors" in told:
            raise RuntimeError(f"not every request was answered: {told}")
        return float(rate[1])


def measure() -> list[Row | NotMeasured]:
    """Put all under the same load, in turns."""
    if missing := missing_wrk():
        return [NotMeasured(_NAME, missing)]
    without_mocks = _missing_mocks()
    mocks = {} if without_mocks else _MOCKS
    name = f"{_NAME}, a core each" if SEPARABLE else _NAME
    rates = _rates(mocks, apart=True)
    bare = "a bare FastAPI route that signs the same claims with python-jose"
    rows: list[Row | NotMeasured] = [_row(name, rates, "bare", bare, 0.85)]
    if without_mocks:
        return [*rows, NotMeasured(f"{_NAME}, against oauth2-mock-server", without_mocks)]
    rows += [_row(name, rates, mock, said, 1.2) for mock, said in mocks.items()]
    if SEPARABLE:
        rates = _rates(mocks, apart=False)
        rows += [
            _row(f"{_NAME}, all cores, {_WORKERS} workers", rates, mock, said, 1.2) for mock, said in mocks.items()
        ]
        rows += [
            _row(f"{_NAME}, all cores, 1 worker", rates | {"product": rates["one worker"]}, mock, said, 1.2)
            for mock, said in mocks.items()
        ]
    return rows


def _row(name: str, rates: Mapping[str, float], against: str, said: str, target: float) -> Row:
    details = {"rounds": _ROUNDS, "seconds": _SECONDS, "connections": _CONNECTIONS}
    return Row(name, "requests/s", rates["product"], rates[against], said, target, at_least=True, details=details)


def _rates(mocks: Mapping[str, str], *, apart: bool) -> dict[str, float]:
    """The requests per second of the product, of the mocks, and of the bare route if each has a core.

    Args:
        mocks: The mocks' packages.
        apart: Whether each server is kept to one core and the load to another.

    """
    with ExitStack() as running:
        with kept_to(0 if apart else None):
            several = () if apart else ("--workers", str(_WORKERS))
            product = Endpoint(running.enter_context(started(*PRODUCT, *several)), _PATH)
            alone = {} if apart else {"one worker": Endpoint(running.enter_context(started(*PRODUCT)), _PATH)}
            ports = {}
            if apart:  # it, too, works on one core
                claims = json.dumps(dict(product.claims()))
                ports["bare"] = running.enter_context(started(*python("token_route.py"), CLAIMS=claims))
            for mock in mocks:
                ports[mock] = running.enter_context(started("node", str(_MOCKS_HOME / "serve.mjs"), mock))
        endpoints = {"product": product, **alone, **{kind: Endpoint(port, "/token") for kind, port in ports.items()}}
        for endpoint in endpoints.values():
            endpoint.claims()
        with kept_to(1 if apart else None):
            return in_turns({kind: endpoint.requests_per_second for kind, endpoint in endpoints.items()}, _ROUNDS)


def missing_wrk() -> str | None:
    """Install wrk if it is missing; why it is still missing."""
    if shutil.which("wrk") is None:
        subprocess.run(["sh", str(ROOT / "tools" / "apt-install.sh"), "wrk"], check=False)
    return None if shutil.which("wrk") else "wrk is missing (Debian: apt-get install wrk)"


def _missing_mocks() -> str | None:
    """Install the mock servers if they are missing; why they are still missing."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "Node.js with npm is missing (Debian: apt-get install nodejs npm)"
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if not (_MOCKS_HOME / "node_modules").is_dir() and subprocess.run(command, check=False, cwd=_MOCKS_HOME).returncode:
        return f"`{' '.join(command)}` failed in {_MOCKS_HOME.relative_to(ROOT)}"
    return None
