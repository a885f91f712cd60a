"""A test kit: the tokens of a probe, the issuer's keys and the verdicts as files, for tests that send nothing."""

import datetime as dt
import json
from dataclasses import asdict
from typing import Any, Final

from sandbox.errors import SandboxError
from sandbox.probe.ingredients import LIFETIME, Ingredients
from sandbox.probe.spec import Profile
from sandbox.probe.writing import written_rows

KIT_RUN: Final = "kit"
"""The name of a kit's probe: always the same, so that the same inputs give the same tokens."""
_SCHEMA: Final = 1
_CANARY: Final = "aud.other"


class NoCanary(SandboxError):
    """The other audience is the API's own, so that no token is left that must be refused."""

    code = "no_canary"


def kit_files(it: Ingredients, profile: Profile) -> dict[str, str]:
    """The files of a kit, by name.

    Args:
        it: What the tokens are made of.
        profile: Which rows.

    Raises:
        NoCanary: The other audience is the API's own.

    """
    if it.registered == it.audience:
        raise NoCanary(f"the other audience must not be the API's own, {it.audience[:80]}: its token would be right")
    rows = [asdict(row) for row in written_rows(it, profile)]
    for row in rows:
        del row["lets_through"]
    kit = {
        "schema": _SCHEMA,
        "issuer": it.issuer,
        "audience": it.audience,
        "scope": it.scope,
        "dialect": it.dialect,
        "algorithm": it.key.public.algorithm,
        "now": it.now,
        "canary": _CANARY,
        "rows": rows,
    }
    keys = {"keys": [dict(key.public.jwk) for key in (it.key, it.second)]}
    return {"kit.json": _text(kit), "jwks.json": _text(keys), "README.md": _readme(it, len(rows))}


def _text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _readme(it: Ingredients, count: int) -> str:
    at = dt.datetime.fromtimestamp(it.now, dt.UTC).isoformat().replace("+00:00", "Z")
    return f"""# Test kit for an API

`aud probe --write` of the Audience Sandbox wrote these files, and replaces them when it is run again.

- `kit.json` has {count} tokens. Each row says what it is (`says`), whether a careful API accepts or refuses it
  (`expected`; careful ones differ where it is `measure`), what it weighs if yours does otherwise (`severity`), the
  `status` of a refusal, the section that says so (`source`), and how the token is `carried`. A `token` that is null is
  a request without one.
- `jwks.json` has the two keys that the issuer publishes. Give them to your API in place of the issuer's address.

**The issuer and the audience** are those in `kit.json`, to the character.

**The clock** of the test must be `now` in `kit.json`: {it.now}, which is {at}.
The tokens are good for {LIFETIME // 60} minutes from then.
If your test cannot set the clock, write the kit anew just before the test, without `--at`.

**The canary** is the row `{_CANARY}`: signed by the issuer, not expired, and for another API. A suite in which it is
accepted does not ask your verifying code at all, or that code does not look at `aud`.

The tokens are worthless elsewhere: only a test that is given `jwks.json` trusts these keys. Secret scanners may
report them all the same.
"""
