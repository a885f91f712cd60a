"""The corpus: what was handed over, what the API expects, and the diagnosis that it must give."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from sandbox.causes.explain import Diagnosis, explain
from sandbox.causes.facts import Expectation, Token
from sandbox.causes.handed import handed
from sandbox.tokens.encoding import encode_json

CORPUS: Final = Path(__file__).parent / "corpus"
AT: Final = 1_700_000_100
"""When all are judged that do not say when."""
_TOKENS: Final[dict[str, dict[str, Any]]] = json.loads((CORPUS / "tokens.json").read_text("utf-8"))
_SCALARS: Final = ("issuer", "kind", "scope", "error", "library", "signature")


@dataclass(frozen=True, slots=True)
class Case:
    """A case of the corpus.

    Args:
        name: Its file and its name.
        given: What was handed over, as text.
        expectation: What the API expects.
        expected: The id of the cause; or the verdict, if there is no cause.
        certain: Whether the cause is certain.
        side: Where the first change is to be made, or "" where the case does not say.
        setting: A part of the setting that it names, or "".

    """

    name: str
    given: str
    expectation: Expectation
    expected: str
    certain: bool
    side: str = ""
    setting: str = ""

    @property
    def token(self) -> Token:
        """What was handed over, read."""
        return handed(self.given)

    def diagnosis(self) -> Diagnosis:
        """What the list of causes says of it."""
        return explain(self.token, self.expectation)


def cases() -> Iterator[Case]:
    """All cases, file by file."""
    for path in sorted(CORPUS.glob("*.json")):
        if path.name != "tokens.json":
            for row in json.loads(path.read_text("utf-8")):
                yield _case(path.stem, row)


def by_file() -> dict[str, list[Case]]:
    """All cases, by the name of their file."""
    return {file: list(some) for file, some in groupby(cases(), lambda case: case.name.partition(":")[0])}


def _case(file: str, row: dict[str, Any]) -> Case:
    audience = row.get("audience", [])
    return Case(
        name=f"{file}: {row['name']}",
        given=row["given"] * row.get("times", 1) if "given" in row else _text(row),
        expectation=Expectation(
            audiences=(audience,) if isinstance(audience, str) else tuple(audience),
            at=row.get("at", AT),
            **{name: row[name] for name in _SCALARS if name in row},
        ),
        expected=row["expected"],
        certain=row.get("certain", True),
        side=row.get("side", ""),
        setting=row.get("setting", ""),
    )


def _text(row: dict[str, Any]) -> str:
    """The compact form of a token like a known one."""
    like = _TOKENS[row["like"]] if "like" in row else {"header": {"alg": "RS256"}, "claims": {}}
    without = row.get("without", [])
    header = like["header"] | row.get("header", {})
    claims = {name: value for name, value in (like["claims"] | row.get("claims", {})).items() if name not in without}
    return f"{encode_json(header)}.{encode_json(claims)}.c2lnbmF0dXJl"
