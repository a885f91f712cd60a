"""The page of ``/check`` as a server answers it: to those without JavaScript, and on this machine only."""

import re
import tarfile
from html import unescape
from io import BytesIO
from typing import Final

import httpx2
import pytest

from sandbox.app import create_app
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.tokens.encoding import encode_json
from tests.running import KEYS, PUBLIC_URL

AUDIENCE: Final = "https://orders.example.com"
TOKEN: Final = (
    f"{encode_json({'alg': 'RS256'})}.{encode_json({'aud': f'{AUDIENCE}/', 'scope': 'a', 'exp': 4e9})}.c2lnbmVk"
)


def heading(answer: httpx2.Response) -> str:
    found = re.search(
        r'<section class="diagnosis.*?<h2[^>]*>(.*?)</h2>', answer.text.partition("<template")[0], re.DOTALL
    )
    return unescape(found[1]) if found else ""


async def test_a_form_is_answered_and_nobody_keeps_the_answer(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/check", data={"token": TOKEN, "audience": AUDIENCE})
    assert answer.status_code == 200
    assert heading(answer) == "The audience of the token ends in a slash, and that of your API does not."
    assert answer.headers["cache-control"] == "no-store"


async def test_the_page_may_connect_to_nothing_and_tells_nobody_where_one_came_from(http: httpx2.AsyncClient) -> None:
    for answer in (await http.get("/check"), await http.post("/check", data={"token": TOKEN})):
        assert "connect-src 'none'" in answer.headers["content-security-policy"]
        assert "form-action 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert '<meta name="referrer" content="no-referrer">' in answer.text


async def test_the_answer_has_the_files_of_a_scenario_and_sends_them_as_one(http: httpx2.AsyncClient) -> None:
    form = {"token": TOKEN, "audience": AUDIENCE}
    page = (await http.post("/check", data=form)).text.partition("<template")[0]
    assert "01-incidents/incident.yaml" in page
    assert "identifier: &#34;https://orders.example.com/&#34;" in page
    answer = await http.post("/check", data={**form, "make": "incident"})
    assert answer.headers["content-disposition"] == 'attachment; filename="incident.tar"'
    assert answer.headers["cache-control"] == "no-store"
    with tarfile.open(fileobj=BytesIO(answer.content)) as archive:
        names = archive.getnames()
    assert names == ["01-incidents/incident.yaml", "worlds/incident.yaml", "01-incidents/chapter.yaml"]


@pytest.mark.parametrize(
    ("client", "host"),
    [("192.168.1.7", "localhost:8000"), ("127.0.0.1", "sandbox.example.com"), ("127.0.0.1", "192.168.1.2:8000")],
)
async def test_from_elsewhere_no_token_is_taken_and_the_page_says_why(
    catalogue: Catalogue, client: str, host: str
) -> None:
    transport = httpx2.ASGITransport(app=create_app(catalogue, KEYS, PUBLIC_URL), client=(client, 50_000))
    async with httpx2.AsyncClient(transport=transport, base_url=f"http://{host}") as http:
        asked = await http.get("/check")
        assert "takes no token from you" in asked.text
        assert "Find out why" not in asked.text
        answer = await http.post("/check", data={"token": TOKEN, "audience": AUDIENCE})
    assert answer.status_code == 403
    assert "it took no token" in answer.text
    assert heading(answer) == ""
    assert TOKEN not in answer.text


@pytest.mark.parametrize(
    ("form", "status"),
    [
        (b"token=%ff", 400),
        (b"token=a&token=b", 400),
        (b"token=" + b"x" * 2_000_000, 413),
        (b"token=" + b"%00%0A" * 1000, 200),
        (b"token=e30.eyJhdWQiOiJcdWQ4MDAifQ.&audience=%E2%80%AE", 200),
        (b"token=" + b"%7B%22a%22%3A" * 10_000, 200),
        (b"token=a.b.c&at=soon&kind=x&library=%3Cb%3E", 200),
        (b"example=nobody", 200),
        (b"", 200),
    ],
)
async def test_nothing_that_is_sent_breaks_it(http: httpx2.AsyncClient, form: bytes, status: int) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await http.post("/check", content=form, headers=kind)
    assert answer.status_code == status
    assert "<b>" not in heading(answer)


async def test_markup_in_claims_is_text(http: httpx2.AsyncClient) -> None:
    token = f"e30.{encode_json({'aud': '<img src=x onerror=alert(1)>', '</script><b>': 1})}."
    answer = await http.post("/check", data={"token": token, "audience": "<i>"})
    assert "<img src=x" not in answer.text
    assert "</script><b>" not in answer.text
    assert "<i>" not in answer.text


async def test_a_token_in_an_address_is_not_read(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/check", params={"token": TOKEN, "audience": AUDIENCE})
    assert TOKEN not in answer.text
    assert heading(answer) == ""
