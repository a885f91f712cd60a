"""``aud probe --write DIR``: tokens, keys and verdicts as files. Nothing is sent, and no sandbox need run."""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sandbox.commands.shared.errors import CannotRead, Mistakes, say, unreadable
from sandbox.commands.shared.signing_keys import read_keys
from sandbox.errors import SandboxError
from sandbox.export.folder import Folder
from sandbox.probe.kit import KIT_RUN, kit_files
from sandbox.probe.order import Order, ingredients, needed_keys
from sandbox.scenarios.loading.catalogue import load_catalogue
from sandbox.scenarios.loading.pack_loader import WORLDS_FOLDER
from sandbox.settings import shipped_pack
from sandbox.tokens.keyring import KeyMaker
from sandbox.tokens.names import Algorithm


def write_kit(
    directory: Path, order: Mapping[str, Any], public_url: str, at: int | None, keys_file: Path | None
) -> None:
    """Write a test kit.

    Args:
        directory: A new or empty directory, or one with an earlier kit, which is replaced.
        order: What the tokens are to be like, an `Order`.
        public_url: Where the issuer of the kit is said to be.
        at: The time at which they are right, in epoch seconds; now, if none is named.
        keys_file: The signing keys; new ones, if none is named.

    Raises:
        CannotRead: There are no such tokens, the keys are not those of the issuer, or something cannot be written.

    """
    catalogue = load_catalogue([shipped_pack()], only=WORLDS_FOLDER)
    if catalogue.diagnostics:
        raise Mistakes(catalogue.diagnostics)
    now = time.time() if at is None else at
    try:
        wanted = Order.model_validate(order)
        maker = _maker(keys_file, needed_keys(wanted, catalogue.worlds))
        made_of = asyncio.run(ingredients(wanted, catalogue.worlds, maker, public_url, now, KIT_RUN))
        files = kit_files(made_of, wanted.profile)
        folder = Folder(directory, "kit")
        try:
            for name, text in files.items():
                folder.write(name, text)
            folder.publish()
        finally:
            folder.abandon()
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        raise CannotRead(f"{first['loc'][0]}: {first['msg']}") from None
    except SandboxError as error:
        raise unreadable(error) from None
    say(f"{', '.join(files)} in {directory}. The clock of the tests must be {made_of.now}; README.md says the rest.")


def _maker(file: Path | None, needed: Mapping[str, Algorithm]) -> KeyMaker:
    if file is None:
        return KeyMaker()
    given = read_keys(file)
    kids = {key.public.kid: key.public.algorithm for key in given}
    missing = [f"{kid} ({algorithm})" for kid, algorithm in needed.items() if kids.get(kid) != algorithm]
    if missing:
        raise CannotRead(
            f"the keys in {file} are not all that the kit needs: there is none with the kid {', '.join(missing)}. "
            "Print a whole set with `aud keys`."
        )
    return KeyMaker(given)
