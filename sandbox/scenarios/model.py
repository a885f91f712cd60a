"""The model of a scenario. A step holds exactly one verb; each verb is a model of its own."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from sandbox.reading.models import Identifier, Line, SignedDuration, Strict, Text
from sandbox.settings import LIMITS
from sandbox.tokens.names import CheckId, Verdict
from sandbox.worlds.model import GrantType, World

TokenName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=LIMITS.name_chars)]
Request = Annotated[str, StringConstraints(pattern=r"^(GET|POST|PUT|PATCH|DELETE) /[A-Za-z0-9_./-]*$", max_length=200)]
Claims = dict[str, Any]
SignWith = Literal["issuer", "stranger", "none", "public-key-as-hmac"]


DocumentName = Literal["openid-configuration", "oauth-authorization-server", "jwks", "oauth-protected-resource"]
"""The documents that anybody may fetch: three of an issuer, the last one of an api."""
OF_API: Final = "oauth-protected-resource"
"""The document that an api has (RFC 9728)."""


class ClientAssertion(Strict):
    """The JWT by which a client with ``private_key_jwt`` proves itself, where it is not as it should be."""

    aud: str | list[str]


class GetToken(Strict):
    """Runs a real grant at the issuer; every redirect and POST is recorded."""

    client: str
    grant: GrantType
    issuer: str = "issuer"
    user: str | None = None
    prompt: Literal["none", "login", "consent", "select_account"] | None = None
    consent: Literal["allow", "deny"] = "allow"
    audience: str | None = None
    resource: str | list[str] | None = None
    scope: str | None = None
    refresh_token: TokenName | None = None
    subject_token: TokenName | None = None
    client_assertion: ClientAssertion | None = None
    save: TokenName | None = None
    save_id_token: TokenName | None = None
    save_refresh_token: TokenName | None = None


class Mint(Strict):
    """Makes a token that no honest issuer would; makes no request."""

    issuer: str = "issuer"
    like: TokenName | None = None
    header: Claims = Field(default_factory=dict)
    claims: Claims = Field(default_factory=dict)
    remove: list[str] = Field(default_factory=list)
    expires_in: SignedDuration | None = None
    sign_with: SignWith = "issuer"
    save: TokenName


class Tamper(Strict):
    """Edits a saved token and keeps the old signature."""

    token: TokenName
    header: Claims = Field(default_factory=dict)
    claims: Claims = Field(default_factory=dict)
    remove: list[str] = Field(default_factory=list)
    save: TokenName


class Call(Strict):
    """Sends a request to an api."""

    api: str
    request: Request
    by: str | None = None
    token: TokenName | None = None
    send_as: Literal["header", "query", "raw"] = "header"
    verify: dict[str, str] = Field(default_factory=dict)


class Introspect(Strict):
    """Asks an issuer what a saved token says (RFC 7662)."""

    client: str
    token: TokenName
    issuer: str = "issuer"


class Fetch(Strict):
    """Fetches a document that an issuer or an api has for everybody."""

    document: DocumentName
    of: str
    by: str | None = None


class Inspect(Strict):
    """Shows a saved token; makes no request."""

    token: TokenName
    highlight: list[str] = Field(default_factory=list)


class RotateKeys(Strict):
    """The issuer gets a new signing key; the old one stays published if ``keep_old``."""

    issuer: str = "issuer"
    keep_old: bool = True


class Narrate(Strict):
    """Text only."""

    text: Text


Verb = GetToken | Mint | Tamper | Call | Introspect | Fetch | Inspect | RotateKeys | Narrate
VERBS: Final = (
    "get_token",
    "mint",
    "tamper",
    "call",
    "introspect",
    "fetch",
    "inspect",
    "rotate_keys",
    "narrate",
)


class Expect(Strict):
    """What must be true after a step; whatever stands here is compared at every replay."""

    status: Annotated[int, Field(ge=100, le=599)] | None = None
    error: str | None = None
    error_description: str | None = None
    checks: dict[CheckId, Verdict] = Field(default_factory=dict)
    decided_by: CheckId | Literal["none"] | None = None
    claims: Claims = Field(default_factory=dict)
    header: Claims = Field(default_factory=dict)
    opaque: bool | None = None
    body: Claims = Field(default_factory=dict)
    challenge: Claims = Field(default_factory=dict)


class Option(Strict):
    """One answer a reader can choose before the replay."""

    says: Line
    because: Text
    correct: bool = False


class Predict(Strict):
    """A question asked before the step is replayed."""

    ask: Line
    options: Annotated[list[Option], Field(min_length=2, max_length=LIMITS.options_in_prediction)]


class WhatIf(Strict):
    """The same call at another deployment of the api."""

    title: Line
    verify: Annotated[dict[str, str], Field(min_length=1)]
    expect: Expect = Field(default_factory=Expect)
    explain: Text = ""


class Step(Strict):
    """One step: a title, exactly one verb, and what is expected of it."""

    id: Identifier
    title: Line
    get_token: GetToken | None = None
    mint: Mint | None = None
    tamper: Tamper | None = None
    call: Call | None = None
    introspect: Introspect | None = None
    fetch: Fetch | None = None
    inspect: Inspect | None = None
    rotate_keys: RotateKeys | None = None
    narrate: Narrate | None = None
    predict: Predict | None = None
    expect: Expect = Field(default_factory=Expect)
    explain: Text = ""
    what_if: list[WhatIf] = Field(default_factory=list)

    def verbs(self) -> Iterator[tuple[str, Verb]]:
        """Its verbs by key; a step that was found right has one."""
        return ((name, verb) for name in VERBS if (verb := getattr(self, name)) is not None)

    @cached_property
    def verb_name(self) -> str:
        """The key of the step's verb, such as ``call``."""
        return next(self.verbs())[0]

    @cached_property
    def verb(self) -> Verb:
        """The step's one verb."""
        return next(self.verbs())[1]


