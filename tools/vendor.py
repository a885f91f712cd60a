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
FILES = {
    "htmx-4.0.1.min.js": HTMX | {"source": "dist/htmx.min.js"},
    "htmx-4.0.1.LICENSE.txt": HTMX | {"source": "LICENSE"},
    "auth0-spa-js-2.28.3.esm.js": AUTH0 | {"source": "dist/auth0-spa-js.production.esm.js"},
    "auth0-spa-js-2.28.3.worker.js": AUTH0 | {"source": "dist/auth0-spa-js.worker.production.js"},
    "auth0-spa-js-2.28.3.LICENSE.txt": AUTH0 | {"source": "LICENSE"},
}


def main() -> None:
    """Keep each file as its npm package has it, less the line that names a source map, and write down what it is."""
    VENDOR.mkdir(exist_ok=True)
    noted = []
    for file, origin in FILES.items():
        content = fetch(f"{origin['package']}@{origin['version']}", origin["source"])
        (VENDOR / file).write_bytes(content)
        noted.append({"file": file, **origin, "sha256": hashlib.sha256(content).hexdigest()})
    (VENDOR / "VENDORED.json").write_text(json.dumps(noted, indent=2) + "\n")


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
