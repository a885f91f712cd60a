"""``aud new``: files to begin with, which are true as they are."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

import click

from sandbox.authoring.from_token import from_token
from sandbox.authoring.templates import new_chapter, new_pack, new_playlist, new_scenario, new_world, two_apis
from sandbox.commands.shared.errors import CannotRead, Mistakes, hint, say
from sandbox.errors import SandboxError
from sandbox.network import create_replayer
from sandbox.reading.editing import edited, save
from sandbox.reading.source import read_text
from sandbox.replay.player import ReplayRequest
from sandbox.replay.updates import changes
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue
from sandbox.scenarios.loading.namespace import PACK_FILE
from sandbox.scenarios.loading.pack_loader import CHAPTER_FILE, PLAYLISTS_FOLDER, WORLDS_FOLDER
from sandbox.scenarios.loading.parse import scenario_from
from sandbox.scenarios.loading.whole_pack import part_to_pack
from sandbox.settings import DEFAULT_PUBLIC_URL, LIMITS, shipped_pack
from sandbox.tokens.in_hand import bytes_as_text, read_in_hand
from sandbox.tokens.keyring import KeyMaker
from sandbox.worlds.loading import world_from
from sandbox.worlds.model import World

_KINDS: Final = ("scenario", "world", "chapter", "playlist", "pack")
_ID: Final = re.compile(r"[a-z][a-z0-9-]*")
_FOLDER: Final = re.compile(r"\d+-[a-z0-9-]+")
_DEMO: Final = "foo"


@click.command(short_help="Write a new scenario, world, chapter, playlist or pack.")
@click.argument("words", nargs=-1, metavar="[KIND] ID")
@click.option("--chapter", metavar="NN-name", help="The folder of a new scenario; it is made if it is not there.")
@click.option("--world", "world_id", metavar="ID", help="The world a new scenario plays in.")
@click.option("--from-token", "token", type=click.File("rb"), metavar="FILE", help="Begin with what a token says.")
def command(words: tuple[str, ...], chapter: str | None, world_id: str | None, token: BinaryIO | None) -> None:
    """Write a new file where it belongs: a scenario, or a world, chapter, playlist or pack.

    It goes into this directory; within a chapter, into the pack of that chapter.

    What is written passes `aud run`, and shows every key of the language with what it is for. With --from-token, a
    world and a scenario are written with each audience of a token, and its algorithm, client and scopes. FILE may hold
    the token or what it stands in: a token response, a curl command, an address, decoded claims; - is standard input.
    What was kept and what was left out is printed, and stands in both files.
    """
    kind, id_ = _kind_and_id(words, "incident" if token else None)
    if kind != "scenario" and (chapter or world_id or token):
        raise click.UsageError(f"--chapter, --world and --from-token are for a new scenario, not for a {kind}")
    if token and world_id:
        raise click.UsageError("--from-token writes a world of its own: leave --world away")
    root = part_to_pack(Path())
    if kind == "chapter":
        _write({root / _folder(id_) / CHAPTER_FILE: new_chapter(_title(id_))})
        return
    if not _ID.fullmatch(id_) or len(id_) > LIMITS.name_chars:
        raise CannotRead(f"`{id_[:80]}` cannot be an id: small letters, digits and hyphens, a letter first")
    if kind == "pack":
        _write({root / PACK_FILE: new_pack(id_)})
    elif kind == "playlist":
        catalogue = load_catalogue([shipped_pack(), root])
        own = load_catalogue([root], catalogue.worlds)
        scenarios = [scenario.scenario for scenario in (*own.scenarios(), *catalogue.scenarios())]
        _write({root / PLAYLISTS_FOLDER / f"{id_}.yaml": new_playlist(id_, scenarios[:4])})
    elif kind == "world":
        _write({root / WORLDS_FOLDER / f"{id_}.yaml": new_world(two_apis(id_))})
    elif token is not None:
        _from_token(id_, token.read(LIMITS.form_bytes + 1), root, chapter)
    else:
        _scenario(id_, root, chapter, world_id)


def _kind_and_id(words: tuple[str, ...], otherwise: str | None) -> tuple[str, str]:
    """The kind of file, and its id."""
    match words:
        case (kind, id_) if kind in _KINDS:
            return kind, id_
        case (id_,) if id_ not in _KINDS:
            return "scenario", id_
        case () if otherwise:
            return "scenario", otherwise
    raise CannotRead(f"name what to write: aud new ID, or aud new KIND ID with a KIND of {', '.join(_KINDS)}")


def _scenario(id_: str, root: Path, chapter: str | None, world_id: str | None) -> None:
    catalogue = load_catalogue([root], load_catalogue([shipped_pack()], only=WORLDS_FOLDER).worlds)
    prefix = f"{catalogue.packs[0].pack}." if catalogue.packs else ""
    own = sorted(path.stem for path in (root / WORLDS_FOLDER).glob("*.yaml"))
    name = world_id or (own[0] if len(own) == 1 else _DEMO)
    world = catalogue.worlds.get(f"{prefix}{name}") or catalogue.worlds.get(name)
    if world is None:
        wrong = [one for one in catalogue.diagnostics if Path(one.path).stem == name]
        if wrong:
            raise Mistakes(wrong)
        raise CannotRead(
            f"there is no world `{name[:80]}`{hint(name, [id_.removeprefix(prefix) for id_ in catalogue.worlds])}"
        )
    folder = _chapter_folder(root, chapter, catalogue)
    files = {folder / f"{id_}.yaml": _true_scenario(id_, world.model_copy(update={"world": name}))}
    if folder != Path() and not (folder / CHAPTER_FILE).exists():
        files[folder / CHAPTER_FILE] = new_chapter(_title(folder.name))
    _write(files)


def _from_token(id_: str, raw: bytes, root: Path, chapter: str | None) -> None:
    try:
        new = from_token(id_, read_in_hand(bytes_as_text(raw)))
    except SandboxError as error:
        raise CannotRead(error.message) from None
    text = new_world(new.world, new.notes)
    path = root / WORLDS_FOLDER / f"{id_}.yaml"
    folder = root / (_folder(chapter) if chapter else "01-incidents")
    world = world_from(read_text(text, str(path)), id_)
    files = {path: text, folder / f"{id_}.yaml": _true_scenario(id_, world, new.notes, new.minted)}
    if not (folder / CHAPTER_FILE).exists():
        files[folder / CHAPTER_FILE] = new_chapter(_title(folder.name))
    _write(files)
    for note in new.notes:
        say(note, err=True)


def _true_scenario(id_: str, world: World, notes: Sequence[str] = (), minted: Mapping[str, Any] | None = None) -> str:
    """The text of a new scenario, in which what is expected is what came; see `new_scenario`."""
    text = new_scenario(id_, world, notes, minted)
    if text is None:
        raise CannotRead(f"the world `{world.world}` has no client that could get a token for an api of it")
    document = read_text(text, f"{id_}.yaml")
    scenario = scenario_from(document, id_, {world.world: world})
    replayer = create_replayer({world.world: world}, KeyMaker(), DEFAULT_PUBLIC_URL)
    return edited(document, changes(asyncio.run(replayer.replay(ReplayRequest(scenario), world))))


def _chapter_folder(root: Path, chapter: str | None, catalogue: Catalogue) -> Path:
    """Where a new scenario goes: into the chapter named, the one we are in, the last one there is, or here."""
    if chapter:
        return root / _folder(chapter)
    if Path(CHAPTER_FILE).exists() or not (catalogue.chapters or catalogue.worlds.keys() - {_DEMO}):
        return Path()
    chapters = sorted(path.parent.name for path in root.glob(f"*/{CHAPTER_FILE}"))
    if chapters:
        return root / chapters[-1]
    is_pack = (root / WORLDS_FOLDER).is_dir() or (root / PACK_FILE).exists()
    return root / "01-first-steps" if is_pack else Path()


def _folder(name: str) -> Path:
    if not _FOLDER.fullmatch(name):
        raise CannotRead(f"`{name[:80]}` cannot be a chapter: digits, a hyphen and a name, such as 01-first-steps")
    return Path(name)


def _title(folder: str) -> str:
    return folder.partition("-")[2].replace("-", " ").capitalize()


def _write(files: dict[Path, str]) -> None:
    """Write new files, all of them or none; none that is there is touched."""
    for path in files:
        if path.exists():
            raise CannotRead(f"{path} is there already, and is not touched")
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            save(path, text)
        except OSError as error:
            raise CannotRead(f"{path} cannot be written: {error.strerror}") from None
        say(f"wrote {path}")
