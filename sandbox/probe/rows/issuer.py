"""Rows about the issuer: tokens whose iss is not the one that this API trusts."""

from typing import Final

from sandbox.probe.spec import Row

_OTHER: Final = "https://other-issuer.example/"
_SOURCE: Final = "RFC 8725 §3.8"


ISSUER: Final = (
    Row(
        "iss.other",
        "a token of another issuer, signed by its own key",
        "refuse",
        _SOURCE,
        lambda it: it.signed({"iss": _OTHER}, key=it.stranger),
    ),
    Row(
        "iss.renamed",
        "a token that names another issuer, signed by the trusted key",
        "refuse",
        _SOURCE,
        lambda it: it.signed({"iss": _OTHER}),
    ),
    Row(
        "iss.slash",
        "an iss that differs by a slash at its end",
        "refuse",
        _SOURCE,
        lambda it: it.signed({"iss": it.issuer[:-1] if it.issuer.endswith("/") else f"{it.issuer}/"}),
    ),
    Row(
        "iss.prefix",
        "an iss that begins with the trusted one",
        "refuse",
        _SOURCE,
        lambda it: it.signed({"iss": f"{it.issuer}evil.example/"}),
    ),
    Row(
        "iss.shorter",
        "an iss that is the beginning of the trusted one",
        "refuse",
        _SOURCE,
        lambda it: it.signed({"iss": it.issuer.rstrip("/")[:-1]}),
    ),
    Row(
        "iss.case",
        "an iss that differs by case",
        "refuse",
        _SOURCE,
        lambda it: it.signed({"iss": it.issuer.swapcase()}),
        profile="all",
    ),
    Row(
        "iss.inside",
        "an iss that contains the trusted one",
        "refuse",
        _SOURCE,
        lambda it: it.signed({"iss": f"https://evil.example/?{it.issuer}"}),
        profile="all",
    ),
    Row(
        "iss.list",
        "an iss that is a list with the trusted one in it",
        "refuse",
        "RFC 7519 §4.1.1",
        lambda it: it.signed({"iss": [_OTHER, it.issuer]}),
    ),
    Row("iss.missing", "a token without iss", "refuse", "RFC 9068 §4", lambda it: it.signed(remove=("iss",))),
)
