"""Which addresses a world may register for a client (RFC 6749 §3.1.2, RFC 8252 §7)."""

import pytest

from sandbox.reading.diagnostics import InvalidDocument
from tests.running import App, running, world

TEXT = """
    world: apps
    title: Installed apps
    domain: apps.example
    issuers: {{issuer: {{}}}}
    clients:
      editor: {{grants: [authorization_code], redirect_uris: ["{uri}"]}}
    users: {{alice: {{name: Alice}}}}
"""


@pytest.mark.parametrize(
    "uri", ["cursor://vendor.extension/callback", "vscode:/back", "zed://", "com.example.app:/cb", "web+app://x/y?z=1"]
)
async def test_an_app_has_a_scheme_of_its_own_with_or_without_a_dot(uri: str) -> None:
    async with running(world(TEXT.format(uri=uri))) as live:
        app = App(live.http, "http://localhost:8000/worlds/apps/issuer/", "editor", uri)
        assert (await app.choose()).headers["location"].startswith(uri)


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        ("javascript:alert(1)", "javascript:"),
        ("JavaScript://x/%0aalert(1)", "javascript:"),
        ("data:text/html,x", "data:"),
        ("vbscript:x", "vbscript:"),
        ("file:///etc/passwd", "file:"),
        ("blob:/x", "blob:"),
        ("about:blank", "about:"),
        ("https:/x", "a host"),
        ("https://user@host/x", "a host"),
        ("http://", "a host"),
        ("cursor://x#fragment", "without a fragment"),
    ],
)
def test_a_scheme_that_no_app_owns_is_refused_with_the_reason(uri: str, why: str) -> None:
    with pytest.raises(InvalidDocument) as caught:
        world(TEXT.format(uri=uri))
    assert why in str(caught.value.diagnostics)
