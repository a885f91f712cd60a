"""What an issuer will refuse, and tokens that will not come: known from the world and the steps before.

Only what is certain is a problem. What depends on the time, on a token that somebody minted, or on an answer that
is not known is left to the replay.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sandbox.reading.diagnostics import Place, Problem
from sandbox.scenarios.expect import expects_refusal
from sandbox.scenarios.model import Scenario, Step
from sandbox.scenarios.verbs.get_token import BY_KEY, GetToken
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.worlds.addresses import issuer_names
from sandbox.worlds.model import World

if TYPE_CHECKING:
    from sandbox.issuer.state import Grant

_KINDS: Final = {"save": "access token", "save_id_token": "ID token", "save_refresh_token": "refresh token"}


@dataclass(slots=True)
class _Token:
    """A token that a step will bring.

    Args:
        kind: What it is.
        verb: The request that brings it.
        grant: What is granted; None if that is not known.
        used: Whether it was used as a refresh token.

    """

    kind: str
    verb: GetToken
    grant: "Grant | None"
    used: bool = False


@dataclass(slots=True)
class _Known:
    """What the steps so far leave behind.

    Args:
        tokens: The tokens that are there, by name, as far as anything is known of them.
        lost: Those that will be missing, which is reported at the step that should bring them.
        sign_ins: Who went to which issuer, for which client.

    """

    tokens: dict[str, _Token] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    sign_ins: set[tuple[str, str, str]] = field(default_factory=set)


def refusals(scenario: Scenario, world: World) -> Iterator[Problem]:
    """Find the steps that an issuer will refuse, though they are not expected to be, and the tokens that none brings.

    Args:
        scenario: A scenario as far as it could be read.
        world: Its world.

    """
    known = _Known()
    for index, step in enumerate(scenario.steps):
        at: Place = ("steps", index)
        if any(token in known.lost for _, token in step.uses()):
            known.lost.update(step.saves())
        elif step.get_token is not None and _can_be_judged(step, step.get_token, world):
            yield from _get_token((*at, "get_token"), step.get_token, world, known)
        else:
            yield from _other(at, step, world, known)
            for name in step.saves():
                known.tokens.pop(name, None)
                known.lost.discard(name)
        if step.get_token is not None and step.get_token.grant == "authorization_code":
            known.sign_ins.add((step.get_token.user or "", step.get_token.issuer, step.get_token.client))
        if step.sign_out is not None:
            signed_out = (step.sign_out.user, step.sign_out.issuer)
            known.sign_ins = {one for one in known.sign_ins if one[:2] != signed_out}


def _can_be_judged(step: Step, verb: GetToken, world: World) -> bool:
    """Whether all that it names is there, and it is not meant to be refused."""
    client = world.clients.get(verb.client)
    asked = [one for name, values in _asked(verb).items() if name != "scope" for one in values]
    named = client is not None and client.jwks is None and verb.issuer in world.issuers
    named = named and all(world.audience_named(one) is not None for one in asked)
    return named and (verb.user is None or verb.user in world.users) and not expects_refusal(step.expect)


def _get_token(at: Place, verb: GetToken, world: World, known: _Known) -> Iterator[Problem]:
    saves = {key: token for key in _KINDS if (token := getattr(verb, key)) is not None}
    refused, grant = _answer(at, verb, world, known)
    missing = {} if refused or grant is None else {key: _why_missing(key, verb, grant) for key in saves}
    presented = known.tokens.get(verb.refresh_token or "")
    if presented is not None and grant is not None:
        presented.used = True
    for key, token in saves.items():
        known.tokens.pop(token, None)
        known.lost.discard(token)
        if refused is not None or missing.get(key):
            known.lost.add(token)
        else:
            known.tokens[token] = _Token(_KINDS[key], verb, grant)
    if refused is not None:
        yield refused
    for key, why in missing.items():
        if why:
            yield Problem("AS019", (*at, key), f"no {_KINDS[key]} will come to be saved: {why}", on_key=True)


def _answer(at: Place, verb: GetToken, world: World, known: _Known) -> "tuple[Problem | None, Grant | None]":
    """The refusal, or what is granted as far as that is known; found in the order in which an issuer asks."""
    signs_in = verb.grant == "authorization_code"
    for rule in () if signs_in else (_proof, _without_its_token, _presented):
        if refused := rule(at, verb, world, known):
            return refused, None
    answer = _granted(at, verb, world, known)
    if isinstance(answer, Problem):
        return answer, None
    for rule in (_sign_in, _proof) if signs_in else ():
        if refused := rule(at, verb, world, known):
            return refused, None
    return None, answer


def _granted(at: Place, verb: GetToken, world: World, known: _Known) -> "Problem | Grant | None":
    """What is granted whoever is signed in; None if that is not known."""
    presented = known.tokens.get(verb.refresh_token or "")
    base = presented.grant if presented is not None else None
    base = base.family.grant if base is not None and base.family is not None else base
    if verb.grant == "refresh_token" and base is None and verb.grant in world.clients[verb.client].grants:
        return None
    from sandbox.issuer.foreseen import ForeseenRefusal, foreseen  # noqa: PLC0415 - few commands need an issuer
    from sandbox.issuer.request import IssuerRef  # noqa: PLC0415

    issuer_ref = IssuerRef(world, verb.issuer)
    answer = foreseen(issuer_ref, verb.client, verb.grant, _asked(verb), user=verb.user, base=base)
    if isinstance(answer, ForeseenRefusal):
        place = (*at, *_place(verb, answer.parameter, answer.value))
        allowed = _allowed(verb, answer.parameter, world)
        return _refused(place, answer.error, answer.description, dict.fromkeys(allowed))
    return answer if verb.user is not None or verb.grant != "authorization_code" else None


def _asked(verb: GetToken) -> Mapping[str, list[str]]:
    members = {"audience": verb.audience, "resource": verb.resource, "scope": verb.scope}
    return {name: value if isinstance(value, list) else [value] for name, value in members.items() if value is not None}


def _place(verb: GetToken, parameter: str, value: str) -> Place:
    if parameter == "resource" and isinstance(verb.resource, list):
        return ("resource", verb.resource.index(value))
    return (parameter,) if parameter else ()


def _refused(at: Place, error: str, description: str, allowed: Iterable[str] = ()) -> Problem:
    message = f"the issuer refuses this ({error}): {description.rstrip('.')}"
    return Problem("AS019", at, message, None, tuple(allowed), f"or expect it, by `expect: {{error: {error}}}`")


def _allowed(verb: GetToken, parameter: str, world: World) -> Iterator[str]:
    """What this client may ask for."""
    client = world.clients[verb.client]
    if parameter == "grant":
        yield from client.grants
    elif parameter == "scope":
        asked = [one for name, values in _asked(verb).items() if name != "scope" for one in values]
        for id_, scopes in client.audiences.items():
            if not asked or world.audiences[id_].identifier in asked:
                yield from scopes
    else:
        yield from (world.audiences[id_].identifier for id_ in client.audiences)


def _without_its_token(at: Place, verb: GetToken, world: World, _known: _Known) -> Problem | None:
    """A grant that needs a token which the step does not name (RFC 6749 §6, RFC 8693 §2.1)."""
    needed = {"refresh_token": "refresh_token", "token_exchange": "subject_token"}.get(verb.grant)
    if needed is None or getattr(verb, needed) is not None or verb.grant not in world.clients[verb.client].grants:
        return None
    return _refused(at, "invalid_request", f"the grant {verb.grant} needs a `{needed}`")


def _presented(at: Place, verb: GetToken, world: World, known: _Known) -> Problem | None:
    """A token that the issuer does not take: of another kind, of another issuer or client, used before."""
    if verb.grant not in world.clients[verb.client].grants:
        return None
    if verb.grant == "refresh_token":
        token = known.tokens.get(verb.refresh_token or "")
        why = None if token is None else _why_not_renewed(token, verb)
        return _refused((*at, "refresh_token"), "invalid_grant", why) if why else None
    if verb.grant == "token_exchange":
        token = known.tokens.get(verb.subject_token or "")
        why = None if token is None else _why_not_exchanged(token, verb, world)
        return _refused((*at, "subject_token"), "invalid_request", why) if why else None
    return None


def _why_not_renewed(token: _Token, verb: GetToken) -> str | None:
    if token.kind != "refresh token":
        return f"`{verb.refresh_token}` is an {token.kind}, and no refresh token"
    if (token.verb.client, token.verb.issuer) != (verb.client, verb.issuer):
        holder = token.verb.client
        return f"`{verb.refresh_token}` was given to `{holder}` by `{token.verb.issuer}`, and is good for nobody else"
    if token.used:
        return f"`{verb.refresh_token}` was used before, and is good once; `save_refresh_token` saves the next one"
    return None


def _why_not_exchanged(token: _Token, verb: GetToken, world: World) -> str | None:
    if token.kind != "access token":
        article = "an" if token.kind == "ID token" else "a"
        return f"`{verb.subject_token}` is {article} {token.kind}, and no access token"
    if token.verb.issuer != verb.issuer:
        return f"`{verb.subject_token}` was issued by `{token.verb.issuer}`"
    api = world.clients[verb.client].api
    readers = world.apis[api].accepts if api is not None else list(world.audiences)
    if token.grant is None or {*token.grant.audiences} & {*readers}:
        return None
    named = ", ".join(world.audiences[id_].identifier for id_ in token.grant.audiences) or "no audience"
    return f"`{verb.subject_token}` is for {named}, and not for `{api or verb.client}`, which exchanges it"


def _proof(at: Place, verb: GetToken, world: World, _known: _Known) -> Problem | None:
    """An assertion that does not name this issuer alone (RFC 7523 §3)."""
    if verb.client_assertion is None or world.clients[verb.client].token_endpoint_auth_method != BY_KEY:
        return None
    issuer = issuer_names(world, verb.issuer, DEFAULT_PUBLIC_URL).path
    if verb.client_assertion.aud == issuer:
        return None
    why = "the assertion names another server than this issuer, or several"
    return _refused((*at, "client_assertion", "aud"), "invalid_client", why, (issuer,))


def _sign_in(at: Place, verb: GetToken, world: World, known: _Known) -> Problem | None:
    """A sign-in that no page may ask for, or whose consent is denied (OpenID Connect Core §3.1.2.6)."""
    if verb.grant != "authorization_code" or verb.grant not in world.clients[verb.client].grants:
        return None
    who = (verb.user or "", verb.issuer)
    before = {client for *one, client in known.sign_ins if tuple(one) == who}
    asks = world.clients[verb.client].consent == "ask"
    if verb.prompt == "none" and (not before or verb.user is None):
        return _refused((*at, "prompt"), "login_required", "no step before signs this `user` in, and no page may ask")
    if verb.prompt == "none" and asks and verb.client not in before:
        return _refused((*at, "prompt"), "consent_required", "nobody was asked for consent yet, and no page may ask")
    if verb.consent == "deny" and (verb.prompt == "consent" or (asks and verb.client not in before)):
        return _refused((*at, "consent"), "access_denied", "the user does not allow it")
    return None


def _why_missing(key: str, verb: GetToken, grant: "Grant") -> str | None:
    """Why the answer has no such token (OpenID Connect Core §3.1.3.3 and §11); None if it has one."""
    if key == "save_id_token" and (grant.user is None or "openid" not in grant.scopes):
        return "it comes where a user signs in and `scope` has openid"
    if key == "save_refresh_token" and verb.grant == "authorization_code" and "offline_access" not in grant.scopes:
        return "it comes where `scope` has offline_access, and the client has the grant refresh_token"
    if key == "save_refresh_token" and verb.grant in ("client_credentials", "token_exchange"):
        return "it comes where a user signs in"
    return None


def _other(at: Place, step: Step, world: World, known: _Known) -> Iterator[Problem]:
    """A step with another verb, for which an issuer is asked, or a token read."""
    if step.introspect is not None and not expects_refusal(step.expect):
        client = world.clients.get(step.introspect.client)
        if client is not None and client.type == "public":
            allowed = (id_ for id_, one in world.clients.items() if one.type == "confidential")
            why = f"`{step.introspect.client}` is a public client, and who introspects must authenticate"
            yield _refused((*at, "introspect", "client"), "invalid_client", why, allowed)
    for key, name in (("tamper", step.tamper and step.tamper.token), ("mint", step.mint and step.mint.like)):
        token = known.tokens.get(name or "")
        if token is not None and _is_opaque(token, world):
            message = f"this step cannot run: `{name}` is no JWT that could be read"
            yield Problem("AS017", (*at, key, "token" if key == "tamper" else "like"), message)


def _is_opaque(token: _Token, world: World) -> bool:
    if token.kind != "access token" or token.grant is None:
        return token.kind == "refresh token"
    audiences = token.grant.audiences
    return not audiences or any(world.audiences[id_].tokens == "opaque" for id_ in audiences)
