"""The seal, taken apart: real bytes, a real key, and every edited text checked by an api."""

import re
from html import unescape
from urllib.parse import urlencode

import httpx2
import pytest

from tests.running import FORM

FIELD = r'<textarea[^>]* name="{}"[^>]*>(.*?)</textarea>'


def fields(text: str) -> dict[str, str]:
    """The form of the page, as it would be sent."""
    names = ("was_header", "was_payload", "header", "payload", "signature")
    found = {name: unescape(re.findall(FIELD.format(name), text, re.DOTALL)[0]) for name in names}
    return {**found, "was_signature": re.findall(r'name="was_signature" value="([^"]*)"', text)[0]}


def seal(text: str) -> str:
    return str(re.findall(r'class="lamp (\w+)', text)[0])


async def opened(http: httpx2.AsyncClient, query: str = "world=foo") -> str:
    answer = await http.get(f"/workbench/seal?{query}")
    assert answer.status_code == 200, answer.text
    return answer.text


async def sent(http: httpx2.AsyncClient, form: dict[str, str]) -> str:
    answer = await http.post("/workbench/seal?world=foo", content=urlencode(form), headers=FORM)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_a_genuine_letter_has_a_whole_seal(http: httpx2.AsyncClient) -> None:
    text = await opened(http)
    assert seal(text) == "pass"
    form = fields(text)
    assert form["header"] == form["was_header"]
    size = len(re.sub(r"<[^>]+>", "", re.findall(r'<span class="signed">(.*?)</span>\.<span class="part-3"', text)[0]))
    assert f"{size} bytes are signed" in text


async def test_one_character_of_aud_breaks_it_and_putting_it_back_mends_it(http: httpx2.AsyncClient) -> None:
    form = fields(await opened(http))
    broken = await sent(http, {**form, "do": "change"})
    assert seal(broken) == "fail"
    assert '"aud":"https://bar.foo.con"' in fields(broken)["payload"]
    assert "<mark>" in broken
    assert "JWSError: Signature verification failed." in broken
    assert seal(await sent(http, {**fields(broken), "do": "back"})) == "pass"


async def test_what_is_typed_is_what_is_checked(http: httpx2.AsyncClient) -> None:
    form = fields(await opened(http))
    for payload in (form["payload"].replace("alice", "mallory"), form["payload"].replace(",", ", ", 1)):
        assert payload != form["payload"]
        assert seal(await sent(http, {**form, "payload": payload})) == "fail"
    assert seal(await sent(http, form)) == "pass"


async def test_line_ends_of_a_form_are_not_taken_for_other_bytes(http: httpx2.AsyncClient) -> None:
    form = fields(await opened(http))
    one = await sent(http, {**form, "payload": form["payload"] + "\n"})
    other = await sent(http, {**form, "payload": form["payload"] + "\r\n"})
    assert re.findall(r"(\d+) bytes are signed", one) == re.findall(r"(\d+) bytes are signed", other)


@pytest.mark.parametrize(
    "changed",
    [
        {"payload": "no json"},
        {"payload": ""},
        {"header": "{}"},
        {"signature": ""},
        {"signature": "é"},
        {"payload": "x" * 20_000},
        {"payload": '{"aud": 7}', "do": "change"},
        {"header": '{"alg":"HS256"}'},
        {"payload": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")},
    ],
)
async def test_whatever_is_typed_is_answered(http: httpx2.AsyncClient, changed: dict[str, str]) -> None:
    form = fields(await opened(http))
    assert "The seal, taken apart" in await sent(http, {**form, **changed})


async def test_without_a_letter_it_begins_anew(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/workbench/seal?world=foo", content="", headers=FORM)
    assert answer.status_code == 303


async def test_a_letter_that_cannot_be_read_has_none(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/workbench/seal?audience=&scope=openid")).status_code == 404


async def test_the_page_tells_with_which_key_and_how_it_was_found(http: httpx2.AsyncClient) -> None:
    text = unescape(re.sub(r"</?(?:code|li|ol)[^>]*>", "", await opened(http)))
    assert "The header names the key foo-1 and the algorithm RS256." in text
    assert "GET http://localhost:8000/worlds/foo/issuer/.well-known/jwks.json. It publishes foo-1." in text
    assert "The named key is among them." in text
    assert "baz found, and answered 401" in text
    assert "Change one character of aud" in text
    assert 'value="back"' not in text


async def test_a_key_that_nobody_publishes_is_told(http: httpx2.AsyncClient) -> None:
    form = fields(await opened(http))
    text = await sent(http, {**form, "header": '{"alg":"none","kid":"other"}'})
    assert "<code>other</code> and the algorithm <code>none</code>" in text
    assert "The named key is not among them" in text
    assert 'value="back"' in text
    text = await sent(http, {**form, "header": "{}"})
    assert "the key <code>none</code> and the algorithm <code>none</code>" in text


async def test_only_what_was_changed_is_marked(http: httpx2.AsyncClient) -> None:
    form = fields(await opened(http))
    text = await sent(http, {**form, "signature": form["signature"][:-1] + "!"})
    sent_as = re.findall(r'<p class="bytes">.*?</p>', text, re.DOTALL)[0]
    assert re.findall(r"<mark>(.*?)</mark>", sent_as) == ["!"]
