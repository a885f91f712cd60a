"""`aud new`: what it writes is true as it is, shows the whole language, and touches nothing that is there."""

import base64
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sandbox.reading.source import read_file
from sandbox.scenarios.language.schema import KEYS
from sandbox.scenarios.loading.catalogue import load_catalogue, shipped_catalogue
from sandbox.settings import LIMITS
from tests.commands.calling import Said, aud, called
from tests.scenarios import pack_files


@pytest.fixture(autouse=True)
def _in_an_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def token(claims: dict[str, Any], **header: Any) -> str:
    parts = ({"alg": "RS256", "typ": "JWT", **header}, claims)
    texts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*texts, "c2VhbA"])


def proven(*targets: str) -> Said:
    """What it says of these, which are whole."""
    said = called("pack", "check", *targets)
    assert said.exit == 0, said.out + said.err
    return said


def test_a_scenario_that_passes_untouched_with_every_key_explained() -> None:
    said = called("new", "wrong-door")
    assert (said.exit, said.out) == (0, "wrote wrong-door.yaml\n")
    assert called("check", "wrong-door.yaml").out == "1 file, no mistakes\n"
    assert proven("wrong-door.yaml").out == "1 file, 1 scenario, all proven\n"
    text = Path("wrong-door.yaml").read_text("utf-8")
    verbs = ("GetToken", "Call", "Introspect", "Fetch", "Mint", "Tamper", "Inspect", "RotateKeys", "Narrate")
    for model in ("Scenario", *verbs, "Expect"):
        for key in KEYS[model]:
            assert re.search(rf"(?<!\w){key}:", text), f"{model}.{key}"


NO_CLIENT = "the world `{world}` has no client that could get a token for an api of it"


@pytest.mark.parametrize("world", sorted(shipped_catalogue().worlds))
def test_it_passes_in_every_world_that_is_shipped(world: str) -> None:
    said = called("new", "first", "--world", world)
    if world == "balancer":
        assert (said.exit, said.err) == (2, f"Error: {NO_CLIENT.format(world=world)}\n")
        return
    assert said.exit == 0
    assert called("check", "first.yaml").exit == 0
    assert called("run", "first.yaml").exit == 0
    text = Path("first.yaml").read_text("utf-8")
    assert ("\n      opaque: true\n" in text) == (world in ("gates", "opaque", "talkative"))


def test_a_commented_key_is_right_when_its_hash_is_taken_away() -> None:
    called("new", "wrong-door")
    path = Path("wrong-door.yaml")
    lines = path.read_text("utf-8").splitlines()
    keys = [
        number for number, line in enumerate(lines) if re.match(r" *# (order|prompt|issuer|send_as|header): ", line)
    ]
    assert len(keys) >= 5
    for number in keys:
        bare = [line.replace("# ", "", 1) if at == number else line for at, line in enumerate(lines)]
        path.write_text("\n".join(bare), "utf-8")
        said = called("check", "wrong-door.yaml")
        assert said.exit == 0, said.out


def test_a_whole_pack_from_nothing() -> None:
    for words in (["pack", "acme"], ["world", "shop"], ["wrong-door"], ["chapter", "02-more"], ["playlist", "friday"]):
        assert called("new", *words).exit == 0
    assert called("new", "another", "--chapter", "02-more").out == "wrote 02-more/another.yaml\n"
    assert called("new", "of-foo", "--world", "foo").out == "wrote 02-more/of-foo.yaml\n"
    assert proven(".").out == "8 files, 3 scenarios, all proven\n"
    assert "world: shop" in Path("01-first-steps/wrong-door.yaml").read_text("utf-8")
    assert "acme.wrong-door" in Path("playlists/friday.yaml").read_text("utf-8")


def test_a_world_without_anybody_who_could_sign_in() -> None:
    pack_files.world(Path(), "mine")
    assert called("new", "alone").exit == 0
    assert proven(".").out.endswith("1 scenario, all proven\n")


