"""What an author is advised names the real cause, and makes the file good when it is followed."""

import pytest

from sandbox.scenarios.loading.catalogue import shipped_catalogue
from sandbox.scenarios.loading.draft import read_draft

CATALOGUE = shipped_catalogue()
GOOD = """\
scenario: example
title: A title
world: foo
question: What?
minutes: 5
steps:
  - id: sign-in
    title: Sign in
    get_token: {client: www, grant: authorization_code, user: alice, audience: "https://bar.foo.com", save: t}
  - id: at-baz
    title: At baz
    call: {api: baz, request: GET /reports, token: t}
    expect: {status: 401}
    what_if:
      - title: Off
        verify: {audience: off}
        explain: Why
"""
OFF, TITLE, WWW, STATUS = "verify: {audience: off}", "title: Off", "{client: www, grant", "expect: {status: 401}"
AUDIENCE, SAVE = 'audience: "https://bar.foo.com"', "save: t}"
MISTAKES = [
    # what is right, what is written, what is said, and what is written then
    (OFF, "verify: {audience: false}", "write off", OFF),
    (OFF, "verify: {audience: False}", "write off", OFF),
    (OFF, "verify: {audience: no}", "did you mean `off`", OFF),
    (OFF, "verify: {audience: n}", "did you mean `off`", OFF),
    (OFF, "verify: {audience: 0}", "write off", OFF),
    (OFF, "verify: {audience: null}", "write off", OFF),
    (OFF, "verify: {audience: ~}", "write off", OFF),
    (OFF, "verify: {audience}", "write off", OFF),
    (OFF, "verify: {audience: true}", "write on", "verify: {audience: on}"),
    (OFF, "verify: {audience: yes}", "did you mean `on`", "verify: {audience: on}"),
    (OFF, "verify: {audience: OFF}", "did you mean `off`", OFF),
    (OFF, "verify: {audience:off}", "a space follows the colon: audience: off", OFF),
    (OFF, "verify: audience=off", 'write {audience: "off"}', 'verify: {audience: "off"}'),
    (OFF, "verify: [audience]", 'write {audience: "off"}', 'verify: {audience: "off"}'),
    (TITLE, "title: {braces} are odd", "begins with `{` needs quotes", 'title: "{braces} are odd"'),
    (TITLE, "title: [brackets] are odd", "begins with `[` needs quotes", 'title: "[brackets] are odd"'),
    (TITLE, "title: [a link](/glossary)", "begins with `[` needs quotes", 'title: "[a link](/glossary)"'),
    (TITLE, "title: *starred* text", "cannot begin with `*`", 'title: "*starred* text"'),
    (TITLE, "title: **bold** text", "cannot begin with `*`", 'title: "**bold** text"'),
    (TITLE, "title: &amp text", "the name of an anchor", 'title: "&amp text"'),
    (TITLE, "title: & text", "cannot begin with `&`", 'title: "& text"'),
    (TITLE, "title: !important text", "if the `!` belongs to it", 'title: "!important text"'),
    (TITLE, "title: %percent text", "cannot begin with `%`", 'title: "%percent text"'),
    (TITLE, "title: @at text", "cannot begin with `@`", 'title: "@at text"'),
    (TITLE, "title: `code` text", "cannot begin with a backtick", 'title: "`code` text"'),
    (TITLE, "title: - dash text", "a text that begins with `-`", 'title: "- dash text"'),
    (TITLE, "title: > quoted text", "if it belongs to the text, put", 'title: "> quoted text"'),
    (TITLE, "title: | piped text", "if it belongs to the text, put", 'title: "| piped text"'),
    (TITLE, "title: ? asked", "cannot begin with `?`", 'title: "? asked"'),
    (TITLE, "title: , comma", "if `,` belongs to it", 'title: ", comma"'),
    (TITLE, "title: #1 of two", "put a text that begins with `#` in quotes", 'title: "#1 of two"'),
    (TITLE, "title: See case #1", "before `#1`, which YAML takes for a comment", 'title: "See case #1"'),
    (TITLE, "title: Written in C # and Java", "takes for a comment", 'title: "Written in C # and Java"'),
    ("question: What?", "question: Is it (#1)  #2?", "before `#2?`", 'question: "Is it (#1)  #2?"'),
    ("explain: Why", "explain: First,\n          then #2\n", "takes for a comment", 'explain: "First, then #2"'),
    ("explain: Why", "explain: First #1,\n          then", "where ` #` begins a comment", 'explain: "First #1, then"'),
    ("question: What?", "question: And\nthen?", "indented more than its key", "question: And\n  then?"),
    ("question: What?", "story: |\nTold\nquestion: What?", "indented more", "story: |\n  Told\nquestion: What?"),
    ("explain: Why", "explain: First, second: third", "cannot have a `:` in it", 'explain: "First, second: third"'),
    ("explain: Why", "explain: First\n          and second: third", "put all of it in quotes", 'explain: "a: b"'),
    (TITLE, "title: 'It's'", "inside, a quote is written", "title: 'It''s'"),
    (TITLE, 'title: "He said "no" here"', "inside, a quote is written", 'title: "He said \\"no\\" here"'),
    (TITLE, "title: 'Never closed", "this quote is never closed", "title: 'Never closed'"),
    (TITLE, 'title: "a \\d"', "single quotes", "title: 'a \\d'"),
    (TITLE, "title: 401", 'put it in quotes: "401"', 'title: "401"'),
    (TITLE, "title: 1.5", 'put it in quotes: "1.5"', 'title: "1.5"'),
    (TITLE, "title: 0o17", 'put it in quotes: "0o17"', 'title: "0o17"'),
    (TITLE, "title: true", 'put it in quotes: "true"', 'title: "true"'),
    (TITLE, "title: null", 'if it is the text: "null"', 'title: "null"'),
    (TITLE, "title: ~", 'if it is the text: "~"', 'title: "~"'),
    (TITLE, "title:Off", "a space is missing after this `:`", TITLE),
    (TITLE, "titel: Off", "did you mean `title`", TITLE),
    (TITLE, "Title: Off", "did you mean `title`", TITLE),
    (f"        {OFF}", f"\t{OFF}", "replace the tab by spaces", f"        {OFF}"),
    (TITLE, "title: Off\n        title: On", "keep one of the two", TITLE),
    (WWW, "{client: www, scope: read:orders, write:orders, grant", "spaces between them", None),
    (WWW, "{client: www, scope: read:orders,write:orders, grant", "spaces between them", None),
    (WWW, '{client: www, scope: ["read:orders", "write:orders"], grant', '"read:orders write:orders"', None),
    (WWW, '{client: www, scope: "read:orders, write:orders", grant', "did you mean `read:orders`", None),
    (SAVE, "save: [t]}", "write t", SAVE),
    (SAVE, "save: t", "this `{` is never closed", SAVE),
    (SAVE, "save: t}}", "this `}` closes nothing", SAVE),
    (SAVE, 'save: "t}', 'a `"` in this line is opened and not closed', 'save: "t"}'),
    (SAVE, "save: t #}", "from ` #` on, the line is a comment", SAVE),
    (AUDIENCE, "audience: bar", "write https://bar.foo.com", "audience: https://bar.foo.com"),
    (AUDIENCE, 'audience: ["https://bar.foo.com", "https://baz.foo.com"]', "`resource` takes several", None),
    (AUDIENCE, 'audience: "https://bar.foo.com/"', "did you mean `https://bar.foo.com`", AUDIENCE),
    (STATUS, 'expect: {status: "401"}', "take the quotes away: 401", STATUS),
    (STATUS, "expect: 401", "write {status: 401}", STATUS),
    (STATUS, "expect: {checks: [audience]}", "write {audience: fail}", "expect: {checks: {audience: fail}}"),
    (STATUS, "expect: {checks: {audience: failed}}", "did you mean `fail`", "expect: {checks: {audience: fail}}"),
    (STATUS, "expect: {checks: {audience: false}}", "did you mean `fail`", "expect: {checks: {audience: fail}}"),
    (STATUS, "expects: {status: 401}", "did you mean `expect`", STATUS),
    ("  - id: at-baz", "  -id: at-baz", "a space is missing after `-`", "  - id: at-baz"),
    ("  - id: at-baz", "  - id: 1", "a letter comes first, such as i1", "  - id: i1"),
    ("minutes: 5", "minutes: 5m", "write 5", "minutes: 5"),
    ("minutes: 5", 'minutes: "5"', "take the quotes away: 5", "minutes: 5"),
    ("minutes: 5", "tags: aud, token", "write [aud, token]", "tags: [aud, token]"),
    ("minutes: 5", "needs: bar-token-to-bar", "write [bar-token-to-bar]", "needs: [bar-token-to-bar]"),
    ("minutes: 5", "reading: RFC 7519", "write [RFC 7519]", "reading: [RFC 7519]"),
    ("GET /reports", "GET /reports?x=1", "without a query", "GET /reports"),
    ("question: What?", "question:\n  - What?", 'write "What?"', 'question: "What?"'),
]
FOLLOWED = {
    WWW: '{client: www, scope: "read:orders write:orders", grant',
    AUDIENCE: 'resource: ["https://bar.foo.com", "https://baz.foo.com"]',
}


