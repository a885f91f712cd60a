"""Several workers are operated as one server: their metrics add up, each has its number in the log, and bounds hold."""

import json

import httpx2

from tests.commands.calling import started
from tests.serving.test_metrics import read

ASKED = 40


def test_workers_count_together_log_by_number_and_are_ready_below_a_path() -> None:
    below = "/lab/sandbox"
    options = ("--workers", "2", "--log", "json", "--metrics", "--public-instance")
    with started(*options, "--public-url", f"http://localhost:1{below}") as (process, _):
        port = _port_of(process.pid)
        for _ in range(ASKED):  # each connection may be another worker's
            assert httpx2.get(f"http://localhost:{port}{below}/glossary").status_code == 200
        assert httpx2.get(f"http://localhost:{port}/readyz").text == "ok\n"
        assert httpx2.post(f"http://localhost:{port}{below}/workshop").status_code == 403
        issuer = httpx2.get(f"http://localhost:{port}{below}/worlds/foo/issuer/.well-known/openid-configuration").json()
        assert issuer["issuer"] == f"http://localhost:1{below}/worlds/foo/issuer/"
        told = [read(httpx2.get(f"http://localhost:{port}/metrics").text) for _ in range(8)]
        process.terminate()
        lines = [json.loads(line) for line in process.communicate(timeout=30)[1].splitlines() if line.startswith("{")]
    counted = ("sandbox_requests_total", 'method="GET",route="/glossary",status="2xx"')
    assert {samples[counted] for samples in told} == {ASKED}
    assert {labels for name, labels in told[0] if name == "process_start_time_seconds"} == {'worker="0"', 'worker="1"'}
    asked = [line["worker"] for line in lines if line.get("path", "").endswith("/glossary")]
    assert len(asked) == ASKED
    assert set(asked) == {0, 1}


def _port_of(pid: int) -> int:
    """The port on which a process listens."""
    import psutil  # noqa: PLC0415

    listening = [one for one in psutil.Process(pid).net_connections() if one.status == psutil.CONN_LISTEN]
    return int(listening[0].laddr.port)
