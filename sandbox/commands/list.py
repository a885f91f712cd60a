"""``aud list``: the catalogue, and the ways through it."""

import json
from pathlib import Path

import click

from sandbox.commands.options import pack_option
from sandbox.scenarios.catalogue import Catalogue, load_catalogue
from sandbox.scenarios.paths import Slot, paths
from sandbox.settings import shipped_pack


@click.command()
@pack_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(packs: tuple[Path, ...], form: str) -> None:
    """List the scenarios by chapter, and the playlists."""
    catalogue = load_catalogue([shipped_pack(), *packs])
    click.echo(json.dumps(_as_data(catalogue), indent=2, ensure_ascii=False) if form == "json" else _as_text(catalogue))


def _as_data(catalogue: Catalogue) -> dict[str, object]:
    keys = {"title", "question", "world", "level", "minutes", "tags"}
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
                "entries": [_entry_as_data(slot) for slot in path.slots],
            }
            for path in paths(catalogue)
        ],
    }


def _entry_as_data(slot: Slot) -> dict[str, object]:
    what = {"id": slot.scenario.scenario} if slot.scenario else {"pause": slot.entry.title}
    return {**what, "begins": slot.begins, "minutes": slot.minutes}


def _as_text(catalogue: Catalogue) -> str:
    rows = []
    for chapter in catalogue.chapters:
        minutes = sum(scenario.minutes for scenario in chapter.scenarios)
        number = f"{chapter.number} · " if chapter.number else ""
        rows.append(click.style(f"{number}{chapter.title}", bold=True) + f"  ({minutes} min)")
        width = max((len(scenario.scenario) for scenario in chapter.scenarios), default=0)
        for scenario in chapter.scenarios:
            about = f"{scenario.minutes:>2} min  {scenario.level:<12}  {scenario.title}"
            rows.append(f"  {scenario.scenario:<{width}}  {about}")
        rows.append("")
    ways = paths(catalogue)
    if ways:
        rows.append(click.style("Playlists", bold=True))
    width = max((len(path.playlist.playlist) for path in ways), default=0)
    for path in ways:
        count = f"{len(path.scenarios)} scenarios"
        rows.append(f"  {path.playlist.playlist:<{width}}  {path.minutes:>3} min  {count:<12}  {path.playlist.title}")
    return "\n".join(rows).rstrip()
