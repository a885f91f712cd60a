"""What people have in hand when a token was refused, and which token is found in it."""

import json
from base64 import urlsafe_b64encode
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.tokens.in_hand import NothingInHand, bytes_as_text, read_in_hand, without_claims

HEADER = {"alg": "RS256", "typ": "JWT", "kid": "k1"}
CLAIMS = {"iss": "https://login.example/", "sub": "auth0|1", "aud": "https://orders.example", "scope": "read:orders"}
IDENTITY = {"iss": "https://login.example/", "sub": "auth0|1", "aud": "my_client", "nonce": "n"}


def encoded(part: dict[str, Any], *, padded: bool = False) -> str:
    text = urlsafe_b64encode(json.dumps(part).encode()).decode()
    return text if padded else text.rstrip("=")


def jwt(claims: dict[str, Any], *, padded: bool = False) -> str:
    return ".".join([encoded(HEADER, padded=padded), encoded(claims, padded=padded), "c2VhbA"])


TOKEN, ID_TOKEN = jwt(CLAIMS), jwt(IDENTITY)
BROKEN = "\n".join(TOKEN[at : at + 40] for at in range(0, len(TOKEN), 40))
JWE = ".".join([encoded({"alg": "dir", "enc": "A256GCM"}), "", "aaaa", "bbbb", "cccc"])
PRETTY = json.dumps(CLAIMS, indent=2)

ONE_TOKEN = {
    "bare": TOKEN,
    "with spaces and line ends": f"\r\n  {TOKEN}\t\r\n",
    "with a byte order mark": f"\ufeff{TOKEN}",
    "with an invisible space": f"\u200b{TOKEN[:30]}\u200b{TOKEN[30:]}",
    "Bearer": f"Bearer {TOKEN}",
    "bearer, small": f"bearer  {TOKEN}",
    "header": f"Authorization: Bearer {TOKEN}",
    "header, quoted": f'"Authorization": "Bearer {TOKEN}"',
    "header, next line": f"Authorization:\n  Bearer\n  {TOKEN}",
    "double quotes": f'"{TOKEN}"',
    "single quotes and a comma": f"'{TOKEN}',",
    "typographic quotes": f"“{TOKEN}”",
    "bytes of Python": f"b'{TOKEN}'",
    "code fence": f"```\n{TOKEN}\n```",
    "quoted in a mail": "\n".join(f"> {line}" for line in BROKEN.splitlines()),
    "line-broken": BROKEN,
    "line-broken, indented": BROKEN.replace("\n", "\r\n    "),
    "percent-encoded": quote(TOKEN, safe="").replace(".", "%2E"),
    "Bearer percent-encoded": f"Bearer%20{TOKEN}",
    "response": json.dumps({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600}),
    "response, nested": json.dumps({"AuthenticationResult": {"AccessToken": TOKEN, "ExpiresIn": 3600}}),
    "response, camel": json.dumps({"account": {}, "accessToken": TOKEN}),
    "response, list": json.dumps([{"token": TOKEN}]),
    "Kubernetes TokenRequest": json.dumps({"kind": "TokenRequest", "status": {"token": TOKEN}}),
    "GitHub": json.dumps({"count": 2071, "value": TOKEN}),
    "request options": json.dumps({"headers": {"Authorization": f"Bearer {TOKEN}"}}),
    "a member without braces": f'"access_token": "{TOKEN}",',
    "JavaScript": f"{{ access_token: '{TOKEN}', expires_in: 3600, }}",
    "form": f"access_token={TOKEN}&token_type=bearer&expires_in=3600",
    "variable": f"export ACCESS_TOKEN='{TOKEN}'",
    "HTTP response": f'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{{"access_token":"{TOKEN}"}}',
    "HTTP request": f"GET /orders HTTP/1.1\r\nHost: orders.example\r\nAuthorization: Bearer {TOKEN}\r\nAccept: */*\r\n",
    "cookie": f"GET / HTTP/1.1\nCookie: theme=dark; access_token={TOKEN}; x=1",
    "fragment": f"https://app.example/callback#access_token={TOKEN}&state=x&token_type=Bearer",
    "query": f"https://app.example/a?x=1&access_token={TOKEN}",
    "query, HTML": f"https://app.example/a?x=1&amp;access_token={TOKEN}&amp;y=2",
    "address, encoded twice": "https://app.example/?next="
    + quote(quote(f"/a?access_token={TOKEN}&b=1", safe=""), safe=""),
    "curl": f"curl https://orders.example/orders -H 'Authorization: Bearer {TOKEN}'",
    "curl, double": f'curl -s -H "authorization: bearer {TOKEN}" https://orders.example',
    "curl, joined": f'curl -H"Authorization: Bearer {TOKEN}" https://orders.example',
    "curl, --header=": f'curl --header="Authorization: Bearer {TOKEN}" https://orders.example',
    "curl, lines": f"curl 'https://a.example' \\\n  -H 'a: */*' \\\n  --header 'Authorization: Bearer {TOKEN}'",
    "curl, cmd": f'curl "https://orders.example" ^\r\n  -H "authorization: Bearer {TOKEN}" ^\r\n  --compressed',
    "curl, ANSI-C": f"curl https://orders.example -H $'Authorization: Bearer {TOKEN}'",
    "curl, escaped": f"curl -H Authorization:\\ Bearer\\ {TOKEN} https://orders.example",
    "curl, oauth2": f"curl --oauth2-bearer {TOKEN} https://orders.example",
    "curl, oauth2 quoted": f'curl --oauth2-bearer "{TOKEN}" https://orders.example',
    "curl, own header": f"curl -H 'X-Token: {TOKEN}' https://orders.example",
    "curl, body": f"curl -H 'Authorization: Bearer {TOKEN}' -d '{{\"sub\": 1}}' https://orders.example",
    "curl, line-broken": f'curl -H "Authorization: Bearer {BROKEN}" https://orders.example',
    "HTTPie": f'http GET orders.example "Authorization:Bearer {TOKEN}"',
    "PowerShell": f'Invoke-RestMethod -Uri https://a.example `\r\n -Headers @{{Authorization = "Bearer {TOKEN}"}}',
    "fetch": f'fetch("https://a.example", {{headers: {{"Authorization": "Bearer {TOKEN}"}}}});',
    "log line": f"2024-01-01T00:00:00Z DEBUG sending token={TOKEN} to https://a.example",
    "an ID token beside it": json.dumps({"id_token": ID_TOKEN, "access_token": TOKEN, "refresh_token": "v1.abcdefgh"}),
    "an ID token before it": f"https://a.example/#id_token={ID_TOKEN}&access_token={TOKEN}",
    "two without names": f"{ID_TOKEN}\n\n{TOKEN}",
    "an assertion beside it": f"curl -H 'Authorization: Bearer {TOKEN}' -d client_assertion={ID_TOKEN} https://a.example",
    "JWS in JSON": json.dumps(dict(zip(("protected", "payload", "signature"), TOKEN.split("."), strict=True))),
}


