"""What the pages of one composed application have in common."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.probe.fetches import Counting, FetchLog
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.templating import Frame
from sandbox.tokens.keyring import KeyMaker

if TYPE_CHECKING:
    from sandbox.replay.player import Player
    from sandbox.replay.turns import Turns
    from sandbox.web.editable_files import EditableFiles


@dataclass(frozen=True, slots=True)
class WebContext:
    """What each section of the site is built of.

    Args:
        catalogue: The scenarios and worlds.
        play: Replays a scenario, when it is its turn.
        play_draft: Replays what a visitor writes, within a turn of its own.
        turns: Gives such turns.
        frame: What surrounds every page.
        files: The files that can be saved from the browser, if any can.
        public_url: Where the server is reached, without a slash at its end.
        keys: Makes and holds the signing keys.
        fetches: Counts what is fetched while an API is probed.
        clock: Epoch seconds, now.

    """

    catalogue: Catalogue
    play: "Player"
    play_draft: "Player"
    turns: "Turns"
    frame: Frame
    files: "EditableFiles | None" = None
    public_url: str = DEFAULT_PUBLIC_URL
    keys: KeyMaker = field(default_factory=KeyMaker)
    fetches: Counting = field(default_factory=FetchLog)
    clock: Callable[[], float] = time.time
