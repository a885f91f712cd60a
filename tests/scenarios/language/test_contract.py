"""The example scenario and the example world of the scenario language are read as they stand there."""

from textwrap import dedent

import pytest

from sandbox.reading.diagnostics import InvalidDocument
from sandbox.reading.source import read_text
from sandbox.scenarios.loading.parse import scenario_from
from sandbox.scenarios.model import Scenario
from sandbox.worlds.loading import world_from
from sandbox.worlds.model import World

WORLD = """\
world: foo                        # id = file stem, [a-z][a-z0-9-]*
title: www.foo.com and its two APIs
domain: foo.com                   # shown to readers; the browser's origins are *.foo.localhost

issuers:
  issuer:                         # the one called `issuer` lives at /worlds/foo/issuer/
    dialect: auth0                # auth0 | rfc9068   (claims, typ, and errors as that dialect has them)
    signing: RS256                # RS256 | RS384 | RS512 | ES256 | ES384: what python-jose signs with
    default_audience: null        # an audience id, or null: then a request that names none gets an opaque token
    access_token_ttl: 15m

audiences:                        # what is registered at the issuer (Auth0: "API", RFC 8707: resource)
  bar: {identifier: "https://bar.foo.com", scopes: {"read:orders": Read orders, "write:orders": Place orders}}
  baz: {identifier: "https://baz.foo.com", scopes: {"read:reports": Read reports}}
  everything: {identifier: "https://api.foo.com", scopes: {"read:orders": …, "read:reports": …}}

apis:                             # running resource servers
  bar:
    accepts: [bar]                # audience ids; the first is the one it names in messages
    trusts: [issuer]
    routes: {"GET /orders": "read:orders", "POST /orders": "write:orders", "GET /health": null}   # null: any valid
    verify: {}                    # check -> how; absent = on. See "Checks"
  baz: {accepts: [baz], trusts: [issuer], routes: {"GET /reports": "read:reports"}}

clients:
  www:                            # the single-page app
    type: public                  # public | confidential
    grants: [authorization_code, refresh_token]
    redirect_uris: ["http://www.foo.localhost:8000/callback"]
    audiences: {bar: ["read:orders", "write:orders"], baz: ["read:reports"]}      # what it may ask for
    refresh_audiences: [bar, baz]                                                  # multi-resource refresh token
  nightly: {type: confidential, secret: nightly-secret, grants: [client_credentials], audiences: {bar: ["read:orders"]}}

users:
  alice: {name: Alice, email: alice@foo.com, permissions: {bar: ["read:orders", "write:orders"], baz: ["read:reports"]}}
"""

SCENARIO = """\
scenario: bar-token-to-baz        # id = file stem, unique in the catalogue
title: A bar token at baz's door
world: foo
level: beginner                   # beginner | intermediate | expert
minutes: 4
tags: [audience, demo]
question: What does baz say to a perfectly signed token that was issued for bar?
story: |
  Alice signed in at www.foo.com …

steps:
  - id: sign-in
    title: Alice signs in; the app asks for a token for bar
    get_token:
      client: www
      grant: authorization_code   # authorization_code | client_credentials | refresh_token | token_exchange
      user: alice
      audience: https://bar.foo.com       # or `resource:` (RFC 8707); neither = the request names none
      scope: openid read:orders
      save: bar_token             # the access token; `save_id_token`, `save_refresh_token` name the others
    expect: {status: 200, claims: {aud: https://bar.foo.com, azp: www}}

  - id: at-bar
    title: bar reads the address and serves
    call: {api: bar, request: GET /orders, token: bar_token}
    expect: {status: 200}

  - id: at-baz
    title: The same letter at baz's door
    predict:
      ask: What does baz answer?
      options:
        - {says: 200. The signature is genuine., because: …}
        - {says: "401. It is genuine, and not for baz.", correct: true, because: …}
        - {says: 403. A scope is missing., because: …}
    call: {api: baz, request: GET /reports, token: bar_token}
    expect:
      status: 401
      error: invalid_token
      checks: {signature: pass, issuer: pass, audience: fail}
      decided_by: audience
    explain: |
      The seal is genuine …
    what_if:
      - title: … baz did not check the audience?
        verify: {audience: off}
        expect: {status: 200, checks: {audience: fail}, decided_by: none}
        explain: …

takeaway: A signature says who wrote it. The audience says for whom.
reading: ["RFC 7519 §4.1.3", "RFC 9068 §4"]
presenter_notes: |
  Ask the room before you press Replay …
"""


