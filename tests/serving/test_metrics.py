"""``/metrics``: what a scraper reads, held against the format that Prometheus documents (version 0.0.4)."""

import multiprocessing
import re
from collections.abc import Iterator
from multiprocessing.process import BaseProcess

import httpx2
import pytest

from sandbox.serving.metrics import Metrics
from sandbox.serving.observed import Answered, Routes
from tests.commands.calling import serving
from tests.commands.test_keys import free_port
from tests.commands.test_workshop import workshop

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"'
_SAMPLE = re.compile(rf"({_NAME})(?:\{{({_LABEL}(?:,{_LABEL})*)\}})? (-?[0-9.]+(?:e[+-]?[0-9]+)?|[+-]Inf|NaN)")
_COMMENT = re.compile(rf"# (HELP|TYPE) ({_NAME}) (.+)")
_KINDS = ("counter", "gauge", "histogram")

Samples = dict[tuple[str, str], float]


def read(text: str) -> Samples:
    """Every sample of an exposition, by name and labels; each family once, with its help and type before it."""
    assert text.endswith("\n")
    samples: Samples = {}
    helped: set[str] = set()
    kinds: dict[str, str] = {}
    family = ""
    for line in text.splitlines():
        if comment := _COMMENT.fullmatch(line):
            word, family, rest = comment.groups()
            if word == "HELP":
                assert family not in helped, line
                helped.add(family)
            else:
                assert family in helped, line
                assert family not in kinds, line
                assert rest in _KINDS, line
                kinds[family] = rest
            continue
        sample = _SAMPLE.fullmatch(line)
        assert sample, line
        name, labels, value = sample.groups()
        assert name in {family, f"{family}_bucket", f"{family}_sum", f"{family}_count"}, line
        assert (kinds[family] == "counter") == name.endswith("_total"), line
        assert (name, labels or "") not in samples, line
        samples[name, labels or ""] = float(value)
    _histograms_hold(samples, [name for name, kind in kinds.items() if kind == "histogram"])
    return samples


def _histograms_hold(samples: Samples, names: list[str]) -> None:
    """Buckets grow, and the last is the count."""
    for name in names:
        for (of, labels), count in samples.items():
            if of == f"{name}_count":
                before = f"{labels}," if labels else ""
                inner = re.compile(re.escape(before) + r'le="([^"]+)"')
                found = [(inner.fullmatch(other), n) for (one, other), n in samples.items() if one == f"{name}_bucket"]
                buckets = [(float(match[1]), n) for match, n in found if match]
                assert buckets == sorted(buckets)
                assert [n for _, n in buckets] == sorted(n for _, n in buckets)
                assert buckets[-1] == (float("inf"), count)
                assert (f"{name}_sum", labels) in samples


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving("--metrics") as url:
        yield url


def test_requests_and_replays_are_counted(address: str) -> None:
    with httpx2.Client(base_url=address) as http:
        for path in ("/glossary", "/glossary", "/nowhere", "/worlds/foo/apis/bar/orders"):
            http.get(path)
        http.post("/api/scenarios/bar-token-to-baz/replay")
        http.request("BREW", "/")
        answer = http.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    samples = read(answer.text)
    counted = {labels: n for (name, labels), n in samples.items() if name == "sandbox_requests_total"}
    assert counted == {
        'method="GET",route="/glossary",status="2xx"': 2,
        'method="GET",route="other",status="4xx"': 1,
        'method="GET",route="/worlds/{world}/apis/*",status="4xx"': 1,
        'method="POST",route="/api/*",status="2xx"': 1,
        'method="OTHER",route="/",status="4xx"': 1,
    }
    assert samples["sandbox_request_duration_seconds_count", 'route="/glossary"'] == 2
    assert samples["sandbox_replays_total", ""] == samples["sandbox_replay_duration_seconds_count", ""] == 1
    assert samples["sandbox_rooms", ""] == samples["sandbox_followers", ""] == 0
    assert samples["process_start_time_seconds", 'worker="0"'] > 1.7e9
    assert samples["process_cpu_seconds_total", 'worker="0"'] > 0


def test_whatever_is_requested_there_are_no_more_of_them(address: str) -> None:
    with httpx2.Client(base_url=address) as http:
        before = set(read(http.get("/metrics").text))
        for number in range(40):
            http.get(f"/nowhere/{number}")
            http.get(f"/scenarios/{number}")
            http.get("/", headers={"Host": f"part{number}.foo.localhost"})
            http.request(f"BREW{number}", f"/room/X{number}")
        after = set(read(http.get("/metrics").text))
    assert len({labels for name, labels in after - before if name == "sandbox_requests_total"}) <= 5


def test_rooms_and_those_who_follow_are_counted() -> None:
    with workshop("--host", "127.0.0.1", "--metrics") as told:
        url = told["link"].partition("/room/")[0]
        with httpx2.Client(base_url=url) as http:
            http.get(f"/room/{told['code']}")
            with http.stream("GET", f"/room/{told['code']}/events") as stream:
                assert stream.status_code == 200
                samples = read(httpx2.get(f"{url}/metrics").text)
                assert (samples["sandbox_rooms", ""], samples["sandbox_followers", ""]) == (1, 1)


def test_nobody_reads_them_through_a_proxy_or_by_another_name() -> None:
    elsewhere = [
        {"X-Forwarded-For": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"Host": "sandbox.example.org"},
        {"Host": "evil.example"},
    ]
    port = str(free_port())
    with serving("--metrics", "--public-url", "https://sandbox.example.org", "--port", port):
        for headers in elsewhere:
            answer = httpx2.get(f"http://localhost:{port}/metrics", headers=headers)
            assert answer.status_code in (403, 421)
            assert "sandbox_" not in answer.text


def _work(metrics: Metrics, worker: int, followers: int) -> None:
    metrics.begin(worker)
    for _ in range(worker + 1):
        metrics.count(Answered("GET", "/", "/", 200, 0.001, 1, "127.0.0.1", streams=False))
        metrics.replayed(0.002)
    for _ in range(followers):
        metrics.stream(1)


def test_the_counts_of_several_workers_add_up_and_outlive_one_that_dies() -> None:
    metrics = Metrics(Routes(["glossary"]), workers=3)
    forking = multiprocessing.get_context("fork")
    for followers in (7, 2):  # those that replace the first ones
        workers: list[BaseProcess] = [
            forking.Process(target=_work, args=(metrics, number, followers)) for number in range(3)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
            assert worker.exitcode == 0
    samples = read("".join(f"{line}\n" for line in metrics.lines(rooms=4)))
    assert samples["sandbox_requests_total", 'method="GET",route="/",status="2xx"'] == 2 * (1 + 2 + 3)
    assert samples["sandbox_replays_total", ""] == 12
    assert samples["sandbox_followers", ""] == 6
    assert samples["sandbox_rooms", ""] == 4
    assert len([labels for name, labels in samples if name == "process_start_time_seconds"]) == 3
