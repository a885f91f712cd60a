"""APIs that hang, lie, break or speak something else: a clear row, an exit code, never a false verdict."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sandbox.probe.findings import Concluded, Fetches
from sandbox.probe.judging import Accepts
from sandbox.probe.request import Target
from sandbox.probe.sending import NoCertificates, Sender, certificates
from sandbox.probe.session import concluded, results_of
from tests.probe.probing import rows

Api = Callable[[int, bytes], bytes]
"""What answers the request of a number, from 0, whose head is given; an empty answer hangs up."""
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
REFUSED = b"HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Bearer\r\ncontent-length: 0\r\n\r\n"
HANGS = b"hangs"


def status(code: int, *headers: str) -> bytes:
    lines = "".join(f"{one}\r\n" for one in ("content-length: 0", *headers))
    return f"HTTP/1.1 {code} X\r\n{lines}\r\n".encode()


def careful(right: bytes = OK, wrong: bytes = REFUSED) -> Api:
    """An API that knows the right token by its bytes, and refuses everything else."""
    good = {row.token.encode() for row in rows() if row.token and row.expected == "accept"}

    def api(_: int, head: bytes) -> bytes:
        return right if any(b" " + token + b"\r\n" in head for token in good) else wrong

    return api


@asynccontextmanager
async def serving(api: Api, context: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    number = count()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                answer = api(next(number), head)
                if answer == HANGS:
                    await asyncio.sleep(60)
                if not answer:
                    return
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=context)
    async with server:
        yield f"http{'s' if context else ''}://localhost:{server.sockets[0].getsockname()[1]}/route"


async def probed(url: str, fetches: Fetches | None = None) -> Concluded:
    async with Sender(Target(url, timeout=0.3)) as sender:
        results = [result async for result in results_of(rows("default"), sender, Accepts())]
    return concluded(rows("default"), results, fetches)


async def test_a_careful_api_passes() -> None:
    async with serving(careful()) as url:
        found = await probed(url)
    assert found.verdict == "pass"
    assert not found.flaws.flaws


@pytest.mark.parametrize(
    ("api", "reason"),
    [
        (lambda *_: HANGS, "no response within 0.3 s"),
        (lambda *_: b"", "the connection ended"),
        (lambda *_: OK, "this route asks for no token"),
        (lambda *_: REFUSED, "it refuses the right token (401)"),
        (lambda *_: b"220 mail.example ESMTP\r\n\r\n", "it does not speak HTTP/1.1"),
        (lambda *_: b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}", "no response within"),
        (lambda *_: status(302, "location: https://example.com/login"), "302 leads elsewhere (https://example.com/login)"),
        (lambda *_: status(303), "303 leads elsewhere, and"),
        (lambda *_: status(404), "the route is not there"),
        (lambda *_: status(405), "does not take this method"),
        (lambda *_: status(429), "it limits the rate"),
        (lambda *_: status(500), "it breaks rather than refuses"),
        (lambda *_: status(503), "it breaks rather than refuses"),
        (lambda *_: b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 100_000, ""),
        (lambda number, _: OK if number % 2 == 0 else REFUSED, ""),
    ],
    ids=[
        "hangs", "hangs up", "accepts everything", "refuses everything", "another protocol", "closes half-way",
        "redirects", "to nowhere", "not there", "another method", "rate", "breaks", "unavailable", "endless head",
        "every other",
    ],
)  # fmt: skip
async def test_what_says_nothing_is_inconclusive(api: Api, reason: str) -> None:
    async with serving(api) as url:
        found = await probed(url)
    assert found.verdict == "inconclusive"
    assert reason in found.reason
    assert not found.flaws.flaws


async def test_a_body_without_end_is_read_to_its_bound() -> None:
    gigabyte = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n" + b"x" * 200_000
    async with serving(careful(right=gigabyte)) as url:
        found = await probed(url)
    assert found.verdict == "pass"


async def test_it_says_that_the_keys_were_never_fetched() -> None:
    async with serving(lambda *_: REFUSED) as url:
        found = await probed(url, Fetches(issuer_keys=0))
    assert "it does not trust this issuer: its keys were never fetched" in found.reason


async def test_an_api_that_has_the_keys_from_before_is_not_said_to_lack_them() -> None:
    async with serving(lambda *_: REFUSED) as url:
        found = await probed(url, Fetches(issuer_keys=0, keys_before=1))
    assert found.reason.startswith("it refuses the right token (401): compare its issuer")


@pytest.mark.parametrize(
    ("instead", "advice"), [("typ.at+jwt", "try --dialect rfc9068"), ("aud.list-of-one", "it reads lists only")]
)
async def test_what_is_accepted_in_place_of_the_right_token_is_said(instead: str, advice: str) -> None:
    token = next(row.token for row in rows("default") if row.id == instead)
    assert token is not None
    async with serving(lambda _, head: OK if token.encode() in head else REFUSED) as url:
        found = await probed(url, Fetches(issuer_keys=0))
    assert found.verdict == "inconclusive"
    assert found.reason.startswith("it refuses the right token (401), and accepts ")
    assert advice in found.reason


async def test_what_hangs_up_at_once_may_speak_tls() -> None:
    async with serving(lambda *_: b"") as url:
        found = await probed(url)
    assert found.reason.endswith("If it speaks TLS, its address begins with https://")


async def test_one_that_dies_meanwhile_is_not_called_careful() -> None:
    api = careful()
    async with serving(lambda number, head: api(number, head) if number < 20 else b"") as url:
        found = await probed(url)
    assert found.verdict == "inconclusive"
    assert found.reason.startswith("it stopped answering after")
    assert len(found.results) < len(rows("default"))


@pytest.mark.parametrize("strange", [302, 404, 409, 429, 500, 503])
async def test_a_row_with_another_status_is_unclear_and_the_others_count(strange: int) -> None:
    api, other = careful(), next(row for row in rows("default") if row.id == "aud.other")
    assert other.token is not None
    token = other.token.encode()
    async with serving(lambda number, head: status(strange) if token in head else api(number, head)) as url:
        found = await probed(url)
    result = next(one for one in found.results if one.row.id == "aud.other")
    assert (result.answer, result.status) == ("inconclusive", strange)
    assert found.verdict == "inconclusive"


async def test_what_changes_its_mind_is_unclear() -> None:
    api, other = careful(), next(row for row in rows("default") if row.id == "aud.other")
    assert other.token is not None
    token, seen = other.token.encode(), count()
    async with serving(lambda n, head: (OK, REFUSED)[next(seen) % 2] if token in head else api(n, head)) as url:
        found = await probed(url)
    result = next(one for one in found.results if one.row.id == "aud.other")
    assert result.why == "it changes its mind: 200, then 401"


async def test_a_right_token_that_is_refused_at_the_end_makes_nothing_certain() -> None:
    api = careful()
    async with serving(lambda number, head: api(number, head) if number < 50 else REFUSED) as url:
        found = await probed(url)
    assert found.verdict == "inconclusive"
    assert found.reason.startswith("it changed its mind")


async def test_a_route_that_needs_an_id_is_told_from_one_that_is_not_there() -> None:
    async with serving(careful(right=status(404))) as url:
        found = await probed(url)
    assert found.verdict == "inconclusive"
    assert found.reason.startswith("the right token gets 404, and a request without one 401")
    assert "Put the id of something that exists into the address" in found.reason


async def test_a_page_to_sign_in_on_is_recognised() -> None:
    page = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 4\r\n\r\n<p>!"
    async with serving(lambda *_: page) as url:
        found = await probed(url)
    none = next(one for one in found.results if one.row.id == "cal.none")
    assert found.reason.startswith("this route asks for no token")
    assert none.notes == ("the response is a page (HTML), perhaps one to sign in on: probe a route of the API",)


async def test_another_protocol_that_greets_and_waits_is_no_slow_api() -> None:
    async def connected(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.2p1 \x1b[31mDebian\r\n")
        try:
            await asyncio.sleep(60)
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        found = await probed(f"http://localhost:{server.sockets[0].getsockname()[1]}/route")
    assert "it does not speak HTTP/1.1: it greets with “SSH-2.0-OpenSSH_9.2p1" in found.reason


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ssl.SSLContext, Path]]:
    """A self-signed certificate for localhost, and its file; what is trusted is read anew."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begin = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file, pem = tmp_path / "localhost.pem", serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(made.public_bytes(pem) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    certificates.cache_clear()
    yield context, file
    monkeypatch.undo()
    certificates.cache_clear()


