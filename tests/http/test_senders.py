"""Who sends a request: what browsers say of it, what programs say, and what nobody may be taken for."""

import pytest
from starlette.datastructures import Headers

from sandbox.http.senders import sender_of


@pytest.mark.parametrize(
    ("headers", "sender"),
    [
        ({"origin": "http://192.168.1.5:8000"}, "own page"),
        ({"origin": "HTTP://192.168.1.5:8000"}, "own page"),
        ({"origin": "https://192.168.1.5:8000"}, "own page"),
        ({"origin": "http://192.168.1.5:8000", "sec-fetch-site": "same-origin"}, "own page"),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, "own page"),
        ({"sec-fetch-site": "same-origin"}, "own page"),
        ({"sec-fetch-site": "none"}, "own page"),
        ({"sec-fetch-site": "cross-site"}, "other page"),
        ({"sec-fetch-site": "same-site"}, "other page"),
        ({"sec-fetch-site": ""}, "other page"),
        ({"sec-fetch-site": "Same-Origin"}, "other page"),
        ({"sec-fetch-site": "cross-site", "origin": "http://192.168.1.5:8000"}, "other page"),
        ({"sec-fetch-site": "none", "origin": "null"}, "other page"),
        ({"sec-fetch-site": "same-origin", "origin": "http://evil.example"}, "other page"),
        ({"origin": "http://evil.example"}, "other page"),
        ({"origin": "http://192.168.1.5"}, "other page"),
        ({"origin": "http://192.168.1.5:8001"}, "other page"),
        ({"origin": "http://evil@192.168.1.5:8000"}, "other page"),
        ({"origin": "file://192.168.1.5:8000"}, "other page"),
        ({"origin": "http://["}, "other page"),
        ({"origin": ""}, "other page"),
        ({"origin": "null"}, "other page"),
        ({}, "program"),
    ],
)
def test_what_is_sent_says_who_sends_it(headers: dict[str, str], sender: str) -> None:
    assert sender_of(Headers({"host": "192.168.1.5:8000", **headers})) == sender


def test_without_a_host_no_page_is_its_own() -> None:
    assert sender_of(Headers({"origin": "http://"})) == "other page"
