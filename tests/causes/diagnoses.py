"""Print what Python says of each case of the corpus, a line of JSON each: ``python -m tests.causes.diagnoses``."""

import json
import sys
from dataclasses import asdict

from tests.causes.cases import cases


def main() -> None:
    """Print each case: its name, what was handed over, the token that was read, the expectation, the diagnosis."""
    for case in cases():
        row = {
            "name": case.name,
            "given": case.given,
            "token": asdict(case.token),
            "expectation": asdict(case.expectation),
            "diagnosis": asdict(case.diagnosis()),
        }
        sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
