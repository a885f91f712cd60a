"""`aud probe --write`: a test kit, from a command line that sends nothing."""

import json
import re
from pathlib import Path

import jwt
import pytest

from tests.commands.calling import Said, aud, called

ORDERS = ("--audience", "https://orders.example.com")
FROZEN = (*ORDERS, "--at", "2030-01-01T12:00:00Z")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("keys") / "keys.json"
    file.touch(0o600)
    file.write_text(called("keys").out, "utf-8")
    return file


def write(folder: Path, *options: str | Path) -> Said:
    return called("probe", "--write", folder, *options)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_keys_and_time_give_the_same_bytes_and_new_keys_others(keys: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):  # processes of their own, with orders of their own for sets
        assert aud("probe", "--write", tmp_path / name, *FROZEN, "--keys", keys).exit == 0
    assert write(tmp_path / "c", *FROZEN).exit == 0
    assert files(tmp_path / "a") == files(tmp_path / "b")
    assert files(tmp_path / "a")["jwks.json"] != files(tmp_path / "c")["jwks.json"]
    assert set(files(tmp_path / "a")) == {"kit.json", "jwks.json", "README.md", "_kit.json"}


@pytest.mark.parametrize("issuer", [(), ("--world", "keyed", "--dialect", "rfc9068", "--scope", "a", "--all")])
def test_the_kit_says_whose_tokens_these_are_and_which_must_be_refused(
    issuer: tuple[str, ...], keys: Path, tmp_path: Path
) -> None:
    said = write(tmp_path, *FROZEN, *issuer, "--keys", keys, "--sandbox", "http://issuer.test:1234")
    kit = json.loads((tmp_path / "kit.json").read_text("utf-8"))
    assert (said.exit, said.err, kit["schema"], kit["now"]) == (0, "", 1, 1893499200)
    assert kit["issuer"].startswith("http://issuer.test:1234/worlds/")
    assert {*kit["rows"][0]} == {"id", "says", "expected", "severity", "source", "status", "carried", "token"}
    (canary,) = (row for row in kit["rows"] if row["id"] == kit["canary"])
    assert canary["expected"] == "refuse"
    published = {
        key.key_id: key for key in jwt.PyJWKSet.from_dict(json.loads((tmp_path / "jwks.json").read_text())).keys
    }
    assert len(published) == 2
    key = published[jwt.get_unverified_header(canary["token"])["kid"]]
    claims = jwt.decode(
        canary["token"],
        key,
        algorithms=[kit["algorithm"]],
        options={"verify_aud": False, "verify_exp": False, "verify_iat": False},
    )
    assert (claims["iss"], claims["iat"], claims["aud"] != kit["audience"]) == (kit["issuer"], kit["now"], True)
    readme = (tmp_path / "README.md").read_text("utf-8")
    assert f"is the row `{kit['canary']}`" in readme
    assert "must be `now` in `kit.json`: 1893499200, which is 2030-01-01T12:00:00Z" in readme
    assert '"d":' not in (tmp_path / "jwks.json").read_text()


def test_only_an_earlier_kit_is_replaced(keys: Path, tmp_path: Path) -> None:
    kit, mine, site = tmp_path / "kit", tmp_path / "mine", tmp_path / "site"
    assert write(kit, *ORDERS, "--keys", keys).exit == 0
    assert write(kit, *FROZEN, "--keys", keys).exit == 0
    (kit / "mine.txt").write_text("mine")
    assert write(kit, *FROZEN, "--keys", keys).exit == 0
    assert (kit / "mine.txt").read_text() == "mine"
    for folder, name in ((mine, "README.md"), (site, "_export.json")):
        folder.mkdir()
        (folder / name).write_text('{"made_by": "audience-sandbox", "files": []}')
        said = write(folder, *FROZEN, "--keys", keys)
        assert (said.exit, set(files(folder))) == (2, {name})
        assert "holds no earlier kit" in said.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "Missing option '--audience'"),
        (("--audience", ""), "Missing option '--audience'"),
        (("--audience", "x" * 2001), "audience: String should have at most 2000 characters"),
        ((*ORDERS, "http://localhost:3000/orders"), "takes no URL"),
        ((*ORDERS, "--at", "tomorrow"), "'tomorrow' is no time"),
        ((*ORDERS, "--at", "0"), "'0' is no time"),
        ((*ORDERS, "--at", "9" * 5000), "is no time"),
        ((*ORDERS, "--at", "9999-12-31T23:59:59-12:00"), "is no time"),
        ((*ORDERS, "--format", "json"), "--format has no meaning with --write"),
        ((*ORDERS, "--i-may-test", "example.com"), "--i-may-test has no meaning with --write"),
        ((*ORDERS, "--world", "fo"), "did you mean `foo`?"),
        ((*ORDERS, "--issuer", "nobody"), "there is no issuer in foo `nobody`"),
        (("--audience", "https://x.test", "--other-audience", "https://x.test"), "must not be the API's own"),
        ((*ORDERS, "--keys", "README.md"), "holds no signing keys"),
    ],
)
def test_what_cannot_be_written_is_said_and_nothing_is(options: tuple[str, ...], words: str, tmp_path: Path) -> None:
    said = write(tmp_path / "kit", *options)
    assert said.exit == 2
    assert words in re.sub(r"\s+", " ", said.err)
    assert not (tmp_path / "kit").exists()


def test_keys_without_those_of_strangers_are_not_enough(keys: Path, tmp_path: Path) -> None:
    some = [key for key in json.loads(keys.read_text())["keys"] if not key["kid"].startswith("sandbox-")]
    (tmp_path / "some.json").write_text(json.dumps({"keys": some}))
    said = write(tmp_path / "kit", *FROZEN, "--keys", tmp_path / "some.json")
    assert said.exit == 2
    assert "there is none with the kid sandbox-stranger (RS256), sandbox-elliptic (ES256)" in said.err


def test_the_clock_of_a_kit_needs_a_kit() -> None:
    said = called("probe", "http://localhost:9/", *FROZEN)
    assert (said.exit, "--at has a meaning with --write alone" in said.err) == (2, True)
    said = called("probe", *ORDERS)
    assert (said.exit, "name the URL of a route of your API, --setup NAME, or --write DIR" in said.err) == (2, True)
