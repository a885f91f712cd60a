"""Reading a token strictly, without any key."""

import json
from base64 import urlsafe_b64encode

import pytest

from sandbox.settings import LIMITS
from sandbox.tokens.encoding import encode_part
from sandbox.tokens.parsed_token import parse_token
from tests.tokens.samples import CLAIMS, HEADER, parts_of, signed_text, token

H, C = parts_of()
S = token().rpartition(".")[2]


def nested(depth: int) -> str:
    """An object so many levels deep."""
    return '{"a":' * (depth - 1) + "{}" + "}" * (depth - 1)


def test_a_well_formed_token_is_read_whole() -> None:
    parsed = parse_token(token())
    assert (parsed.header, parsed.claims, parsed.fault) == (HEADER, CLAIMS, None)


def test_a_token_without_a_signature_is_well_formed() -> None:
    assert parse_token(f"{H}.{C}.").fault is None


def test_text_beyond_ascii_is_read() -> None:
    parsed = parse_token(token({"name": "Zoë 🗝 \u0000"}))
    assert parsed.claims is not None
    assert parsed.claims["name"] == "Zoë 🗝 \u0000"


def test_the_longest_token_is_still_read() -> None:
    room = LIMITS.token_bytes - len(f"{H}..")
    claims = '{"a":"' + "x" * (room * 3 // 4 - 8) + '"}'
    raw = f"{H}.{encode_part(claims.encode())}."
    assert len(raw) <= LIMITS.token_bytes < len(raw) + 4
    assert parse_token(raw).fault is None


def test_objects_are_read_to_the_deepest_level_allowed() -> None:
    assert parse_token(signed_text(json.dumps(dict(HEADER)), nested(LIMITS.json_depth))).fault is None


def test_numbers_are_read_to_the_longest_allowed() -> None:
    digits = "9" * LIMITS.number_digits
    parsed = parse_token(signed_text("{}", f'{{"n":{digits}}}'))
    assert parsed.claims == {"n": int(digits)}


FAULTS = {
    "empty": ("", "parts", "1 parts"),
    "one dot": (".", "parts", "2 parts"),
    "opaque": ("v2.local-opaque", "parts", "2 parts"),
    "four parts": (f"{H}.{C}.{S}.{S}", "parts", "4 parts"),
    "five parts, as encrypted": (f"{H}.a.b.c.d", "parts", "5 parts"),
    "only dots": ("..", "json", "header"),
    "1 MB": ("x" * 2**20, "too_long", "1048576 characters"),
    "one character too long": ("x" * (LIMITS.token_bytes + 1), "too_long", f"{LIMITS.token_bytes + 1} characters"),
    "a space around": (f" {token()}", "base64url", "header"),
    "a line break at the end": (f"{token()}\n", "base64url", "signature"),
    "padded header": (f"{urlsafe_b64encode(b'{} ').decode()}=.{C}.{S}", "base64url", "header"),
    "padded signature": (f"{token()}==", "base64url", "signature"),
    "ordinary base64": (f"{H}.a+/b.{S}", "base64url", "payload"),
    "junk in the signature": (f"{H}.{C}.!{S}", "base64url", "signature"),
    "one character left over": (f"{H}.{C}.A", "base64url", "signature"),
    "loose bits at the end": (f"{H}.{C}.AB", "base64url", "signature"),
    "digits that are not ASCII": (f"{H}.{C}.١٢٣٤", "base64url", "signature"),
    "a lone surrogate": (f"{H}.{C}.\ud800", "base64url", "signature"),
    "a NUL": (f"{H}.\0.{S}", "base64url", "payload"),
    "header that is no JSON": (signed_text("alg", "{}"), "json", "header"),
    "payload that is no JSON": (signed_text("{}", "{'a': 1}"), "json", "payload"),
    "payload that is no UTF-8": (signed_text("{}", b'{"a":"\xff"}'), "json", "payload"),
    "byte order mark": (signed_text("{}", b"\xef\xbb\xbf{}"), "json", "payload"),
    "array as header": (signed_text("[]", "{}"), "not_an_object", "header"),
    "array as payload": (signed_text("{}", "[{}]"), "not_an_object", "payload"),
    "string as payload": (signed_text("{}", '"a"'), "not_an_object", "payload"),
    "null as payload": (signed_text("{}", "null"), "not_an_object", "payload"),
    "NaN": (signed_text("{}", '{"exp":NaN}'), "json", "payload"),
    "Infinity": (signed_text("{}", '{"exp":-Infinity}'), "json", "payload"),
    "1e400": (signed_text("{}", '{"exp":1e400}'), "json", "payload"),
    "an integer too long": (signed_text("{}", f'{{"n":{"9" * (LIMITS.number_digits + 1)}}}'), "json", "payload"),
    "a fraction too long": (signed_text("{}", f'{{"n":0.{"9" * LIMITS.number_digits}}}'), "json", "payload"),
    "an escaped lone surrogate": (signed_text("{}", r'{"a":"\ud800"}'), "json", "payload"),
    "an escaped lone surrogate as a name": (signed_text("{}", r'{"\udfff":1}'), "json", "payload"),
    "one level too deep": (signed_text("{}", nested(LIMITS.json_depth + 1)), "too_deep", "payload"),
    "one array too deep": (signed_text("{}", nested(LIMITS.json_depth).replace("{}", "[[]]")), "too_deep", "payload"),
    "1000 deep": (signed_text("{}", nested(1000)), "too_deep", "payload"),
    "deeper than Python goes": (signed_text("{}", nested(1700)), "too_deep", "payload"),
}


@pytest.mark.parametrize(("raw", "reason", "found"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_with_what_was_found(raw: str, reason: str, found: str) -> None:
    assert parse_token(raw).fault == (reason, found)


@pytest.mark.parametrize("where", ["header", "payload"])
def test_a_repeated_member_is_a_fault_and_the_last_one_is_read(where: str) -> None:
    repeated = '{"a":1,"b":1,"a":2}'
    raw = signed_text(repeated, "{}") if where == "header" else signed_text("{}", repeated)
    parsed = parse_token(raw)
    assert parsed.fault == ("repeated_member", f"{where}: a")
    assert (parsed.header if where == "header" else parsed.claims) == {"a": 2, "b": 1}


def test_a_member_repeated_deep_inside_is_a_fault_too() -> None:
    assert parse_token(signed_text("{}", '{"a":[{"b":1,"b":1}]}')).fault == ("repeated_member", "payload: b")


def test_of_many_repeated_members_the_first_is_named_and_shortened() -> None:
    many = ",".join(f'"{"x" * 100}{number % 40}":0' for number in range(80))
    assert parse_token(signed_text("{}", f"{{{many}}}")).fault == ("repeated_member", f"payload: {'x' * 80}")


def test_the_first_of_several_faults_is_named() -> None:
    assert parse_token("!.!.!").fault == ("base64url", "header")


def test_what_can_be_read_is_read_though_another_part_is_faulty() -> None:
    unreadable_payload = parse_token(f"{H}.!.{S}")
    assert (unreadable_payload.header, unreadable_payload.claims) == (HEADER, None)
    unreadable_header = parse_token(f"!.{C}.{S}")
    assert (unreadable_header.header, unreadable_header.claims) == (None, CLAIMS)
    unreadable_signature = parse_token(f"{H}.{C}.!")
    assert (unreadable_signature.header, unreadable_signature.claims) == (HEADER, CLAIMS)
