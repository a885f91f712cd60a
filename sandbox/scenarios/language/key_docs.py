"""What each key of the language is for, with an example: for JSON Schema, the editor and the guide.

The keys of a verb are declared with the verb; all others stand here.
"""

from typing import Final

from sandbox.scenarios.act import BRINGS
from sandbox.scenarios.fields import KeyDocs
from sandbox.scenarios.verbs import VERBS

_BAR: Final = "https://bar.foo.com"

SCENARIO_KEYS: Final[dict[str, KeyDocs]] = {
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
        **{name: spec.doc for name, spec in VERBS.items()},
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
        "act": (
            "What a reader can change about the call, to see what the api answers then.",
            {
                "ask": "baz refuses the letter. Where do you mend it?",
                "choices": [
                    {"id": "baz", "says": "In baz, which no longer looks", "verify": {"audience": "off"}},
                    {
                        "id": "issuer",
                        "says": "At the issuer, which names baz",
                        "mint": {"like": "bar_token", "claims": {"aud": "https://baz.foo.com"}, "save": "bar_token"},
                    },
                ],
            },
        ),
    },
    **{spec.model.__name__: spec.keys for spec in VERBS.values()},
    **{model.__name__: keys for spec in VERBS.values() for model, keys in spec.parts.values()},
    "Predict": {
        "ask": ("The question.", "What does baz answer?"),
        "options": (
            "The answers to choose from; one is correct.",
            [{"says": "200", "because": "…"}, {"says": "401", "because": "…", "correct": True}],
        ),
        "keep_order": (
            "Whether the answers are shown as they stand: numbers, or yes and no. Else none is favoured by its place.",
            True,
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
    "Act": {
        "ask": ("What is to be changed.", "baz refuses the letter. Where do you mend it?"),
        "watch": ("What to watch when the answer comes (CommonMark).", "Which check decides, and who else gets in?"),
        "choices": (
            "What can be chosen; each is replayed.",
            [{"id": "baz", "says": "In baz", "verify": {"audience": "off"}}, {"id": "issuer", "says": "…"}],
        ),
        "aud": (
            "What stands at first in a field for an `aud` of one's own, which the issuer signs; without it, no field.",
            "https://bar.foo.com/",
        ),
        "modes": (
            "Ways of the api to compare that `aud`, to choose from: modes of the check `audience`.",
            ["on", "ignore-slash", "prefix"],
        ),
    },
    "Choice": {
        "id": ("Its id, which stands in its address.", "issuer"),
        "says": ("What is changed.", "At the issuer, which names baz"),
        **{
            name: (
                f"Another token for the call, by `{name}`; its `save` is the name of the token that the call sends.",
                VERBS[name].doc[1],
            )
            for name in BRINGS
        },
        "verify": ("How the api makes its checks then.", {"audience": "ignore-slash"}),
        "expect": ("What must come of the call, or of a request that the issuer refuses.", {"status": 200}),
        "because": ("What that proves (CommonMark).", "It mends this, and opens the door to everybody else."),
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
            "Ids of scenarios, in order; a mapping for another time, for a pause, or for a question of one's own.",
            ["bar-token-to-bar", {"id": "bar-token-to-baz", "minutes": 7}, {"pause": "Break", "minutes": 10}],
        ),
    },
    "Entry": {
        "id": ("The id of a scenario. An entry has this, `pause` or `poll`.", "bar-token-to-baz"),
        "pause": ("What one does where there is no scenario.", "Break"),
        "poll": (
            "A question to the room that no replay answers; it has `options`, none of which is right or wrong.",
            "What will you look at on Monday?",
        ),
        "options": ("The answers to a `poll`.", ["My audience check", "My issuer's settings", "Nothing"]),
        "minutes": ("How long it takes on this way; of a scenario, if not its own minutes.", 7),
        "note": ("What to do then, for who presents it (CommonMark).", "Two at one screen."),
        "task": (
            "In a pause, what everybody is to do meanwhile: their pages and the projector show it (CommonMark).",
            "Write down which audience your API checks for.",
        ),
    },
    "Pack": {
        "pack": ("Its name, which comes before all its ids: `acme.wrong-door`.", "acme"),
        "language": ("The version of the scenario language it is written in.", 1),
        "title": ("Its title, in one line.", "Letters at Acme"),
        "licence": ("Under which terms others may use it, as an SPDX identifier.", "CC-BY-4.0"),
        "authors": ("Who wrote it.", ["Ada Lovelace <ada@example.org>"]),
    },
}
