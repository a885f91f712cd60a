"""Tokens for ``/check`` in both interpreters, that of Python and that of the page: equal to the last character."""

import json
from collections import Counter
from dataclasses import asdict
from random import Random
from typing import Any, ClassVar, Final

from fuzz.mutators import change_text, near_miss, odd_json, odd_text
from fuzz.tokens.inventing import token_for
from fuzz.tokens.parties import BAR, ISS, NOW, parties
from sandbox.causes.explain import explain
from sandbox.causes.facts import Expectation
from sandbox.causes.handed import handed
from sandbox.tokens.encoding import encode_part
from sandbox.views.tools.diagnosis import diagnosis_view, strip_of
from tests.causes.in_browser import in_browser

_ISSUERS: Final = (
    *(
        ISS,
        "https://dev-x.us.auth0.com/",
        "https://login.microsoftonline.com/common/v2.0",
        "https://x.okta.com/oauth2/a",
    ),
    *(
        "https://sts.windows.net/72f988bf-0000-4000-8000-2d7cd011db47/",
        "https://id.example.com/realms/shop",
        "https://a",
    ),
    *("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc", "https://accounts.google.com", "kubernetes/x"),
)
_ERRORS: Final = (
    "",
    "Invalid audience",
    "AADSTS500011: x",
    "jwt audience invalid. expected: x",
    "Signature has expired",
)
_AROUND: Final = (
    *(
        "{}",
        "{}",
        "{}",
        "Bearer {}",
        "Authorization: Bearer {}",
        '{{"access_token":"{}"}}',
        "curl -H 'Authorization: Bearer {}' x",
    ),
    *(
        "https://x/#id_token={}&state=1",
        '"{}"',
        " {} \n",
        '{{"payload":{{"aud":"{}"}}}}',
        "{}\\\n{}",
        "{}...",
        "$TOKEN {}",
    ),
)


class Interpreters:
    """The target. The page's scripts run in one process of Node."""

    count: ClassVar = 100_000
    share: ClassVar = 5_000
    slow: ClassVar = 2.0
    megabytes: ClassVar = 400

    def __init__(self) -> None:
        self._started = in_browser()
        self._browser = self._started.__enter__()

    def invent(self, random: Random) -> tuple[str, Expectation]:
        """What somebody pastes, and what their API expects."""
        token = _claims(random) if random.random() < 0.4 else token_for(random.randrange(len(parties())), random)
        text = random.choice(_AROUND).format(*(token, token))
        if random.random() < 0.2:
            text = change_text(text, random, "{}[]\":,'\\ \n\t\ufeff\u200b=%.é")
        audiences = tuple(filter(None, (near_miss(BAR, random) for _ in range(random.choice((0, 1, 1, 2))))))
        return text.encode("utf-8", "replace").decode(), Expectation(
            audiences=tuple(one.encode("utf-8", "replace").decode() for one in audiences),
            issuer=random.choice(("", random.choice(_ISSUERS), near_miss(ISS, random))),
            kind=random.choice(("", "access", "id")),
            scope=random.choice(("", "read:orders", "a  b")),
            error=random.choice(_ERRORS),
            library=random.choice(("", "pyjwt", "jose", "aspnet", "toString")),
            signature=random.choice(("unchecked", "good", "bad", "unknown-kid", "no-key")),
            at=random.choice((float(NOW), NOW + 0.5)),
        )

    def problem(self, given: tuple[str, Expectation], counts: Counter[str]) -> str | None:
        """Ask both."""
        text, expectation = given
        token = handed(text)
        diagnosis = explain(token, expectation)
        expected = {
            "diagnosis": _without_sources(asdict(diagnosis)),
            "view": asdict(diagnosis_view(diagnosis, token, expectation)),
            "strip": strip_of(token),
        }
        counts[diagnosis.cause.id if diagnosis.cause else f"none: {token.shape}"] += 1
        came = self._browser.ask("diagnosis", text=text, expectation=asdict(expectation))
        plain = json.loads(json.dumps(expected))
        if came != plain:
            return f"unlike at {_unlike(came, plain)}"[:2_000]
        return None

    def close(self) -> None:
        """End Node."""
        self._started.__exit__(None, None, None)


def _claims(random: Random) -> str:
    """A token of a known issuer, unsigned, whose claims are of any type."""
    claims = {
        "iss": json.dumps(random.choice(_ISSUERS)),
        "aud": random.choice((json.dumps(BAR), json.dumps([near_miss(BAR, random)]), odd_json(random))),
        "exp": str(NOW + random.choice((-4_000, -301, -300, -299, -1, 0, 1, 900, 90_000))),
        random.choice(
            ("scope", "scp", "azp", "ver", "token_use", "nonce", "__proto__", "constructor", "9")
        ): random.choice((odd_json(random), json.dumps(odd_text(random)))),
    }
    body = ",".join(f"{json.dumps(name)}:{value}" for name, value in claims.items())
    header = random.choice(
        ('{"alg":"RS256","typ":"JWT"}', '{"alg":"none"}', '{"alg":"RS256","typ":"at+jwt","kid":"x"}', "{}")
    )
    return ".".join(encode_part(part.encode("utf-8", "replace")) for part in (header, f"{{{body}}}", "x"))


def _unlike(came: Any, expected: Any, place: str = "") -> str:
    """Where two values begin to differ, and how."""
    if isinstance(came, dict) and isinstance(expected, dict) and came.keys() == expected.keys():
        return next(
            _unlike(came[name], expected[name], f"{place}.{name}") for name in came if came[name] != expected[name]
        )
    if isinstance(came, list) and isinstance(expected, list) and len(came) == len(expected):
        pairs = enumerate(zip(came, expected, strict=True))
        return next(_unlike(*pair, f"{place}[{number}]") for number, pair in pairs if pair[0] != pair[1])
    return f"{place}: page {came!r}, Python {expected!r}"


def _without_sources(diagnosis: dict[str, Any]) -> dict[str, Any]:
    """A diagnosis as the page has it, which leads to the sources on the page of all causes."""
    for cause in filter(None, (diagnosis["cause"], *diagnosis["others"])):
        del cause["sources"]
    return diagnosis


TARGET = Interpreters
