"""A real nginx with TLS, configured by what docs/serving.md says."""

import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from tests.commands.test_keys import free_port

SERVING = Path(__file__).parents[2] / "docs" / "serving.md"
_AROUND = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{sample}
}}
"""


def samples() -> list[str]:
    """The configurations of the document, in their order."""
    return re.findall(r"```nginx\n(.*?)```", SERVING.read_text("utf-8"), re.DOTALL)


@dataclass(frozen=True)
class Nginx:
    """One that runs.

    Args:
        url: Where it is reached, without a slash at its end.
        trusting: Trusts its certificate.

    """

    url: str
    trusting: ssl.SSLContext

    def browser(self, **headers: str) -> httpx2.Client:
        """A client that keeps cookies."""
        return httpx2.Client(base_url=self.url, verify=self.trusting, headers=headers, timeout=20, trust_env=False)


@contextmanager
def nginx(folder: Path, port: int, upstream: int, *, prefix: str = "") -> Iterator[Nginx]:
    """Start it.

    Args:
        folder: Where it keeps its files.
        port: Where it listens.
        upstream: Where the sandbox listens.
        prefix: The path that the sandbox is below, if it is.

    """
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    assert program, "there is no nginx: sh tools/install-nginx.sh"
    subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    files = ("-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem")
    subprocess.run(["openssl", "req", "-x509", *key, *files, *subject], check=True, capture_output=True)
    whole, location = samples()
    if prefix:
        before, _, rest = whole.partition("    location / {")
        whole = before + location.replace("sandbox(/|$)", f"{prefix.lstrip('/')}(/|$)") + rest.partition("    }\n")[2]
    sample = re.sub(r"127\.0\.0\.1:800[12]", f"127.0.0.1:{upstream}", whole)
    sample = sample.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl").replace("/etc/ssl/sandbox", str(folder))
    (folder / "nginx.conf").write_text(_AROUND.format(folder=folder, sample=sample))
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            trusting = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
            _wait_for(port, process)
            yield Nginx(f"https://localhost:{port}", trusting)
        finally:
            process.terminate()


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    """Connect, and ask nothing: nginx leaves a server alone for a while that it could not reach."""
    until = time.monotonic() + 20
    with socket.socket() as asking:
        while asking.connect_ex(("127.0.0.1", port)):
            assert process.poll() is None, process.stderr.read() if process.stderr else ""
            assert time.monotonic() < until, "nginx does not answer"
            time.sleep(0.02)


def free_ports() -> tuple[int, int]:
    """Two ports that nobody listens on."""
    return free_port(), free_port()
