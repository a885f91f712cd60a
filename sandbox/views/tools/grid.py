"""The grid of a world: every token of one sign-in at every door, as the replay found it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from sandbox.errors import UnknownName
from sandbox.replay.trace import StepTrace, Token, Trace
from sandbox.scenarios.grid import Grid
from sandbox.views.parts.answer import Answer, answer_of
from sandbox.views.parts.checks import CheckRow, check_rows
from sandbox.views.parts.comparison import Choice
from sandbox.views.parts.exchange import WireEntry, wire
from sandbox.views.parts.token_card import TokenCard, letter
from sandbox.worlds.hues import hue


@dataclass(frozen=True, slots=True)
class Door:
    """A column: an api, and the identifiers it answers to."""

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
    """A token, and what came of it at every door."""

    audience: str
    identifier: str
    hue: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Opened:
    """One call that is looked at closely."""

    title: str
    answer: Answer
    letter: TokenCard
    checks: list[CheckRow]
    wire: list[WireEntry]


@dataclass(frozen=True, slots=True)
class GridPage:
    """Everything on the page of a grid. ``address`` is how the doors read it: ``read``, ``unread`` or ``misread``."""

    title: str
    world: str
    app: str
    app_url: str
    user: str
    users: list[Choice]
    deployments: list[Choice]
    address: str
    by_refresh_token: bool
    doors: list[Door]
    rows: list[Row]
    open_doors: int
    all_doors: int
    opened: Opened | None
    problems: list[str]


def grid_page(grid: Grid, trace: Trace, app_url: str, cell: str | None) -> GridPage:
    """Show a grid.

    Args:
        grid: How it is laid out.
        trace: Its replay.
        app_url: Where the app itself is.
        cell: The call to look at, ``orders.billing`` for the token for orders at billing's door; or None.

    Raises:
        UnknownName: There is no such cell.

    """
    world, rows = grid.world, _rows(grid, trace, cell)
    return GridPage(
        title=world.title,
        world=world.world,
        app=f"{grid.client}.{world.domain}",
        app_url=app_url,
        user=world.users[grid.user].name,
        users=[Choice(user.name, _url(grid, user=id_), id_ == grid.user) for id_, user in world.users.items()],
        deployments=[
            Choice("every door reads the address", _url(grid, verify={}), not grid.verify),
            Choice("no door reads it", _url(grid, verify={"audience": "off"}), grid.verify == {"audience": "off"}),
        ],
        address=_how(grid.verify.get("audience", "on")),
        by_refresh_token=grid.by_refresh_token,
        doors=[
            Door(api, hue(world, api), [world.audiences[id_].identifier for id_ in world.apis[api].accepts])
            for api in grid.apis
        ],
        rows=rows,
        open_doors=sum(cell.status == 200 for row in rows for cell in row.cells),
        all_doors=sum(len(row.cells) for row in rows),
        opened=_opened(grid, trace, cell) if cell is not None else None,
        problems=[f"{step.id}: {step.status}" for step in trace.steps if step.api is None and step.status != 200],
    )


def _rows(grid: Grid, trace: Trace, cell: str | None) -> list[Row]:
    steps = {step.id: step for step in trace.steps}
    rows = []
    for audience in grid.audiences:
        cells = [_cell(grid, audience, api, steps[grid.call(audience, api)], cell) for api in grid.apis]
        identifier = grid.world.audiences[audience].identifier
        rows.append(Row(audience, identifier, hue(grid.world, identifier), cells))
    return rows


def _how(made: str) -> str:
    return {"on": "read", "off": "unread"}.get(made, "misread")


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
    chosen, made = user or grid.user, grid.verify if verify is None else verify
    first = next(iter(grid.world.users))
    asked = {"user": chosen if chosen != first else None, "verify": _words(made) or None, "cell": cell}
    query = urlencode({name: value for name, value in asked.items() if value}, safe=";=")
    return f"/worlds/{grid.world.world}/grid" + (f"?{query}" if query else "")


def _words(verify: Mapping[str, str]) -> str:
    return ";".join(f"{check}={how}" for check, how in verify.items())


def _opened(grid: Grid, trace: Trace, cell: str) -> Opened:
    cells = {f"{audience}.{api}": grid.call(audience, api) for audience in grid.audiences for api in grid.apis}
    if cell not in cells:
        raise UnknownName(f"there is no cell `{cell[:80]}`", found=cell[:80], allowed=cells)
    step = next(step for step in trace.steps if step.id == cells[cell])
    answer = answer_of(step, grid.world)
    token = _token(trace, step.token)
    if answer is None or token is None:
        raise UnknownName(f"nothing came of `{cell}`", found=cell, allowed=cells)
    audience, _, api = cell.partition(".")
    return Opened(
        title=f"The token for {audience} at {api}'s door",
        answer=answer,
        letter=letter(token, grid.world, trace.now, outcome=step),
        checks=check_rows(step, trace.now, grid.world),
        wire=wire(step.exchanges, grid.world, outcome=step),
    )


def _token(trace: Trace, name: str | None) -> Token | None:
    return next((token for step in trace.steps for token in step.tokens if token.name == name), None)
