"""The trace: everything one replay produced, as plain data. It records; it judges and explains nothing."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from sandbox.tokens.names import CheckId, Verdict


class Record(BaseModel):
    """Base of everything recorded: unchanging, and the same after a trip through JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Request(Record):
    """An HTTP request as it was sent."""

    method: str
    url: str
    headers: list[tuple[str, str]]
    body: str


class Response(Record):
    """An HTTP response as it was received."""

    status: int
    headers: list[tuple[str, str]]
    body: str


class Exchange(Record):
    """One request and its response, and who sent it to whom.

    ``sender`` and ``receiver`` are ids of the world: a client, an issuer or an api. ``aside`` says that its sender
    needed it to answer another request: keys, or what a token says.
    """

    sender: str
    receiver: str
    aside: bool = False
    request: Request
    response: Response


class LibraryAnswer(Record):
    """What python-jose says, asked this one question: the call as typed, and its exception or None."""

    call: str
    says: str | None


class Check(Record):
    """One check as the api reported it."""

    id: CheckId
    verdict: Verdict
    made: str
    refuses: bool
    expected: Any
    actual: Any
    reason: str | None
    spec: str
    library: LibraryAnswer | None


class Token(Record):
    """A token that a step saved. ``header`` and ``claims`` are None when it is opaque or unreadable.

    ``kind`` is ``access_token``, ``id_token``, ``refresh_token``, ``minted``, ``tampered`` or ``pasted``.
    """

    name: str
    kind: str
    raw: str
    header: dict[str, Any] | None
    claims: dict[str, Any] | None


class Problem(Record):
    """An expectation that did not hold, or why a step could not do its work.

    ``what`` is the path of the expectation, such as ``checks.audience``; ``refused`` if the issuer refused what was not
    expected to be; or what the step needed, such as ``token``. ``because`` is the id of the step that brought no token.
    """

    what: str
    expected: Any
    actual: Any
    because: str | None = Field(default=None, exclude_if=lambda because: because is None)


class Outcome(Record):
    """What came of doing something once: a step as written, or one of its what-ifs."""

    ok: bool
    problems: list[Problem]
    exchanges: list[Exchange]
    api: str | None
    verify: dict[str, str]
    token: str | None
    status: int | None
    checks: list[Check]
    decision: str | None
    decided_by: str | None


class ChosenOutcome(Outcome):
    """What came of one choice of a step: ``tokens`` are those that it brought."""

    id: str
    tokens: list[Token]


class StepTrace(Outcome):
    """What came of a step. ``token`` is the name of the token it showed or sent, ``tokens`` what it saved."""

    id: str
    verb: str
    tokens: list[Token]
    what_ifs: list[Outcome]
    choices: list[ChosenOutcome] = Field(default_factory=list, exclude_if=lambda choices: not choices)


class Trace(Record):
    """What came of a scenario, up to the step that was asked for. ``now`` is when, in epoch seconds."""

    id: str
    world: str
    public_url: str
    now: float
    ok: bool
    steps: list[StepTrace]

    def cut(self, until: str | None, what_ifs: int | None = None, choice: str | None = None) -> "Trace":
        """What a replay would have recorded that went no further.

        Args:
            until: The id of the last step that is wanted; all of them if absent.
            what_ifs: How many what-ifs of that last step; all of them if absent.
            choice: Which choice of that last step, where not all what-ifs are wanted; else all choices.

        """
        if until is None:
            return self
        place = next(index for index, step in enumerate(self.steps) if step.id == until)
        last = self.steps[place]
        kept = last.what_ifs[:what_ifs]
        chosen = [one for one in last.choices if what_ifs is None or one.id == choice]
        ok = not last.problems and all(one.ok for one in (*kept, *chosen))
        steps = [*self.steps[:place], last.model_copy(update={"what_ifs": kept, "choices": chosen, "ok": ok})]
        return self.model_copy(update={"steps": steps, "ok": all(step.ok for step in steps)})


class Report(Record):
    """The traces of one run: what ``aud run --format json`` prints."""

    scenarios: list[Trace]

    @property
    def ok(self) -> bool:
        """Whether everything was as expected."""
        return all(trace.ok for trace in self.scenarios)
