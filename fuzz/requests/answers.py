"""What no answer may be, whatever was asked."""

from urllib.parse import urljoin, urlsplit

from fuzz.mutators import MARKER
from fuzz.requests.application import PUBLIC_URL, shipped
from fuzz.requests.calling import Answer, Request
from sandbox.worlds.addresses import relocated

_NOBODY = frozenset({"localhost:8000", "localhost", "127.0.0.1:8000", "[::1]:8000"})


def registered() -> frozenset[str]:
    """The addresses to which clients of the shipped worlds may have people sent back, without their queries."""
    return frozenset(
        uri.partition("?")[0]
        for world in shipped().worlds.values()
        for client in relocated(world, PUBLIC_URL).clients.values()
        for uri in (*client.redirect_uris, *client.post_logout_redirect_uris)
    )


def wrong_with(answer: Answer, request: Request, back: frozenset[str]) -> str | None:
    """What is wrong with an answer, if anything is.

    Args:
        answer: The answer.
        request: What was asked.
        back: See `registered`.

    """
    kind = answer.header("content-type")
    if answer.status >= 500 and not (answer.status == 503 and answer.header("retry-after")):
        return f"{answer.status}: {answer.body[:300]!r}"
    if answer.status == 0 and not request.leaves:
        return "no answer"
    if bad := [name for name, value in answer.headers if set("\r\n\x00") & set(name + value)]:
        return f"a line end in {bad}"
    if "html" in kind and MARKER in answer.body.decode("utf-8", "replace"):
        at = answer.body.decode("utf-8", "replace").index(MARKER)
        return f"raw in HTML: {answer.body.decode('utf-8', 'replace')[max(0, at - 80) : at + 20]!r}"
    if "html" in kind and not answer.header("content-security-policy"):
        return f"no policy on {answer.status}"
    return _elsewhere(answer.header("location"), request, back)


def _elsewhere(location: str, request: Request, back: frozenset[str]) -> str | None:
    """A redirect that leads to where nobody registered it."""
    if not location:
        return None
    target = urljoin(f"{PUBLIC_URL}{request.target.decode('latin-1').partition('?')[0]}", location.replace("\\", "/"))
    host, known = urlsplit(target).netloc, target.partition("?")[0].partition("#")[0]
    loopback = {
        urlsplit(uri)._replace(netloc="").geturl() for uri in back if urlsplit(uri).hostname in ("127.0.0.1", "::1")
    }
    if host in _NOBODY or host.endswith(".localhost:8000") or known in back:
        return None
    if urlsplit(target).hostname in ("127.0.0.1", "::1") and urlsplit(known)._replace(netloc="").geturl() in loopback:
        return None  # whichever port it listens on (RFC 8252 §7.3)
    return f"it leads to {location[:200]}"