@pytest.mark.parametrize("form", ONE_TOKEN)
def test_the_token_is_found_in_whatever_it_stands(form: str) -> None:
    found = read_in_hand(ONE_TOKEN[form])
    assert (found.kind, found.raw, found.token.claims) == ("jwt", TOKEN, CLAIMS)
    assert found.token.header == HEADER


@pytest.mark.parametrize(
    "text",
    [
        PRETTY,
        f"{json.dumps(HEADER, indent=2)}\n{PRETTY}",
        f"{json.dumps(HEADER)}.{PRETTY}.[Signature]",
        f"HEADER: ALGORITHM & TOKEN TYPE\n{json.dumps(HEADER)}\nPAYLOAD: DATA\n{PRETTY}\nVERIFY SIGNATURE",
        json.dumps({"header": HEADER, "payload": CLAIMS, "signature": "c2VhbA"}),
        str(CLAIMS),
        "{ iss: 'https://login.example/', sub: 'auth0|1', aud: 'https://orders.example', scope: 'read:orders' }",
        PRETTY.replace('"scope"', '// what it may do\n  "scope"').replace("\n}", ",\n}"),
        json.dumps({"active": True, "token_type": "Bearer", **CLAIMS}),
        f"```json\n{PRETTY}\n```",
        TOKEN.split(".")[1],
    ],
)
def test_decoded_claims_are_taken_as_tools_print_them(text: str) -> None:
    found = read_in_hand(text)
    assert (found.kind, found.raw, found.token.claims) == ("claims", "", CLAIMS)
    assert found.token.header in (HEADER, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (jwt(CLAIMS, padded=True), "padding"),
        (f"{TOKEN.rpartition('.')[0]}.", ""),
        (TOKEN.rpartition(".")[0], "its signature is not there"),
        (f"{TOKEN.rpartition('.')[0]}.[Signature]", ""),
        (f"{TOKEN.rpartition('.')[0]}.<redacted>", ""),
    ],
)
def test_a_token_that_no_api_could_read_is_read_and_said_to_be_so(text: str, said: str) -> None:
    found = read_in_hand(text)
    assert found.token.claims == CLAIMS
    assert said in " ".join(found.notes)


