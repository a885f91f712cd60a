"""Holding answers against the description (OpenAPI 3.1) of the issuer or api that gave them."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, Final

import httpx2
import schemathesis
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation, BaseSchema
from starlette.routing import Route
from starlette.types import ASGIApp

from tests.running import running

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Description:
    """A description, as somebody else's library reads it."""

    document: dict[str, Any]

    @property
    def server(self) -> str:
        """The only server it names."""
        (server,) = self.document["servers"]
        url: str = server["url"]
        return url

    @cached_property
    def schema(self) -> BaseSchema:
        """The same, read by schemathesis."""
        return schemathesis.openapi.from_dict(self.document)

    @cached_property
    def operations(self) -> set[tuple[str, str]]:
        """Every method and path."""
        return {
            (method.upper(), path)
            for path, methods in self.document["paths"].items()
            for method in methods
            if method != "parameters"
        }

    def labels(self) -> set[str]:
        """Every operation that a strict reader finds, once it is sure that the whole is valid."""
        self.schema.validate()
        found = list(self.schema.get_all_operations())
        assert all(isinstance(one, Ok) for one in found), found
        return {one.ok().label for one in found if isinstance(one, Ok)}

    @cached_property
    def statuses(self) -> set[tuple[str, str, int]]:
        """Every method, path and status."""
        paths = self.document["paths"]
        return {
            (method, path, int(status))
            for method, path in self.operations
            for status in paths[path][method.lower()]["responses"]
        }

    def check(self, method: str, path: str, answer: httpx2.Response) -> tuple[str, str, int]:
        """Hold an answer against what is said of an operation; what was seen by it.

        Raises:
            AssertionError: Its status, content type, headers or body are not as described.

        """
        operation: APIOperation[Any, Any, Any, Any] = self.schema[path][method]
        seen = (method, path, answer.status_code)
        assert seen in self.statuses, f"{seen} is not described: {answer.text[:300]}"
        said = self.document["paths"][path][method.lower()]["responses"][str(answer.status_code)]
        assert bool(answer.content) == ("content" in said), f"a body of {len(answer.content)} bytes at {seen}"
        plain = httpx2.Request(method, self.server)  # what was asked may hold headers that no library takes
        copy = httpx2.Response(answer.status_code, headers=answer.headers, content=answer.content, request=plain)
        copy.elapsed = timedelta()
        operation.validate_response(copy)
        for name, header in said.get("headers", {}).items():
            value, schema = answer.headers.get(name), header["schema"]
            assert value is not None or not header.get("required"), f"{name} is missing at {seen}"
            assert value is None or schema.get("const", value) == value, f"{name}: {value} at {seen}"
        return seen


class RecordingClient:
    """Asks an issuer or api, and holds every answer against its description."""

    def __init__(self, http: httpx2.AsyncClient, description: Description) -> None:
        self._http = http
        self.description = description
        self.seen: set[tuple[str, str, int]] = set()

    async def ask(self, method: str, path: str, *, segment: str = "7", **request: Any) -> httpx2.Response:
        """One request; any parameter of its path is that segment."""
        address = self.description.server + re.sub(r"\{\w+\}", segment, path)
        answer = await self._http.request(method, address, **request)
        self.seen.add(self.description.check(method, path, answer))
        return answer

    def unseen(self) -> set[tuple[str, str, int]]:
        """What is described and was not seen."""
        return self.description.statuses - self.seen


_PART: Final = re.compile(
    r"(http://localhost:8000/worlds/\w+/(?:issuer|issuers/\w+|apis/[^/?]+)|http://\w+\.\w+\.localhost:8000)(/[^?]*).*"
)
_DESCRIPTIONS: Final[dict[str, Description | None]] = {}


async def conforms(answer: httpx2.Response) -> None:
    """Hold an answer against the description of whoever gave it, if it is of a part of the tests' two worlds.

    Raises:
        AssertionError: It is not described so.

    """
    found = _PART.fullmatch(str(answer.request.url))
    method = answer.request.method
    if found is None or method == "HEAD":
        return
    server, asked = found.groups()
    if server not in _DESCRIPTIONS:
        async with running() as others:  # apart from those that the test runs
            said = await others.http.get(f"{server}/openapi.json")
        _DESCRIPTIONS[server] = Description(said.json()) if said.status_code == 200 else None
    description = _DESCRIPTIONS[server]
    if description is None:
        return
    await answer.aread()
    for known, path in sorted(description.operations):
        if known == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", re.escape(path).replace("\\", "")), asked):
            description.check(method, path, answer)
            return
    assert answer.status_code in (404, 405) or "access-control-request-method" in answer.request.headers, asked


async def description_of(http: httpx2.AsyncClient, address: str) -> Description:
    """The description of the issuer or api at an address."""
    answer = await http.get(f"{address.rstrip('/')}/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    return Description(answer.json())


def routes_of(app: ASGIApp) -> set[tuple[str, str]]:
    """Every method and path that an application really has. GET implies HEAD, and is described for both."""
    routes: list[Any] = app.routes  # type: ignore[attr-defined]
    assert all(isinstance(route, Route) for route in routes)
    return {(method, route.path) for route in routes for method in route.methods or () if method != "HEAD"}
