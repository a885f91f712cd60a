"""Each part of each world as strangers reach it, by path and by its own origin, and a trace of every scenario."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tools.recording.server import Answer, Client

CHALLENGE: Final = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
VERIFIER: Final = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
DOCUMENTS: Final = (
    "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/.well-known/jwks.json",
    "/openapi.json",
)  # fmt: skip
CALLS: Final = (
    ("GET", "/authorize"), ("GET", "/authorize?client_id=no-such"), ("GET", "/userinfo"), ("GET", "/v2/logout"),
    ("GET", "/oidc/logout"), ("GET", "/no-such"), ("GET", "/"), ("GET", "/oauth/token"), ("DELETE", "/authorize"),
    ("POST", "/oauth/token"), ("POST", "/oauth/introspect"), ("POST", "/oauth/revoke"), ("POST", "/userinfo"),
    ("POST", "/oidc/logout"),
)  # fmt: skip
WRONG: Final = (
    "/worlds/no-such/issuer/authorize", "/worlds/fo/apis/bar/orders", "/worlds/foo/apis/no-such/orders",
    "/worlds/foo/apis/ba/orders", "/worlds/foo/issuers/no-such/authorize", "/worlds/foo/issuers/issuer/authorize",
    "/worlds/foo/clients/no-such/", "/worlds/foo/clients/nightly/", "/worlds/foo/apis/bar;audience=no/orders",
    "/worlds/foo/apis/bar;no=off/orders", "/worlds/foo/apis/bar;audience/orders", "/worlds/foo/apis/bar;/orders",
    "/worlds/foo/no-such", "/worlds/foo", "/worlds/", "/.well-known/oauth-authorization-server/worlds/no-such/issuer",
    "/.well-known/oauth-protected-resource/worlds/foo/apis/no-such",
)  # fmt: skip
HOSTS: Final = ("no-such.foo.localhost", "issuer.no-such.localhost", "foo.localhost", "example.org", "ba.foo.localhost")
FORMS: Final = (
    ("unknown-client", "grant_type=client_credentials&client_id=no-such&client_secret=x"),
    ("wrong-secret", "grant_type=client_credentials&client_id=nightly&client_secret=x"),
    ("unknown-grant", "grant_type=no-such&client_id=nightly&client_secret=nightly-secret"),
    ("no-audience", "grant_type=client_credentials&client_id=nightly&client_secret=nightly-secret"),
    ("other-audience", "grant_type=client_credentials&client_id=nightly&client_secret=nightly-secret&audience=x"),
    ("not-granted",
     "grant_type=client_credentials&client_id=nightly&client_secret=nightly-secret&audience=https://baz.foo.com"),
    ("granted",
     "grant_type=client_credentials&client_id=nightly&client_secret=nightly-secret&audience=https://bar.foo.com"),
    ("twice", "grant_type=client_credentials&grant_type=client_credentials&client_id=nightly"),
    ("unknown-code", "grant_type=authorization_code&client_id=www&code=x&redirect_uri=x&code_verifier=x"),
    ("unknown-refresh", "grant_type=refresh_token&client_id=www&refresh_token=x"),
    ("bad-exchange", ("grant_type=urn:ietf:params:oauth:grant-type:token-exchange&client_id=bar-backend"
     "&client_secret=bar-backend-secret&subject_token=x")),
    ("no-form", ""),
)  # fmt: skip
_TOKENS_TRIED: Final = 6


@dataclass
class Traces:
    """What the replays of all scenarios brought.

    Args:
        tokens: Some tokens of each world, each for another audience or of another kind.

    """

    tokens: dict[str, list[str]] = field(default_factory=dict)
    _known: set[tuple[str, str]] = field(default_factory=set)

    def learn(self, trace: Mapping[str, Any]) -> None:
        """Keep the tokens of a scenario that are unlike those before."""
        for scenario in trace["scenarios"]:
            kept = self.tokens.setdefault(scenario["world"], [])
            for token in (token for step in scenario["steps"] for token in step.get("tokens", ())):
                what = json.dumps([token["kind"], (token.get("claims") or {}).get("aud")])
                if (scenario["world"], what) not in self._known and len(kept) < _TOKENS_TRIED:
                    self._known.add((scenario["world"], what))
                    kept.append(token["raw"])


def record_traces(client: Client) -> Traces:
    """Record the trace of every scenario, and give what is in them."""
    traces = Traces()
    catalogue = client.record("api/scenarios", "GET", "/api/scenarios")
    chapters = json.loads(catalogue.text)["chapters"]
    for id_ in [scenario["id"] for chapter in chapters for scenario in chapter["scenarios"]]:
        answer = client.record(f"api/replay/{id_}", "POST", f"/api/scenarios/{id_}/replay", "")
        if answer.status == 200:
            traces.learn(json.loads(answer.text))
    return traces


def record_worlds(client: Client, traces: Traces) -> None:
    """Record what every part of every world answers, right or wrong."""
    worlds = json.loads(client.ask("GET", "/author/words.json").text)["worlds"]
    for world, parts in worlds.items():
        tokens = traces.tokens.get(world, [])
        for issuer in parts["issuer"]:
            way = "issuer" if issuer == "issuer" else f"issuers/{issuer}"
            _record_issuer(client, f"/worlds/{world}/{way}", None, parts, tokens)
            _record_issuer(client, "", f"{issuer}.{world}.localhost:{client.port}", parts, tokens)
        for api in parts["api"]:
            _record_api(client, f"/worlds/{world}/apis/{api}", None, parts["request"].get(api, ()), tokens)
            origin = f"{api}.{world}.localhost:{client.port}"
            _record_api(client, "", origin, parts["request"].get(api, ()), tokens)
        for app in parts["client"]:
            for path in ("/", "/callback", "/callback?error=access_denied&state=x", "/worker.js", "/no-such"):
                client.record(f"worlds/{world}/{app}{path}", "GET", f"/worlds/{world}/clients/{app}{path}")
                host = {"Host": f"{app}.{world}.localhost:{client.port}"}
                client.record(f"origins/{app}.{world}{path}", "GET", path, None, host)
    _record_wrong(client)
    _record_sign_in(client)


def _record_issuer(client: Client, root: str, host: str | None, parts: Mapping[str, Any], tokens: list[str]) -> None:
    name = f"origins/{host.partition(':')[0].removesuffix('.localhost')}" if host else root[1:]
    headers = {"Host": host} if host else {}
    for path in DOCUMENTS:
        client.record(name + path, "GET", root + path, None, headers)
    for method, path in CALLS:
        client.record(f"{name}/{method}{path}", method, root + path, "" if method == "POST" else None, headers)
    crossing = {**headers, "Origin": "http://www.foo.localhost:8000", "Access-Control-Request-Method": "POST"}
    client.record(f"{name}/OPTIONS", "OPTIONS", f"{root}/oauth/token", None, crossing)
    if root:
        for document in ("oauth-authorization-server", "openid-configuration"):
            client.record(f"{name}/inserted-{document}", "GET", f"/.well-known/{document}{root}")
    for app in parts["client"]:
        asked = f"/authorize?client_id={app}"
        client.record(f"{name}/authorize/{app}", "GET", root + asked, None, headers)
    for number, token in enumerate(tokens, 1):
        bearer = {**headers, "Authorization": f"Bearer {token}"}
        client.record(f"{name}/userinfo/{number}", "GET", f"{root}/userinfo", None, bearer)


def _record_api(client: Client, root: str, host: str | None, routes: list[str], tokens: list[str]) -> None:
    name = f"origins/{host.partition(':')[0].removesuffix('.localhost')}" if host else root[1:]
    headers = {"Host": host} if host else {}
    for path in ("/.well-known/oauth-protected-resource", "/openapi.json", "/", "/no-such"):
        client.record(name + path, "GET", root + path, None, headers)
    if root:
        client.record(f"{name}/inserted", "GET", f"/.well-known/oauth-protected-resource{root}")
    for route in routes:
        method, _, template = route.partition(" ")
        path = re.sub(r"\{[^}]*\}", "7", template)
        client.record(f"{name}/DELETE{path}", "DELETE", root + path, None, headers)
        body = "" if method in ("POST", "PUT", "PATCH") else None
        for what, sent in _credentials(tokens):
            client.record(f"{name}/{method}{path}/{what}", method, root + path, body, {**headers, **sent})
            if root and what in ("none", "1", "2"):
                for words in ("audience=off", "audience=off;signature=off", "expiry=off;issuer=off"):
                    address = f"{root};{words}{path}"
                    client.record(f"{name}/{method}{path}/{what};{words}", method, address, body, sent)


def _credentials(tokens: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    yield "none", {}
    yield "basic", {"Authorization": "Basic eDp5"}
    yield "empty", {"Authorization": "Bearer"}
    yield "junk", {"Authorization": "Bearer abc"}
    yield "two-words", {"Authorization": "Bearer abc def"}
    for number, token in enumerate(tokens, 1):
        yield str(number), {"Authorization": f"Bearer {token}"}


def _record_wrong(client: Client) -> None:
    for path in WRONG:
        client.record(f"wrong{path}", "GET", path)
    for host in HOSTS:
        for path in ("/", "/orders"):
            client.record(f"wrong/{host}{path}", "GET", path, None, {"Host": f"{host}:{client.port}"})


def _record_sign_in(client: Client) -> None:
    """Each grant of the world of the first scenarios, as a stranger's program goes through it."""
    issuer, api = "/worlds/foo/issuer", "/worlds/foo/apis"
    for name, form in FORMS:
        client.record(f"grants/{name}", "POST", f"{issuer}/oauth/token", form)
    callback = f"http://localhost:{client.port}/worlds/foo/clients/www/callback"
    asked = (
        f"{issuer}/authorize?response_type=code&client_id=www&redirect_uri={callback}&state=s"
        f"&code_challenge={CHALLENGE}&code_challenge_method=S256"
    )
    wanted = f"{asked}&audience=https://bar.foo.com&scope=openid+profile+offline_access+read:orders"
    for name, query in (
        ("page", wanted), ("silently", f"{wanted}&prompt=none"),
        ("no-challenge", wanted.replace("code_challenge", "x")),
        ("other-audience", f"{asked}&audience=x"), ("consent", f"{wanted}&prompt=consent"),
        ("form-post", f"{wanted}&response_mode=form_post&prompt=none"), ("other-scope", f"{asked}&scope=x"),
        ("web-message", f"{wanted}&response_mode=web_message&prompt=none"),
        ("no-redirect", wanted.replace(callback, "x")),
        ("token", wanted.replace("response_type=code", "response_type=token")),
    ):  # fmt: skip
        client.record(f"grants/authorize-{name}", "GET", query)
    client.record("grants/sign-in-nobody", "POST", wanted, "user=no-such")
    signed_in = client.record("grants/sign-in", "POST", wanted, "user=alice")
    cookie = {"Cookie": signed_in.header("set-cookie").partition(";")[0]}
    client.record("grants/authorize-again", "GET", f"{wanted}&prompt=none", None, cookie)
    client.record("grants/authorize-signed-in", "GET", wanted, None, cookie)
    code = re.search(r"code=([\w-]+)", signed_in.header("location"))
    redeem = (
        f"grant_type=authorization_code&client_id=www&redirect_uri={callback}&code_verifier={VERIFIER}"
        f"&code={code[1] if code else ''}"
    )
    tokens = _members(client.record("grants/redeemed", "POST", f"{issuer}/oauth/token", redeem))
    bearer = {"Authorization": f"Bearer {tokens.get('access_token', '')}"}
    client.record("grants/userinfo", "GET", f"{issuer}/userinfo", None, bearer)
    client.record("grants/at-bar", "GET", f"{api}/bar/orders", None, bearer)
    client.record("grants/at-baz", "GET", f"{api}/baz/reports", None, bearer)
    client.record("grants/at-bar-head", "HEAD", f"{api}/bar/orders", None, bearer)
    _record_after(client, issuer, tokens)
    client.record("grants/redeemed-again", "POST", f"{issuer}/oauth/token", redeem)
    client.record("grants/logout", "GET", f"{issuer}/v2/logout?client_id=www", None, cookie)
    client.record("grants/after-logout", "GET", f"{wanted}&prompt=none", None, cookie)


