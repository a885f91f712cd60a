"""Write the cases of the corpus in which one thing is varied throughout: ``python -m tests.causes.generate``."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from sandbox.causes.data import MESSAGES
from tests.causes.cases import CORPUS

Row = dict[str, Any]
_URL: Final = "https://orders.example.com"
_GUID: Final = "6e74172b-be56-4843-9ff4-e66a39bb12e3"
_NAME: Final = "orders-api"
_NEAR: Final[Mapping[str, Callable[[str], str]]] = {
    "slash": lambda text: text + "/",
    "space at the end": lambda text: text + " ",
    "space at the beginning": lambda text: " " + text,
    "line break": lambda text: text + "\n",
    "tab": lambda text: text + "\t",
    "no-break space": lambda text: text + "\u00a0",
    "zero-width space": lambda text: text + "\u200b",
    "byte order mark": lambda text: "\ufeff" + text,
    "soft hyphen": lambda text: text[:3] + "\u00ad" + text[3:],
    "right-to-left mark": lambda text: text + "\u200f",
    "capital letters": str.upper,
    "one capital letter": lambda text: text.replace("e", "E", 1),
    "quotation marks": lambda text: f'"{text}"',
    "typographic quotation marks": lambda text: f"\u201c{text}\u201d",
    "Cyrillic letter": lambda text: text.replace("e", "\u0435", 1),
    "full-width letter": lambda text: text.replace("e", "\uff45", 1),
    "long dash": lambda text: text.replace("-", "\u2013", 1),
    "percent-encoded": lambda text: text.replace(":", "%3A").replace("/", "%2F").replace("-", "%2D"),
    "http": lambda text: text.replace("https://", "http://"),
    "no scheme": lambda text: text.removeprefix("https://"),
    "port": lambda text: text + ":443" if "://" in text else text,
    "port of development": lambda text: text + ":8080" if "://" in text else text,
    "api://": lambda text: text if "://" in text else f"api://{text}",
    "spn:": lambda text: text if "://" in text else f"spn:{text}",
    "slash and capital letters": lambda text: text.upper() + "/",
    "http and a slash": lambda text: text.replace("https://", "http://") + "/" if "://" in text else text,
    "joined by a comma": lambda text: f"{text},mail",
    "joined by a space": lambda text: f"{text} mail",
    "list as text": lambda text: f'["{text}", "mail"]',
    "path": lambda text: text + "/v1" if "://" in text else text,
}
_CAUSES: Final = {
    "slash": "slash",
    "space at the end": "space",
    "space at the beginning": "space",
    "line break": "space",
    "tab": "space",
    "no-break space": "space",
    "zero-width space": "invisible",
    "byte order mark": "invisible",
    "soft hyphen": "invisible",
    "right-to-left mark": "invisible",
    "capital letters": "case",
    "one capital letter": "case",
    "quotation marks": "quotes",
    "typographic quotation marks": "quotes",
    "Cyrillic letter": "look-alike",
    "full-width letter": "look-alike",
    "long dash": "look-alike",
    "percent-encoded": "encoding",
    "http": "scheme",
    "no scheme": "scheme",
    "port": "port",
    "port of development": "port",
    "api://": "api-prefix",
    "spn:": "spn",
    "slash and capital letters": "several",
    "http and a slash": "several",
    "joined by a comma": "joined",
    "joined by a space": "joined",
    "list as text": "joined",
    "path": "path",
}
_ISSUER: Final = "https://id.example.com"
_OF_ISSUERS: Final = {"look-alike": "invisible", "quotes": "invisible", "joined": "several"}
_BY_MESSAGE: Final = {
    "auth0-service-not-found": "auth0-service-not-found",
    "auth0-client-grant": "auth0-client-not-authorized",
    "aadsts500011": "entra-resource-unknown",
    "aadsts650057": "entra-resource-not-listed",
    "aadsts65001": "entra-resource-not-listed",
    "aadsts500131": "entra-assertion-audience",
    "aadsts9010010": "entra-resource-and-scope",
    "aadsts1002012": "entra-scope-invalid",
    "aadsts700212": "entra-federation-refused",
    "aadsts70021": "entra-federation-refused",
    "invalid-target": "target-refused",
    "only-us": "only-audience-wanted",
    "fastapi-auth0-malformed": "malformed-hides-audience",
}
_BY_TOPIC: Final = {
    "audience": "message-audience",
    "audience-unset": "api-passed-no-audience",
    "audience-missing": "message-audience-missing",
    "audience-form": "audience-form-refused",
    "issuer": "message-issuer",
    "signature": "message-signature",
    "key": "message-key",
    "algorithm": "message-algorithm",
    "time": "message-time",
    "scope": "message-scope",
    "typ": "typ-refused",
    "shape": "message-shape",
    "carriage": "message-no-token",
    "id-token": "message-id-token",
    "other-kind": "message-id-token",
    "gateway": "gateway-refused",
    "discovery": "discovery-differs",
}
_OF_THE_ISSUER: Final = ("auth0-service-not-found", "auth0-client-grant", "invalid-target")


def near_misses() -> Iterator[Row]:
    """Each small difference, in the token and at the API, of an address, a GUID and a name; and of issuers."""
    for kind, text in (("address", _URL), ("GUID", _GUID), ("name", _NAME)):
        for name, change in _NEAR.items():
            other = change(text)
            if other == text:
                continue
            cause = f"aud-{_CAUSES[name]}"
            yield _row(f"{kind}, {name} in the token", cause, claims={"aud": other}, audience=text)
            yield _row(f"{kind}, {name} at the API", cause, claims={"aud": text}, audience=other)
    yield _row("address, a star at the API", "aud-wildcard", claims={"aud": _URL}, audience="https://orders.*")
    yield _row("anything, a star at the API", "aud-wildcard", claims={"aud": _NAME}, audience="*")
    for name, change in _NEAR.items():
        other = change(_ISSUER)
        if other != _ISSUER:
            cause = f"issuer-{_OF_ISSUERS.get(_CAUSES[name], _CAUSES[name])}"
            yield _row(f"issuer, {name} in the token", cause, claims={"iss": other}, audience=_URL, issuer=_ISSUER)
            cause = "issuer-bare-domain" if name == "no scheme" else cause
            yield _row(f"issuer, {name} at the API", cause, claims={"iss": _ISSUER}, audience=_URL, issuer=other)


def messages() -> Iterator[Row]:
    """Each message, without a token."""
    for message in MESSAGES:
        expected = _BY_MESSAGE.get(message["id"]) or _BY_TOPIC[message["about"]]
        certain = message["id"] in _OF_THE_ISSUER or message["id"].startswith("aadsts")
        row = {"name": message["id"], "given": "", "error": message["example"], "expected": expected}
        yield row if certain else {**row, "certain": False}


def _row(name: str, expected: str, **given: Any) -> Row:
    return {"name": name, "like": "plain", **given, "expected": expected}


def written(rows: Iterator[Row]) -> str:
    """The rows as a file of the corpus."""
    return "[\n" + ",\n".join(f"  {json.dumps(row)}" for row in rows) + "\n]\n"


FILES: Final = {"generated_near_misses.json": near_misses, "generated_messages.json": messages}


if __name__ == "__main__":
    for file, rows in FILES.items():
        (CORPUS / file).write_text(written(rows()), "utf-8")
