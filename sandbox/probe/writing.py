"""The tokens of one probe, each with the modes of every check that would let it through."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sandbox.probe.findings import WrittenRow
from sandbox.probe.ingredients import Ingredients
from sandbox.probe.other_flaws import BROUGHT, OTHER_FLAWS
from sandbox.probe.rows import rows_of
from sandbox.probe.spec import ASKED, DoesNotApply, Profile, Row
from sandbox.tokens.checks import CHECK_SPECS
from sandbox.tokens.checks.spec import Case, Finding, open_case
from sandbox.tokens.claim_types import as_number, strings_in
from sandbox.tokens.names import CheckId
from sandbox.tokens.parsed_token import parse_token
from sandbox.tokens.policy import OFF, CheckMode, Policy, TrustedIssuer


def written_rows(ingredients: Ingredients, profile: Profile) -> Iterator[WrittenRow]:
    """Write the tokens of a profile, less those that there are not for this audience.

    Args:
        ingredients: What they are made of.
        profile: Which rows.

    """
    policy = strict_policy(ingredients)
    for row in rows_of(profile, ingredients.dialect):
        try:
            token = row.token(ingredients) if row.token else None
        except DoesNotApply:
            continue
        yield _written(row, token, {} if token is None else lets_through(token, policy))


def _written(row: Row, token: str | None, through: Mapping[str, tuple[str, ...]]) -> WrittenRow:
    return WrittenRow(row.id, row.says, row.expected, row.severity, row.source, row.status, row.carried, token, through)


def strict_policy(it: Ingredients, modes: Mapping[CheckId, CheckMode] | None = None) -> Policy:
    """What a careful API requires, or one that makes some checks otherwise.

    Args:
        it: What the tokens are made of.
        modes: How it makes its checks, where not as specified.

    """
    issuer = TrustedIssuer((it.issuer,), it.dialect, it.key.public.algorithm, (it.key.public, it.second.public))
    return Policy(
        (it.audience,),
        (issuer,),
        it.now,
        next(iter(it.scope.split()), None),
        modes=modes or {},
        clients=frozenset((it.client,)),
        registered=frozenset((it.audience, it.registered)),
    )


def lets_through(token: str, policy: Policy) -> dict[str, tuple[str, ...]]:
    """For each check, the modes in which it does not refuse a token, each looked at by itself.

    A mode with ``?`` may refuse it or not: APIs that have it differ.

    Args:
        token: The token.
        policy: What a careful API requires.

    """
    parsed = parse_token(token)
    case = open_case(parsed, policy)
    by_any_key = open_case(parsed, _with(policy, "key", OFF))
    # A key that its kid does not select may still fit: whether the signature holds is asked apart from that.
    asked: dict[CheckId, Case] = {"signature": by_any_key}
    through: dict[str, tuple[str, ...]] = {id_: _modes(id_, asked.get(id_, case)) for id_ in ASKED}
    if any(name in case.header for name in BROUGHT):  # With the key that its header brings, the signature holds.
        through |= {"key": ("header?", "off?"), "signature": ("on", "any", "off")}
    return through


def _modes(id_: CheckId, case: Case) -> tuple[str, ...]:
    spec = CHECK_SPECS[id_]
    readable = spec.reads == "token" or (case.token.claims if spec.reads == "claims" else case.token.header) is not None
    finding = spec.find(case) if readable else Finding("skipped", None, None)
    words = ["on"] if finding.verdict == "pass" else []
    for flaw in spec.flaws if finding.verdict != "skipped" else ():
        mode = CheckMode(flaw.word, flaw.name, _SECONDS if flaw.duration else 0)
        if flaw.accepts(open_case(case.token, _with(case.policy, id_, mode))):
            words.append(flaw.name)
    words += [flaw.name for flaw in OTHER_FLAWS.get(id_, ()) if finding.verdict != "skipped" and flaw.accepts(case)]
    uncertain = _uncertain(id_, case)
    return (*(word for word in (*words, "off") if word != uncertain), *([f"{uncertain}?"] if uncertain else []))


def _uncertain(id_: CheckId, case: Case) -> str:
    """The mode that need not let a token through: by ``any``, one algorithm; by ``off``, a claim that is there."""
    if id_ in ("algorithm", "signature"):
        return "any" if str(case.header.get("alg")).lower().startswith(("none", "hs")) else ""
    claims = case.claims
    well_formed = {
        "issuer": isinstance(claims.get("iss"), str),
        "audience": bool(strings_in(claims.get("aud"))) and claims.get("aud") != "",
        "expiry": as_number(claims.get("exp")) is not None,
    }
    return "" if well_formed.get(id_, True) else "off"


_SECONDS = 300
"""The leeway by which flaws with a duration are looked at; how long it really is, is measured."""


def _with(policy: Policy, check: CheckId, mode: CheckMode) -> Policy:
    return replace(policy, modes={**policy.modes, check: mode})