@pytest.fixture(scope="module")
def world() -> World:
    return world_from(read_text(WORLD, "foo.yaml"), "foo")


def read(text: str, world: World) -> Scenario:
    document = read_text(dedent(text), "tests.yaml")
    return scenario_from(document, document.data["scenario"], {world.world: world})


def test_the_world(world: World) -> None:
    assert world.issuers["issuer"].access_token_ttl == 900
    assert list(world.apis["bar"].routes.items())[-1] == ("GET /health", None)
    assert world.clients["nightly"].secret == "nightly-secret"
    assert world.apis["baz"].verify == {}


def test_the_scenario(world: World) -> None:
    scenario = read(SCENARIO, world)
    at_baz = scenario.steps[2]
    assert at_baz.predict is not None
    assert [option.correct for option in at_baz.predict.options] == [False, True, False]
    assert at_baz.expect.decided_by == "audience"
    assert at_baz.what_if[0].verify == {"audience": "off"}
    assert at_baz.what_if[0].expect.decided_by == "none"
    assert [step.verb_name for step in scenario.steps] == ["get_token", "call", "call"]
    assert scenario.clients(world) == ["www"]


def test_what_stands_by_itself_is_as_the_language_says(world: World) -> None:
    scenario = read(
        """
        scenario: shortest
        title: The shortest
        world: foo
        question: What is left out?
        steps:
          - {id: tell, title: Nothing, narrate: {text: Nothing}}
        """,
        world,
    )
    left_out = ("level", "minutes", "order", "tags", "story", "takeaway", "reading", "presenter_notes")
    assert {name: getattr(scenario, name) for name in left_out} == {
        "level": "beginner",
        "minutes": 5,
        "order": None,
        "tags": [],
        "story": "",
        "takeaway": "",
        "reading": [],
        "presenter_notes": "",
    }
    assert scenario.clients(world) == ["www"]


EXPECTATIONS = """
scenario: expectations
title: Everything that can be expected
world: foo
question: Is it read?
steps:
  - id: sign-in
    title: Alice signs in
    get_token: {client: www, grant: authorization_code, user: alice, audience: "https://bar.foo.com", save: t}
    expect:
      status: 200
      error: invalid_token
      error_description: audience
      checks: {format: pass, type: fail, algorithm: skipped, key: pass, signature: pass, issuer: pass,
               audience: pass, expiry: pass, not_before: pass, scope: pass}
      decided_by: scope
      claims: {aud: [1, null], azp: {absent: true}}
      header: {kid: {absent: true}}
      opaque: true
      body: {active: false, aud: {absent: true}}
      challenge: {scope: "read:orders"}
"""


def test_everything_that_can_be_expected(world: World) -> None:
    expect = read(EXPECTATIONS, world).steps[0].expect
    assert expect.model_fields_set == set(type(expect).model_fields)


@pytest.mark.parametrize(
    ("request_", "known"),
    [
        ("GET /orders", True),
        ("GET /orders/42", True),
        ("GET /orders/a.b-c_d", True),
        ("GET /orders/42/lines/7", True),
        ("GET /orders/42/lines", False),
        ("GET /orders/", False),
        ("POST /orders/42", False),
        ("GET /order", False),
    ],
)
def test_a_request_may_name_the_segments_of_a_route(request_: str, known: bool) -> None:
    routes = '{"GET /orders": null, "GET /orders/{id}": null, "GET /orders/{id}/lines/{line}": null}'
    world = world_from(
        read_text(WORLD.replace('{"GET /reports": "read:reports"}', routes), "foo.yaml"),
        "foo",
    )
    text = f"""
        scenario: route
        title: A route
        world: foo
        question: Is it there?
        steps:
          - {{id: at-baz, title: At baz's door, call: {{api: baz, request: {request_}}}}}
        """
    if known:
        assert read(text, world).steps
    else:
        with pytest.raises(InvalidDocument, match="there is no route of `baz` called"):
            read(text, world)


@pytest.mark.parametrize("expect", ["{status: 404}", "{error: not_found}", "{status: 401}"])
def test_where_a_refusal_is_expected_a_name_may_be_the_point(expect: str, world: World) -> None:
    scenario = read(
        f"""
        scenario: refused
        title: Refused
        world: foo
        question: Why?
        steps:
          - {{id: nowhere, title: Nowhere, call: {{api: bar, request: GET /nowhere}}, expect: {expect}}}
          - id: nobody
            title: For nobody
            get_token: {{client: www, grant: authorization_code, user: alice, audience: "https://nobody"}}
            expect: {expect}
        """,
        world,
    )
    assert len(scenario.steps) == 2
