"""Fetch the browser libraries that are vendored in ``static/vendor``, and note where each file came from."""

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Mapping, Sequence
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


LICENCE = re.compile(r"LICEN[CS]E(\.md|\.txt)?", re.IGNORECASE)
MODULE = re.compile(r".*node_modules/((?:@[^/]+/)?[^/]+)/")


def main() -> None:
    """Keep each file as its npm package has it, less the line that names a source map, and write down what it is."""
    VENDOR.mkdir(exist_ok=True)
    noted: list[Mapping[str, object]] = []
    for file, origin in FILES.items():
        content = fetch(f"{origin['package']}@{origin['version']}", origin["source"])
        (VENDOR / file).write_bytes(content)
        noted.append({"file": file, **origin, "sha256": hashlib.sha256(content).hexdigest()})
    noted += bundle("codemirror-6.43.15.js")
    noted.append(licences_of_auth0())
    (VENDOR / "VENDORED.json").write_text(json.dumps(noted, indent=2) + "\n")


def bundle(file: str) -> list[dict[str, object]]:
    """Build the editor from the packages locked in ``tools/codemirror``: CodeMirror comes as modules only."""
    subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=BUNDLE, check=True)
    options = ["--bundle", "--minify", "--format=iife", "--global-name=CodeMirror", "--target=es2022"]
    with tempfile.NamedTemporaryFile() as said:
        quiet = ["--legal-comments=none", "--log-level=warning", f"--outfile={VENDOR / file}"]
        subprocess.run(
            ["npx", "esbuild", "entry.js", *options, *quiet, f"--metafile={said.name}"], cwd=BUNDLE, check=True
        )
        packages = packages_of(json.loads(Path(said.name).read_text())["inputs"])
    digest = hashlib.sha256((VENDOR / file).read_bytes()).hexdigest()
    source = {"source": "tools/codemirror/entry.js", "sha256": digest}
    licences = write_licences(f"{file.removesuffix('.js')}.LICENSES.txt", BUNDLE, packages)
    return [{"file": file, **CODEMIRROR, **source}, {**CODEMIRROR, **licences}]


def licences_of_auth0() -> dict[str, object]:
    """The licences of the packages that its one file holds, by its source map, at the versions it asks for."""
    package = f"{AUTH0['package']}@{AUTH0['version']}"
    sources = json.loads(fetch(package, "dist/auth0-spa-js.production.esm.js.map"))["sources"]
    with tempfile.TemporaryDirectory() as folder:
        quiet = ["--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(["npm", "install", *quiet, package], cwd=folder, check=True)
        name = f"{AUTH0['name']}-{AUTH0['version']}.LICENSES.txt"
        return {**AUTH0, **write_licences(name, Path(folder), packages_of(sources))}


def packages_of(sources: Iterable[str]) -> list[str]:
    """The npm packages that some source files are of."""
    return sorted({found[1] for source in sources if (found := MODULE.match(source))})


def write_licences(file: str, folder: Path, packages: Sequence[str]) -> dict[str, object]:
    """Write the licence text of each package into one file, and return what there is to know of it."""
    texts, bundled = [], {}
    for package in packages:
        installed = folder / "node_modules" / package
        said = json.loads((installed / "package.json").read_text())
        (licence,) = [path for path in installed.iterdir() if LICENCE.fullmatch(path.name)]
        bundled[package] = said["version"]
        texts.append(f"== {package} {said['version']} ({said['license']}) ==\n\n{licence.read_text().strip()}\n")
    (VENDOR / file).write_text("\n".join(texts))
    digest = hashlib.sha256((VENDOR / file).read_bytes()).hexdigest()
    return {"file": file, "source": "LICENSE of each", "bundled": bundled, "sha256": digest}


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
