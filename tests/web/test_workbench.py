"""The workbench: everything is sent for real, the address holds it all, and the file it becomes is true."""

import asyncio
import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlencode, urlsplit

import httpx2
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.app import create_app
from sandbox.scenarios.loading.catalogue import shipped_catalogue
from sandbox.scenarios.workbench.state import WorkbenchState
from sandbox.tokens.check_facts import FLAWS
from sandbox.tokens.encoding import encode_part
from sandbox.tokens.keys import SigningKey
from sandbox.tokens.minting import sign
from sandbox.worlds.keys import key_ring
from sandbox.worlds.model import GrantType
from tests.commands.calling import aud, called
from tests.running import FORM, KEYS, PUBLIC_URL
from tests.scenarios import pack_files
from tests.scenarios.workbench.test_workbench import benches
from tests.tokens.samples import USUAL

CATALOGUE = shipped_catalogue()
WORLDS = CATALOGUE.worlds
TOKEN = re.compile(r"ey[\w-]+\.ey[\w-]+\.[\w-]+")


async def page(http: httpx2.AsyncClient, query: str = "") -> str:
    """The page of a state, by whatever address leads there."""
    answer = await http.get(f"/workbench?{query}", follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def answered(text: str) -> str:
    """What the reader answered, as the page says it."""
    found = re.search(r'<p class="answer.*?</p>', text, re.DOTALL)
    assert found, text
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


async def test_it_begins_with_a_genuine_letter_that_is_refused(http: httpx2.AsyncClient) -> None:
    text = await page(http)
    assert answered(text) == "baz answers 401 The check Audience decides."
    assert "baz</strong> answers <b>401" in text
    assert "bar</strong> answers <b>200" in text


async def test_every_other_address_of_a_state_leads_to_the_shortest(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/workbench?way=get&api=baz&client=www&check.audience=on&scope=read:orders")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/workbench?world=foo&scope=read:orders"


async def test_htmx_is_told_the_address_and_given_the_page(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/workbench?check.audience=off", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.headers["hx-push-url"] == "/workbench?world=foo&verify=audience=off"


@pytest.mark.parametrize("how", [f"{check}={how}" for check in USUAL for how in ("off", *FLAWS.get(check, ()))])
async def test_every_check_can_be_made_every_way(http: httpx2.AsyncClient, how: str) -> None:
    check, _, word = how.partition("=")
    text = await page(http, f"check.{check}={word}")
    assert f'<option value="{word}" selected>' in text
    assert "As it is set here" in text


async def test_the_two_deployments_stand_side_by_side(http: httpx2.AsyncClient) -> None:
    text = await page(http, "verify=audience=off")
    sides = re.findall(r"<h3>(As it is[^<]*?) <code>([^<]*)</code></h3>.*?<b>(\d+)</b>", text, re.DOTALL)
    assert sides == [("As it is", "baz", "401"), ("As it is set here", "baz;audience=off", "200")]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("client=nightly&grant=client_credentials&api=bar&scope=read:orders", "bar answers 200"),
        ("audience=https://baz.foo.com", "bar answers 401"),
        ("audience=https://baz.foo.com&api=baz", "baz answers 200"),
        ("audience=&scope=openid", "bar answers 401 The check Well formed decides."),
        ("grant=refresh_token&audience=https://baz.foo.com&scope=&api=baz", "baz answers 200"),
        (
            "client=bar-backend&grant=token_exchange&audience=https://baz.foo.com&scope=read:reports&api=baz",
            "baz answers 200",
        ),
        ("kind=id_token&api=bar", "bar answers 401"),
        ("way=mint&api=bar", "bar answers 200"),
        ("way=mint&api=bar&sign_with=stranger", "bar answers 401 The check Signature decides."),
        ("way=mint&api=bar&sign_with=none", "bar answers 401 The check Algorithm decides."),
        ("way=mint&api=bar&expires_in=-1m", "bar answers 401 The check Not expired decides."),
        ("way=mint&api=bar&remove=exp", "bar answers 401 The check Not expired decides."),
        ('way=mint&edit={"aud":"https://baz.foo.com"}', "baz answers 401 The check Signature decides."),
        ("way=none&api=bar", "bar answers 401 There is nothing to check."),
        ("audience=https://nobody.example", "issuer answers"),
    ],
)
async def test_each_way_to_a_letter_is_really_walked(http: httpx2.AsyncClient, query: str, says: str) -> None:
    assert answered(await page(http, query)).startswith(says)


async def test_another_letter_is_laid_beside_it(http: httpx2.AsyncClient) -> None:
    text = await page(http, "beside=baz")
    rows = re.findall(r'<tr class="differs"><th scope="row"><code>(\w+)</code>', text)
    assert rows == ["aud", "scope"]
    rows = re.findall(r'<tr class="differs"><th scope="row"><code>(\w+)</code>', await page(http, "beside=id_token"))
    assert {"aud", "azp", "scope", "auth_time"} <= {*rows}


async def test_what_is_wrong_stands_beside_its_field(http: httpx2.AsyncClient) -> None:
    text = await page(http, 'way=mint&claims={"aud":')
    assert 'role="alert">line 1, column 8' in text


@given(benches().filter(lambda bench: bench.way != "paste"))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_saved_passes(tmp_path: Path, bench: WorkbenchState) -> None:
    saved = save(tmp_path, bench.query())
    assert called("run", saved).exit == 0, saved.read_text()


@pytest.mark.parametrize("client", [f"{world}&client={id_}" for world in WORLDS for id_ in WORLDS[world].clients])
@pytest.mark.parametrize("audience", ["", "&audience="])
def test_what_any_client_asks_by_any_grant_passes(tmp_path: Path, client: str, audience: str) -> None:
    grants = get_args(GrantType)
    saved = [save(tmp_path / grant, f"world={client}&grant={grant}{audience}") for grant in grants]
    said = called("run", *saved)  # one command for all of them, since each reads the shipped pack first
    assert (said.exit, said.out.splitlines()[-1]) == (0, f"{len(grants)} scenarios, all as expected"), said.out


async def test_a_client_is_offered_the_grants_it_has(http: httpx2.AsyncClient) -> None:
    text = await page(http, "world=workloads&client=job&grant=authorization_code")
    offered = re.search(r'<select[^>]*name="grant".*?</select>', text, re.DOTALL)
    assert offered
    assert re.findall(r'value="(\w+)"', offered[0]) == ["client_credentials"]
    assert "there is no grant `authorization_code`; there are client_credentials" in text


@pytest.mark.parametrize(
    "claims", ['{"aud":"1e3"}', '{"aud":["on","0x1F","~"]}', '{"aud":1.5e22}', '{"aud":null}', "{}"]
)
def test_values_that_yaml_could_take_for_others_pass(tmp_path: Path, claims: str) -> None:
    saved = save(tmp_path, f"way=mint&claims={claims}")
    assert called("run", saved).exit == 0, saved.read_text()


def shown(text: str) -> list[str]:
    """The verdicts of the checks, as the page shows them; what passes and proves nothing is marked as unclear."""
    return ["pass" if one == "unclear" else one for one in re.findall(r'<li class="check (\w+)', text)]


def in_file(text: str) -> list[str]:
    """The verdicts that a file expects."""
    return [*yaml.safe_load(text)["steps"][-1]["expect"].get("checks", {}).values()]


KEY = key_ring(WORLDS["foo"], "issuer", KEYS).current
OTHER_KEY = KEYS.key("another", "RS256")
NOW = 2_000_000_000
CLAIMS = st.fixed_dictionaries(
    {},
    optional={
        "iss": st.sampled_from([f"{PUBLIC_URL}/worlds/foo/issuer/", "https://other.example/", 7]),
        "aud": st.sampled_from(["https://baz.foo.com", "x", ["https://baz.foo.com", "x"], [], 7, None]),
        "exp": st.sampled_from([NOW * 2, 1, "soon", True, None, 1.5]),
        "nbf": st.sampled_from([1, NOW * 2, "x"]),
        "iat": st.sampled_from([1, NOW * 2, "x", None]),
        "jti": st.sampled_from(["a", 1]),
        "sub": st.sampled_from(["alice", 1, "\x00\u2028"]),
        "scope": st.sampled_from(["read:reports", "x", ["read:reports"], None]),
        "deep": st.sampled_from([json.loads("[" * 20 + "]" * 20), json.loads("[" * 30 + "]" * 30), {"a": {}}, 1e22]),
    },
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "alg": st.sampled_from(["RS256", "HS256", "none", 7]),
        "kid": st.sampled_from([KEY.public.kid, "unknown", 7]),
        "typ": st.sampled_from(["JWT", "at+jwt", 7]),
        "crit": st.just(["b64"]),
    },
)
MANGLED: dict[str, Callable[[str], str]] = {
    "as it is": lambda raw: raw,
    "unsigned": lambda raw: raw.rpartition(".")[0] + ".",
    "another signature": lambda raw: raw[:-6] + "AAAAAA",
    "two parts": lambda raw: raw.rpartition(".")[0],
    "padded": lambda raw: raw + "==",
    "four parts": lambda raw: raw + ".x",
    "twice": lambda raw: ".".join([raw.split(".")[0], encode_part(b'{"aud":1,"aud":"https://baz.foo.com"}'), "x"]),
    "no object": lambda raw: ".".join([raw.split(".")[0], encode_part(b"[]"), "x"]),
    "opaque": lambda _: "6rz2mVtsTq",
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    header=HEADERS,
    claims=CLAIMS,
    key=st.sampled_from([KEY, OTHER_KEY]),
    mangled=st.sampled_from([*MANGLED, "as it is", "as it is"]),
    state=st.sampled_from(
        ["", "&api=bar", "&verify=audience=off", "&send_as=query", "&send_as=raw", "&verify=format=off"]
    ),
)
def test_a_pasted_token_is_saved_as_it_was_shown_or_not_at_all(
    tmp_path: Path, header: dict[str, Any], claims: dict[str, Any], key: SigningKey, mangled: str, state: str
) -> None:
    body = urlencode({"token": MANGLED[mangled](sign(header, claims, key))})

    async def ask(path: str) -> httpx2.Response:
        app = create_app(CATALOGUE, KEYS, PUBLIC_URL)
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=PUBLIC_URL) as http:
            return await http.post(f"{path}?way=paste{state}", content=body, headers=FORM)

    told, saved = asyncio.run(ask("/workbench")).text, asyncio.run(ask("/workbench/scenario.yaml"))
    if saved.status_code == 422:
        assert "cannot be saved" in saved.text
        assert shown(saved.text) == shown(told)
        return
    assert saved.status_code == 200
    assert in_file(saved.text) == shown(told)
    said = called("run", pack_files.write(tmp_path / "from-the-workbench.yaml", saved.text))
    assert said.exit == 0, saved.text