def test_a_world_of_which_nothing_can_come() -> None:
    text = (
        "world: mine\ntitle: T\ndomain: a.example\nissuers: {issuer: {}}\nclients: {www: {grants: [refresh_token]}}\n"
    )
    pack_files.write(Path("worlds/mine.yaml"), text)
    said = called("new", "alone")
    assert (said.exit, said.out) == (2, "")
    assert "no client that could get a token" in said.err


def test_a_world_with_a_mistake_is_told() -> None:
    pack_files.world(Path(), "mine").write_text("world: mine\n", "utf-8")
    said = called("new", "alone")
    assert said.exit == 2
    assert "worlds/mine.yaml:1:1" in said.err


def test_nothing_that_is_there_is_touched() -> None:
    Path("wrong-door.yaml").write_text("mine", "utf-8")
    said = called("new", "wrong-door")
    assert (said.exit, Path("wrong-door.yaml").read_text("utf-8")) == (2, "mine")
    assert "is there already" in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "name what to write"),
        (["world"], "name what to write"),
        (["wordl", "a"], "name what to write"),
        (["../out"], "cannot be an id"),
        (["a\nb"], "cannot be an id"),
        (["a" * 65], "cannot be an id"),
        (["chapter", "../01-out"], "cannot be a chapter"),
        (["a", "--chapter", "one"], "cannot be a chapter"),
        (["a", "--world", "nowhere"], "there is no world `nowhere`; there are: balancer, ci, "),
        (["a", "--world", "mc"], "there is no world `mc`; did you mean `mcp`?"),
        (["world", "a", "--from-token", os.devnull], "are for a new scenario, not for a world"),
        (["playlist", "a", "--world", "foo"], "are for a new scenario, not for a playlist"),
        (["a", "--from-token", os.devnull, "--world", "foo"], "leave --world away"),
    ],
)
def test_what_cannot_be_meant_is_told_and_nothing_is_written(words: list[str], told: str) -> None:
    said = aud("new", *words, cwd=Path.cwd())
    assert (said.exit, said.out) == (2, "")
    assert told in said.err
    assert list(Path().iterdir()) == []


def test_from_a_token_comes_its_world_and_nothing_secret() -> None:
    claims = {
        "iss": "https://acme.eu.auth0.com/",
        "sub": "auth0|5f7c8ec7c33c6c004bbafe82",
        "aud": ["https://orders.acme.io/v2/", "https://acme.eu.auth0.com/userinfo"],
        "azp": "shop",
        "email": "carol@acme.io",
        "scope": "openid profile read:orders",
        "jti": "secret123",
        "https://acme.io/salary": 1_234_567,
    }
    Path("token.txt").write_text(
        f"Authorization: Bearer\n {token(claims, alg='ES256', kid='k-1')} \n".partition(": ")[2]
    )
    said = called("new", "last-friday", "--from-token", "token.txt")
    assert said.out.splitlines() == [
        "wrote worlds/last-friday.yaml",
        "wrote 01-incidents/last-friday.yaml",
        "wrote 01-incidents/chapter.yaml",
    ]
    assert proven(".").out == "3 files, 1 scenario, all proven\n"
    text = "".join(path.read_text("utf-8") for path in Path().rglob("*.yaml"))
    for kept in ("acme.eu.auth0.com", "https://orders.acme.io/v2/", "read:orders", "client: shop", "signing: ES256"):
        assert kept in text
    for secret in ("5f7c8", "carol", "secret123", "1234567", "k-1", "c2VhbA"):
        assert secret not in text


def test_from_a_token_of_a_machine_in_another_dialect() -> None:
    raw = token(
        {"iss": "https://as.example", "sub": "nightly", "client_id": "nightly", "aud": "urn:reports"}, typ="at+jwt"
    )
    Path("token.txt").write_text(raw)
    assert called("new", "--from-token", "token.txt").exit == 0
    text = Path("worlds/incident.yaml").read_text("utf-8")
    assert "dialect: rfc9068" in text
    assert "grants: [client_credentials]" in text
    proven(".")


