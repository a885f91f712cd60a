"""From a replay to the workbench: the state in which what is seen can be changed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sandbox.replay.trace import Outcome, Token, Trace
from sandbox.scenarios.model import Scenario, Step
from sandbox.scenarios.stops import Stop
from sandbox.scenarios.verbs.call import Call
from sandbox.scenarios.verbs.fetch import Fetch
from sandbox.scenarios.verbs.get_token import GetToken
from sandbox.scenarios.verbs.mint import Mint, SignWith
from sandbox.scenarios.verbs.tamper import Tamper
from sandbox.scenarios.workbench.state import WorkbenchState, default_workbench
from sandbox.worlds.model import World

_MADE_ANEW: Final = frozenset({"iss", "iat", "exp", "jti"})
"""Claims that the workbench writes by itself, as the issuer does."""
_EXPIRED: Final = "-1m"


def workbench_url(scenario: Scenario, world: World, stop: Stop, trace: Trace) -> str:
    """The address of the workbench with what a stop shows on it; empty where that is no letter and no call.

    Args:
        scenario: The scenario.
        world: Its world.
        stop: A step, or a what-if of one.
        trace: The replay up to there.

    """
    told = trace.steps[-1]
    outcome: Outcome = told.what_ifs[stop.what_if - 1] if stop.what_if else told
    bench = default_workbench(world)
    verb = stop.step.verb if stop.step else None
    if isinstance(verb, Fetch):
        return ""
    if isinstance(verb, Call):
        verify = {**verb.verify, **(stop.told.verify if stop.told else {})}
        bench = replace(bench, api=verb.api, request=verb.request, send_as=verb.send_as, verify=verify)
    name = verb.token if isinstance(verb, Call) else outcome.token
    steps = list(scenario.steps[: len(trace.steps)])
    if name is None:
        got = isinstance(verb, GetToken)
        return _url(_asked(bench, verb, name) if got and isinstance(verb, GetToken) else replace(bench, way="none"))
    written = next((step for step in steps if name in _saved(step)), None)
    known = {token.name: token for step in trace.steps for token in step.tokens}
    if written is not None and written.get_token is not None and not isinstance(written.get_token.resource, list):
        return _url(_asked(bench, written.get_token, name))
    return _url(_imitated(bench, written, known[name], known, trace.now) if name in known else bench)


def _url(bench: WorkbenchState) -> str:
    return f"/workbench?{bench.query()}"


def _saved(step: Step) -> list[str | None]:
    names = [getattr(step.verb, key, None) for key in ("save", "save_id_token", "save_refresh_token")]
    unnamed = isinstance(step.verb, GetToken) and not any(names)
    return [*names, *(["access_token"] if unnamed else [])]


def _asked(bench: WorkbenchState, verb: GetToken, name: str | None) -> WorkbenchState:
    """The request as a scenario makes it."""
    resource = verb.resource if isinstance(verb.resource, str) else None
    return replace(
        bench,
        issuer=verb.issuer,
        client=verb.client,
        grant=verb.grant,
        user=verb.user or bench.user,
        audience=verb.audience or resource or "",
        scope=verb.scope or "",
        kind="id_token" if name and verb.save_id_token == name else "access_token",
    )


def _imitated(
    bench: WorkbenchState, written: Step | None, token: Token, known: Mapping[str, Token], now: float
) -> WorkbenchState:
    """A letter of one's own, as a scenario makes it."""
    verb = written.verb if written else None
    if isinstance(verb, Tamper) and not verb.remove and not verb.header and verb.token in known:
        original = _like(bench, known[verb.token], "issuer", now)
        return replace(original, edit=_json(verb.claims))
    if not isinstance(verb, Mint):
        return _like(bench, token, "stranger", now)
    like = _like(replace(bench, issuer=verb.issuer), token, verb.sign_with, now)
    header = {**json.loads(like.header or "{}"), **verb.header}
    claims = {**json.loads(like.claims), **{name: (token.claims or {}).get(name) for name in verb.claims}}
    expires_in = like.expires_in if verb.expires_in is None else f"{verb.expires_in}s"
    return replace(like, header=_json(header) if header else "", claims=_json(claims), expires_in=expires_in)


def minted_like(bench: WorkbenchState, token: Token, outcome: Outcome, now: float) -> WorkbenchState:
    """The state whose letter says what a pasted one says, sealed by whoever sealed that one, as far as is known.

    Args:
        bench: The state with the pasted token.
        token: The token.
        outcome: What came of it at the api.
        now: When.

    """
    verdicts = {check.id: check for check in outcome.checks}
    signature = verdicts.get("signature")
    seal: SignWith = "stranger"
    if signature is not None and signature.verdict == "pass":
        seal = "issuer"
    elif token.raw.endswith("."):
        seal = "none"
    issuer = verdicts.get("issuer")
    return _like(bench, token, seal, now, ours=issuer is not None and issuer.verdict == "pass")


def _like(bench: WorkbenchState, token: Token, seal: SignWith, now: float, *, ours: bool = True) -> WorkbenchState:
    claims = token.claims or {}
    anew = _MADE_ANEW if ours else _MADE_ANEW - {"iss"}
    exp = claims.get("exp")
    expired = isinstance(exp, int | float) and exp <= now
    header = {name: value for name, value in (token.header or {}).items() if name not in ("alg", "kid", "typ")}
    if (token.header or {}).get("typ") is not None and not ours:
        header["typ"] = (token.header or {})["typ"]
    return replace(
        bench,
        way="mint",
        header=_json(header) if header else "",
        claims=_json({name: value for name, value in claims.items() if name not in anew}),
        remove=" ".join(sorted(name for name in ("iat", "exp", "jti") if name not in claims)),
        expires_in=_EXPIRED if expired else "",
        sign_with=seal,
    )


def _json(members: Mapping[str, Any]) -> str:
    return json.dumps(members, ensure_ascii=False, indent=2)
