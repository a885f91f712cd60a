"""``THIRD_PARTY_NOTICES.md``: what is shipped and was written by others, with the text of each licence."""

from collections.abc import Iterator

from tools.release.locked import ROOT
from tools.release.vendored import Vendored, vendored

NOTICES = ROOT / "THIRD_PARTY_NOTICES.md"
_HEAD = """# Third-party notices

Audience Sandbox is under the [MIT licence](LICENSE). It is shipped with these works of others, in `static/vendor` of
the source and `sandbox/_bundle/static/vendor` of the wheel. They are JavaScript, for browsers; nothing else is copied.
Python dependencies are installed beside it, and are no part of it; [docs/dependencies.md](docs/dependencies.md) has
their licences.

Written by `python -m tools.keys`.

| package | version | licence | in |
| --- | --- | --- | --- |
"""


def notices() -> str:
    """The whole file."""
    packages = vendored()
    rows = [f"| {one.name} | {one.version} | {one.licence} | {_files(one)} |" for one in packages]
    return _HEAD + "\n".join([*rows, *_texts(packages)]) + "\n"


def _files(package: Vendored) -> str:
    return ", ".join(f"`{file}`" for file in package.files)


def _texts(packages: list[Vendored]) -> Iterator[str]:
    """The text of each licence, once, below the names of those that are under it."""
    texts: dict[str, list[str]] = {}
    for one in packages:
        text = "\n".join(line.rstrip() for line in one.text.strip().splitlines())
        texts.setdefault(text, []).append(one.name)
    for text, names in texts.items():
        yield f"\n## {', '.join(names)}\n\n```text\n{text}\n```"
