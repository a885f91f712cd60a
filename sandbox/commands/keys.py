"""``aud keys``: a set of signing keys, for processes that are to sign with the same ones."""

import json
from pathlib import Path
from typing import Final

import click

from sandbox.commands.shared.errors import Mistakes, say
from sandbox.commands.shared.options import pack_option
from sandbox.probe.order import STRANGERS
from sandbox.scenarios.loading.catalogue import load_catalogue
from sandbox.scenarios.loading.pack_loader import WORLDS_FOLDER
from sandbox.settings import shipped_pack
from sandbox.tokens.key_set import key_set
from sandbox.tokens.keyring import KeyMaker
from sandbox.worlds.keys import lasting_keys, replay_keys

_EXAMPLE: Final = """\b
For example, in a file that nobody else can read:
  (umask 077 && aud keys > keys.json)
  aud serve --keys keys.json
"""


@click.command(epilog=_EXAMPLE)
@pack_option
def command(packs: tuple[Path, ...]) -> None:
    """Print new signing keys of every issuer, for `aud serve --keys`.

    They are a JWK Set with the private halves in it: whoever has the file can sign as every issuer.
    """
    catalogue = load_catalogue([shipped_pack(), *packs], only=WORLDS_FOLDER)
    if catalogue.diagnostics:
        raise Mistakes(catalogue.diagnostics)
    maker = KeyMaker()
    kids = lasting_keys(catalogue.worlds) | replay_keys(catalogue.worlds) | STRANGERS
    keys = [maker.key(kid, algorithm) for kid, algorithm in kids.items()]
    say(json.dumps(key_set(keys), indent=2))
