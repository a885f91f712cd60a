"""Every command that a document shows is run as it stands there, in a shell, one document after the other.

A server is started, has to say where it is, and is stopped. What cannot be
run here is on a short list, with the reason.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.windows import serving

ROOT = Path(__file__).parents[2]
BY_TESTS_OF_THEIR_OWN = {"docs/curl.md": "tests/test_curl_docs.py", "docs/yourapi.md": "tests/test_yourapi_docs.py"}
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
FENCED = re.compile(r"^( *)```sh\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
DOCUMENTS = sorted(
    str(path.relative_to(ROOT))
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
    if FENCED.search(path.read_text("utf-8"))
)
DEAR = {"docs/export.md", "docs/serving.md", "docs/workshop.md"}
"""Those that export everything, or start many servers."""
NOT_RUN = {
    r"(sudo )?(docker|podman|systemctl) .*": "there is neither where the tests run",
    r"(uvx|pipx|pip|\S*/pip) .*": "these fetch packages: tests/release/test_installed.py installs the wheel by pip",
    r"python3 -m venv .*|sandbox-venv/bin/.*": "the same, one after the other, in tests/release/test_installed.py",
    r"aud probe http://localhost:9000/.*": "tests/commands/test_probe.py probes real APIs",
    r".*--store redis://.*": "tests/browser/test_workshop_store.py starts a Redis",
    r"\.venv/bin/python -m tools\.record .*": "a minute each, and of the whole product; for contributors",
    r"cd scenarios|\.\./\.venv/bin/aud .*": "these write into what is shipped: tests/commands/test_new.py",
}
MADE_BEFORE = {
    "docs/explain.md": "aud token bar > token.txt",
    "docs/authoring.md": """
        mkdir letters another-pack; aud token bar > letters/token.txt
        (cd another-pack; aud new pack another)
    """,
    "docs/export.md": """
        mkdir acme
        (cd acme; aud new pack acme; aud new world shop; aud new one; aud new playlist week-one)
    """,
    "docs/serving.md": """
        mkdir my-pack
        (cd my-pack; aud new pack mine; aud new world shop)
    """,
}
"""What a document takes for granted, as a script that makes it."""
AUD = """#!/bin/sh
# Explaining ends with 1 if it found a cause, as it should here.
case $1 in
  explain) {python} -m sandbox "$@" || test $? = 1 ;;
  token) shift; exec {python} -m sandbox token --url {server} "$@" ;;
  *) exec {python} -m sandbox "$@" ;;
esac
"""
SERVES = """#!{python}
import subprocess, sys
command = [sys.executable, "-m", "sandbox", *sys.argv[2:], "--port", "0"]
with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
    for line in process.stdout:
        if "http" in line:
            process.terminate()
            sys.exit(0)
sys.exit("it did not say where it is: " + " ".join(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    yield from serving()


def lines(document: str) -> list[str]:
    """The lines of all blocks of a document, each command on one."""
    blocks = FENCED.findall((ROOT / document).read_text("utf-8"))
    text = "\n".join(re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in blocks)
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip() and not line.startswith("#")]


def reason(line: str) -> str:
    """Why a line is not run; empty if it is."""
    return next((why for pattern, why in NOT_RUN.items() if re.fullmatch(pattern, command(line))), "")


def command(line: str) -> str:
    """A line without its remark."""
    return line.partition("  #")[0].strip()


def as_run(line: str, server: str) -> str:
    """A line as it is run here: against the server of the tests, and a server for a moment only."""
    line = line.replace(".venv/bin/aud", "aud").replace("http://localhost:8000", server)
    if re.match(r"aud (serve|workshop)\b", line):
        return f"serves {line}"
    return re.sub(r"^make (\S+)", rf"make --silent --directory={ROOT} --dry-run \1 >&2", line)


def programs(folder: Path, server: str) -> Path:
    """A folder with the programs that documents take for granted."""
    folder.mkdir()
    pasted = "#!/bin/sh\nexec aud token bar\n"
    for name, text in {"aud": AUD, "serves": SERVES, "pbpaste": pasted}.items():
        (folder / name).write_text(text.replace("{python}", sys.executable).replace("{server}", server))
        (folder / name).chmod(0o755)
    return folder


@pytest.mark.parametrize(
    "document",
    [pytest.param(one, marks=pytest.mark.extended) if one in DEAR else one for one in DOCUMENTS],
)
def test_every_command_of_a_document_runs(document: str, server: str, tmp_path: Path) -> None:
    if document in BY_TESTS_OF_THEIR_OWN:
        assert (ROOT / BY_TESTS_OF_THEIR_OWN[document]).exists()
        return
    script = [as_run(line, server) for line in lines(document) if not reason(line)]
    text = "\n".join([MADE_BEFORE.get(document, ""), *script])
    place = tmp_path / "place"
    place.mkdir()
    path = f"{programs(tmp_path / 'programs', server)}:/usr/bin:/bin"
    environment = {"PATH": path, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["sh", "-eux"], cwd=place, env=environment, input=text, capture_output=True, text=True, timeout=300, check=False
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr[-3000:]


def test_every_reason_not_to_run_something_is_still_needed() -> None:
    shown = [line for document in DOCUMENTS for line in lines(document)]
    for pattern in NOT_RUN:
        assert [line for line in shown if re.fullmatch(pattern, command(line))], pattern


def test_the_wheel_that_a_document_names_is_of_this_version() -> None:
    texts = ((ROOT / document).read_text("utf-8") for document in DOCUMENTS)
    assert {found for text in texts for found in re.findall(r"audience_sandbox-([\d.]+)-", text)} == {VERSION}
