"""Clients and users are called what vendors call them, in all that a world is used for (RFC 6749 appendix A.1)."""

import json
import subprocess
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx2
import pytest

from sandbox.network import create_replayer
from sandbox.reading.diagnostics import InvalidDocument
from sandbox.reading.source import read_text
from sandbox.replay.player import ReplayRequest
from sandbox.replay.trace import Trace
from sandbox.scenarios.loading.parse import scenario_from
from sandbox.views.scenario.curl_script import curl_script
from sandbox.worlds.keys import lasting_keys
from tests.commands.calling import called, serving
from tests.running import KEYS, PUBLIC_URL, running, world

APPS: Final = (
    "11111111-2222-4333-8444-555555555555",
    "AAAAAAAA-2222-4333-8444-555555555555",
    "my_client",
    "Www",
    "https://app.example/x",
    "1234987819200.apps.googleusercontent.com",
    "a b+c%41&d=e",
    "o'k\"<b>$(id)`id`\\x",
    "*star",
    "123",
    "null",
    "0oa: x # y",
    "~/..",
)
SERVICES: Final = (
    "repo:org/x:ref:refs/heads/main",
    "system:serviceaccount:ns:name",
    "bot@shop.example",
    "10%+:x",
    "key:signed/client.x",
)
USERS: Final = (
    "auth0|123",
    "google-oauth2|107691503500061507151",
    "jane@shop.example",
    "AAAA_bbb",
    "107691503500061507151",
    "a|b",
    "a_b",
    "o'k\"<b>$(id)",
    "x y",
)
BAR: Final = "https://bar.shop.example"


def app_of(id_: str) -> dict[str, Any]:
    callback = f"{PUBLIC_URL}/worlds/ids/clients/{quote(id_, safe='')}/callback"
    grants = ["authorization_code", "refresh_token"]
    return {"consent": "ask", "grants": grants, "redirect_uris": [callback], "audiences": {"bar": ["read"]}}


def service_of(id_: str) -> dict[str, Any]:
    proof: dict[str, Any] = {"secret": "s:%+ &", "token_endpoint_auth_method": "client_secret_basic"}
    if id_.startswith("key"):
        proof = {"token_endpoint_auth_method": "private_key_jwt"}
    return {"type": "confidential", **proof, "grants": ["client_credentials"], "audiences": {"bar": ["read"]}}


WORLD_FILE: Final = json.dumps(
    {
        "world": "ids",
        "title": "Ids",
        "domain": "shop.example",
        "issuers": {"issuer": {}},
        "audiences": {"bar": {"identifier": BAR, "scopes": {"read": "Read"}}},
        "apis": {"bar": {"accepts": ["bar"], "routes": {"GET /bar": "read"}}},
        "clients": {**{id_: app_of(id_) for id_ in APPS}, **{id_: service_of(id_) for id_ in SERVICES}},
        "users": {id_: {"name": id_, "permissions": {"bar": ["read"]}} for id_ in USERS},
    }
)
IDS: Final = world(WORLD_FILE)


def scenario_of(client: str, user: str | None) -> str:
    by = {"grant": "authorization_code", "user": user} if user else {"grant": "client_credentials"}
    get = {"client": client, **by, "audience": BAR, "scope": "read", "save": "t"}
    claims = {"azp": client, "sub": user or f"{client}@clients"}
    steps = [
        {"id": "get", "title": "T", "get_token": get, "expect": {"status": 200, "claims": claims}},
        {
            "id": "call",
            "title": "C",
            "call": {"api": "bar", "by": client, "request": "GET /bar", "token": "t"},
            "expect": {"status": 200},
        },
    ]
    return json.dumps({"scenario": "mine", "title": "T", "world": "ids", "question": "Q?", "steps": steps})


WHO: Final = [
    *((id_, USERS[number % len(USERS)]) for number, id_ in enumerate(APPS)),
    *((APPS[0], id_) for id_ in USERS),
    *((id_, None) for id_ in SERVICES),
]


async def replayed(client: str, user: str | None, public_url: str = PUBLIC_URL) -> tuple[Any, Trace]:
    scenario = scenario_from(read_text(scenario_of(client, user), "mine.yaml"), "mine", {"ids": IDS})
    return scenario, await create_replayer({"ids": IDS}, KEYS, public_url).replay(ReplayRequest(scenario), IDS)


@pytest.mark.parametrize(("client", "user"), WHO)
async def test_a_scenario_with_them_is_replayed_and_true(client: str, user: str | None) -> None:
    _, trace = await replayed(client, user)
    assert [problem for step in trace.steps for problem in step.problems] == []


