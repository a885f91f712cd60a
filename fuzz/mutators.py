"""What is made of honest input: other JSON, other names, other texts, other bytes."""

import json
from collections.abc import Sequence
from random import Random
from typing import Any, Final

MARKER: Final = "<xss'\">"
"""What must never stand in HTML as it is."""
Members = list[tuple[str, str]]
"""A JSON object whose members may repeat, and whose values are JSON as text, or nearly."""

_ODD_JSON: Final = (
    *("null", "true", "false", "0", "-1", "-0", "1.5", "1e3", "1E400", "-1e400", "NaN", "Infinity", "-Infinity", "01"),
    *('""', '" "', "[]", "{}", "[[]]", "[null]", '[""]', '{"a":1}', '[1,"a"]', '{"":{}}', "1e-400", "0.0", "1_0"),
    *('"\\ud800"', '"\\u0000"', '"\ufeff"', '"\u202e"', '"\\ud83d\\ude00"', '"\x7f"', '"\t"', '"\n"', "'a'", "", "+1"),
    *("9" * 17, "9" * 300, "9" * 301, "9" * 5_000, "1" + "0" * 299 + ".5", "2147483648", "1e308", "4102444800"),
    *("[" * 20 + "]" * 20, "[" * 31 + "]" * 31, "[" * 40 + "]" * 40, '{"a":' * 30 + "1" + "}" * 30, "[" * 900),
)
_ODD_TEXT: Final = (
    *("", " ", "\n", "\x00", "\x1b[31m", "\u202e", "\u200b", "\ufeff", "\U0001f600", "\u0130", "\u0131", "\u00df"),
    *(
        "\u2028",
        "\ud800",
        "\r\n::error::x",
        "%00",
        "%0d%0aSet-Cookie: a=b",
        "../" * 8,
        "..%2f..%2f",
        "{{7*7}}",
        "${7*7}",
    ),
    *(
        "javascript:alert(1)",
        "//evil.example",
        "https://evil.example/",
        "\\\\evil",
        "=1+1",
        "@a",
        "*",
        "&",
        "#",
        "?",
        ";",
    ),
    *("x" * 70, "x" * 3_000, "[" * 50, "9" * 30, "-1", "nan", "true", "null", "~", "!!python/object:os.system", "a: b"),
    *(MARKER, f"</script>{MARKER}", f"\"'`>{MARKER}", f"](javascript:{MARKER})", f"![{MARKER}]({MARKER})"),
)


def odd_json(random: Random) -> str:
    """A value that nobody expects, as JSON or nearly."""
    return random.choice(_ODD_JSON)


def odd_text(random: Random) -> str:
    """A text that somebody might forget to escape, to bound or to refuse."""
    if random.random() < 0.8:
        return random.choice(_ODD_TEXT)
    return "".join(
        chr(random.choice((random.randrange(128), random.randrange(0x3000)))) for _ in range(random.randrange(12))
    )


def near_miss(name: str, random: Random) -> str:
    """A text that differs from an identifier as little as mistakes and attacks do."""
    at = random.randrange(len(name) + 1)
    return random.choice(
        (
            f"{name}/", name.rstrip("/"), f"{name} ", f" {name}", f"{name}\u200b", f"{name}\x00", f"{name}#",
            name.upper(), name.title(), name.replace("https", "http"), name.partition("://")[2], f"{name}.evil.example",
            f"api://{name.partition('://')[2]}", name[:at], name[at:], f"{name[:at]}{name[at + 1:]}", f"{name},{name}",
            f"{name}?", f"{name}@evil.example", name.replace("a", "\u0430"), name.replace(".", "%2e"),
        )
    )  # fmt: skip


def change_members(members: Members, random: Random, names: Sequence[str]) -> None:
    """Change one member of an object, take it out, repeat it, or add another.

    Args:
        members: The object, which is changed.
        random: What decides.
        names: The names that mean something in such an object.

    """
    kind, at = random.randrange(7), random.randrange(len(members)) if members else 0
    if not members or kind == 0:
        members.insert(at, (random.choice(names), _changed('"x"', random)))
    elif kind == 1:
        del members[at]
    elif kind == 2:
        members.append((members[at][0], random.choice((members[at][1], odd_json(random)))))
    elif kind == 3:
        members[at] = (random.choice((*names, members[at][0].upper(), f"{members[at][0]}\x00")), members[at][1])
    else:
        members[at] = (members[at][0], _changed(members[at][1], random))


def _changed(value: str, random: Random) -> str:
    kind = random.randrange(6)
    if kind <= 1:
        return odd_json(random)
    if kind == 2:
        return f"[{','.join([value, *(odd_json(random) for _ in range(random.randrange(3)))])}]"
    try:
        known: Any = json.loads(value)
    except ValueError:
        return value
    if isinstance(known, str):
        near = near_miss(known, random)
        return json.dumps(random.choice((near, [near, known], [known, near], [known], odd_text(random), near)))
    if isinstance(known, int | float):
        return str(known + random.choice((-1, 1, -300, 300, 0.5, -0.5, 10**6, -(10**6), 0)))
    if isinstance(known, list) and known:
        return json.dumps(random.sample(known, random.randrange(1, len(known) + 1)))
    return value


def as_text(members: Members) -> str:
    """The object as JSON, or nearly."""
    return f"{{{','.join(f'{json.dumps(name)}:{value}' for name, value in members)}}}"


def change_text(text: str, random: Random, alphabet: str) -> str:
    """A text with something cut, doubled, inserted or exchanged.

    Args:
        text: The text.
        random: What decides.
        alphabet: The characters that are put in.

    """
    at, kind = random.randrange(len(text) + 1), random.randrange(6)
    if kind == 0:
        return text[:at]
    if kind == 1:
        return f"{text[:at]}{random.choice(alphabet)}{text[at:]}"
    if kind == 2:
        return f"{text[:at]}{random.choice(alphabet)}{text[at + 1 :]}"
    if kind == 3:
        return f"{text[:at]}{text[at + random.randrange(1, 9) :]}"
    if kind == 4:
        return f"{text[:at]}{text[at : at + random.randrange(1, 40)] * random.randrange(2, 4)}{text[at:]}"
    return f"{text[:at]}{odd_text(random)}{text[at:]}"


def change_bytes(content: bytes, random: Random) -> bytes:
    """Bytes with something cut, doubled, inserted or exchanged."""
    at, kind = random.randrange(len(content) + 1), random.randrange(5)
    if kind == 0:
        return content[:at]
    if kind == 1:
        return content[:at] + random.randbytes(random.randrange(1, 4)) + content[at:]
    if kind == 2:
        return (
            content[:at]
            + random.choice((b"\x00", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\r", b"\x85"))
            + content[at + 1 :]
        )
    if kind == 3:
        return content[:at] + content[at : at + random.randrange(1, 200)] * random.randrange(2, 20) + content[at:]
    return content[:at] + content[at + random.randrange(1, 60) :]
