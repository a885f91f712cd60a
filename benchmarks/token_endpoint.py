"""The token endpoint under load: against the least that signs the same claims, and against a mock server from npm."""

import json
import re
import shutil
import subprocess
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from benchmarks.measuring import NotMeasured, Row, in_turns
from benchmarks.servers import HERE, PRODUCT, ROOT, python, started

_ROUNDS: Final = 9
_SECONDS: Final = 2
_CONNECTIONS: Final = 8
_MOCKS_HOME: Final = HERE / "mock_servers"
_MOCKS: Final = {
    "oauth2-mock-server-8": "oauth2-mock-server 8.2.3 of npm (Express; the newest for Node 20)",
    "oauth2-mock-server-9": "oauth2-mock-server 9.3.0 of npm (bare node:http; the newest)",
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
        load = [
            "wrk",
            "-t1",
            f"-c{_CONNECTIONS}",
            f"-d{_SECONDS}s",
            "-s",
            str(HERE / "post.lua"),
            self.url,
            "--",
            _GRANT,
        ]
        told = subprocess.run(load, check=True, capture_output=True, text=True).stdout
        rate = re.search(r"Requests/sec: +([\d.]+)", told)
        if rate is None or "Non-2xx" in told or "Socket errors" in told:
            raise RuntimeError(f"not every request was answered: {told}")
        return float(rate[1])


def measure() -> list[Row | NotMeasured]:
    """Put all under the same load in turns."""
    name = "Token endpoint, client credentials, RS256"
    if missing := _missing_wrk():
        return [NotMeasured(name, missing)]
    without_mocks = _missing_mocks()
    with ExitStack() as running:
        product = Endpoint(running.enter_context(started(*PRODUCT)), "/worlds/foo/issuer/oauth/token")
        claims = json.dumps(dict(product.claims()))
        endpoints = {
            "product": product,
            "bare": Endpoint(running.enter_context(started(*python("token_route.py"), CLAIMS=claims)), "/token"),
        }
        for mock in () if without_mocks else _MOCKS:
            port = running.enter_context(started("node", str(_MOCKS_HOME / "serve.mjs"), mock))
            endpoints[mock] = Endpoint(port, "/token")
        for endpoint in endpoints.values():
            endpoint.claims()
        rates = in_turns({kind: endpoint.requests_per_second for kind, endpoint in endpoints.items()}, _ROUNDS)
    row = partial(
        Row, name=name, unit="requests/s", product=rates["product"], at_least=True, details={"rounds": _ROUNDS}
    )
    rows: list[Row | NotMeasured] = [
        row(floor=rates["bare"], floor_is="bare FastAPI route signing the same claims with python-jose", target=0.85)
    ]
    if without_mocks:
        rows.append(NotMeasured(f"{name}, against oauth2-mock-server", without_mocks))
    else:
        rows += [row(floor=rates[mock], floor_is=said, target=1.2) for mock, said in _MOCKS.items()]
    return rows


def _missing_wrk() -> str | None:
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
