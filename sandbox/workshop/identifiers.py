"""Names that cannot be guessed or forged: the code of a room, the devices in it."""

import hmac
import re
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

CODE: Final = re.compile(r"[BCDFGHJKMNPQRTVWX]{5}")
"""No vowels, so that no code is a word; no L, S or Z, which look or sound like something else."""

_LETTERS: Final = "BCDFGHJKMNPQRTVWX"
_DEVICE: Final = re.compile(r"[A-Za-z0-9_-]{16}")


def new_code() -> str:
    """The code of a room: five letters that are easy to read out and to type on a phone."""
    return "".join(secrets.choice(_LETTERS) for _ in range(5))


@dataclass(frozen=True, slots=True)
class Devices:
    """Names devices, and verifies the names it gave: nobody can forge one.

    Args:
        seal: The room's key for HMAC-SHA256.

    """

    seal: str

    def new(self) -> str:
        """The name of a new device, with its proof, as it stands in a cookie."""
        name = secrets.token_urlsafe(12)
        return f"{name}.{self._proof(name)}"

    def verified(self, cookie: str) -> str | None:
        """The name in a cookie; None if it was not given by this room."""
        name, _, proof = cookie.partition(".")
        genuine = _DEVICE.fullmatch(name) and hmac.compare_digest(proof.encode(), self._proof(name).encode())
        return name if genuine else None

    def _proof(self, name: str) -> str:
        return hmac.new(self.seal.encode(), name.encode(), sha256).hexdigest()[:32]