@pytest.mark.parametrize("mangled", ["two parts", "padded", "four parts", "twice", "no object", "opaque"])
async def test_what_is_malformed_is_not_saved_as_well_formed(http: httpx2.AsyncClient, mangled: str) -> None:
    raw = MANGLED[mangled](sign({"alg": "RS256", "kid": KEY.public.kid}, {"aud": "x"}, KEY))
    answer = await http.post("/workbench/scenario.yaml?way=paste", content=urlencode({"token": raw}), headers=FORM)
    assert answer.status_code == 422
    assert "the check format is `fail` here, and would be `pass`" in unescape(answer.text)


@given(benches().filter(lambda bench: bench.way != "paste"))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_state_is_saved_as_it_was_shown(tmp_path: Path, bench: WorkbenchState) -> None:
    async def ask(path: str) -> httpx2.Response:
        app = create_app(CATALOGUE, KEYS, PUBLIC_URL)
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=PUBLIC_URL) as http:
            return await http.get(f"{path}?{bench.query()}")

    told, saved = asyncio.run(ask("/workbench")), asyncio.run(ask("/workbench/scenario.yaml"))
    assert saved.status_code == 200, saved.text
    assert in_file(saved.text) == shown(told.text)


def save(folder: Path, query: str) -> Path:
    """Save a state as a file, by a server of its own."""

    async def ask() -> httpx2.Response:
        app = create_app(CATALOGUE, KEYS, PUBLIC_URL)
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=PUBLIC_URL) as http:
            return await http.get(f"/workbench/scenario.yaml?{query}")

    answer = asyncio.run(ask())
    assert answer.status_code == 200
    return pack_files.write(folder / "from-the-workbench.yaml", answer.text)


