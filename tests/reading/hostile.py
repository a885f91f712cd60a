"""Texts of many shapes, of about as many characters as one asks for, that are meant to be read slowly."""

from collections.abc import Callable
from itertools import count

_HEAD = "scenario: hostile\ntitle: t\nworld: foo\nquestion: q\n"
_STEPS = "steps:\n  - {id: a, title: t, narrate: {text: hi}}\n"
_WORLD = "world: hostile\ntitle: t\ndomain: foo.com\nissuers: {issuer: {}}\n"
_CLIENT = "clients: {w: {grants: [authorization_code], redirect_uris: [http://x/], audiences: {}}}\n"
_LIKE = "ab" * 20

SHAPES: dict[str, Callable[[int], str]] = {}
"""By name: what makes a text of a size."""


def _shape(make: Callable[[int], str]) -> Callable[[int], str]:
    SHAPES[make.__name__] = make
    return make


def _filled(size: int, item: str) -> str:
    """An item again and again, each time with another number in place of ``%d``."""
    parts: list[str] = []
    length = 0
    for number in count():
        if length >= size:
            return "".join(parts)
        parts.append(item % number if "%d" in item else item)
        length += len(parts[-1])
    raise AssertionError


def _texts(size: int, piece: str) -> str:
    """A scenario with texts as long as they may be, which are made of a piece; each in another step."""
    steps, left = [], size
    for number in range(50):
        text = _filled(min(left, 19_000), piece).replace("\n", "\n      ") + " [x](/questions)"
        steps.append(f"  - id: s{number}\n    title: t\n    narrate: {{text: hi}}\n    explain: |\n      {text}\n")
        left -= 19_000
        if left <= 0:
            break
    return _HEAD + "steps:\n" + "".join(steps)


def _claims(size: int, piece: str) -> str:
    """A scenario with one text of any length."""
    text = _filled(size, piece).replace("\n", "\n          ")
    mint = "  - id: a\n    title: t\n    mint:\n      save: x\n      claims:\n        x: |\n          "
    return f"{_HEAD}steps:\n{mint}{text}\n"


@_shape
def wrong_items(size: int) -> str:
    return f"{_HEAD}{_STEPS}tags:\n" + _filled(size, "- 1\n")


