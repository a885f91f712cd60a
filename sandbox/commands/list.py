"""``aud list``: the catalogue, and the ways through it."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from sandbox.author_lines import as_text
from sandbox.commands.shared.errors import Mistakes, say
from sandbox.commands.shared.options import pack_option
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue
from sandbox.scenarios.loading.playlists import PlannedEntry, planned_playlists
from sandbox.scenarios.model import Scenario
from sandbox.settings import shipped_pack


@click.command(short_help="List scenarios by chapter, and shorter ways through them.")
@pack_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(packs: tuple[Path, ...], form: str) -> None:
    """List the scenarios by chapter, with how long each takes and for whom it is, and the playlists."""
    catalogue = load_catalogue([shipped_pack(), *packs])
    say(json.dumps(_as_data(catalogue), indent=2, ensure_ascii=False) if form == "json" else _as_text(catalogue))
    if catalogue.diagnostics:
        raise Mistakes(catalogue.diagnostics)


def _as_data(catalogue: Catalogue) -> dict[str, object]:
    keys = {"title", "question", "world", "level", "minutes", "tags", "needs"}
    return {
        "chapters": [
            {
                "id": chapter.id,
                "title": chapter.title,
                "scenarios": [
                    {"id": scenario.scenario, **scenario.model_dump(include=keys)} for scenario in chapter.scenarios
                ],
            }
            for chapter in catalogue.chapters
        ],
        "playlists": [
            {
                "id": path.playlist.playlist,
                "title": path.playlist.title,
                "minutes": path.minutes,
                "scenarios": path.playlist.scenarios,
                "entries": [_entry_as_data(slot) for slot in path.entries],
            }
            for path in planned_playlists(catalogue)
        ],
    }


def _entry_as_data(slot: PlannedEntry) -> dict[str, object]:
    kind = "poll" if slot.entry.poll else "pause"
    what = {"id": slot.scenario.scenario} if slot.scenario else {kind: slot.entry.title}
    return {**what, "begins": slot.begins, "minutes": slot.minutes}


def _as_text(catalogue: Catalogue) -> str:
    rows = []
    width = max((len(scenario.scenario) for scenario in catalogue.scenarios()), default=0)
    for chapter in catalogue.chapters:
        number = f"{chapter.number} · " if chapter.number else ""
        rows.append(click.style(f"{number}{chapter.title}", bold=True) + f"  ({_minutes(chapter.scenarios)} min)")
        for scenario in chapter.scenarios:
            about = f"{scenario.minutes:>2} min  {scenario.level:<12}  {as_text(scenario.title)}"
            after = f"  (after {', '.join(scenario.needs)})" if scenario.needs else ""
            rows.append(f"  {scenario.scenario:<{width}}  {about}{click.style(after, dim=True)}")
        rows.append("")
    rows += _playlists(catalogue, width)
    everything = list(catalogue.scenarios())
    hours, minutes = divmod(_minutes(everything), 60)
    rows.append(f"{len(everything)} scenarios in {len(catalogue.chapters)} chapters, {hours} h {minutes} min in all.")
    rows.append("Replay one with `aud run ID`, one of a pack with `aud run FILE`; walk through them with `aud serve`.")
    return "\n".join(rows)


def _playlists(catalogue: Catalogue, width: int) -> Iterator[str]:
    """The playlists: shorter ways through the same scenarios."""
    playlists = planned_playlists(catalogue)
    if playlists:
        yield click.style("Shorter ways through", bold=True)
        for planned in playlists:
            count, written = f"{len(planned.scenarios)} scenarios", planned.playlist
            yield f"  {written.playlist:<{width}} {planned.minutes:>3} min  {count:<12}  {written.title}"
        yield ""


def _minutes(scenarios: Iterable[Scenario]) -> int:
    return sum(scenario.minutes for scenario in scenarios)
