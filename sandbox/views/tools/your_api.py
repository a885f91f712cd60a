"""The page on which people see whether an API of their own looks: how it trusts, what came, what to mend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from sandbox.probe.findings import Result
from sandbox.probe.request import Target
from sandbox.probe.setups import EXAMPLE, Setup, Trusted, filled, in_container, setups
from sandbox.views.parts.curl import quoted
from sandbox.views.reports.probe.report import Probed, as_data, common_notes, curl
from sandbox.views.reports.probe.setup import by_check, container_commands, offline_command, ran

PROFILES: Final = (
    ("quick", "the 8 that matter most"),
    ("default", "the usual ones, about 50"),
    ("all", "all there are"),
)
OTHER: Final = "other"
_MARKS: Final = {"good": "✓", "bad": "✗", "odd": "!", "unclear": "?", "plain": "·"}
_WORDS: Final = {"accept": "accepted", "refuse": "refused", "measure": "either"}


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed.

    Args:
        setup: What the API is built with; ``other`` for something else.
        audience: What it calls itself.
        url: The route to probe.
        scope: The scopes that the route asks for.
        profile: Which tokens are sent.

    """

    setup: str = "pyjwt"
    audience: str = EXAMPLE
    url: str = "http://localhost:9000/orders"
    scope: str = ""
    profile: str = "default"


@dataclass(frozen=True, slots=True)
class TrustView:
    """The settings of one framework.

    Args:
        setup: The settings, filled in.
        ran: Whether they were run here.
        checks: Which line makes which check: id, question, line.
        container: The commands that give a container one name for this sandbox.
        container_lines: The settings with that name.
        offline: The command that writes the keys to a file.

    """

    setup: Setup
    ran: str
    checks: Sequence[tuple[str, str, str]]
    container: Sequence[str]
    container_lines: str
    offline: str


@dataclass(frozen=True, slots=True)
class RowView:
    """One request, and what came of it.

    Args:
        id: The row.
        tone: How it went: good, bad, odd, unclear, plain.
        mark: The same as a sign.
        says: What was sent.
        answer: What the API did, with its status.
        expected: What a careful API does.
        remarks: What else is to be said of it.
        source: The section that says so.
        curl: The command that sends it again, if it was not as expected.

    """

    id: str
    tone: str
    mark: str
    says: str
    answer: str
    expected: str
    remarks: Sequence[str]
    source: str
    curl: str


@dataclass(frozen=True, slots=True)
class YourApiPage:
    """Everything on the page but what came of a probe.

    Args:
        form: What was typed.
        posts: Whether this server probes for whoever asks.
        problem: Why it does not, or "".
        setups: The frameworks: id and name.
        profiles: How many tokens are sent: id and words.
        trusted: What an API has to trust.
        trust: The settings of the framework that was chosen; None for something else.
        examples: APIs of the sandbox that can be probed: address and words.
        rows: How many requests are being sent; 0 for a page without a probe.
        command: The same probe as a command.

    """

    form: Form
    posts: bool
    problem: str
    setups: Sequence[tuple[str, str]]
    profiles: Sequence[tuple[str, str]]
    trusted: Trusted
    trust: TrustView | None
    examples: Sequence[tuple[str, str]]
    rows: int
    command: str


def your_api_page(form: Form, trusted: Trusted, public_url: str, *, posts: bool) -> YourApiPage:
    """The page before anything is sent.

    Args:
        form: What was typed.
        trusted: What an API has to trust.
        public_url: Where the server is reached, without a slash at its end.
        posts: Whether this server probes for whoever asks.

    Raises:
        UnknownName: There is no such framework.
        NotQuotable: The audience cannot be written into settings.

    """
    command = f"aud probe {quoted(form.url)} --audience {quoted(form.audience)}"
    command += f" --scope {quoted(form.scope)}" if form.scope else ""
    command += {"quick": " --quick", "all": " --all"}.get(form.profile, "")
    command += f" --setup {form.setup}" if form.setup != OTHER else ""
    return YourApiPage(
        form=form,
        posts=posts,
        problem="",
        setups=[*((one.id, one.name) for one in setups().values()), (OTHER, "something else")],
        profiles=PROFILES,
        trusted=trusted,
        trust=_trust(form.setup, trusted, public_url) if form.setup != OTHER else None,
        examples=_examples(public_url) if posts else (),
        rows=0,
        command=command,
    )


def _trust(id_: str, trusted: Trusted, public_url: str) -> TrustView:
    setup = filled(id_, trusted)
    outside = replace(trusted, issuer=in_container(trusted.issuer), jwks=in_container(trusted.jwks))
    return TrustView(
        setup=setup,
        ran=ran(setup),
        checks=list(by_check(setup)),
        container=container_commands(setup, urlsplit(public_url).port or 80),
        container_lines=filled(id_, outside).lines,
        offline=offline_command(trusted.jwks),
    )


def _examples(public_url: str) -> list[tuple[str, str]]:
    """Two deployments of bar that are in this sandbox: one that looks, and one that does not."""
    bar = f"{public_url}/worlds/foo/apis/bar"
    found = []
    for deployment, words in (("", "bar, which looks"), (";audience=off", "bar, built without the audience check")):
        form = {"url": f"{bar}{deployment}/orders", "audience": "https://bar.foo.com", "scope": "read:orders"}
        found.append((f"/your-api?{urlencode(form)}#probe", words))
    return found


def row_view(result: Result, target: Target, before: Sequence[Result] = ()) -> RowView:
    """One request, and what came of it, without what was said of many rows already.

    Args:
        result: The row.
        target: The route.
        before: The rows before it.

    """
    said = common_notes([*before, result])
    row = result.row
    wrong = "bad" if row.severity == "error" else "odd"
    tone = "unclear" if result.answer == "inconclusive" else {True: "good", False: wrong, None: "plain"}[result.ok]
    return RowView(
        id=row.id,
        tone=tone,
        mark=_MARKS[tone],
        says=f"{row.says[:1].upper()}{row.says[1:]}",
        answer=f"{'unclear' if tone == 'unclear' else result.answer} {result.status or ''}".strip(),
        expected=_WORDS[row.expected],
        remarks=[*([result.why] if result.why else []), *(one for one in result.notes if one not in said)],
        source=row.source,
        curl=curl(target, result) if tone in ("bad", "odd", "unclear") else "",
    )


def found_view(probed: Probed, command: str) -> Mapping[str, Any]:
    """What a probe found: the report, with the flaws that count apart from what is only noted.

    Args:
        probed: What was found.
        command: The same probe as a command.

    """
    report = as_data(probed)
    setup = probed.setup
    mind = {flaw["check"]: setup.pitfalls_of(flaw["check"]) if setup else [] for flaw in report["flaws"]}
    flaws = [{**flaw, "mind": mind[flaw["check"]]} for flaw in report["flaws"] if flaw["severity"] != "note"]
    noted = [flaw for flaw in report["flaws"] if flaw["severity"] == "note"]
    built_with = setup.name if setup else ""
    common = common_notes(probed.concluded.results)
    return {**report, "flaws": flaws, "noted": noted, "common": common, "built_with": built_with, "command": command}
