"""The grid of a world: every token of one sign-in at every api, as the replay found it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from sandbox.errors import UnknownName
from sandbox.replay.trace import StepTrace, Token, Trace
from sandbox.scenarios.grid import Grid
from sandbox.views.parts.checks import CheckList, check_list
from sandbox.views.parts.comparison import Choice
from sandbox.views.parts.exchange import ExchangeEntry, exchange_entries
from sandbox.views.parts.outcome_card import Answer, answer_of
from sandbox.views.parts.token_card import TokenCard, token_card
from sandbox.worlds.addresses import display_name
from sandbox.worlds.hues import hue


@dataclass(frozen=True, slots=True)
class Column:
    """An api, and the identifiers it answers to."""

    api: str
    hue: str
    accepts: list[str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One call: its status, the check that decided or failed in vain, and where to look at it."""

    status: int
    why: str
    tone: str
    url: str
    spoken: str
    current: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A token, and what came of it at every api."""

    audience: str
    identifier: str
    hue: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class OpenedCell:
    """One call in full."""

    title: str
    answer: Answer
    token: TokenCard
    checks: CheckList | None
    exchanges: list[ExchangeEntry]


@dataclass(frozen=True, slots=True)
class SignIn:
    """The one sign-in that all tokens come from.

    Args:
        user: Who signed in.
        app: The name of the app.
        app_url: Where the app itself is.
        by_refresh_token: Whether one refresh token brought all but the first token.
        problems: What could not be had.

    """

    user: str
    app: str
    app_url: str
    by_refresh_token: bool
    problems: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """The grid itself.

    Args:
        columns: The apis.
        rows: The tokens.
        audience: How the apis check the audience: ``read``, ``unread`` or ``misread``.

    """

    columns: list[Column]
    rows: list[Row]
    audience: str

    @property
    def accepted(self) -> int:
        """How many calls were answered with 200."""
        return sum(cell.status == 200 for row in self.rows for cell in row.cells)

    @property
    def calls(self) -> int:
        """How many calls there are."""
        return sum(len(row.cells) for row in self.rows)


@dataclass(frozen=True, slots=True)
class GridPage:
    """Everything on the page of a grid.

    Args:
        title: The title of the world.
        sign_in: The sign-in.
        users: Who else can sign in.
        deployments: How else the apis can check the audience.
        table: The grid.
        opened: The call that is looked at in full, if one is.

    """

    title: str
    sign_in: SignIn
    users: list[Choice]
    deployments: list[Choice]
    table: Table
    opened: OpenedCell | None


def grid_page(grid: Grid, trace: Trace, app_url: str, cell: str | None) -> GridPage:
    """Build the page of a grid.

    Args:
        grid: How it is laid out.
        trace: Its replay.
        app_url: Where the app itself is.
        cell: The call to look at, ``orders.billing`` for the token for orders at billing; or None.

    Raises:
        UnknownName: There is no such cell.

    """
    world = grid.world
    problems = [f"{step.id}: {step.status}" for step in trace.steps if step.api is None and step.status != 200]
    app = display_name(world, grid.client)
    return GridPage(
        title=world.title,
        sign_in=SignIn(world.users[grid.user].name, app, app_url, grid.by_refresh_token, problems),
        users=[Choice(user.name, _url(grid, user=id_), id_ == grid.user) for id_, user in world.users.items()],
        deployments=[
            Choice("every door reads the address", _url(grid, verify={}), not grid.verify),
            Choice("no door reads it", _url(grid, verify={"audience": "off"}), grid.verify == {"audience": "off"}),
        ],
        table=Table(_columns(grid), _rows(grid, trace, cell), _audience(grid.verify.get("audience", "on"))),
        opened=_opened(grid, trace, cell) if cell is not None else None,
    )


def _columns(grid: Grid) -> list[Column]:
    world = grid.world
    return [
        Column(api, hue(world, api), [world.audiences[id_].identifier for id_ in world.apis[api].accepts])
        for api in grid.apis
    ]


def _rows(grid: Grid, trace: Trace, cell: str | None) -> list[Row]:
    steps = {step.id: step for step in trace.steps}
    rows = []
    for audience in grid.audiences:
        cells = [_cell(grid, audience, api, steps[grid.call(audience, api)], cell) for api in grid.apis]
        identifier = grid.world.audiences[audience].identifier
        rows.append(Row(audience, identifier, hue(grid.world, identifier), cells))
    return rows


def _audience(mode: str) -> str:
    return {"on": "read", "off": "unread"}.get(mode, "misread")


def _cell(grid: Grid, audience: str, api: str, step: StepTrace, current: str | None) -> Cell:
    name = f"{audience}.{api}"
    answer = answer_of(step, grid.world)
    url, spoken = f"{_url(grid, cell=name)}#cell", f"{audience}'s token at {api}"
    if answer is None:
        return Cell(0, "not called", "bad", url, f"{spoken}: not called", name == current)
    ignored = " and ".join(answer.overlooked)
    why = answer.decided or (f"{ignored} ✗" if ignored else "")
    spoken += f": {answer.status} {why}".rstrip()
    spoken += " decides" if answer.decided else ", not enforced" if ignored else ""
    return Cell(answer.status, why, answer.tone, url, spoken, name == current)


def _url(
    grid: Grid, *, user: str | None = None, verify: Mapping[str, str] | None = None, cell: str | None = None
) -> str:
    """The address of the same grid with something changed."""
    chosen, deployment = user or grid.user, grid.verify if verify is None else verify
    first = next(iter(grid.world.users))
    wanted = {"user": chosen if chosen != first else None, "verify": _words(deployment) or None, "cell": cell}
    query = urlencode({name: value for name, value in wanted.items() if value}, safe=";=")
    return f"/worlds/{grid.world.world}/grid" + (f"?{query}" if query else "")


def _words(verify: Mapping[str, str]) -> str:
    return ";".join(f"{check}={mode}" for check, mode in verify.items())


def _opened(grid: Grid, trace: Trace, cell: str) -> OpenedCell:
    cells = {f"{audience}.{api}": grid.call(audience, api) for audience in grid.audiences for api in grid.apis}
    if cell not in cells:
        raise UnknownName(f"there is no cell `{cell[:80]}`", found=cell[:80], allowed=cells)
    step = next(step for step in trace.steps if step.id == cells[cell])
    answer = answer_of(step, grid.world)
    token = _token(trace, step.token)
    if answer is None or token is None:
        raise UnknownName(f"nothing came of `{cell}`", found=cell, allowed=cells)
    audience, _, api = cell.partition(".")
    return OpenedCell(
        title=f"The token for {audience} at {api}'s door",
        answer=answer,
        token=token_card(token, grid.world, trace.now, outcome=step),
        checks=check_list(step, trace.now, grid.world),
        exchanges=exchange_entries(step.exchanges, grid.world, outcome=step),
    )


def _token(trace: Trace, name: str | None) -> Token | None:
    return next((token for step in trace.steps for token in step.tokens if token.name == name), None)