@pytest.mark.parametrize("around", ["{}", "Bearer {}\r\n", "authorization: Bearer {}", '"{}"\n', "\ufeff{}\n"])
def test_a_token_is_taken_as_it_was_copied_or_saved(around: str) -> None:
    Path("token.txt").write_text(around.format(token({"aud": "urn:reports"})), "utf-8")
    said = called("new", "--from-token", "token.txt")
    assert said.exit == 0, said.err


@pytest.mark.parametrize("raw", ["", "opaque", "a.b.c", "x" * 100_000, '{"orders": []}', "https://a.example/?code=x"])
def test_what_no_world_can_be_made_of_is_told(raw: str) -> None:
    Path("token.txt").write_text(raw)
    said = called("new", "--from-token", "token.txt")
    assert (said.exit, said.out) == (2, "")
    assert "token" in said.err or "JWT" in said.err


@pytest.mark.parametrize("broken", ["https://[x", "//[", "https://a]b"])
def test_an_address_that_is_none_is_a_name_like_any_other(broken: str) -> None:
    Path("token.txt").write_text(token({"aud": broken, "iss": broken}))
    assert called("new", "--from-token", "token.txt").exit == 0
    proven(".")


def test_a_scope_that_stands_there_twice_counts_once() -> None:
    Path("token.txt").write_text(token({"aud": "urn:x:y", "scope": "read read"}))
    assert called("new", "--from-token", "token.txt").exit == 0
    proven(".")


COMPACT = token({"iss": "https://login.acme.io/", "aud": "https://orders.acme.io", "azp": "shop", "scope": "read"})
IN_HAND = {
    "a token response": json.dumps({"access_token": COMPACT, "token_type": "Bearer"}),
    "a curl command": f"curl -H 'Authorization: Bearer {COMPACT}' \\\n https://orders.acme.io",
    "an HTTP request": f"GET / HTTP/1.1\r\nAuthorization: Bearer {COMPACT}\r\n",
    "an address": f"https://app.acme.io/cb#access_token={COMPACT}&state=1",
    "a form": f"access_token={COMPACT}&token_type=bearer",
    "decoded claims": json.dumps({"aud": "https://orders.acme.io", "azp": "shop", "scope": "read"}, indent=2),
}


@pytest.mark.parametrize("form", IN_HAND)
def test_what_people_have_in_hand_is_taken_and_named(form: str) -> None:
    Path("token.txt").write_text(IN_HAND[form])
    said = called("new", "--from-token", "token.txt")
    assert (said.exit, said.err.splitlines()[0][: len(form) + 6]) == (0, f"From {form} ")
    assert "https://orders.acme.io" in Path("worlds/incident.yaml").read_text("utf-8")
    proven(".")


def test_a_token_without_an_audience_begins_a_scenario() -> None:
    Path("token.txt").write_text(
        token({"iss": "https://idp.example/", "sub": "u", "client_id": "c", "scope": "a/read"})
    )
    assert called("new", "--from-token", "token.txt").exit == 0
    text = Path("01-incidents/incident.yaml").read_text("utf-8")
    assert "decided_by: audience" in text
    assert "{audience: missing-passes}" in text
    proven(".")


def test_what_is_kept_and_left_out_stands_in_both_files_and_on_the_screen() -> None:
    Path("token.txt").write_text(token({"iss": "https://idp.example/", "aud": ["a", "b"], "salary": 1}, alg="PS384"))
    said = called("new", "--from-token", "token.txt")
    lines = said.err.splitlines()
    assert {"Left out of the claims: salary."} < {*lines}
    for name in ("worlds/incident.yaml", "01-incidents/incident.yaml"):
        written = Path(name).read_text("utf-8").splitlines()
        assert {f"# {line}" for line in lines} <= {*written}


