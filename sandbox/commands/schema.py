"""``aud schema``: the JSON Schema of authors' files, for editors."""

import json

import click

from sandbox.commands.shared.errors import say
from sandbox.scenarios.language.schema import MODELS, json_schema


@click.command(short_help="Print the JSON Schema of a kind of file, for editors.")
@click.argument("kind", type=click.Choice(list(MODELS)), default="scenario")
def command(kind: str) -> None:
    """Print the JSON Schema of scenarios, or of another kind of file, for editors to complete and check by."""
    say(json.dumps(json_schema(kind), indent=2, ensure_ascii=False))
