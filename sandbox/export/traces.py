"""The traces of scenarios as data: a file for each."""

from collections.abc import AsyncIterator

from sandbox.export.folder import Folder
from sandbox.network import create_replayer
from sandbox.replay.player import ReplayRequest
from sandbox.replay.trace import Report, Trace
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.tokens.keyring import KeyMaker


async def write_traces(selection: Catalogue, folder: Folder, public_url: str) -> AsyncIterator[Trace]:
    """Replay scenarios and write the trace of each; an earlier export stays until all is written.

    Args:
        selection: The scenarios, and their worlds.
        folder: Where they are written.
        public_url: Where the sandbox is reached that they name, without a slash at its end.

    Raises:
        CannotWrite: A file cannot be written.

    """
    replayer = create_replayer(selection.worlds, KeyMaker(), public_url)
    for scenario in selection.scenarios():
        trace = await replayer.replay(ReplayRequest(scenario), selection.worlds[scenario.world])
        folder.write(f"{trace.id}.json", trace_text(trace))
        yield trace
    folder.publish()


def trace_text(trace: Trace) -> str:
    """A trace as ``aud run --format json`` prints it."""
    return Report(scenarios=[trace]).model_dump_json(indent=2) + "\n"
