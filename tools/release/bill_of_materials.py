"""The bill of materials: what one installs and loads with this product, as CycloneDX 1.6."""

import json
import tomllib
import uuid
from importlib.metadata import PackageNotFoundError, requires
from typing import Any, Final

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.release.locked import ROOT, Locked, locked
from tools.release.vendored import Vendored, vendored

_PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
_EXTRAS: Final = {"python-jose": "cryptography"}
"""The extras with which locked packages are installed."""


def bill_of_materials() -> str:
    """The document as JSON: the same for the same version and lock, wherever it is made."""
    released = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))["date-released"]
    optional = [_python(one, "optional") for one in locked("redis")]
    packages = [*(_python(one, "required") for one in locked("run")), *optional]
    scripts = [_script(one) for one in vendored()]
    root = _component("pypi", _PROJECT["name"], _PROJECT["version"], _PROJECT["license"])
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": f"{released}T00:00:00Z",
            "component": root | {"type": "application", "description": _PROJECT["description"]},
        },
        "components": packages + scripts,
        "dependencies": _dependencies(root["bom-ref"], packages, scripts),
    }
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(document, sort_keys=True))
    return json.dumps({**document, "serialNumber": serial.urn}, indent=2) + "\n"


def _component(kind: str, name: str, version: str, licence: str) -> dict[str, Any]:
    group, _, short = name.rpartition("/")
    purl = f"pkg:{kind}/{name.replace('@', '%40')}@{version}"
    found = {"type": "library", "bom-ref": purl, "name": short, "version": version, "purl": purl}
    simple = " " not in licence
    licences = [{"license": {"id": licence}}] if simple else [{"expression": licence}]
    return found | {"licenses": licences} | ({"group": group} if group else {})


def _python(package: Locked, scope: str) -> dict[str, Any]:
    hashes = [{"alg": "SHA-256", "content": one} for one in package.hashes]
    found = _component("pypi", package.name, package.version, package.licence)
    where = [{"name": "python:marker", "value": package.marker}] if package.marker else []
    return found | {"scope": scope, "hashes": hashes} | ({"properties": where} if where else {})


def _script(package: Vendored) -> dict[str, Any]:
    found = _component("npm", package.name, package.version, package.licence)
    hashes = [{"alg": "SHA-256", "content": package.sha256}] if package.sha256 else []
    files = [{"location": f"static/vendor/{file}"} for file in package.files]
    return found | {"scope": "required", "evidence": {"occurrences": files}} | ({"hashes": hashes} if hashes else {})


def _dependencies(root: str, packages: list[dict[str, Any]], scripts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Who needs whom: the product its direct dependencies and its scripts, each package what its metadata says."""
    refs = {one["name"]: one["bom-ref"] for one in packages}
    direct = [*_PROJECT["dependencies"], *_PROJECT["optional-dependencies"]["redis"]]
    needed = {root: {refs[canonicalize_name(Requirement(one).name)] for one in direct}}
    needed[root] |= {one["bom-ref"] for one in scripts}
    for name, ref in refs.items():
        needed[ref] = {refs[other] for other in _required_by(name) if other in refs}
    return [{"ref": ref, "dependsOn": sorted(others)} for ref, others in needed.items()]


def _required_by(name: str) -> set[str]:
    """What an installed package needs on any system; nothing of one that this system does not install."""
    try:
        lines = requires(name) or []
    except PackageNotFoundError:
        return set()
    extra = _EXTRAS.get(name, "")
    found = map(Requirement, lines)
    return {
        canonicalize_name(one.name)
        for one in found
        if one.marker is None or "extra" not in str(one.marker) or (extra and f'extra == "{extra}"' in str(one.marker))
    }