def told(text: str) -> str:
    return "\n".join(diagnostic.render() for diagnostic in read_draft(text, CATALOGUE).diagnostics)


def test_what_the_mistakes_are_made_in_has_none() -> None:
    assert told(GOOD) == ""


@pytest.mark.parametrize(("right", "written", "said", "followed"), MISTAKES, ids=[one[1] for one in MISTAKES])
def test_the_advice_names_the_cause_and_makes_the_file_good(
    right: str, written: str, said: str, followed: str | None
) -> None:
    assert right in GOOD
    assert said in told(GOOD.replace(right, written, 1))
    assert told(GOOD.replace(right, followed or FOLLOWED[right], 1)) == ""


@pytest.mark.parametrize("written", ["title: Off  # why", "title: 'Off' #why", "title: Off   # 1", "title: a#b"])
def test_a_comment_is_a_comment(written: str) -> None:
    assert told(GOOD.replace(TITLE, written, 1)) == ""


@pytest.mark.parametrize("written", ["12:30", "2026-01-01", "1_000", "yes", "no", "on", "off", "y", "1e", "=", "<<"])
def test_what_only_older_readers_take_for_something_else_is_a_text(written: str) -> None:
    assert told(GOOD.replace(TITLE, f"title: {written}", 1)) == ""