def test_a_file_that_was_saved_notices_a_change(tmp_path: Path) -> None:
    saved = save(tmp_path, "")
    saved.write_text(saved.read_text().replace("audience: fail", "audience: pass"))
    assert called("run", saved).exit == 1


async def test_a_pasted_token_is_sent_when_asked_and_stands_in_no_address(http: httpx2.AsyncClient) -> None:
    found = TOKEN.search(await page(http))
    assert found
    answer = await http.post("/workbench?world=foo&way=paste", content=f"token=+Bearer+{found[0]}%0D%0A", headers=FORM)
    assert answered(unescape(answer.text)).startswith("baz answers 401 The check Audience decides.")
    addresses = re.findall(r'(?:href|action|hx-get|hx-post|hx-push-url)="([^"]*)"', answer.text)
    assert addresses
    assert [address for address in addresses if found[0] in address] == []


async def test_what_is_saved_of_a_pasted_token_holds_neither_it_nor_its_seal(
    http: httpx2.AsyncClient, tmp_path: Path
) -> None:
    found = TOKEN.search(await page(http))
    assert found
    answer = await http.post("/workbench/scenario.yaml?way=paste", content=f"token={found[0]}", headers=FORM)
    assert [part for part in found[0].split(".") if part in answer.text] == []
    path = tmp_path / "from-the-workbench.yaml"
    path.write_text(answer.text)
    assert aud("run", path).exit == 0
    assert yaml.safe_load(answer.text)["steps"][-1]["expect"]["decided_by"] == "audience"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("", "Paste a token first"),
        ("token=", "Paste a token first"),
        ("token=%C3%A9", "no such characters"),
        ("token=a%00b", "no such characters"),
        (f"token={'a' * 20_000}", "at most 16384 are read"),
        ("token=a&token=b", "more than once"),
        (f"token={'a' * 70_000}", "larger than"),
    ],
)
async def test_what_is_no_token_is_told(http: httpx2.AsyncClient, body: str, says: str) -> None:
    answer = await http.post("/workbench?way=paste", content=body, headers=FORM)
    assert answer.status_code == 200
    assert says in answer.text
    assert (await http.post("/workbench/scenario.yaml?way=paste", content=body, headers=FORM)).status_code == 400


