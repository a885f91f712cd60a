"""A token that somebody pasted into a form: the token alone, or whatever it stands in."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from sandbox.http.forms import BadForm, read_form
from sandbox.settings import LIMITS
from sandbox.tokens.in_hand import NothingInHand, read_in_hand, without_claims


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was pasted.

    Args:
        raw: The token, as it is sent; empty if there is none.
        notes: Where it was found, and what was done to find it.
        problem: Why there is none.

    """

    raw: str = ""
    notes: tuple[str, ...] = ()
    problem: str = ""


NOTHING: Final = Pasted()


async def read_pasted(request: Request) -> Pasted:
    """The token in the field ``token`` of a form."""
    try:
        form = await read_form(request)
    except BadForm as error:
        return Pasted(problem=error.message)
    return pasted(form.get("token", ""))


def pasted(text: str) -> Pasted:
    """The token in a text. One word is sent as it is, however wrong: a reader is to say what is wrong with it."""
    if not text.strip():
        return Pasted(problem="Paste a token first.")
    try:
        found = read_in_hand(text)
    except NothingInHand as error:
        words = text.split()
        if words[0].lower() == "bearer":
            words = words[1:]
        if "://" in text or "{" in text:
            words = []
        return _one_word(words) or Pasted(problem=_sentence(error.message))
    if found.kind == "claims":
        return Pasted(problem=f"This is {found.form}: a token without its signature cannot be sent. Paste all of it.")
    notes = found.notes if found.form == "a token" else (f"Found in {found.form}.", *found.notes)
    if found.kind in ("encrypted", "opaque"):
        notes = (*notes, _sentence(without_claims(found)))
    return _one_word([found.raw], notes) or Pasted(problem="Paste a token first.")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _one_word(words: list[str], notes: tuple[str, ...] = ()) -> Pasted | None:
    """What can be sent as a token, or why it cannot; None for what is several words, or none."""
    raw = "".join(words)
    if len(words) != 1:
        return None
    if not raw.isascii() or not raw.isprintable():
        return Pasted(problem="A token has no such characters: letters, digits, hyphens, underscores and dots.")
    if len(raw) > LIMITS.token_bytes:
        return Pasted(problem=f"It has {len(raw)} characters; at most {LIMITS.token_bytes} are read.")
    return Pasted(raw, notes)
