"""Every page that a link leads to, each stop's replay, and the pages that say what went wrong."""

import re
from collections import Counter, deque
from html import unescape
from typing import Final
from urllib.parse import urlsplit

from tools.recording.folder import hashed
from tools.recording.server import Client

SEEDS: Final = (
    "/", "/workshop", "/docs", "/questions", "/glossary", "/author", "/workbench", "/progress", "/reading", "/paths",
    "/scenarios", "/search", "/search?q=audience", "/search?q=refresh%20token", "/search?q=401", "/search?q=zzzzz",
    "/search?q=%3Cb%3E", "/schema/scenario.json", "/schema/world.json", "/schema/chapter.json",
    "/schema/playlist.json", "/schema/pack.json", "/api/openapi.json", "/api/scenarios", "/author/words.json",
    "/author?begin=new/scenario", "/author?begin=new/every-key", "/author?begin=new/world",
    "/author?begin=new/playlist", "/author?begin=new/chapter", "/author?begin=new/pack",
    "/author?begin=like/bar-token-to-baz", "/author?begin=workbench&world=foo&api=baz",
    "/workbench?world=foo&api=baz", "/workbench?world=foo", "/workbench/seal?world=foo",
    "/workbench/scenario.yaml?world=foo&api=baz", "/favicon.ico", "/robots.txt",
)  # fmt: skip
WRONG: Final = (
    ("GET", "/no-such-page"), ("GET", "/docs/no-such"), ("GET", "/docs/authorin"), ("GET", "/paths/no-such"),
    ("GET", "/scenarios/no-such"), ("GET", "/scenarios/bar-token-to-bas"), ("GET", "/schema/no-such.json"),
    ("GET", "/scenarios/bar-token-to-baz/no-such"), ("GET", "/scenarios/bar-token-to-baz/no-such/predict"),
    ("GET", "/scenarios/bar-token-to-baz/sign-in/predict"), ("GET", "/static/no-such.css"),
    ("GET", "/scenarios/bar-token-to-baz/at-baz/what-if/0"), ("GET", "/scenarios/bar-token-to-baz/at-baz/what-if/9"),
    ("GET", "/scenarios/bar-token-to-baz/at-baz/what-if/x"), ("GET", "/scenarios/bar-token-to-baz/at-baz?said=0"),
    ("GET", "/scenarios/bar-token-to-baz/at-baz?said=9"), ("GET", "/scenarios/bar-token-to-baz/at-baz?said=x"),
    ("GET", "/scenarios/bar-token-to-baz/sign-in?said=1"), ("GET", "/scenarios/bar-token-to-baz/at-baz?beside=x"),
    ("GET", "/scenarios/bar-token-to-baz/at-baz?beside=doors"), ("GET", "/scenarios/bar-token-to-baz/at-baz/replay"),
    ("POST", "/scenarios/no-such/at-baz/replay"), ("POST", "/"), ("DELETE", "/"), ("PUT", "/questions"),
    ("POST", "/scenarios/bar-token-to-baz"), ("PATCH", "/workbench"), ("POST", "/docs/authoring"),
    ("HEAD", "/"), ("HEAD", "/scenarios/bar-token-to-baz/at-baz"), ("OPTIONS", "/"), ("GET", "/workbench/no-such"),
    ("GET", "/workbench?world=no-such"), ("GET", "/workbench?world=foo&api=no-such"),
    ("GET", "/workbench?world=foo&verify=audience%3Dno"), ("GET", "/workbench/scenario.yaml?world=foo&way=paste"),
    ("GET", "/author?begin=no-such"), ("GET", "/author?begin=like/no-such"), ("GET", "/author/save"),
    ("GET", "/worlds/no-such/grid"), ("GET", "/api/no-such"), ("GET", "/api/scenarios/bar-token-to-baz/replay"),
    ("POST", "/api/scenarios/no-such/replay"), ("POST", "/api/scenarios/bar-token-to-baz/replay?until=no-such"),
    ("POST", "/api/scenarios"), ("DELETE", "/api/openapi.json"), ("POST", "/worlds/foo/grid"),
    ("GET", "/workshop?code=no"), ("GET", "/workshop?code=BCDFG"), ("GET", "/room/BCDFG"), ("DELETE", "/workshop"),
    ("GET", "/room/bad"), ("GET", "/events"),
)  # fmt: skip
SENT: Final = (
    ("workbench-no-token", "/workbench?world=foo&api=baz&way=paste", "token="),
    ("workbench-no-jwt", "/workbench?world=foo&api=baz&way=paste", "token=abc"),
    ("workbench-file-no-jwt", "/workbench/scenario.yaml?world=foo&api=baz&way=paste", "token=abc"),
    ("workbench-file-no-token", "/workbench/scenario.yaml?world=foo&api=baz&way=paste", "token="),
    ("author-empty", "/author", "text="),
    ("author-mistake", "/author", "text=scenario%3A%20x%0Aworl%3A%20foo%0A"),
    ("author-not-yaml", "/author", "text=%09-%20x"),
    ("author-download", "/author/scenario.yaml", "text=scenario%3A%20x%0A"),
    ("author-save", "/author/save", "text=scenario%3A%20x%0A&file=x.yaml"),
    ("seal-nothing", "/workbench/seal?world=foo", "x="),
    ("seal-edited", "/workbench/seal?world=foo",
     ("header=%7B%22alg%22%3A%22RS256%22%2C%22kid%22%3A%22foo-1%22%7D&payload=%7B%22aud%22%3A%22x%22%7D&signature=c2ln"
      "&was_header=%7B%22alg%22%3A%22RS256%22%2C%22kid%22%3A%22foo-1%22%7D&was_payload=%7B%22aud%22%3A%22y%22%7D"
      "&was_signature=c2ln")),
)  # fmt: skip
_LINK: Final = re.compile(r'(?<![\w-])(?:href|action|src|hx-get|content)="([^"]*)"')
_STOP: Final = re.compile(r"/scenarios/[^/?]+/[^/?]+(?:/what-if/\d+)?")
_NO_STOP: Final = ("takeaway", "handout", "predict")
_QUERIES: Final = 8
_STATES: Final = 150
_BESIDE: Final = 4
"""Pages of one scenario with something laid beside the letter; each replays once more for every api."""
_PAGES: Final = 4000


