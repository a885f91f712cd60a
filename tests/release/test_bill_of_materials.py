"""The bill of materials: valid CycloneDX, complete, and the same each time."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tools.release.bill_of_materials import bill_of_materials
from tools.release.locked import locked
from tools.release.vendored import vendored

SCHEMAS = ("bom-1.6", "spdx", "jsf-0.82")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(bill_of_materials())
    return parsed


def test_it_is_valid_by_the_schema_that_cyclonedx_publishes(document: dict[str, Any]) -> None:
    folder = files("cyclonedx.schema") / "_res"
    addresses = [f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json" for name in SCHEMAS]
    bom, *others = (json.loads((folder / Path(address).name).read_text("utf-8")) for address in addresses)
    registry = jsonschema_rs.Registry(list(zip(addresses[1:], others, strict=True)))
    validator = jsonschema_rs.validator_for(bom, registry=registry, validate_formats=True)
    assert [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(document)] == []
    assert not validator.is_valid(document | {"serialNumber": "none"})


def test_it_is_the_same_each_time() -> None:
    assert bill_of_materials() == bill_of_materials()


def test_it_has_every_package_that_runs_and_every_script_that_is_vendored(document: dict[str, Any]) -> None:
    python = {f"pkg:pypi/{one.name}@{one.version}" for kind in ("run", "redis") for one in locked(kind)}
    scripts = {f"pkg:npm/{one.name.replace('@', '%40')}@{one.version}" for one in vendored()}
    found = {one["purl"]: one for one in document["components"]}
    assert set(found) == python | scripts
    assert all(one["licenses"] for one in found.values())
    assert all(found[purl]["hashes"] for purl in python)
    assert found["pkg:pypi/redis@8.1.0"]["scope"] == "optional"


def test_what_is_needed_is_reached_from_the_product(document: dict[str, Any]) -> None:
    needs = {one["ref"]: set(one["dependsOn"]) for one in document["dependencies"]}
    reached = {document["metadata"]["component"]["bom-ref"]}
    for _ in needs:
        reached |= {other for ref in reached for other in needs.get(ref, ())}
    left = {one["name"] for one in document["components"] if one["bom-ref"] not in reached}
    assert left <= {"async-timeout", "httpx2-jsfetch"}, "those that other systems need alone"
