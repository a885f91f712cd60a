"""Every verb, every odd token and an odd world have pages, too: nothing an author can write answers a 500."""

from pathlib import Path

import httpx2
import pytest

from sandbox.app import create_app
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue
from sandbox.scenarios.stops import stops
from tests.running import KEYS, PUBLIC_URL

WORLD = (
    """
world: odd
title: Two issuers, ten apis, nobody
domain: odd.example.org
issuers:
  issuer: {dialect: rfc9068, signing: ES256}
  other: {signing: RS256}
audiences:
  a: {identifier: "urn:a", scopes: {"x:y": Do x}}
apis:
"""
    + "\n".join(
        f'  api{number}: {{accepts: [a], trusts: [issuer, other], routes: {{"GET /x": null, "POST /y": "x:y"}}}}'
        for number in range(10)
    )
    + "\nclients: {app: {grants: [client_credentials], type: confidential, secret: s}}\nusers: {ann: {name: Ann}}\n"
)
SCENARIO = """
scenario: odd
title: Everything
world: odd
question: Does it hold?
steps:
  - {id: said, title: Said, narrate: {text: "# Words"}}
  - {id: made, title: Made, mint: {claims: {aud: [urn:a, urn:b], sub: s}, save: good}}
  - {id: keys, title: Keys, fetch: {document: jwks, of: other}}
  - {id: discovered, title: Discovered, fetch: {document: openid-configuration, of: issuer, by: api3}}
  - {id: described, title: Described, fetch: {document: oauth-protected-resource, of: api1}, expect: {body: {a: 1}}}
  - {id: asked, title: Asked, introspect: {client: app, token: good}, expect: {body: {active: true}}}
  - {id: who, title: Who, userinfo: {token: good, by: api3, issuer: other}}
  - {id: revoked, title: Revoked, revoke: {client: app, token: good}}
  - {id: out, title: Out, sign_out: {client: app, user: ann}, expect: {status: 302}}
  - {id: passed, title: Passed on, call: {api: api1, request: GET /x, token: good, by: api2}}
  - {id: read, title: Read, inspect: {token: good, highlight: [sub, nothing]}}
  - {id: unsigned, title: Unsigned, mint: {like: good, sign_with: none, save: unsigned}}
  - {id: strange, title: Strange, mint: {like: good, sign_with: stranger, save: strange}}
  - {id: hmac, title: HMAC, mint: {like: good, sign_with: public-key-as-hmac, save: hmac}}
  - {id: late, title: Late, mint: {like: good, expires_in: -60s, save: late}}
  - {id: numb, title: Numb, mint: {claims: {aud: 7, exp: soon, nbf: [], scope: {}, iss: null}, save: numb}}
  - {id: bare, title: Bare, mint: {remove: [iss, exp, iat, jti], header: {typ: null, kid: 5}, save: bare}}
  - {id: bent, title: Bent, tamper: {token: good, claims: {aud: urn:c}, remove: [sub], header: {alg: none}, save: bent}}
  - {id: turn, title: Turned, rotate_keys: {keep_old: false}}
""" + "".join(
    f"""
  - id: call-{token}-{how}
    title: {token} sent as {how}
    call: {{api: api{index}, request: POST /y, token: {token}, send_as: {how}}}
    what_if:
      - {{title: careless, verify: {{audience: off, signature: off, algorithm: any, expiry: leeway-5m}}}}
      - {{title: odd, verify: {{audience: prefix, issuer: substring}}}}
"""
    for index, token in enumerate(("good", "unsigned", "strange", "hmac", "late", "numb", "bare", "bent"))
    for how in ("header", "query", "raw")
) + """
  - {id: nothing, title: Nothing, call: {api: api9, request: GET /x}}
  - {id: missing, title: Missing, call: {api: api9, request: GET /x, token: good}}
"""  # fmt: skip


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    pack: Path = tmp_path_factory.mktemp("pack")
    (pack / "worlds").mkdir()
    (pack / "01-odd").mkdir()
    (pack / "worlds" / "odd.yaml").write_text(WORLD, "utf-8")
    (pack / "01-odd" / "odd.yaml").write_text(SCENARIO, "utf-8")
    (pack / "01-odd" / "chapter.yaml").write_text("title: Odd\n", "utf-8")
    return load_catalogue([pack])


async def test_every_stop_has_a_page(odd: Catalogue) -> None:
    assert [diagnostic.render() for diagnostic in odd.diagnostics] == []
    transport = httpx2.ASGITransport(app=create_app(odd, KEYS, PUBLIC_URL))
    async with httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL) as http:
        assert (await http.get("/")).status_code == 200
        for stop in stops(odd.scenario("odd")):
            answer = await http.get(stop.url)
            assert answer.status_code == 200, stop.url
            assert answer.text.count("</main>") == 1, stop.url
