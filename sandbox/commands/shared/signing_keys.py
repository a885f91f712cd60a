"""``--keys FILE``: the signing keys that a server is given, so that other processes accept its tokens."""

import os
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.commands.shared.errors import CannotRead, hint, say
from sandbox.settings import LIMITS
from sandbox.worlds.keys import lasting_keys
from sandbox.worlds.model import World

if TYPE_CHECKING:
    from sandbox.tokens.keys import SigningKey


def read_keys(file: Path) -> "Sequence[SigningKey]":
    """The keys in a file; warns if everybody can read it.

    Raises:
        CannotRead: They cannot be read, or cannot sign.

    """
    from sandbox.tokens.key_set import UnusableKeySet, read_key_set  # noqa: PLC0415 - imports cryptography

    try:
        with file.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            content = stream.read(LIMITS.key_set_bytes + 1)
    except OSError as error:
        raise CannotRead(f"the keys in {file} cannot be read: {error.strerror}") from None
    try:
        keys = read_key_set(content)
    except UnusableKeySet as error:
        reason = error.message + hint(error.found, error.allowed)
        raise CannotRead(f"{file} holds no signing keys: {reason}. `aud keys` prints a set of them.") from None
    if os.name == "posix" and mode & stat.S_IROTH:
        say(f"Warning: everybody on this machine can read the keys in {file}; mend it with chmod 600.", err=True)
    return keys


def check_keys(keys: "Sequence[SigningKey]", worlds: Mapping[str, World], file: Path) -> None:
    """Check that the keys of all worlds are among those in a file.

    Args:
        keys: The keys in the file.
        worlds: The worlds by id.
        file: The file, for the message.

    Raises:
        CannotRead: One is missing, or is for another algorithm.

    """
    given = {key.public.kid: key.public.algorithm for key in keys}
    wanted = lasting_keys(worlds)
    wrong = [
        f"{kid} is for {given[kid]}, not {wanted[kid]}" for kid in wanted if given.get(kid) not in (None, wanted[kid])
    ]
    missing = [kid for kid in wanted if kid not in given]
    if missing:
        wrong.append(f"there is none with the kid {', '.join(missing)}")
    if wrong:
        raise CannotRead(
            f"the keys in {file} are not those of these worlds: {'; '.join(wrong)}. Each process would make its own "
            "and refuse what the others signed. Print a set with `aud keys`, with the same --scenarios."
        )
