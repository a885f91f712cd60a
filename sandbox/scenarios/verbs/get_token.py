"""``get_token``: a client asks an issuer for tokens."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, Literal

from sandbox.reading.diagnostics import Place, Problem
from sandbox.reading.models import Strict
from sandbox.scenarios.expect import Expect, expects_refusal
from sandbox.scenarios.fields import TokenName
from sandbox.scenarios.verb_problems import (
    ANSWER,
    TOKEN,
    never_of_a_token,
    never_of_an_answer,
    unknown_issuer,
    unusable_client,
)
from sandbox.scenarios.verb_spec import VerbSpec
from sandbox.worlds.loading import unknown
from sandbox.worlds.model import GrantType, World

OPENID_SCOPES: Final = ("openid", "profile", "email", "offline_access")
"""OpenID Connect Core §5.4 and §11: they belong to no audience."""
UNNAMED: Final = "access_token"
"""What a token is called that a step does not save."""
_BAR: Final = "https://bar.foo.com"
BY_KEY: Final = "private_key_jwt"
"""How a client authenticates that signs a JWT of its own (OpenID Connect Core §9)."""


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
    dpop: bool = False
    save: TokenName | None = None
    save_id_token: TokenName | None = None
    save_refresh_token: TokenName | None = None


def _references(at: Place, verb: GetToken, expect: Expect, world: World) -> Iterator[Problem]:
    yield from _client(at, verb, world)
    if verb.grant == "authorization_code" and verb.user is None and verb.prompt != "none":
        yield Problem("AS005", at, "the grant authorization_code needs a `user`", on_key=True)
    if verb.user is not None and verb.user not in world.users:
        yield unknown((*at, "user"), "user", verb.user, tuple(world.users))
    if not expects_refusal(expect):  # else an audience that nobody registered may be the point
        yield from _audiences(at, verb, expect, world)
    yield from unknown_issuer(at, verb.issuer, world)


def _client(at: Place, verb: GetToken, world: World) -> Iterator[Problem]:
    unusable = list(unusable_client(at, verb.client, world))
    yield from unusable
    if unusable or verb.client_assertion is None:
        return
    if world.clients[verb.client].token_endpoint_auth_method != BY_KEY:
        message = f"`{verb.client}` proves who it is by its secret, or not at all: it sends no assertion"
        advice = f"choose a client with `{BY_KEY}`"
        yield Problem("AS010", (*at, "client_assertion"), message, advice=advice, on_key=True)


def _audiences(at: Place, verb: GetToken, expect: Expect, world: World) -> Iterator[Problem]:
    identifiers = dict.fromkeys(audience.identifier for audience in world.audiences.values())
    for key, identifier in _requested(verb):
        if identifier in identifiers or _is_ignored(key, verb, expect, world):
            continue
        if identifier in world.audiences:
            message = f"`{identifier}` is the id of an audience; a request names its identifier"
            advice = f"write {world.audiences[identifier].identifier}"
            yield Problem("AS007", (*at, *key), message, advice=advice)
        else:
            yield unknown((*at, *key), "audience with the identifier", identifier, tuple(identifiers))


def _is_ignored(key: Place, verb: GetToken, expect: Expect, world: World) -> bool:
    """Whether an issuer in Auth0's dialect passes over an audience, and the step says which one comes instead."""
    issuer = world.issuers.get(verb.issuer)
    if issuer is None or issuer.dialect != "auth0" or "aud" not in expect.claims:
        return False
    beside = key[0] == "resource" and verb.audience is not None and verb.grant != "token_exchange"
    return beside or verb.grant == "refresh_token"


def _requested(verb: GetToken) -> Iterator[tuple[Place, str]]:
    """The audiences a request names, and where in the step they stand."""
    if verb.audience is not None:
        yield ("audience",), verb.audience
    if isinstance(verb.resource, str):
        yield ("resource",), verb.resource
    elif verb.resource is not None:
        yield from ((("resource", number), resource) for number, resource in enumerate(verb.resource))


def _scopes(at: Place, verb: GetToken, expect: Expect, world: World) -> Iterator[Problem]:
    """The scopes that no audience has, unless the step expects not to be granted what it asks for."""
    if expects_refusal(expect) or "scope" in expect.claims:
        return
    scopes = (scope for audience in world.audiences.values() for scope in audience.scopes)
    granted = dict.fromkeys((*scopes, *OPENID_SCOPES))
    for scope in (verb.scope or "").split():
        if scope not in granted:
            yield replace(unknown((*at, "scope"), "scope", scope, tuple(granted)), word=scope)


def _never_true(at: Place, _verb: GetToken, expect: Expect, _world: World) -> Iterator[Problem]:
    yield from never_of_an_answer(at, expect)
    yield from never_of_a_token(at, expect)


SPEC: Final = VerbSpec(
    name="get_token",
    model=GetToken,
    doc=(
        "Runs a real grant at the issuer; every redirect and POST is recorded.",
        {"client": "www", "grant": "authorization_code", "user": "alice", "audience": _BAR, "save": "bar_token"},
    ),
    keys={
        "client": ("The client that asks.", "www"),
        "grant": ("By which grant (RFC 6749 §1.3, RFC 8693).", "authorization_code"),
        "issuer": ("Which issuer is asked, if it is not the one called `issuer`.", "issuer"),
        "user": ("Who signs in; needed by authorization_code, unless `prompt` is `none`.", "alice"),
        "prompt": ("What the issuer may ask the user (OpenID Connect Core §3.1.2.1).", "login"),
        "consent": ("What the user answers when asked for consent.", "allow"),
        "audience": ("The identifier of the audience that is asked for, as Auth0 does.", _BAR),
        "resource": ("The same, one or several, by RFC 8707.", _BAR),
        "scope": ("The scopes that are asked for, with spaces between them.", "openid read:orders"),
        "refresh_token": ("The saved refresh token that is used.", "bar_refresh"),
        "subject_token": ("The saved token that is exchanged (RFC 8693).", "bar_token"),
        "client_assertion": (
            "What the client's own JWT says of whom it is for, if it authenticates by `private_key_jwt`.",
            {"aud": "https://issuer.example"},
        ),
        "dpop": ("Whether the client proves that it has a key, to which the token is then bound (RFC 9449).", True),
        "save": ("A name for the access token.", "bar_token"),
        "save_id_token": ("A name for the ID token.", "bar_id_token"),
        "save_refresh_token": ("A name for the refresh token.", "bar_refresh"),
    },
    parts={
        "client_assertion": (
            ClientAssertion,
            {
                "aud": (
                    "Whom it names: one server, or several; an address at http://localhost:8000 moves along.",
                    ["http://localhost:8000/worlds/foo/issuer/", "https://other.example"],
                ),
            },
        )
    },
    schema={
        "if": {
            "properties": {"grant": {"const": "authorization_code"}, "prompt": {"not": {"const": "none"}}},
            "required": ["grant"],
        },
        "then": {"required": ["user"]},
    },
    uses=("refresh_token", "subject_token"),
    saves=("save", "save_id_token", "save_refresh_token"),
    unnamed=UNNAMED,
    client=lambda verb: verb.client,
    expects=(*ANSWER, *TOKEN),
    references=_references,
    rules=_scopes,
    never_true=_never_true,
)
