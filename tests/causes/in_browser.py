"""The scripts of ``/check`` in Node: one process answers everything that is asked of it."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sandbox.settings import resource_root
from sandbox.static_files import JOINED

_DRIVER: Final = Path(__file__).parent / "browser.mjs"
_NEEDS_A_PAGE: Final = (("check", "fill"), ("check", "page"))


class InBrowser:
    """The scripts of the page, as they are loaded.

    Args:
        process: Node, which has read them.

    """

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, what: str, **given: Any) -> Any:
        """One answer of theirs, as data."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"ask": what, **given}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the script failed; Node says why above"
        return json.loads(answer)


@contextmanager
def in_browser() -> Iterator[InBrowser]:
    """Start Node with the scripts in the order of the page."""
    found = shutil.which("node")
    assert found, "these tests need Node; `make test` installs it"
    folders = [(Path(whole).stem, name) for whole, names in JOINED.items() for name in names]
    shown = [(folder, name) for folder, name in folders if (folder, name) not in _NEEDS_A_PAGE]
    scripts = [str(resource_root() / "static" / "js" / folder / f"{name}.js") for folder, name in shown]
    command = [found, "--experimental-global-webcrypto", str(_DRIVER), *scripts]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        browser = InBrowser(process)
        assert process.stdin
        yield browser
        process.stdin.close()
