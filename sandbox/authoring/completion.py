"""The names that can stand in a scenario, for the editor to complete."""

from typing import Any

from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.tokens.check_facts import FLAWS
from sandbox.tokens.names import CHECKS
from sandbox.worlds.model import World


def completions(catalogue: Catalogue) -> dict[str, Any]:
    """The names of the parts of each world, and the modes in which checks can be made."""
    return {
        "worlds": {id_: _of(world) for id_, world in catalogue.worlds.items()},
        "scenarios": [scenario.scenario for scenario in catalogue.scenarios()],
        "checks": {check: ["on", "off", *FLAWS.get(check, ())] for check in CHECKS},
    }


def _of(world: World) -> dict[str, Any]:
    scopes = dict.fromkeys(scope for audience in world.audiences.values() for scope in audience.scopes)
    return {
        "client": list(world.clients),
        "issuer": list(world.issuers),
        "user": list(world.users),
        "audience": [audience.identifier for audience in world.audiences.values()],
        "scope": list(scopes),
        "api": list(world.apis),
        "request": {id_: list(api.routes) for id_, api in world.apis.items()},
    }