def _record_after(client: Client, issuer: str, tokens: Mapping[str, str]) -> None:
    """What can be done with the tokens of a sign-in: exchange, introspection, renewal, revocation."""
    backend = "client_id=bar-backend&client_secret=bar-backend-secret"
    kind = "urn:ietf:params:oauth:token-type:access_token"
    exchange = f"grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token_type={kind}&{backend}"
    token = tokens.get("access_token", "")
    form = f"{exchange}&subject_token={token}&audience=https://baz.foo.com"
    client.record("grants/exchanged", "POST", f"{issuer}/oauth/token", form)
    client.record("grants/introspected", "POST", f"{issuer}/oauth/introspect", f"{backend}&token={token}")
    client.record("grants/introspected-nothing", "POST", f"{issuer}/oauth/introspect", f"{backend}&token=x")
    renew = f"grant_type=refresh_token&client_id=www&refresh_token={tokens.get('refresh_token', '')}"
    for name in ("renewed", "renewed-again"):
        form = f"{renew}&audience=https://baz.foo.com"
        client.record(f"grants/{name}", "POST", f"{issuer}/oauth/token", form)
    revoked = f"client_id=www&token={tokens.get('refresh_token', '')}"
    client.record("grants/revoked", "POST", f"{issuer}/oauth/revoke", revoked)
    client.record("grants/end-session", "GET", f"{issuer}/oidc/logout?id_token_hint={tokens.get('id_token', '')}")


def _members(answer: Answer) -> dict[str, str]:
    try:
        data = json.loads(answer.text)
    except ValueError:
        return {}
    return {name: value for name, value in data.items() if isinstance(value, str)}
