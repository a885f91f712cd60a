"""``call``: a request to an api, with or without a token."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from sandbox.reading.diagnostics import Place, Problem
from sandbox.reading.models import Strict
from sandbox.scenarios.expect import REFUSED, Expect, expects_refusal
from sandbox.scenarios.fields import Headers, TokenName
from sandbox.scenarios.verb_problems import ANSWER, never, unknown_sender, unsendable_headers
from sandbox.scenarios.verb_spec import VerbSpec
from sandbox.tokens.check_facts import STATUSES
from sandbox.tokens.names import CHECKS, CheckId
from sandbox.worlds.loading import unknown, verify_problems
from sandbox.worlds.model import World

Request = Annotated[str, StringConstraints(pattern=r"^(GET|POST|PUT|PATCH|DELETE) /[A-Za-z0-9_./-]*$", max_length=200)]
_STATUS_OF: Final = {"invalid_request": 400, "invalid_token": 401, "invalid_dpop_proof": 401, "insufficient_scope": 403}
"""RFC 6750 §3.1, RFC 9449 §7.1."""


class Call(Strict):
    """Sends a request to an api."""

    api: str
    request: Request
    by: str | None = None
    token: TokenName | None = None
    send_as: Literal["header", "query", "raw", "dpop"] = "header"
    headers: Headers = Field(default_factory=dict)
    verify: dict[str, str] = Field(default_factory=dict)


def _deployed(call: Call, verify: Mapping[str, str]) -> Call:
    return call.model_copy(update={"verify": {**call.verify, **verify}})


def _references(at: Place, verb: Call, expect: Expect, world: World) -> Iterator[Problem]:
    yield from verify_problems((*at, "verify"), verb.verify)
    if verb.api not in world.apis:
        yield unknown((*at, "api"), "api", verb.api, tuple(world.apis))
    else:
        routes = tuple(world.apis[verb.api].routes)
        if not expects_refusal(expect) and not any(_answers(route, verb.request) for route in routes):
            yield unknown((*at, "request"), f"route of `{verb.api}` called", verb.request, routes)
    yield from unknown_sender(at, verb.by, world)
    yield from unsendable_headers(at, verb.headers)
    own = next((name for name in verb.headers if name.lower() == "authorization"), None)
    if own is not None and verb.token is not None and verb.send_as != "query":
        message = "the token is sent in this header already"
        advice = "leave out `token`, or send it otherwise by `send_as: query`"
        yield Problem("AS010", (*at, "headers", own), message, advice=advice, on_key=True)


def _answers(route: str, request: str) -> bool:
    """Whether a request is for a route, in which ``{name}`` stands for any one segment, or for a part of it."""
    segments, found = route.split("/"), request.split("/")
    return len(segments) == len(found) and all(map(_is_in_place, segments, found))


def _is_in_place(segment: str, found: str) -> bool:
    before, name, rest = segment.partition("{")
    after = rest.partition("}")[2]
    if not name:
        return found == segment
    return found.startswith(before) and found.endswith(after) and len(found) > len(before + after)


def _never_true(at: Place, call: Call, expect: Expect, world: World) -> Iterator[Problem]:
    api = world.apis.get(call.api)
    if api is None:
        return
    modes = {**api.verify, **call.verify}
    if modes.get("algorithm") == "any":
        modes.setdefault("signature", "any")  # which verifies by any algorithm, too
    decides = expect.decided_by if expect.decided_by != "none" else None
    if call.token is None:
        yield from _without_a_token(at, expect)
        return
    if api.sender is None and (decides == "sender" or "sender" in expect.checks):
        key = "decided_by" if decides == "sender" else "checks"
        yield never(at, key, f"`{call.api}` does not ask who sends a token", "give it `sender: dpop` in its world")
    needed = _STATUS_OF.get(expect.error or "") or (decides and STATUSES[decides])
    if expect.status is not None and needed is not None and expect.status != needed:
        because = f"the error `{expect.error}`" if expect.error in _STATUS_OF else f"a refusal by `{decides}`"
        yield never(at, "status", f"{because} comes with the status {needed} (RFC 6750 §3.1), never {expect.status}")
    if expect.decided_by == "none" and expect.error in ("invalid_token", "insufficient_scope"):
        yield never(at, "error", f"`{expect.error}` is what a check decides, and none is expected to")
    if decides:
        yield from _decided(at, decides, expect, modes)
    elif expect.decided_by == "none" or (expect.status or REFUSED) < REFUSED:
        for check in _refusing(expect, modes):
            message = f"`{check}` is on here, and refuses when it fails; the call cannot pass"
            yield never((*at, "checks"), check, message)


def _without_a_token(at: Place, expect: Expect) -> Iterator[Problem]:
    for key in ("checks", "decided_by"):
        if getattr(expect, key) not in (None, {}, "none"):
            yield never(at, key, "no token is sent, so no check is made", "give the call a `token`")


def _decided(at: Place, decides: CheckId, expect: Expect, modes: Mapping[str, str]) -> Iterator[Problem]:
    if modes.get(decides) == "off":
        yield never(at, "decided_by", f"`{decides}` is off here, and refuses nothing")
    if expect.checks.get(decides) == "pass" and modes.get(decides, "on") == "on":  # a flaw may refuse what is right
        yield never(at, "decided_by", f"`{decides}` cannot decide when its verdict is `pass`")
    for check in _refusing(expect, modes):
        if CHECKS.index(check) < CHECKS.index(decides):
            yield never(at, "decided_by", f"`{check}` is asked before `{decides}`, and decides when it fails")


def _refusing(expect: Expect, modes: Mapping[str, str]) -> Iterator[CheckId]:
    """The checks that are expected to fail where they are made as they should be."""
    return (check for check, verdict in expect.checks.items() if verdict == "fail" and modes.get(check, "on") == "on")


SPEC: Final = VerbSpec(
    name="call",
    model=Call,
    doc=("Sends a request to an api.", {"api": "bar", "request": "GET /orders", "token": "bar_token"}),
    keys={
        "api": ("The api that is called.", "bar"),
        "request": ("The method and the path.", "GET /orders"),
        "by": ("The api or client that sends it, if not the one that was given the token.", "baz"),
        "token": ("The saved token that is sent; without one, none is.", "bar_token"),
        "send_as": (
            "In the header as `Bearer` or raw, in the query, or as `DPoP` with a proof by the sender's own key.",
            "header",
        ),
        "headers": (
            "Headers of the request besides those that HTTP sets; `Authorization` only where no token is sent in it.",
            {"X-Request-Id": "42"},
        ),
        "verify": ("How this deployment of the api makes its checks, where that is not `on`.", {"audience": "prefix"}),
    },
    uses=("token",),
    expects=(*ANSWER, "checks", "decided_by", "challenge"),
    references=_references,
    never_true=_never_true,
    deployed=_deployed,
)