@pytest.mark.parametrize("id_", ["", " ", " a", "a ", "a\tb", "a\x00", "é", "\u202ea", "x" * 256])
@pytest.mark.parametrize("kind", ["clients", "users"])
def test_an_id_that_no_issuer_could_give_is_refused_with_the_rule(kind: str, id_: str) -> None:
    declared: dict[str, Any] = json.loads(WORLD_FILE)
    declared[kind][id_] = next(iter(declared[kind].values()))
    with pytest.raises(InvalidDocument) as caught:
        world(json.dumps(declared))
    said = str(caught.value.diagnostics)
    assert "printable ASCII" in said or "255" in said


@pytest.mark.parametrize("id_", APPS)
async def test_an_app_has_its_pages_by_path_whatever_is_in_its_id(id_: str) -> None:
    async with running(IDS) as live:
        home = f"{PUBLIC_URL}/worlds/ids/clients/{quote(id_, safe='')}/"
        for url in (home, f"{home}callback"):
            answer = await live.http.get(url)
            assert (answer.status_code, json.dumps(f"{home}callback")[1:-1] in answer.text) == (200, True)


@pytest.mark.parametrize("id_", ["my_client", "Www", "~", "1234987819200.apps.googleusercontent.com"])
async def test_what_is_no_label_of_a_host_has_no_origin(id_: str) -> None:
    async with running(IDS) as live:
        answer = await live.http.get(f"http://{quote(id_)}.ids.localhost:8000/")
        assert answer.status_code == 404


def test_keys_of_clients_of_two_worlds_never_share_a_name() -> None:
    worlds = {}
    for name, client in (("a", "b.c"), ("a.b", "c")):
        worlds[name] = IDS.model_copy(update={"world": name, "clients": {client: IDS.clients[SERVICES[-1]]}})
    assert len(lasting_keys(worlds)) == 4


async def test_people_with_one_consent_are_not_taken_for_each_other() -> None:
    declared: dict[str, Any] = json.loads(WORLD_FILE)
    declared["users"] |= {"a b": {"name": "1"}, "a": {"name": "2"}}
    declared["clients"] |= {"c": app_of("c"), "b c": app_of("b c")}
    async with running(world(json.dumps(declared))) as live:
        assert await _asked(live.http, "a b", "c", "allow") == ""
        assert "Allow it?" in await _asked(live.http, "a", "b c", None)


async def _asked(http: httpx2.AsyncClient, user: str, client: str, consent: str | None) -> str:
    query = {
        "response_type": "code",
        "client_id": client,
        "redirect_uri": app_of(client)["redirect_uris"][0],
        "audience": BAR,
        "code_challenge": "x" * 43,
        "code_challenge_method": "S256",
        "prompt": "login",
    }
    form = {"user": user, **({"consent": consent} if consent else {})}
    answer = await http.post(f"{PUBLIC_URL}/worlds/ids/issuer/authorize", params=query, data=form)
    return answer.text


def test_curl_commands_with_them_do_what_the_replay_did(tmp_path: Path) -> None:
    (tmp_path / "worlds").mkdir()
    (tmp_path / "01-ids").mkdir()
    (tmp_path / "worlds/ids.yaml").write_text(WORLD_FILE)
    (tmp_path / "01-ids/chapter.yaml").write_text("title: Ids\nsummary: S\n")
    pairs = [pair for pair in WHO if not pair[0].startswith("key")]  # whose assertion works once
    for number, (client, user) in enumerate(pairs):
        text = scenario_of(client, user).replace('"mine"', f'"mine-{number}"')
        (tmp_path / f"01-ids/mine-{number}.yaml").write_text(text)
    with serving("--scenarios", str(tmp_path)) as url:
        for number, pair in enumerate(pairs):
            report = httpx2.post(f"{url}/api/scenarios/mine-{number}/replay").json()
            trace = Trace.model_validate(report["scenarios"][0] if "scenarios" in report else report)
            scenario = scenario_from(read_text(scenario_of(*pair), "mine.yaml"), "mine", {"ids": IDS})
            script = curl_script(scenario, trace)
            done = subprocess.run(["sh", "-eu"], input=script, capture_output=True, text=True, timeout=60, check=False)
            assert (done.stderr, "HTTP/1.1 200" in done.stdout) == ("", True), script
            page = httpx2.get(f"{url}/scenarios/mine-{number}/call")
            assert page.status_code == 200
    (tmp_path / "playlists").mkdir()
    listed = json.dumps([f"mine-{number}" for number in range(len(pairs))])
    (tmp_path / "playlists/ids.yaml").write_text(f"playlist: ids\ntitle: Ids\nsummary: S\nscenarios: {listed}\n")
    said = called("export", "--scenarios", str(tmp_path), "--playlist", "ids", str(tmp_path / "out"))
    assert said.exit == 0, said.err


def test_jars_of_two_people_are_two() -> None:
    from sandbox.views.parts.shell_script import ShellScript  # noqa: PLC0415

    script = ShellScript()
    assert len({script.jar(user) for user in USERS}) == len(USERS)
