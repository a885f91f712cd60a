"""``aud list``: the catalogue."""

import json
from pathlib import Path

import click

from sandbox.commands.options import pack_option
from sandbox.scenarios.catalogue import Catalogue, load_catalogue
from sandbox.settings import shipped_pack


@click.command()
@pack_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(packs: tuple[Path, ...], form: str) -> None:
    """List the scenarios by chapter."""
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
        ]
    }


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
    return "\n".join(rows).rstrip()
