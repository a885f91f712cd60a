"""Fetch the browser libraries that are vendored in ``static/vendor``, and note where each file came from."""

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
HTMX = {"name": "htmx", "version": "4.0.1", "licence": "0BSD", "package": "htmx.org"}
AUTH0 = {"name": "auth0-spa-js", "version": "2.28.3", "licence": "MIT", "package": "@auth0/auth0-spa-js"}
CODEMIRROR = {"name": "codemirror", "version": "6.43.15", "licence": "MIT", "package": "@codemirror/view"}
BUNDLE = Path(__file__).resolve().parent / "codemirror"
FILES = {
    "htmx-4.0.1.min.js": HTMX | {"source": "dist/htmx.min.js"},
    "htmx-sse-4.0.1.min.js": HTMX | {"source": "dist/ext/hx-sse.min.js"},
    "htmx-4.0.1.LICENSE.txt": HTMX | {"source": "LICENSE"},
    "auth0-spa-js-2.28.3.esm.js": AUTH0 | {"source": "dist/auth0-spa-js.production.esm.js"},
    "auth0-spa-js-2.28.3.worker.js": AUTH0 | {"source": "dist/auth0-spa-js.worker.production.js"},
    "auth0-spa-js-2.28.3.LICENSE.txt": AUTH0 | {"source": "LICENSE"},
    "codemirror-6.43.15.LICENSE.txt": CODEMIRROR | {"source": "LICENSE"},
}


def main() -> None:
    """Keep each file as its npm package has it, less the line that names a source map, and write down what it is."""
    VENDOR.mkdir(exist_ok=True)
    noted = []
    for file, origin in FILES.items():
        content = fetch(f"{origin['package']}@{origin['version']}", origin["source"])
        (VENDOR / file).write_bytes(content)
        noted.append({"file": file, **origin, "sha256": hashlib.sha256(content).hexdigest()})
    noted.append(bundle("codemirror-6.43.15.js"))
    (VENDOR / "VENDORED.json").write_text(json.dumps(noted, indent=2) + "\n")


def bundle(file: str) -> dict[str, str]:
    """Build the editor from the packages locked in ``tools/codemirror``: CodeMirror comes as modules only."""
    subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=BUNDLE, check=True)
    options = ["--bundle", "--minify", "--format=iife", "--global-name=CodeMirror", "--target=es2022"]
    quiet = ["--legal-comments=none", "--log-level=warning", f"--outfile={VENDOR / file}"]
    subprocess.run(["npx", "esbuild", "entry.js", *options, *quiet], cwd=BUNDLE, check=True)
    digest = hashlib.sha256((VENDOR / file).read_bytes()).hexdigest()
    return {"file": file, **CODEMIRROR, "source": "tools/codemirror/entry.js", "sha256": digest}


def fetch(package: str, source: str) -> bytes:
    """The content of one file of an npm package."""
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.PIPE)
        with tarfile.open(Path(folder) / packed.stdout.decode().strip()) as archive:
            member = archive.extractfile(f"package/{source}")
            if member is None:
                message = f"{package} has no file {source}"
                raise FileNotFoundError(message)
            return re.sub(rb"\n//# sourceMappingURL=\S+\s*$", b"\n", member.read())  # that map is not vendored


if __name__ == "__main__":
    main()