def test_which_of_several_tokens_was_taken_is_said() -> None:
    found = read_in_hand(ONE_TOKEN["an ID token beside it"])
    assert found.form == "a token response"
    assert "The access token was taken" in found.notes[0]
    assert "ID token, refresh token" in found.notes[0]


@pytest.mark.parametrize("text", [ID_TOKEN, json.dumps({"id_token": ID_TOKEN}), jwt({**CLAIMS, "token_use": "id"})])
def test_an_id_token_is_said_to_be_one(text: str) -> None:
    assert "marks of an ID token" in " ".join(read_in_hand(text).notes)


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        (JWE, "encrypted", "in five parts (alg: dir, enc: A256GCM"),
        (f"Bearer {JWE}", "encrypted", "only signed"),
        ("ya29.a0AfH6SMBx", "opaque", "introspection"),
        ("gho_16C7e42F292c6912E7710c838347Ae178B4a", "opaque", "introspection"),
        (json.dumps({"access_token": "6rz2mVtsTq", "id_token": ID_TOKEN}), "opaque", "opaque"),
        ("curl -H 'Authorization: Bearer 6rz2mVtsTq' https://a.example", "opaque", "opaque"),
        (f"{encoded(HEADER)}.eyJzd.x", "jwt", "cut off"),
        (f"{encoded(HEADER)}.e30K~.x", "jwt", "no JWT"),
    ],
)
def test_a_token_without_claims_is_said_to_be_what_it_is(text: str, kind: str, said: str) -> None:
    found = read_in_hand(text)
    assert found.kind == kind
    assert said in without_claims(found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing was given"),
        ('  ""\n', "nothing was given"),
        ("no token here", "there is no token"),
        ("https://app.example/callback?code=abc123&state=x", "authorization code"),
        ("https://app.example/callback?error=access_denied", "an error and no token"),
        ('{"error": "invalid_grant", "error_description": "x"}', "refused"),
        (json.dumps({"refresh_token": "v1.abcdefghijkl"}), "refresh token"),
        (json.dumps(HEADER), "header of a token alone"),
        (encoded(HEADER), "header of a token alone"),
        (json.dumps({"orders": [1, 2]}), "there is no token"),
        ("eyJhbGciOiJSUzI1NiJ9…", "cut off"),
        ("x" * 100_000, "100000 characters"),
        ('{"iss": "' + "\\ud800" + '"}', "cannot be those of a token"),
        ("{" + '"aud":{' * 60 + "}" * 61, "cannot be those of a token"),
    ],
)
def test_what_holds_no_token_is_said_to_be_what_it_is(text: str, said: str) -> None:
    with pytest.raises(NothingInHand, match=said):
        read_in_hand(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_read_as_windows_writes_it(encoding: str) -> None:
    assert read_in_hand(bytes_as_text(f"{TOKEN}\r\n".encode(encoding))).raw == TOKEN


@given(st.text() | st.text(alphabet="ey.J{}[]\"':=,/\\*> \nbBearer%20token"))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = read_in_hand(text)
    except NothingInHand:
        return
    assert found.token.claims is not None or without_claims(found)


@pytest.mark.parametrize(
    "piece",
    [
        "=ey",
        "ey.",
        "token=",
        "bearer ",
        "'bearer ",
        "\"bearer '",
        '\\"',
        "'",
        "{",
        '{"a":',
        "/*",
        "a ",
        "> ",
        "%25",
        "[{",
        "ey=.",
        "\\\n",
    ],
)
def test_what_is_repeated_to_the_limit_is_read_at_once(piece: str) -> None:
    text = "{" + piece * (60_000 // len(piece))
    for hostile in (text, text[1:]):  # a reader that reads a place twice takes minutes
        with suppress(NothingInHand):
            read_in_hand(hostile)