class Source(Strict):
    """Where the like of it happened: an advisory, or an issue that people met."""

    product: Line
    id: Line
    mechanism: Text
    mended: Line | None = None


class Scenario(Strict):
    """A replayable story."""

    scenario: Identifier
    title: Line
    world: str
    level: Literal["beginner", "intermediate", "expert"] = "beginner"
    minutes: Annotated[int, Field(ge=1, le=60)] = 5
    order: int | None = None
    tags: list[str] = Field(default_factory=list)
    question: Line
    story: Text = ""
    steps: Annotated[list[Step], Field(min_length=1, max_length=LIMITS.steps_in_scenario)]
    takeaway: Text = ""
    reading: list[Line] = Field(default_factory=list)
    source: Source | None = None
    needs: list[str] = Field(default_factory=list)
    presenter_notes: Text = ""
    formerly: Annotated[list[Identifier], Field(max_length=LIMITS.former_ids)] = Field(default_factory=list)

    def clients(self, world: World) -> list[str]:
        """The clients that ask an issuer, in order, or the world's first one. The first holds what is minted."""
        verbs = [step.get_token or step.introspect for step in self.steps]
        return list(dict.fromkeys(verb.client for verb in verbs if verb is not None)) or list(world.clients)[:1]


def current_ids(scenarios: Iterable[Scenario]) -> dict[str, str]:
    """The id of each scenario that had another one formerly, by that one."""
    return {former: scenario.scenario for scenario in scenarios for former in scenario.formerly}


class Entry(Strict):
    """What a playlist has at one place: a scenario, or a pause with a title of its own."""

    scenario: str | None = Field(default=None, alias="id")
    title: Line | None = Field(default=None, alias="pause")
    minutes: Annotated[int, Field(ge=1, le=LIMITS.minutes_of_entry)] | None = None
    note: Text = ""


class Playlist(Strict):
    """Scenarios in the order of a way through them, such as that of a workshop."""

    playlist: Identifier
    title: Line
    summary: Text = ""
    listed: Annotated[list[str | Entry], Field(min_length=1, max_length=LIMITS.scenarios_in_playlist)] = Field(
        alias="scenarios"
    )

    @property
    def entries(self) -> list[Entry]:
        """What there is, in order: a bare id in the file is a scenario that takes its own time."""
        return [Entry(id=listed) if isinstance(listed, str) else listed for listed in self.listed]

    @property
    def scenarios(self) -> list[str]:
        """The ids of its scenarios, in order."""
        return [entry.scenario for entry in self.entries if entry.scenario is not None]


class Chapter(Strict):
    """A folder of scenarios."""

    title: Line
    summary: Text = ""


class Pack(Strict):
    """What a pack says of itself, in ``pack.yaml``. Its name comes before the ids of all it holds."""

    pack: Identifier
    language: Annotated[int, Field(ge=1)]
    title: Line
    licence: Line
    authors: Annotated[list[Line], Field(min_length=1)]
