"""Reading how a deployment makes its checks: ``audience: prefix`` in a file, ``;audience=prefix`` in an address."""

from collections.abc import Iterable, Mapping

from sandbox.durations import seconds_in
from sandbox.errors import UnknownName
from sandbox.tokens.checks import CHECK_SPECS
from sandbox.tokens.names import CHECKS, CheckId
from sandbox.tokens.policy import OFF, ON, CheckMode

_LONGEST = 80
"""Characters of a name in an address that are read, and repeated in a message."""


def parse_check_mode(check: str, word: str) -> tuple[CheckId, CheckMode]:
    """Read ``check: word`` as it stands in a ``verify`` mapping or after ``;`` in an address.

    Raises:
        UnknownName: There is no such check, or it cannot be made that way.

    """
    id_ = next((id_ for id_ in CHECKS if id_ == check), None)
    if id_ is None:
        raise UnknownName(f"there is no check `{check}`", found=check, allowed=CHECKS)
    if word in ("on", "off"):
        return id_, ON if word == "on" else OFF
    flaws = [flaw for flaw in CHECK_SPECS[id_].flaws if flaw.implied_by is None]
    for flaw in flaws:
        if flaw.duration and word.startswith(f"{flaw.name}-"):
            try:
                return id_, CheckMode(word, flaw.name, seconds_in(word.removeprefix(f"{flaw.name}-")))
            except ValueError:
                break
        elif word == flaw.word:
            return id_, CheckMode(word, word)
    allowed = ("on", "off", *(flaw.word for flaw in flaws))
    raise UnknownName(f"the check `{id_}` cannot be made `{word}`", found=word, allowed=allowed)


def parse_verify(words: Mapping[str, str]) -> dict[CheckId, CheckMode]:
    """Read a whole ``verify`` mapping, with what its flaws imply for checks that it leaves ``on``.

    Raises:
        UnknownName: See `parse_check_mode`.

    """
    modes = dict(parse_check_mode(check, word) for check, word in words.items())
    for id_, spec in CHECK_SPECS.items():
        for flaw in spec.flaws:
            if flaw.implied_by and modes.get(id_, ON) == ON and modes.get(flaw.implied_by, ON).flaw == flaw.name:
                modes[id_] = modes[flaw.implied_by]
    return modes


def parse_deployment(words: Iterable[str]) -> dict[str, str]:
    """Read ``check=mode`` as it stands after each ``;`` in the address of an api.

    Raises:
        UnknownName: One check stands there twice, or see `parse_check_mode`.

    """
    verify: dict[str, str] = {}
    for word in words:
        name, _, mode_word = word.partition("=")
        check, mode = parse_check_mode(name[:_LONGEST], mode_word[:_LONGEST])
        if check in verify:
            raise UnknownName(f"the check `{check}` stands twice in this address")
        verify[check] = mode.word
    return verify
