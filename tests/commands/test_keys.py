"""`aud keys` and `--keys`: processes that sign with the same keys accept what the others issued."""

import json
import socket
import stat
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from sandbox.scenarios.loading.catalogue import shipped_catalogue
from tests.commands.calling import Said, aud, called, serving
from tests.scenarios import pack_files

VISITED = ("bar-token-to-baz", "unknown-kid", "wrong-key", "iss-prefix", "client-assertion-aud", "opaque-token")
"""Scenarios with codes and opaque tokens, a rotation, strangers' keys, and signatures by ECDSA."""
PUBLIC = "http://sandbox.example.org"
"""Servers behind one load balancer have one name, and so one issuer."""


@pytest.fixture(scope="module")
def printed() -> str:
    said = aud("keys")
    assert (said.exit, said.err) == (0, "")
    return said.out


@pytest.fixture
def file(tmp_path: Path, printed: str) -> Path:
    return private(tmp_path / "keys.json", printed)


def private(path: Path, text: str) -> Path:
    path.touch(0o600)
    path.write_text(text, "utf-8")
    return path


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def two_servers(*options: str) -> Iterator[list[httpx2.Client]]:
    """Two processes that say they have the same address."""
    with ExitStack() as servers:
        clients = []
        for _ in range(2):
            port = str(free_port())
            servers.enter_context(serving("--port", port, "--public-url", PUBLIC, *options, says=PUBLIC))
            clients.append(servers.enter_context(httpx2.Client(base_url=f"http://127.0.0.1:{port}")))
        yield clients