async def test_a_self_signed_certificate_is_named_with_what_to_do(certificate: tuple[ssl.SSLContext, Path]) -> None:
    async with serving(careful(), certificate[0]) as url:
        found = await probed(url)
        plain = await probed(url.replace("https:", "http:"))
    assert "its certificate is not trusted (self-signed certificate): name the file" in found.reason
    assert "SSL_CERT_FILE" in found.reason
    assert plain.reason.endswith("If it speaks TLS, its address begins with https://")


async def test_a_certificate_that_the_environment_names_is_trusted(
    certificate: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    async with serving(careful(), certificate[0]) as url:
        found = await probed(url)
    assert found.verdict == "pass"


@pytest.mark.usefixtures("certificate")
async def test_certificates_that_cannot_be_read_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "no-such-file.pem")
    with pytest.raises(NoCertificates, match="SSL_CERT_FILE or SSL_CERT_DIR names no certificates"):
        await probed("https://localhost:1/")


async def test_nothing_listens() -> None:
    async with serving(careful()) as url:
        pass
    found = await probed(url)
    assert "nothing listens there" in found.reason


async def test_no_redirect_is_followed_and_no_token_leaves() -> None:
    heads: list[bytes] = []

    def elsewhere(_: int, head: bytes) -> bytes:
        heads.append(head)
        return OK

    async with serving(elsewhere) as other, serving(lambda *_: status(307, f"location: {other}")) as url:
        await probed(url)
    assert heads == []


@pytest.mark.parametrize(
    ("body", "note"),
    [
        ('Traceback (most recent call last):\n  File "a.py", line 3', "a stack trace"),
        ("Error: jwt\n    at verify (/app/node_modules/jsonwebtoken/verify.js:47:19)", "a stack trace"),
        ("-----BEGIN RSA PRIVATE KEY-----", "a secret"),
        ('{"sub": "sandbox-probe"}', "claims of the token"),
        ("jwt malformed", "misleading"),
        ("invalid audience", "helpful"),
    ],
)  # fmt: skip
async def test_errors_are_read(body: str, note: str) -> None:
    answer = f"HTTP/1.1 401 X\r\nwww-authenticate: Bearer\r\ncontent-length: {len(body)}\r\n\r\n{body}".encode()
    async with serving(careful(wrong=answer)) as url:
        found = await probed(url)
    result = next(one for one in found.results if one.row.id == "aud.other")
    assert any(note in one for one in result.notes), result.notes