@pytest.mark.parametrize("token", ["x", "a.b", "a.b.c", "..", "e30.e30.", "eyJhbGciOiJub25lIn0.e30."])
async def test_any_text_may_be_pasted(http: httpx2.AsyncClient, token: str) -> None:
    for path in ("/workbench", "/workbench/scenario.yaml", "/workbench/seal"):
        answer = await http.post(f"{path}?way=paste", content=f"token={token}", headers=FORM)
        assert answer.status_code in (200, 404, 422)


async def test_every_step_opens_in_the_workbench_and_comes_out_the_same(
    http: httpx2.AsyncClient, pages: dict[str, str]
) -> None:
    compared: dict[str, tuple[list[str], list[str]]] = {}
    for stop, text in pages.items():
        here = unescape(text)
        link = re.search(r'href="(/workbench\?[^"]*)"', here)
        if link is None or '<p class="answer' not in here:
            continue
        state = link[1]
        if state not in compared:
            compared[state] = decided(await page(http, urlsplit(state).query))
        assert compared[state] == decided(here), (stop, state)
    assert len(compared) > 10


def decided(text: str) -> tuple[list[str], list[str]]:
    """The verdicts on a page, in order."""
    return re.findall(r'class="check (\w+)', text), re.findall(r'class="check \w+ (decides|overlooked)', text)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "Bearer {}",
        '"{}"',
        "Authorization: Bearer {}",
        "curl -H 'Authorization: Bearer {}' https://a.example",
        '{{"access_token": "{}", "token_type": "Bearer"}}',
        "https://app.example/cb#access_token={}&state=x",
        "access_token={}&token_type=bearer",
    ],
)
@pytest.mark.parametrize("path", ["/workbench", "/workbench/seal", "/workbench/scenario.yaml"])
async def test_whatever_a_token_stands_in_may_be_pasted(http: httpx2.AsyncClient, path: str, text: str) -> None:
    raw = sign({"alg": "RS256", "kid": KEY.public.kid}, {"aud": "https://elsewhere.example"}, KEY)
    body = urlencode({"token": text.format(raw)})
    answer = await http.post(f"{path}?way=paste", content=body, headers=FORM)
    assert answer.status_code == 200
    assert "https://elsewhere.example" in unescape(answer.text)
    if "curl" in text and path == "/workbench":
        assert "Found in a curl command." in answer.text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"aud": "x", "iss": "y"}', "a token without its signature cannot be sent"),
        ("no token here", "There is no token in this text"),
        ("https://app.example/cb?code=x", "authorization code"),
        ("ya29.a0AfH6SMBxyz", "This is an opaque token"),
        ("eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..a.b.c", "This is an encrypted token"),
    ],
)
async def test_what_is_no_token_to_be_read_is_said_to_be_what_it_is(
    http: httpx2.AsyncClient, text: str, says: str
) -> None:
    answer = await http.post("/workbench?way=paste", content=urlencode({"token": text}), headers=FORM)
    assert (answer.status_code, says in unescape(answer.text)) == (200, True)