@_shape
def wrong_items_then_right_ones(size: int) -> str:
    return f"{_HEAD}{_STEPS}tags:\n" + _filled(size // 2, "- 1\n") + _filled(size // 2, "- a\n")


@_shape
def wrong_items_in_one_line(size: int) -> str:
    return f"{_HEAD}{_STEPS}tags: [{_filled(size, '1,')}]\n"


@_shape
def wrong_keys(size: int) -> str:
    return _HEAD + _STEPS + _filled(size, "titel%d: x\n")


@_shape
def wrong_keys_in_one_line(size: int) -> str:
    return f"{_HEAD}steps: [{{id: a, title: t, narrate: {{text: hi, {_filled(size, 'txt%d: x, ')}}}}}]\n"


@_shape
def a_long_wrong_key(size: int) -> str:
    return f"{_HEAD}{_STEPS}? {'k' * size}\n: x\n"


@_shape
def missing_verbs_and_wrong_keys(size: int) -> str:
    keys = _filled(size, "titel%d: x, ")
    return f"{_HEAD}steps:\n" + "".join(f"  - {{id: s{n}, title: t, {keys if n == 25 else ''}}}\n" for n in range(50))


@_shape
def near_scopes(size: int) -> str:
    registered = _filled(size, f"      {_LIKE}%d: d\n")
    wrong = _filled(size // 2, f"        - z{_LIKE}%d\n")
    client = f"clients:\n  w:\n    grants: [refresh_token]\n    audiences:\n      a:\n{wrong}"
    return f"{_WORLD}audiences:\n  a:\n    identifier: x\n    scopes:\n{registered}{client}"


@_shape
def near_long_scopes(size: int) -> str:
    long = "ab" * 95
    registered = _filled(size, f"      {long}%d: d\n")
    wrong = "".join(f"        - {long}z{n}\n" for n in range(5))
    client = f"clients:\n  w:\n    grants: [refresh_token]\n    audiences:\n      a:\n{wrong}"
    return f"{_WORLD}audiences:\n  a:\n    identifier: x\n    scopes:\n{registered}{client}"


@_shape
def near_audiences(size: int) -> str:
    registered = _filled(size, "  abababab%d: {identifier: x}\n")
    accepted = _filled(size, "babababa%d, ")
    return f"{_WORLD}audiences:\n{registered}apis: {{x: {{accepts: [{accepted}], routes: {{}}}}}}\n{_CLIENT}"


@_shape
def right_scopes(size: int) -> str:
    registered = _filled(size, "      s%d: d\n")
    granted = _filled(size, "        - s%d\n")
    client = f"clients:\n  w:\n    grants: [refresh_token]\n    audiences:\n      a:\n{granted}"
    return f"{_WORLD}audiences:\n  a:\n    identifier: x\n    scopes:\n{registered}{client}"


@_shape
def parts_of_one_name(size: int) -> str:
    apis = _filled(size, "  p%d: {accepts: [a], routes: {}}\n")
    clients = _filled(size, "  p%d: {grants: [refresh_token]}\n")
    return f"{_WORLD}audiences: {{a: {{identifier: x}}}}\napis:\n{apis}clients:\n{clients}"


@_shape
def opaque_apis_and_clients(size: int) -> str:
    apis = _filled(size, "  p%d: {accepts: [a], routes: {}}\n")
    clients = _filled(size, "  c%d: {type: confidential, secret: s, api: p1, grants: [refresh_token]}\n")
    return f"{_WORLD}audiences: {{a: {{identifier: x, tokens: opaque}}}}\napis:\n{apis}clients:\n{clients}"


@_shape
def wrong_checks(size: int) -> str:
    verify = _filled(size, "audienc%d: on, ")
    apis = f"{{x: {{accepts: [a], routes: {{}}, verify: {{{verify}}}}}}}"
    return f"{_WORLD}audiences: {{a: {{identifier: x}}}}\napis: {apis}\n{_CLIENT}"


@_shape
def routes_of_many_names(size: int) -> str:
    routes = _filled(size, f"    GET /{'{a}' * 60}%d: null\n")
    return f"{_WORLD}audiences: {{a: {{identifier: x}}}}\napis:\n  x:\n   accepts: [a]\n   routes:\n{routes}{_CLIENT}"


@_shape
def client_keys(size: int) -> str:
    by_key = "type: confidential, token_endpoint_auth_method: private_key_jwt, grants: []"
    clients = _filled(size, f"  c%d: {{{by_key}, jwks: {{keys: [{{}}]}}}}\n")
    return f"{_WORLD}clients:\n{clients}"


@_shape
def a_dead_link_after_many_lines(size: int) -> str:
    return f"{_HEAD}{_STEPS}story: |\n" + _filled(min(size, 19_000), "  a\n") + "  [x](/nope%20é)\n"


@_shape
def a_dead_link_after_many_lines_in_claims(size: int) -> str:
    return _claims(size, "a\n") + "          [x](/nope%20é)\n"


@_shape
def dead_links(size: int) -> str:
    return _texts(size, "[x](/scenarios/nope%d) ")


@_shape
def dead_links_in_lines(size: int) -> str:
    return _texts(size, "[x](/nope%d)\n")


@_shape
def dead_links_to_steps(size: int) -> str:
    return _texts(size, "[x](/scenarios/bar-token-to-baz/stp%d)\n")


@_shape
def dead_relative_links(size: int) -> str:
    return _texts(size, "[x](nope%d.md) ![y](z.png)\n")


@_shape
def dead_links_in_claims(size: int) -> str:
    return _claims(size, "[x](/nope%d)\n")


@_shape
def living_links(size: int) -> str:
    return _texts(size, "[x](/scenarios/bar-token-to-baz/takeaway) ")


@_shape
def dead_needs(size: int) -> str:
    return f"{_HEAD}{_STEPS}needs: [{_filled(size, 'nope%d, ')}]\n"


@_shape
def long_dead_need(size: int) -> str:
    return f"{_HEAD}{_STEPS}needs: [{'ab' * (size // 2)}]\n"


@_shape
def an_unknown_world_of_a_long_name(size: int) -> str:
    return f"scenario: hostile\ntitle: t\nquestion: q\nworld: {'fo' * (size // 2)}\n{_STEPS}"


@_shape
def resources(size: int) -> str:
    get = f"client: www, grant: authorization_code, user: alice, resource: [{_filled(size, 'x%d, ')}]"
    return f"{_HEAD}steps:\n  - {{id: a, title: t, get_token: {{{get}}}}}\n"


@_shape
def scopes_in_one_text(size: int) -> str:
    get = f"client: www, grant: authorization_code, user: alice, scope: '{_filled(size, 'reed:orders%d ')}'"
    return f"{_HEAD}steps:\n  - {{id: a, title: t, get_token: {{{get}}}}}\n"


@_shape
def many_steps(size: int) -> str:
    return f"{_HEAD}steps:\n" + _filled(size, "  - {id: a%d, title: t, narrate: {text: hi}}\n")


@_shape
def many_what_ifs(size: int) -> str:
    call = "id: a\n    title: t\n    call: {api: bar, request: GET /orders}\n    what_if:\n"
    return f"{_HEAD}steps:\n  - {call}" + _filled(size, "      - {title: t, verify: {audienc%d: 'off'}}\n")


@_shape
def right_what_ifs(size: int) -> str:
    call = "id: a\n    title: t\n    call: {api: bar, request: GET /orders}\n    what_if:\n"
    return f"{_HEAD}steps:\n  - {call}" + _filled(size, "      - {title: t, verify: {audience: 'off'}}\n")


@_shape
def verify_and_what_ifs(size: int) -> str:
    verify = _filled(size // 2, "audienc%d: on, ")
    call = f"id: a\n    title: t\n    call: {{api: bar, request: GET /orders, verify: {{{verify}}}}}\n    what_if:\n"
    return f"{_HEAD}steps:\n  - {call}" + _filled(size // 2, "      - {title: t, verify: {audience: 'off'}}\n")


@_shape
def predictions(size: int) -> str:
    options = _filled(size, "{says: a, becuase%d: b}, ")
    return f"{_HEAD}steps:\n  - {{id: a, title: t, narrate: {{text: hi}}, predict: {{ask: a, options: [{options}]}}}}\n"


@_shape
def brackets(size: int) -> str:
    return f"{_HEAD}story: {'[' * size}"


@_shape
def braces(size: int) -> str:
    return f"{_HEAD}story: {'{a: ' * (size // 4)}"


@_shape
def indented_ever_deeper(size: int) -> str:
    depth = int((2 * size) ** 0.5)
    return "".join(f"{' ' * n}a:\n" for n in range(depth))


@_shape
def dashes_in_one_line(size: int) -> str:
    return f"{_HEAD}story: \n  {'- ' * (size // 2)}x\n"


@_shape
def questions_in_one_line(size: int) -> str:
    return f"{'? ' * (size // 2)}x\n"


@_shape
def small_lists(size: int) -> str:
    return f"{_HEAD}{_STEPS}tags:\n" + _filled(size, "- [[], [1, {a: []}]]\n")


@_shape
def anchors(size: int) -> str:
    return f"{_HEAD}{_STEPS}tags:\n" + _filled(size, "- &a%d x\n")


@_shape
def aliases_of_a_long_text(size: int) -> str:
    return f"{_HEAD}{_STEPS}tags:\n- &a '{'[x](/nope) ' * (size // 22)}'\n" + _filled(size // 2, "- *a\n")


@_shape
def aliases_of_lists(size: int) -> str:
    return f"{_HEAD}{_STEPS}tags:\n- &a [{_filled(size // 2, '1, ')}]\n" + _filled(size // 2, "- *a\n")


@_shape
def aliases_of_wrong_keys(size: int) -> str:
    return f"{_HEAD}steps:\n  - &s {{id: a, title: t, tital: t, narrate: {{txt: hi}}}}\n" + _filled(size, "  - *s\n")


@_shape
def merge_keys(size: int) -> str:
    return f"{_HEAD}steps: &s []\nstory:\n" + _filled(size, "  - {<<: *s}\n")


@_shape
def one_key_again_and_again(size: int) -> str:
    return _HEAD + _STEPS + "tags: " + _filled(size, "[x]\ntags: ")


@_shape
def comments(size: int) -> str:
    return _HEAD + _filled(size, "# a comment %d\n") + _STEPS + "tags: 1\n"


@_shape
def comments_in_prose(size: int) -> str:
    return f"{_HEAD}{_STEPS}tags:\n" + _filled(size, "- see issue #1 of it\n") + "story: 1\n"


@_shape
def returns(size: int) -> str:
    return (f"{_HEAD}{_STEPS}tags:\n" + _filled(size, "- 1\n")).replace("\n", "\r\n")


@_shape
def old_returns(size: int) -> str:
    return (f"{_HEAD}{_STEPS}tags:\n" + _filled(size, "- 1\n")).replace("\n", "\r")


@_shape
def blank_lines(size: int) -> str:
    return _HEAD + "\n" * size + "steps: 1\n"


@_shape
def a_long_line_that_is_wrong(size: int) -> str:
    return f"{_HEAD}steps: '{'x' * size}'\n"


@_shape
def a_long_line_that_is_not_yaml(size: int) -> str:
    return f"{_HEAD}steps: {'x' * size}: x: y\n"


@_shape
def a_quote_that_is_never_closed(size: int) -> str:
    return f"{_HEAD}steps: 'x\n" + "  x\n" * (size // 4)


@_shape
def a_long_plain_text(size: int) -> str:
    return f"{_HEAD}{_STEPS}story:\n" + "  x\n" * (size // 4)


@_shape
def escapes(size: int) -> str:
    return f'{_HEAD}{_STEPS}story: "' + "\\u00e9\\\n  " * (size // 10) + '"\n'


@_shape
def long_numbers(size: int) -> str:
    return f"{_HEAD}{_STEPS}order: {'1' * size}x\n"


@_shape
def long_almost_numbers(size: int) -> str:
    return f"{_HEAD}{_STEPS}tags: [{_filled(size, '1.%de+x, ')}]\n"


@_shape
def reading_lists(size: int) -> str:
    return f"{_HEAD}{_STEPS}reading:\n" + _filled(size, '- "a\\nb"\n')


@_shape
def playlist_of_dead_names(size: int) -> str:
    return "playlist: hostile\ntitle: t\nscenarios: [" + _filled(size, "bar-tokn-to-baz%d, ") + "]\n"


@_shape
def playlist_of_a_long_dead_name(size: int) -> str:
    return f"playlist: hostile\ntitle: t\nscenarios: [{'ab' * (size // 2)}]\n"


@_shape
def playlist_of_wrong_entries(size: int) -> str:
    return "playlist: hostile\ntitle: t\nscenarios:\n" + _filled(size, "- {pause: t, minuts%d: 3}\n")


@_shape
def chapter_of_wrong_keys(size: int) -> str:
    return "title: t\nsummary:\n" + _filled(size, "  - a%d\n")


@_shape
def pack_of_authors(size: int) -> str:
    return "pack: hostile\nlanguage: 1\ntitle: t\nlicence: MIT\nauthors:\n" + _filled(size, "- 1\n")


_MARKUP = {
    "open_brackets": "[",
    "open_links": "[a](",
    "open_links_in_angles": "[a](<b",
    "pictures": "![",
    "closed_brackets": "]",
    "balanced_brackets": "[]",
    "emphasis": "*a _b ",
    "stars": "*",
    "underscores_and_stars": "_*",
    "backticks": "`a``b```c````",
    "angles": "<",
    "autolinks": "<http://a.b ",
    "quotes": "> ",
    "quotes_in_lines": "> [x](/a)\n>> ",
    "lists": "- ",
    "lists_in_lines": "- a\n  - b\n",
    "definitions": "[a%d]: /b\n",
    "open_definitions": "[a\n",
    "definition_titles": "[a]: b (\n",
    "references": "[a][b] ",
    "entities": "&#1;&amp",
    "backslashes": "\\",
    "parentheses": "[a](((((",
    "spaces": "[a](b     \n",
    "html": "<a <!-- <![CDATA[ <? ",
    "fences": "```\n~~~\n",
    "tables": "a | b\n",
    "headings": "# # #\n===\n",
    "tildes": "~~",
    "line_ends": "a  \n",
}
"""What CommonMark readers are slow at."""


def _in_texts(piece: str) -> Callable[[int], str]:
    return lambda size: _texts(size, piece)


SHAPES |= {f"markup_{name}": _in_texts(piece) for name, piece in _MARKUP.items()}
