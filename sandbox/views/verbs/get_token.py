"""``get_token``: a client asks an issuer for tokens."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qs, urlsplit

from sandbox.replay.trace import Exchange, Outcome, Token
from sandbox.scenarios.verbs.get_token import GetToken
from sandbox.scenarios.workbench.state import WorkbenchState
from sandbox.views.parts.curl import assignment, quoted
from sandbox.views.parts.imitation import Original, imitation
from sandbox.views.parts.shell_script import ShellScript
from sandbox.views.verb_view import VerbView
from sandbox.worlds.model import GrantType

_SHORT: Final[dict[GrantType, str]] = {
    "authorization_code": "Sign in",
    "client_credentials": "Get a token",
    "refresh_token": "Refresh",
    "token_exchange": "Exchange",
}
_CODE: Final = r"sed -n 's/.*[?&]code=\([^&]*\).*/\1/p'"


def _curl(script: ShellScript, verb: GetToken, outcome: Outcome, tokens: Sequence[Token]) -> None:
    at_token = _sent_to(outcome, "/oauth/token")
    at_authorize = _sent_to(outcome, "/authorize")
    if at_authorize:
        _authorize(script, verb, at_authorize[-1])
    if not at_token:
        script.result(outcome)
        return
    script.lines.append(assignment("_answer", script.request(at_token[-1].request)))
    script.lines.append("printf '%s\\n' \"$_answer\"")
    script.result(outcome)
    for token in tokens:
        found = f"""printf '%s' "$_answer" | sed -n 's/.*"{token.kind}": *"\\([^"]*\\)".*/\\1/p'"""
        script.lines.append(assignment(script.variable(token), found))


def _sent_to(outcome: Outcome, path: str) -> list[Exchange]:
    return [exchange for exchange in outcome.exchanges if urlsplit(exchange.request.url).path.endswith(path)]


def _authorize(script: ShellScript, verb: GetToken, exchange: Exchange) -> None:
    """Send the last request of the sign-in: it holds all that was answered at the issuer's pages before."""
    request, jar = exchange.request, script.jar(verb.user or "nobody")
    words = [
        f"curl -s -o /dev/null -b {jar} -c {jar}",
        *(["--data-raw", quoted(request.body)] * bool(request.body)),
    ]
    location = next((value for name, value in exchange.response.headers if name.lower() == "location"), "")
    if "code" in parse_qs(urlsplit(location).query):
        words += ["-w '%{redirect_url}'", quoted(request.url)]
        script.lines.append(assignment("_code", f"{' '.join(words)} | {_CODE}"))
    else:
        words += ["-w '%{http_code} %{redirect_url}\\n'", quoted(request.url)]
        script.lines.append(" ".join(words))


def _request(state: WorkbenchState, verb: GetToken, name: str | None) -> WorkbenchState | None:
    """The same request. The workbench names one audience, and proves nothing: it can ask for no other token again."""
    several = isinstance(verb.resource, list)
    if (several or verb.dpop) and name is not None:
        return None
    resource = verb.resource if isinstance(verb.resource, str) else None
    return replace(
        state,
        issuer=verb.issuer,
        client=verb.client,
        grant=verb.grant,
        user=verb.user or state.user,
        audience=verb.audience or resource or "",
        scope=verb.scope or "",
        kind="id_token" if name and verb.save_id_token == name else "access_token",
    )


def _imitate(state: WorkbenchState, verb: GetToken, original: Original) -> WorkbenchState:
    """A token of the issuer's own that says the same."""
    return imitation(replace(state, issuer=verb.issuer), original.token, "issuer", original.now)


VIEW: Final[VerbView[GetToken]] = VerbView(
    short=lambda verb: _SHORT[verb.grant],
    parties=lambda verb, _: (verb.issuer,),
    curl=_curl,
    shows_answer=lambda outcome: outcome.token is None,
    request=_request,
    imitate=_imitate,
)
