"""What docs/dependencies.md says of known advisories: code that they are about is never loaded here."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.release.locked import locked

TEXT = (Path(__file__).parents[2] / "docs" / "dependencies.md").read_text("utf-8")
NOT_LOADED = ("ecdsa", "rsa", "pyasn1", "six", "jose.jwe", "jose.backends.ecdsa_backend", "jose.backends.rsa_backend")
SIGNS_AND_VERIFIES = """
import sys
from sandbox.tokens.keys import PublicKey, SigningKey
from sandbox.tokens.names import ALGORITHMS
for name in sys.argv[1].split(","):
    sys.modules[name] = None  # so that importing it fails
for algorithm in ALGORITHMS:
    key = SigningKey.make("k1", algorithm)
    assert PublicKey.from_jwk(key.public.jwk).material.verify(b"a.b", key.sign(b"a.b")), algorithm
from sandbox.cli import main
main(["run", "bar-token-to-baz", "algorithm-confusion", "alg-none", "wrong-key", "dpop-stolen-token", "expired"])
"""


def test_every_signature_is_made_and_verified_without_the_packages_that_have_advisories() -> None:
    program = [sys.executable, "-c", SIGNS_AND_VERIFIES, ",".join(NOT_LOADED)]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "6 scenarios, all as expected" in done.stdout


@pytest.mark.parametrize("name", ["ecdsa", "rsa", "pyasn1", "python-jose"])
def test_what_is_said_of_advisories_is_about_the_locked_version(name: str) -> None:
    (version,) = {one.version for one in locked("run") if one.name == name}
    assert f"**{name} {version}**" in TEXT
