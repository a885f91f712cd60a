"""The state of the workbench: all of it in an address, nothing in it that cannot be, nothing that a form loses."""

import json
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.errors import UnknownName
from sandbox.scenarios.lint.references import references
from sandbox.scenarios.loading.catalogue import shipped_catalogue
from sandbox.scenarios.workbench.parse import json_mistake, parse_workbench
from sandbox.scenarios.workbench.scenario import at_every_api, workbench_scenario
from sandbox.scenarios.workbench.state import (
    KINDS,
    SEND_AS,
    SIGN_WITH,
    TOKEN_SOURCES,
    WorkbenchState,
    default_workbench,
    grants_of,
)
from sandbox.settings import LIMITS
from sandbox.tokens.check_facts import FLAWS
from sandbox.tokens.names import CHECKS

WORLDS = shipped_catalogue().worlds
FOO = WORLDS["foo"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=8), JSON, max_size=4)


def query_fields(query: str) -> dict[str, str]:
    return dict(parse_qsl(query, keep_blank_values=True))


def read(**fields: str) -> tuple[WorkbenchState, dict[str, str]]:
    return parse_workbench(fields, WORLDS)


@st.composite
def benches(draw: st.DrawFn) -> WorkbenchState:
    world = WORLDS[draw(st.sampled_from(sorted(WORLDS)))]
    check = draw(st.sampled_from(CHECKS))
    made = draw(st.sampled_from(["off", *FLAWS.get(check, ())]))
    wished = {
        "world": world.world,
        "way": draw(st.sampled_from(TOKEN_SOURCES)),
        "client": draw(st.sampled_from(sorted(world.clients))),
        "user": draw(st.sampled_from(sorted(world.users) or [""])),
        "audience": draw(st.sampled_from(["", "x", *(a.identifier for a in world.audiences.values())])),
        "scope": draw(st.text("abc: ", max_size=20)),
        "kind": draw(st.sampled_from(KINDS)),
        "claims": json.dumps(draw(OBJECTS)),
        "header": json.dumps(draw(OBJECTS)),
        "edit": json.dumps(draw(OBJECTS)),
        "sign_with": draw(st.sampled_from(SIGN_WITH)),
        "expires_in": draw(st.sampled_from(["", "15m", "-1m", "90s"])),
        "api": draw(st.sampled_from(sorted(world.apis))),
        "send_as": draw(st.sampled_from(SEND_AS)),
        "verify": f"{check}={made}",
    }
    chosen = draw(st.sets(st.sampled_from([*sorted(wished), "grant"]))) | {"world", "way"}
    client = wished["client"] if "client" in chosen else default_workbench(world).client
    wished["grant"] = draw(st.sampled_from(grants_of(world.clients[client])))
    state, problems = parse_workbench({name: wished[name] for name in chosen}, WORLDS)
    assert problems == {}
    return state


@given(benches())
def test_a_state_is_all_in_its_address(state: WorkbenchState) -> None:
    again, problems = parse_workbench(query_fields(state.query()), WORLDS)
    assert problems == {}
    assert again.query() == state.query()
    assert workbench_scenario(again) == workbench_scenario(state)


@given(
    st.dictionaries(st.sampled_from(sorted({*WorkbenchState.__dataclass_fields__, "was", "check.audience"})), st.text())
)
def test_nothing_that_is_asked_for_breaks_it(fields: dict[str, str]) -> None:
    try:
        state, _ = parse_workbench(fields, WORLDS)
    except UnknownName:
        assert fields.get("world") not in WORLDS
        return
    assert parse_workbench(query_fields(state.query()), WORLDS)[0].query() == state.query()
    workbench_scenario(state)


def test_where_nobody_lives_nobody_is_asked_who_it_is() -> None:
    empty = FOO.model_copy(update={"users": {}})
    for grant in ("authorization_code", "refresh_token"):
        scenario = workbench_scenario(replace(default_workbench(empty), grant=grant))
        assert list(references(scenario, empty)) == []
        assert scenario.steps[0].get_token
        assert scenario.steps[0].get_token.prompt == "none"


