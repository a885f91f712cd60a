"""The stops of a scenario, in the order one walks them, each with an address of its own."""

from dataclasses import dataclass
from typing import Final, Literal

from sandbox.errors import UnknownName
from sandbox.scenarios.model import Scenario, Step, WhatIf
from sandbox.scenarios.verbs.call import Call
from sandbox.scenarios.verbs.fetch import DocumentName, Fetch
from sandbox.scenarios.verbs.get_token import GetToken
from sandbox.worlds.model import GrantType

_GRANTS: Final[dict[GrantType, str]] = {
    "authorization_code": "Sign in",
    "client_credentials": "Get a token",
    "refresh_token": "Refresh",
    "token_exchange": "Exchange",
}
_DOCUMENTS: Final[dict[DocumentName, str]] = {
    "openid-configuration": "Discover",
    "oauth-authorization-server": "Discover",
    "jwks": "Get the keys",
    "oauth-protected-resource": "Read metadata",
}
_VERBS: Final = {
    "introspect": "Ask the issuer",
    "mint": "Make a token",
    "tamper": "Rewrite it",
    "inspect": "Read it",
    "rotate_keys": "New key",
    "narrate": "Meanwhile",
}

Kind = Literal["question", "predict", "step", "what-if", "takeaway"]


@dataclass(frozen=True, slots=True)
class Stop:
    """One place on the way through a scenario.

    Args:
        kind: What is shown there.
        url: Its address.
        title: Its title.
        short: The same in two or three words, for the step bar.
        number: The number of its step, from 1.
        step: The step, at a step, before it (``predict``), or at a what-if.
        what_if: The number of the what-if, from 1, at a what-if.

    """

    kind: Kind
    url: str
    title: str
    short: str
    number: int = 0
    step: Step | None = None
    what_if: int = 0

    @property
    def told(self) -> WhatIf | None:
        """The what-if as it was written, at a what-if."""
        return self.step.what_if[self.what_if - 1] if self.step and self.what_if else None


def stops(scenario: Scenario) -> list[Stop]:
    """Question, each step after its prediction and before its what-ifs, takeaway."""
    base = f"/scenarios/{scenario.scenario}"
    way = [Stop("question", base, "The question", "The question")]
    for number, step in enumerate(scenario.steps, 1):
        url = f"{base}/{step.id}"
        if step.predict is not None:
            way.append(Stop("predict", f"{url}/predict", step.predict.ask, "Predict", number, step))
        way.append(Stop("step", url, step.title, _short(step), number, step))
        for index, what_if in enumerate(step.what_if, 1):
            address, short = f"{url}/what-if/{index}", _deployed(what_if)
            way.append(Stop("what-if", address, what_if.title, short, number, step, index))
    way.append(Stop("takeaway", f"{base}/takeaway", "Takeaway", "Takeaway"))
    return way


def _short(step: Step) -> str:
    if isinstance(step.verb, Call):
        return f"Call {step.verb.api}"
    if isinstance(step.verb, Fetch):
        return _DOCUMENTS[step.verb.document]
    return _GRANTS[step.verb.grant] if isinstance(step.verb, GetToken) else _VERBS[step.verb_name]


def _deployed(what_if: WhatIf) -> str:
    return "What if: " + ", ".join(f"{check} {how}" for check, how in what_if.verify.items())


def stop_at(scenario: Scenario, step: str | None, what_if: int = 0, *, predict: bool = False) -> Stop:
    """The stop of a step, of one of its what-ifs, or of its prediction.

    Raises:
        UnknownName: The scenario has none such.

    """
    way = stops(scenario)
    for stop in way:
        same = stop.step is not None and stop.step.id == step and stop.what_if == what_if
        if same and (stop.kind == "predict") == predict:
            return stop
    ids = [stop.step.id for stop in way if stop.step is not None and stop.kind == "step"]
    if step in ids and predict:
        raise UnknownName(f"the step `{step}` asks for no prediction")
    if step in ids:
        raise UnknownName(f"the step `{step}` has no what-if {what_if}")
    raise UnknownName(f"there is no step `{str(step)[:80]}` in this scenario", found=str(step)[:80], allowed=ids)
