"""The parameters of a request: bounded, and none of them twice but those that may be (RFC 6749 §3.1 and §3.2)."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.requests import ClientDisconnect, Request

from sandbox.errors import SandboxError
from sandbox.settings import LIMITS

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
_MAY_REPEAT: Final = frozenset({"resource", "audience"})
"""RFC 8707 §2; in a token exchange ``audience``, too (RFC 8693 §2.1)."""


class BadForm(SandboxError):
    """Parameters that cannot be read.

    Args:
        message: What is wrong with them, as a sentence.
        status: The HTTP status that says so.

    """

    code = "bad_form"

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class Parameters(dict[str, str]):
    """The parameters of one request by name. Those without a value count as absent (RFC 6749 §3.1).

    Where one is repeated that may be, its first value is here, and `all` has every one.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        pairs_with_value = [pair for pair in pairs if pair[1]]
        super().__init__(reversed(pairs_with_value))
        self._pairs = pairs_with_value

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a parameter that may be repeated."""
        return tuple(value for other, value in self._pairs if other == name)

    def pairs(self) -> list[tuple[str, str]]:
        """Every name with every value, as they were sent."""
        return self._pairs


def parse_parameters(text: str) -> Parameters:
    """Parse a query or form.

    Raises:
        BadForm: Too many, not UTF-8, or one of them twice.

    """
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=LIMITS.form_fields, errors="strict")
    except ValueError:
        raise BadForm("The parameters cannot be read: too many, or not UTF-8.") from None
    names = [name for name, _ in pairs if name not in _MAY_REPEAT]
    if len(set(names)) < len(names):
        twice = next(name for index, name in enumerate(names) if name in names[:index])
        raise BadForm(f"The parameter {twice[:60]} is given more than once.")
    return Parameters(pairs)


def with_query(uri: str, members: Mapping[str, str]) -> str:
    """A URI without a fragment, with these members added to its query, which it may have already (RFC 6749 §3.1.2)."""
    joint = "?" if "?" not in uri else "" if uri.endswith(("?", "&")) else "&"
    return f"{uri}{joint}{urlencode(members)}"


def words_in(text: str) -> tuple[str, ...]:
    """The words of a list that is separated by spaces, each once; how many spaces, and where, makes no difference."""
    return tuple(dict.fromkeys(word for word in text.split(" ") if word))


async def read_form(request: Request, limit: int = LIMITS.form_bytes, *, or_json: bool = False) -> Parameters:
    """Read a form body.

    Args:
        request: The request.
        limit: The most bytes that the body may have.
        or_json: Whether a JSON object is read, too, whose members are strings.

    Raises:
        BadForm: Another content type, too large, or see `parse_parameters`.

    """
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = or_json and content_type == JSON
    if content_type != FORM and not is_json:
        found = content_type[:60] or "none"
        raise BadForm(f"Send the parameters as {FORM}; found content type {found}.")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise BadForm(f"The body is larger than {limit} bytes.", 413)
        if is_json:
            return _members(bytes(body))
        text = body.decode("ascii")
        if len(text) > LIMITS.form_bytes:
            return await asyncio.to_thread(parse_parameters, text)  # it takes as long as several pages
        return parse_parameters(text)
    except ClientDisconnect:
        raise BadForm("The body broke off.") from None
    except UnicodeDecodeError:
        raise BadForm("The body is not percent-encoded ASCII.") from None


def _members(body: bytes) -> Parameters:
    """The members of a JSON object as parameters; one that may be repeated may be an array.

    Raises:
        BadForm: It is no JSON object, has too many members, one of them twice, or one that is no string.

    """
    try:
        pairs = json.loads(body, object_pairs_hook=lambda found: found)
    except (ValueError, RecursionError):
        raise BadForm("The body is not JSON.") from None
    if not isinstance(pairs, list) or not all(isinstance(pair, tuple) for pair in pairs):
        raise BadForm("The body is no JSON object.")
    several = [(name, value if name in _MAY_REPEAT and isinstance(value, list) else [value]) for name, value in pairs]
    flat = [(name, one) for name, values in several for one in values]
    if not all(isinstance(value, str) for _, value in flat):
        raise BadForm("Every member of the JSON object must be a string.")
    try:
        return parse_parameters(urlencode(flat))
    except UnicodeEncodeError:
        raise BadForm("The body holds half a character.") from None