def test_it_begins_with_a_letter_at_the_wrong_door() -> None:
    state, problems = read()
    assert (state.audience, state.api, state.request) == ("https://bar.foo.com", "baz", "GET /reports")
    assert problems == {}


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("client", "wwww", "did you mean www?"),
        ("api", "bra", "did you mean bar?"),
        ("grant", "implicit", "there are authorization_code"),
        ("user", "carol", "there is no user `carol`"),
        ("expires_in", "soon", "write 90s"),
        ("request", "FETCH /x", "GET /orders"),
        ("request", "GET /a b", "GET /orders"),
        ("verify", "audience=offf", "did you mean off?"),
        ("verify", "audiense=off", "did you mean audience?"),
        ("claims", '{"aud": }', "line 1, column 9"),
        ("claims", "[1]", "begin with {"),
        ("claims", '{"n": NaN}', "no such number"),
        ("header", '{"a": "\\ud800"}', "no half characters"),
        ("edit", "[" * 5_000, "nested"),
        ("claims", f'{{"a": "{"x" * 9_000}"}}', "longer than"),
        ("scope", "x" * 501, "at most 500"),
        ("audience", "a\x00b", "can be printed"),
    ],
)
def test_what_cannot_be_is_told_with_what_can(field: str, value: str, says: str) -> None:
    way = "mint" if field in ("claims", "header", "edit", "expires_in") else "get"
    state, problems = read(way=way, **{field: value})
    assert says in problems[field]
    assert state == read(way=way)[0]


def test_an_unknown_world_is_told() -> None:
    with pytest.raises(UnknownName) as caught:
        read(world="fo")
    assert caught.value.suggestion == "foo"


def form(state: WorkbenchState, **changed: str) -> WorkbenchState:
    """What is read from the form of a state, in which something was changed."""
    names = ("client", "grant", "user", "audience", "scope", "kind", "api", "request")
    fields = {"world": state.world.world, **{name: str(getattr(state, name)) for name in names}}
    was = "\n".join(f"{name}={value}" for name, value in fields.items())
    found, problems = parse_workbench({**fields, **changed, "was": was}, WORLDS)
    assert problems == {}
    return found


def test_another_audience_brings_its_own_scopes() -> None:
    assert form(read()[0], audience="https://baz.foo.com").scope == "read:reports"


def test_scopes_that_were_typed_stay() -> None:
    assert form(read()[0], audience="https://baz.foo.com", scope="read:orders").scope == "read:orders"


def test_another_client_asks_as_it_may() -> None:
    state = form(read()[0], client="nightly")
    assert (state.grant, state.audience, state.scope) == ("client_credentials", "https://bar.foo.com", "read:orders")


def test_another_api_is_asked_for_something_it_has() -> None:
    assert form(read()[0], api="bar").request == "GET /orders"


def test_an_id_token_is_asked_for_by_its_scope() -> None:
    assert form(read()[0], kind="id_token").scope.startswith("openid ")


def test_another_world_begins_anew() -> None:
    state = form(read(audience="https://baz.foo.com")[0], world="seven")
    assert state == default_workbench(WORLDS["seven"])


def test_an_audience_that_is_not_named_stays_unnamed() -> None:
    state, _ = read(audience="")
    assert state.audience == ""
    assert "audience=" in state.query()


def test_a_letter_goes_to_a_route_that_the_door_has() -> None:
    """Some doors have no GET; 404 would say nothing about the letter."""
    for world in WORLDS.values():
        scenario = workbench_scenario(default_workbench(world))
        for step in at_every_api(scenario, len(scenario.steps) - 1, "token", world).steps[-len(world.apis) :]:
            if step.call:
                assert step.call.request in world.apis[step.call.api].routes, world.world


def test_a_letter_goes_to_every_door_but_the_one_it_stands_at() -> None:
    scenario = workbench_scenario(read()[0])
    steps = at_every_api(scenario, len(scenario.steps), "token", FOO).steps
    assert [step.call.api for step in steps if step.call] == ["baz", "bar"]
    seven = workbench_scenario(default_workbench(WORLDS["seven"]))
    doors = at_every_api(seven, len(seven.steps), "token", WORLDS["seven"]).steps
    assert len({step.call.api for step in doors if step.call}) == 7


@given(st.text())
def test_a_mistake_in_json_is_named_or_there_is_none(text: str) -> None:
    mistake = json_mistake(text)
    if not mistake and text:
        assert isinstance(json.loads(text), dict)
        assert len(text) <= LIMITS.token_bytes
