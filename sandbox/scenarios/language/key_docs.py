"""What each key of the language is for, with an example: for JSON Schema, the editor and the guide.

It stands beside the models rather than in them, because a start reads the models and nobody reads this then.
"""

from typing import Any, Final

Words = dict[str, tuple[str, Any]]
"""By key: what it is for, and an example of its value."""

_BAR: Final = "https://bar.foo.com"

SCENARIO_KEYS: Final[dict[str, Words]] = {
    "Scenario": {
        "scenario": ("Its id: the name of its file without `.yaml`.", "bar-token-to-baz"),
        "title": ("Its title, in one line.", "A bar token at baz's door"),
        "world": ("The id of the world it plays in.", "foo"),
        "level": ("For whom it is.", "beginner"),
        "minutes": ("How long it takes to walk through.", 4),
        "order": ("Its place in the chapter; those without one follow by file name.", 1),
        "tags": ("Words by which it is found.", ["audience", "demo"]),
        "question": ("What one does not know before, and does after.", "What does baz say to a token issued for bar?"),
        "story": ("What happened so far (CommonMark).", "Alice signed in at **www.foo.com** …"),
        "steps": ("What is replayed, in order.", [{"id": "hello", "title": "Hello", "narrate": {"text": "Hello"}}]),
        "takeaway": (
            "What stays, in a sentence (CommonMark).",
            "A signature says who wrote it. The audience says for whom.",
        ),
        "reading": ("Sections to read on; those of RFCs become links.", ["RFC 7519 §4.1.3"]),
        "source": (
            "Where the like of it happened.",
            {"product": "Argo CD", "id": "CVE-2023-22482", "mechanism": "It did not look at `aud`.", "mended": "2.5.8"},
        ),
        "needs": ("Ids of scenarios to have seen before.", ["bar-token-to-baz"]),
        "presenter_notes": (
            "For who presents it, and nobody else (CommonMark).",
            "Ask the room before you press Replay.",
        ),
        "formerly": ("Ids that it had before; their addresses lead to this one.", ["bar-letter-to-baz"]),
    },
    "Step": {
        "id": ("Its id, which stands in its address.", "at-baz"),
        "title": ("Its title, in one line.", "The same letter at baz's door"),
        "get_token": (
            "Runs a real grant at the issuer; every redirect and POST is recorded.",
            {"client": "www", "grant": "authorization_code", "user": "alice", "audience": _BAR, "save": "bar_token"},
        ),
        "mint": ("Makes a token that no honest issuer would; no request.", {"claims": {"aud": _BAR}, "save": "forged"}),
        "tamper": (
            "Edits a saved token and keeps the old signature.",
            {"token": "bar_token", "claims": {"aud": "https://baz.foo.com"}, "save": "rewritten"},
        ),
        "call": ("Sends a request to an api.", {"api": "bar", "request": "GET /orders", "token": "bar_token"}),
        "introspect": (
            "Asks an issuer what a saved token says (RFC 7662).",
            {"client": "bar-backend", "token": "bar_token"},
        ),
        "fetch": (
            "Fetches a document that an issuer or an api has for everybody.",
            {"document": "oauth-protected-resource", "of": "bar"},
        ),
        "inspect": ("Shows a saved token; no request.", {"token": "bar_token", "highlight": ["aud"]}),
        "rotate_keys": ("The issuer gets a new signing key.", {"keep_old": False}),
        "narrate": ("A text, and nothing else.", {"text": "Meanwhile, at **baz** …"}),
        "predict": (
            "A question that is asked before the step is shown.",
            {
                "ask": "What does baz answer?",
                "options": [
                    {"says": "200", "because": "The signature is genuine."},
                    {"says": "401", "because": "It is not for baz.", "correct": True},
                ],
            },
        ),
        "expect": (
            "What must be true afterwards; compared at every replay.",
            {"status": 401, "decided_by": "audience"},
        ),
        "explain": ("Why it came like that (CommonMark).", "The seal is genuine, and the letter is for bar."),
        "what_if": (
            "The same call to other deployments of the api.",
            [{"title": "… baz did not look?", "verify": {"audience": "off"}, "expect": {"status": 200}}],
        ),
    },
    "GetToken": {
        "client": ("The client that asks.", "www"),
        "grant": ("By which grant (RFC 6749 §1.3, RFC 8693).", "authorization_code"),
        "issuer": ("Which issuer is asked, if it is not the one called `issuer`.", "issuer"),
        "user": ("Who signs in; needed by authorization_code, unless `prompt` is `none`.", "alice"),
        "prompt": ("What the issuer may ask the user (OpenID Connect Core §3.1.2.1).", "none"),
        "consent": ("What the user answers when asked for consent.", "allow"),
        "audience": ("The identifier of the audience that is asked for, as Auth0 does.", _BAR),
        "resource": ("The same, one or several, by RFC 8707.", _BAR),
        "scope": ("The scopes that are asked for, with spaces between them.", "openid read:orders"),
        "refresh_token": ("The saved refresh token that is used.", "bar_refresh"),
        "subject_token": ("The saved token that is exchanged (RFC 8693).", "bar_token"),
        "client_assertion": (
            "What the client's own JWT says of whom it is for, if it authenticates by `private_key_jwt`.",
            {"aud": "https://issuer.example"},
        ),
        "save": ("A name for the access token.", "bar_token"),
        "save_id_token": ("A name for the ID token.", "bar_id_token"),
        "save_refresh_token": ("A name for the refresh token.", "bar_refresh"),
    },
    "Mint": {
        "issuer": ("Whose tokens it resembles, if not those of the one called `issuer`.", "issuer"),
        "like": ("A saved token from which it starts.", "bar_token"),
        "header": ("Header members it has beside those, or in their place.", {"kid": "unknown"}),
        "claims": (
            "Claims it has beside those, or in their place; an address at http://localhost:8000 moves along.",
            {"aud": [_BAR, "https://baz.foo.com"]},
        ),
        "remove": ("Claims it does not have.", ["aud"]),
        "expires_in": ("How long it is good: `90s`, `15m`, `2h`; negative if it was.", "-5m"),
        "sign_with": ("Whose key seals it, or what passes for a seal.", "stranger"),
        "save": ("A name for it.", "forged"),
    },
    "Tamper": {
        "token": ("The saved token that is edited.", "bar_token"),
        "header": ("Header members that are put in.", {"alg": "none"}),
        "claims": ("Claims that are put in.", {"aud": "https://baz.foo.com"}),
        "remove": ("Claims that are taken out.", ["aud"]),
        "save": ("A name for what comes of it.", "rewritten"),
    },
    "Call": {
        "api": ("The api that is called.", "bar"),
        "request": ("The method and the path.", "GET /orders"),
        "by": ("The api or client that sends it, if not the one that was given the token.", "baz"),
        "token": ("The saved token that is sent; without one, none is.", "bar_token"),
        "send_as": ("In the header as `Bearer`, in the query, or raw in the header.", "header"),
        "verify": ("How this deployment of the api makes its checks, where that is not `on`.", {"audience": "prefix"}),
    },
    "ClientAssertion": {
        "aud": (
            "Whom it names: one server, or several; an address at http://localhost:8000 moves along.",
            ["http://localhost:8000/worlds/foo/issuer/", "https://other.example"],
        ),
    },
    "Introspect": {
        "client": ("The client that asks; one with `api: bar` is bar.", "bar-backend"),
        "token": ("The saved token that is asked about.", "bar_token"),
        "issuer": ("Which issuer is asked, if it is not the one called `issuer`.", "issuer"),
    },
    "Fetch": {
        "document": (
            "Which: an issuer's configuration (by OpenID Connect or RFC 8414) or keys, an api's metadata (RFC 9728).",
            "jwks",
        ),
        "of": ("The issuer or api whose document it is.", "issuer"),
        "by": ("The client or api that fetches it, if not the first client that asks for a token.", "www"),
    },
    "Inspect": {
        "token": ("The saved token that is shown.", "bar_token"),
        "highlight": ("Claims to look at.", ["aud", "azp"]),
    },
    "RotateKeys": {
        "issuer": ("Whose keys, if not those of the one called `issuer`.", "issuer"),
        "keep_old": ("Whether the old key stays published.", True),
    },
    "Narrate": {"text": ("The text (CommonMark).", "Meanwhile, at **baz** …")},
    "Predict": {
        "ask": ("The question.", "What does baz answer?"),
        "options": (
            "The answers to choose from; one is correct.",
            [{"says": "200", "because": "…"}, {"says": "401", "because": "…", "correct": True}],
        ),
    },
    "Option": {
        "says": ("The answer.", "401. It is genuine, and not for baz."),
        "because": ("Why it is right, or why one would think so and it is not (CommonMark).", "baz reads the address."),
        "correct": ("Whether it is the right one.", True),
    },
    "Expect": {
        "status": ("The status of the answer.", 401),
        "error": ("The error code (RFC 6750 §3.1, RFC 6749 §5.2).", "invalid_token"),
        "error_description": ("A part of the description.", "Invalid audience"),
        "checks": ("Verdicts of checks.", {"signature": "pass", "audience": "fail"}),
        "decided_by": ("The first check that refuses, or `none`.", "audience"),
        "claims": ("Claims of the token: a value, or `{absent: true}`.", {"aud": _BAR, "azp": {"absent": True}}),
        "header": ("Header members of the token, likewise.", {"typ": "at+jwt"}),
        "opaque": ("Whether the token can only be read by its issuer.", True),
        "body": (
            "Members of the JSON that came: a value, or `{absent: true}`. Addresses of the sandbox move along.",
            {"active": False},
        ),
        "challenge": (
            "What `WWW-Authenticate` says (RFC 6750 §3, RFC 9728 §5.1), likewise.",
            {"scope": "read:orders", "error": {"absent": True}},
        ),
    },
    "WhatIf": {
        "title": ("The question.", "… baz did not check the audience?"),
        "verify": ("How that deployment makes its checks.", {"audience": "off"}),
        "expect": ("What must come of the call there.", {"status": 200, "decided_by": "none"}),
        "explain": ("What that means (CommonMark).", "baz acts on a letter that was meant for bar."),
    },
    "Source": {
        "product": ("The product or library.", "Argo CD"),
        "id": ("The advisory or issue by which it is found.", "CVE-2023-22482"),
        "mechanism": ("What went wrong (CommonMark).", "It did not look at `aud`."),
        "mended": ("The version in which it is mended, where that is known.", "2.3.14, 2.4.20, 2.5.8"),
    },
    "Chapter": {
        "title": ("Its title, in one line.", "Genuine, and still refused"),
        "summary": ("What it is about (CommonMark).", "Letters with a perfect seal at the wrong door."),
    },
    "Playlist": {
        "playlist": ("Its id: the name of its file without `.yaml`.", "friday"),
        "title": ("Its title, in one line.", "Friday's workshop"),
        "summary": ("What it is about (CommonMark).", "What the seal proves, and what the address."),
        "scenarios": (
            "Ids of scenarios, in order; a mapping where one takes another time here, or for a pause.",
            ["bar-token-to-bar", {"id": "bar-token-to-baz", "minutes": 7}, {"pause": "Break", "minutes": 10}],
        ),
    },
    "Entry": {
        "id": ("The id of a scenario. An entry has this or `pause`.", "bar-token-to-baz"),
        "pause": ("What one does where there is no scenario.", "Break"),
        "minutes": ("How long it takes on this way; of a scenario, if not its own minutes.", 7),
        "note": ("What to do then, for who presents it (CommonMark).", "Two at one screen."),
    },
    "Pack": {
        "pack": ("Its name, which comes before all its ids: `acme.wrong-door`.", "acme"),
        "language": ("The version of the scenario language it is written in.", 1),
        "title": ("Its title, in one line.", "Letters at Acme"),
        "licence": ("Under which terms others may use it, as an SPDX identifier.", "CC-BY-4.0"),
        "authors": ("Who wrote it.", ["Ada Lovelace <ada@example.org>"]),
    },
}
