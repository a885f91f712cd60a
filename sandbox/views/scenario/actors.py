"""Who takes part in a scenario."""

from sandbox.scenarios.model import Scenario
from sandbox.views.parts.sequence import Actor
from sandbox.views.verbs import VIEWS
from sandbox.worlds.addresses import display_name
from sandbox.worlds.hues import hue
from sandbox.worlds.model import World


def actors(scenario: Scenario, world: World) -> list[Actor]:
    """Who takes part in a scenario: clients, issuers, apis, in that order."""
    parts = [world.clients[id_].api or id_ for id_ in scenario.clients(world)]
    parts += [id_ for step in scenario.steps for id_ in VIEWS[step.verb_name].parties(step.verb, world)]
    clients, issuers = ([id_ for id_ in dict.fromkeys(parts) if id_ in kind] for kind in (world.clients, world.issuers))
    return [
        *(Actor(id_, display_name(world, id_), id_, hue(world, id_)) for id_ in clients),
        *(Actor(id_, id_ if id_ == "issuer" else f"issuer {id_}", id_, hue(world, id_)) for id_ in issuers),
        *(Actor(id_, display_name(world, id_), id_, hue(world, id_)) for id_ in world.apis if id_ in parts),
    ]
