"""The responses of an api: those of a real one (RFC 6750 §3), plus the member ``sandbox`` with its checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic_core import to_json
from starlette.responses import Response

from sandbox.tokens.checks import CHECK_SPECS
from sandbox.tokens.names import ALGORITHMS
from sandbox.tokens.verify import CheckResult, Verification
from sandbox.worlds.bearer import DPOP, challenge

NONE: Final = "none"
"""The value of ``decided_by`` when no check refused."""


def explanation(api: str, verify: Mapping[str, str], verification: Verification) -> dict[str, Any]:
    """The member ``sandbox``: the decision's own data.

    Args:
        api: The api's id.
        verify: How this deployment makes its checks, as it was written.
        verification: What they found.

    """
    decided_by = verification.decided_by
    return {
        "api": api,
        "verify": dict(verify),
        "decision": "refuse" if decided_by else "accept",
        "decided_by": decided_by or NONE,
        "claims_verified": verification.claims_verified,
        "checks": [_as_data(check) for check in verification.checks],
    }


def _as_data(check: CheckResult) -> dict[str, Any]:
    library = check.library and {"call": check.library.call, "says": check.library.says}
    return {
        "id": check.id,
        "verdict": check.verdict,
        "made": check.mode,
        "refuses": check.refuses,
        "expected": check.expected,
        "actual": check.actual,
        "reason": check.reason,
        "spec": check.section,
        "library": library,
    }


@dataclass(frozen=True, slots=True)
class Challenge:
    """What an api asks for when it has no token, or none that is good.

    Args:
        api: The api's id.
        scheme: How a token is to be sent.
        metadata: The URL of the api's metadata.

    """

    api: str
    scheme: str
    metadata: str

    def header(self, **attributes: str) -> dict[str, str]:
        """The header that says so, with further parameters such as the error."""
        algorithms = {"algs": " ".join(ALGORITHMS)} if self.scheme == DPOP else {}
        return challenge(self.api, self.scheme, **attributes, **algorithms, resource_metadata=self.metadata)


def missing_token(asks: Challenge, verify: Mapping[str, str], *, malformed: str | None) -> Response:
    """The response to a request without credentials, which names no error (RFC 6750 §3.1), or with malformed ones.

    Args:
        asks: What the api asks for.
        verify: How this deployment makes its checks, as it was written.
        malformed: What is wrong with the credentials; None if there are none.

    """
    sandbox = {
        "api": asks.api,
        "verify": dict(verify),
        "decision": "refuse",
        "decided_by": NONE,
        "claims_verified": False,
        "checks": [],
    }
    if malformed is None:
        return _json(401, {"sandbox": sandbox}, asks.header())
    error = {"error": "invalid_request", "error_description": malformed}
    return _json(400, {**error, "sandbox": sandbox}, asks.header(**error))


def refusal(decisive: CheckResult, scope: str | None, sandbox: dict[str, Any], asks: Challenge) -> Response:
    """The response to a request whose token is refused, as the deciding check says (RFC 6750 §3.1).

    Args:
        decisive: The check that refused.
        scope: The scope that the route needs.
        sandbox: The decision's own data.
        asks: What the api asks for.

    """
    declared = CHECK_SPECS[decisive.id].refusal.because_of(decisive.reason)
    error = {"error": declared.error, "error_description": declared.description}
    needed = {"scope": scope} if declared.error == "insufficient_scope" and scope else {}
    return _json(declared.status, {**error, "sandbox": sandbox}, asks.header(**error, **needed))


def success(api: str, route: str, verification: Verification, sandbox: dict[str, Any]) -> Response:
    """200, and for whom the api acted.

    Args:
        api: The api's id.
        route: The route that was called, as it was declared.
        verification: What the checks found.
        sandbox: The decision's own data.

    """
    subject = (verification.claims or {}).get("sub")
    return _json(200, {"api": api, "route": route, "sub": subject, "sandbox": sandbox})


def unrouted(
    status: int, api: str, request: str, routes: Mapping[str, str | None], headers: Mapping[str, str] | None
) -> Response:
    """The response to a request for a route that this api does not have.

    Args:
        status: 404 for an unknown path, 405 for an unknown method.
        api: The api's id.
        request: The method and the path.
        routes: The routes that it has.
        headers: The header ``Allow``, if the path has other methods.

    """
    error = "not_found" if status == 404 else "method_not_allowed"
    description = f"{api} does not answer {request}. It answers: {', '.join(routes)}."
    return _json(status, {"error": error, "error_description": description}, headers)


def _json(status: int, body: dict[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        to_json(body),
        status,
        {"Cache-Control": "no-store", **(headers or {})},
        media_type="application/json",
    )
