"""Records what every page, document, command and trace of the product answers, and compares two such recordings.

`python -m tools.record DIR` writes one text file an answer. `python -m tools.record --compare BEFORE AFTER` says
what differs. It knows the product by its commands and by HTTP alone, so it outlives any change of its code.
"""

import argparse
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from tools.recording.commands import Commands
from tools.recording.compare import compare, read_renames
from tools.recording.equalize import Equalizer
from tools.recording.folder import Folder
from tools.recording.pages import record_errors, record_pages
from tools.recording.room import record_room
from tools.recording.server import ROOT, Client, serving
from tools.recording.worlds import record_traces, record_worlds

PARTS: Final = ("errors", "worlds", "room", "pages", "commands")


def main() -> int:
    """Record or compare, and say by the exit code whether nothing differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, help="where to record; what is there is replaced")
    parser.add_argument("--compare", nargs=2, type=Path, metavar=("BEFORE", "AFTER"))
    parser.add_argument("--renames", type=Path, help="old and new names, a pair on each line")
    parser.add_argument("--tokens", type=Path, help="a folder of tokens for `aud new --from-token`")
    parser.add_argument("--only", choices=PARTS, action="append", help="record this part alone; may be repeated")
    asked = parser.parse_args()
    if asked.compare:
        before, after = asked.compare
        return int(compare(before, after, read_renames(asked.renames) if asked.renames else {}) > 0)
    if asked.folder is None:
        parser.error("a folder, or --compare")
    record(asked.folder.absolute(), asked.tokens, asked.only or PARTS)
    return 0


def record(into: Path, tokens: Path | None, parts: Sequence[str]) -> None:
    """Record everything.

    Args:
        into: The folder, which is replaced.
        tokens: A folder of tokens to begin scenarios with; none if absent.
        parts: What to record of it.

    """
    begin = time.monotonic()
    # In the background of a shell it is ignored, and so would every command ignore it that is started here.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if into.exists():
        if not into.is_dir() or any(path.is_file() and path.suffix != ".txt" for path in into.rglob("*")):
            sys.exit(f"{into} is no recording, so it is not replaced")
        shutil.rmtree(into)
    with tempfile.TemporaryDirectory(prefix="record-") as scratch, serving() as port, ThreadPoolExecutor(1) as beside:
        literals = {f":{port}": ":<port>", f"%3A{port}": "%3A<port>", str(ROOT): "<root>", scratch: "<scratch>"}
        folder = Folder(into, Equalizer(literals))
        client = Client(port, folder)
        runs = Commands(folder, Path(scratch)).record
        commands = beside.submit(runs, port, tokens) if "commands" in parts else None
        steps: dict[str, Callable[[], None]] = {
            "errors": lambda: record_errors(client),
            "worlds": lambda: record_worlds(client, record_traces(client)),
            "room": lambda: record_room(client),
            "pages": lambda: record_pages(client),
            "commands": commands.result if commands else lambda: None,
        }
        for name in parts:
            steps[name]()
            print(f"{name}: {folder.files} answers after {time.monotonic() - begin:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