def at_the_other(one: httpx2.Client, other: httpx2.Client) -> tuple[int, dict[str, Any]]:
    """What bar of one server says of a token that the issuer of the other one gave."""
    form = {
        "grant_type": "client_credentials",
        "client_id": "nightly",
        "client_secret": "nightly-secret",
        "audience": "https://bar.foo.com",
    }
    token = one.post("/worlds/foo/issuer/oauth/token", data=form).json()["access_token"]
    answer = other.get("/worlds/foo/apis/bar/orders", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, answer.json()["sandbox"]


def refused(file: Path, *more: str) -> Said:
    said = aud("serve", "--port", "0", "--keys", file, *more, timeout=20)
    assert (said.exit, said.out) == (2, "")
    return said


def test_a_token_of_one_server_is_accepted_by_the_other_and_a_visit_goes_on_there(file: Path) -> None:
    with two_servers("--keys", str(file)) as (one, other):
        assert at_the_other(one, other)[0] == 200
        assert at_the_other(other, one)[0] == 200
        for scenario in VISITED:
            replay = f"/api/scenarios/{scenario}/replay?seed=mine&clock={int(time.time())}"
            assert one.post(replay).json() == other.post(replay).json(), scenario


def test_without_shared_keys_it_is_refused_by_its_signature() -> None:
    with two_servers() as (one, other):
        status, told = at_the_other(one, other)
    assert (status, told["decided_by"]) == (401, "signature")


def test_every_issuer_publishes_the_key_of_the_file_and_no_secret(file: Path, printed: str) -> None:
    kept = {key["kid"]: key for key in json.loads(printed)["keys"]}
    seen = set()
    with serving("--keys", str(file)) as url:
        for world in shipped_catalogue().worlds.values():
            for issuer in world.issuers:
                path = "issuer" if issuer == "issuer" else f"issuers/{issuer}"
                keys = httpx2.get(f"{url}/worlds/{world.world}/{path}/.well-known/jwks.json").json()["keys"]
                assert [key["kid"].rpartition("-")[2] for key in keys] == ["1", "2"]
                for key in keys:
                    assert key.items() <= kept[key["kid"]].items()
                    assert "d" not in key
                    seen.add(key["kid"])
    strangers = {kid for kid in kept if kid.startswith(("stranger:", "sandbox-"))}
    assert strangers >= {"stranger:RS256", "stranger:ES256"}
    assert {kid for kid in set(kept) - seen - strangers if not kid.startswith("client:")} == set()
    assert set(kept) >= {"client:workloads.pod", "client:partners.clearing"}


def test_each_set_is_new_and_holds_the_keys_of_packs_too(tmp_path: Path, printed: str) -> None:
    keys = json.loads(aud("keys", "--scenarios", pack_files.pack(tmp_path)).out)["keys"]
    kids = [key["kid"] for key in keys]
    assert sorted(kids) == sorted([*(key["kid"] for key in json.loads(printed)["keys"]), "mine-1", "mine-2"])
    assert not any(key[name] in printed for key in keys for name in ("n", "x") if name in key)


def test_a_pack_with_mistakes_has_no_keys(tmp_path: Path) -> None:
    pack_files.write(tmp_path / "worlds" / "mine.yaml", "world: [")
    said = called("keys", "--scenarios", tmp_path)
    assert (said.exit, said.out) == (2, "")
    assert "mine.yaml:1:" in said.err


def test_a_world_without_a_key_in_the_file_is_told_by_its_kid(tmp_path: Path, file: Path) -> None:
    said = refused(file, "--scenarios", str(pack_files.pack(tmp_path / "pack")))
    assert said.err == (
        f"Error: the keys in {file} are not those of these worlds: there is none with the kid mine-1. "
        "Each process would make its own and refuse what the others signed. "
        "Print a set with `aud keys`, with the same --scenarios.\n"
    )


def test_a_key_for_another_algorithm_is_told(tmp_path: Path, printed: str) -> None:
    kept = json.loads(printed)
    next(key for key in kept["keys"] if key["kid"] == "foo-1")["alg"] = "RS512"
    said = refused(private(tmp_path / "keys.json", json.dumps(kept)))
    assert "foo-1 is for RS512, not RS256" in said.err


def test_an_algorithm_that_is_mistyped_is_told_with_the_nearest(tmp_path: Path, printed: str) -> None:
    kept = json.loads(printed)
    number, key = next((number, key) for number, key in enumerate(kept["keys"], 1) if key["kid"] == "foo-1")
    key["alg"] = "RS265"
    said = refused(private(tmp_path / "keys.json", json.dumps(kept)))
    assert f"key {number}: the alg of the JWK foo-1 is not used here; did you mean `RS256`?" in said.err


def test_a_published_set_is_refused(tmp_path: Path) -> None:
    with serving() as url:
        published = httpx2.get(f"{url}/worlds/foo/issuer/.well-known/jwks.json").text
    said = refused(private(tmp_path / "keys.json", published))
    assert (
        "the JWK foo-1 is public: signing needs its d, p, q, dp, dq, qi. `aud keys` prints a set of them." in said.err
    )


@pytest.mark.parametrize(
    ("file", "reason"),
    [("nowhere.json", "No such file or directory"), (".", "Is a directory")],
)
def test_a_file_that_is_none(tmp_path: Path, file: str, reason: str) -> None:
    assert f"cannot be read: {reason}" in refused(tmp_path / file).err


@pytest.mark.parametrize(("mode", "warned"), [(0o644, True), (0o604, True), (0o600, False), (0o640, False)])
def test_a_file_that_everybody_can_read_is_warned_of(file: Path, mode: int, warned: bool) -> None:
    file.chmod(mode)
    said = refused(file, "--scenarios", str(pack_files.pack(file.parent / "pack")))
    assert ("everybody on this machine can read the keys" in said.err) is warned
    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_no_secret_of_the_file_is_told(tmp_path: Path, printed: str) -> None:
    kept = json.loads(printed)
    secrets = [key[name] for key in kept["keys"] for name in ("d", "p", "q") if name in key]
    (_, other), (number, key) = [(at, key) for at, key in enumerate(kept["keys"], 1) if "q" in key][:2]
    key["q"] = other["q"]
    said = refused(private(tmp_path / "keys.json", json.dumps(kept)))
    assert f"key {number}: the JWK {key['kid']} cannot sign: its private and its public half do not fit" in said.err
    assert not any(secret[:12] in said.err for secret in secrets)