def record_pages(client: Client) -> None:
    """Record every page, beginning with those that are known."""
    waiting, seen = deque(SEEDS), set(SEEDS)
    queries: Counter[str] = Counter()
    while waiting and len(seen) < _PAGES:
        path = waiting.popleft()
        if path.startswith("/static/"):
            _record_file(client, path)
            continue
        answer = client.record(f"pages{path if path != '/' else '/home'}", "GET", path)
        if answer.status == 200 and _STOP.fullmatch(path) and path.rpartition("/")[2] not in _NO_STOP:
            client.record(f"replays{path}", "POST", f"{path}/replay", "", {"HX-Request": "true"})
            client.record(f"replays{path}/plain", "POST", f"{path}/replay", "")
        links = [answer.header("location"), *_LINK.findall(answer.text)] if _is_html(answer) else []
        for link in filter(None, (_of_this_server(client, one) for one in links)):
            page, _, query = link.partition("?")
            group = f"{'/'.join(page.split('/')[:3])} beside" if query.startswith("beside=") else page
            if link in seen or (query and queries[group] >= _bound(group)):
                continue
            seen.add(link)
            queries[group] += bool(query)
            waiting.append(link)


def record_errors(client: Client) -> None:
    """Record what is said where something is wrong, and what is answered to texts that are sent."""
    for method, path in WRONG:
        client.record(f"errors/{method}{path}", method, path, "" if method in ("POST", "PUT", "PATCH") else None)
    for name, path, body in SENT:
        client.record(f"sent/{name}", "POST", path, body)
    client.record("errors/workbench-by-htmx", "GET", "/workbench?world=foo&api=baz", None, {"HX-Request": "true"})
    client.record("errors/workshop-from-elsewhere", "POST", "/workshop", "playlist=", {"X-Forwarded-For": "10.0.0.1"})
    client.record("errors/workshop-no-playlist", "POST", "/workshop", "playlist=no-such")


def _record_file(client: Client, path: str) -> None:
    answer = client.ask("GET", path)
    kept = [f"{name}: {answer.header(name)}" for name in ("content-type", "cache-control", "x-content-type-options")]
    client.folder.keep(f"static{path.partition('?')[0]}", "\n".join([str(answer.status), *kept, hashed(answer.body)]))


def _is_html(answer: object) -> bool:
    return getattr(answer, "status", 0) in range(200, 400)


def _bound(page: str) -> int:
    if page.endswith(" beside"):
        return _BESIDE
    return _STATES if page in ("/workbench", "/author") else _QUERIES


def _of_this_server(client: Client, link: str) -> str:
    """The path of a link that leads to a page of this server; empty for any other."""
    address = urlsplit(unescape(link))
    if address.netloc and address.netloc != f"localhost:{client.port}":
        return ""
    if not address.path.startswith("/") or address.path.startswith("/room/"):
        return ""
    return address.path + (f"?{address.query}" if address.query else "")