def test_a_workload_is_no_person_who_signs_in() -> None:
    Path("token.txt").write_text(token({"sub": "repo:octo/repo:ref:refs/heads/main", "aud": "https://github.com/octo"}))
    assert called("new", "--from-token", "token.txt").exit == 0
    text = "".join(path.read_text("utf-8") for path in Path().rglob("*.yaml"))
    used = [line for line in text.splitlines() if not line.strip().startswith("#")]
    assert not [
        line for line in used if re.search("alice|authorization_code", line.partition("   #")[0], re.IGNORECASE)
    ]


TEXTS = st.text(max_size=60) | st.sampled_from(
    [
        *(
            "https://[",
            "//[x",
            "http://a:b",
            "urn:x:y",
            "https://a.b/[c]",
            "account",
            "x" * 700,
            "x" * 2_500,
            "\x00",
            "\u2028",
        ),
        *("https://a.example/v1", "https://a.example/v1/", "https://A.example/v1", "https://a.example:443/v1", "# no"),
        *(
            "http://localhost:8000/worlds/incident/apis/orders",
            "https://elsewhere.a.example",
            "11111111-2222-4333-8444-5",
        ),
    ]
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
MANY = st.integers(2, 300).map(lambda count: [f"https://a.example/{number}" for number in range(count)])
NAMES = st.sampled_from(
    ["iss", "azp", "client_id", "scope", "scp", "sub", "exp", "jti", "email", "gty", "kubernetes.io", "nonce"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    aud=st.just({}) | st.fixed_dictionaries({"aud": TEXTS | st.lists(TEXTS, max_size=5) | MANY | JSON}),
    rest=st.dictionaries(NAMES | TEXTS, JSON, max_size=6),
    header=st.dictionaries(st.sampled_from(["alg", "typ", "kid"]), JSON | st.sampled_from(["none", "ES256", "at+jwt"])),
)
def test_whatever_a_token_says_every_audience_is_written_and_the_run_is_true(
    tmp_path: Path, aud: dict[str, Any], rest: dict[str, Any], header: dict[str, Any]
) -> None:
    for path in sorted(tmp_path.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    text = token({**rest, **aud}, **header)
    assume(len(text) <= LIMITS.token_bytes)
    Path("token.txt").write_text(text)
    said = called("new", "--from-token", "token.txt")
    assert said.exit == 0, said.err
    proven(".")
    written = load_catalogue([Path()])
    (scenario,), (world,) = written.scenarios(), written.worlds.values()
    minted = scenario.steps[0].mint
    value = {**rest, **aud}.get("aud")
    named = [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str) and text]
    registered = {audience.identifier for audience in world.audiences.values()}
    for text in named:
        assert text in registered or (minted and text in minted.claims["aud"]) or text in said.err
    if minted and isinstance(value, str | list):
        assert minted.claims["aud"] == value


@pytest.mark.parametrize(
    "client", ["my_client", "https://app.example/x", "11111111-2222-4333-8444-555555555555", "*a: b #"]
)
def test_the_client_of_a_token_keeps_its_id_and_signs_in(client: str) -> None:
    Path("token.txt").write_text(token({"aud": "https://a.example", "sub": "auth0|1", "azp": client}))
    assert called("new", "--from-token", "token.txt").exit == 0
    (scenario,) = load_catalogue([Path()]).scenarios()
    assert scenario.steps[0].get_token
    assert scenario.steps[0].get_token.client == client
    proven(".")


def test_what_is_written_reads_alike_in_yaml_1_1_and_1_2() -> None:
    for words in (["pack", "acme"], ["world", "shop"], ["wrong-door"], ["playlist", "friday"]):
        assert called("new", *words).exit == 0
    written = sorted(Path().rglob("*.yaml"))
    assert len(written) == 5
    for path in written:
        assert yaml.safe_load(path.read_text("utf-8")) == read_file(path).data, path
