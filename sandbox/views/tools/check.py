"""The page on which people check a token of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sandbox.causes import data
from sandbox.causes.explain import explain
from sandbox.causes.facts import Expectation, Token
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.views.site.causes import Link, links_of_causes
from sandbox.views.tools.check_examples import EXAMPLES, Example
from sandbox.views.tools.diagnosis import (
    AnswerView,
    CauseView,
    ChangeView,
    DiagnosisView,
    Marked,
    MemberView,
    Pair,
    Words,
    diagnosis_view,
    strip_of,
)
from sandbox.views.tools.diagnosis_words import words

_OF_A_CAUSE: Final = (
    *("id", "question", "verdict", "when", "unless", "if", "or", "certain"),
    *("title", "why", "compare", "change", "avoid", "see"),
)
_OF_MORE: Final = frozenset(("about", "message", "wanted", "signature"))
"""Facts that are empty, or say that nothing was asked, where nothing was said."""
_OF_A_MESSAGE: Final = ("id", "match", "expects", "library", "reader", "issuer", "about", "means")


@dataclass(frozen=True, slots=True)
class Shown:
    """A diagnosis, and the link to what it shows."""

    view: DiagnosisView
    link: Link | None


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that is shown: its path, and its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class IncidentView:
    """A scenario that was made of a token.

    Args:
        files: Its files; none if none was made.
        download: Whether the server sends them as one file, for those without JavaScript.

    """

    files: Sequence[FileView]
    download: bool


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed.

    Args:
        token: The token, or what it stands in.
        audience: The audiences that the API accepts, one a line.
        issuer: The issuer that it trusts.
        error: The message that somebody got.
        kind: The kind of token that is wanted.
        scope: The scopes that the route needs.
        library: What the API reads tokens with.
        at: The time to judge by.
        keys: The keys of the issuer.

    """

    token: str = ""
    audience: str = ""
    issuer: str = ""
    error: str = ""
    kind: str = ""
    scope: str = ""
    library: str = ""
    at: str = ""
    keys: str = ""

    @property
    def unfolded(self) -> bool:
        """Whether something stands in the fields below the fold."""
        return any((self.error, self.kind, self.scope, self.library, self.at, self.keys))


@dataclass(frozen=True, slots=True)
class CheckPage:
    """Everything on the page.

    Args:
        form: What was typed.
        posts: Whether this server takes a token, for those without JavaScript.
        problem: Why it did not take this one, or "".
        keys_wrong: What is wrong with the keys that were given, or "".
        strip: The parts of the token, each as far as it is shown.
        shown: The diagnosis, if there is one.
        blank: A diagnosis without words, of which the scripts of the page make theirs.
        incident: The scenario of the token, for those without JavaScript.
        blank_incident: A scenario without words, likewise.
        examples: Tokens to try.
        libraries: The libraries whose settings are known: id and name.
        links: Where each cause can be seen to happen.

    """

    form: Form
    posts: bool
    problem: str
    keys_wrong: str
    strip: Sequence[str]
    shown: Shown | None
    blank: Shown
    incident: IncidentView
    blank_incident: IncidentView
    examples: Sequence[Example]
    libraries: Sequence[tuple[str, str]]
    links: Sequence[Link]


def check_page(catalogue: Catalogue, *, posts: bool) -> CheckPage:
    """The page before anything was typed.

    Args:
        catalogue: The scenarios that it may lead to.
        posts: Whether this server takes a token.

    """
    return CheckPage(
        form=Form(),
        posts=posts,
        problem="",
        keys_wrong="",
        strip=(),
        shown=None,
        blank=_blank(),
        incident=IncidentView((), download=False),
        blank_incident=IncidentView((FileView(" ", " "),), download=False),
        examples=EXAMPLES,
        libraries=_libraries(),
        links=links_of_causes(catalogue),
    )


def answered(
    page: CheckPage, form: Form, token: Token, expectation: Expectation, files: Sequence[FileView] = ()
) -> CheckPage:
    """The page with an answer.

    Args:
        page: The page before.
        form: What was typed.
        token: The token in it.
        expectation: What the API expects.
        files: The scenario of the token, if one was made.

    """
    view = diagnosis_view(explain(token, expectation), token, expectation)
    link = next((one for one in page.links if one.see == view.see), None)
    incident = IncidentView(files, download=True)
    return replace(page, form=form, strip=strip_of(token), shown=Shown(view, link), incident=incident)


def check_data() -> dict[str, Any]:
    """What the scripts of the page need at once: the list of causes, and all words."""
    return {
        "issuers": data.ISSUERS,
        "kinds": data.KINDS,
        "messages": [],
        "questions": data.QUESTIONS,
        "causes": _columns([one for one in data.CAUSES if not _is_later(one)], _OF_A_CAUSE),
        "settings": {purpose: _settings(by_name, of_libraries=False) for purpose, by_name in data.SETTINGS.items()},
        "without_aud": data.WITHOUT_AUD,
        "look_alikes": data.LOOK_ALIKES,
        "words": words(),
        "examples": [one.data() for one in EXAMPLES],
    }


def later_data() -> dict[str, Any]:
    """What they need when somebody unfolds the further fields; the rest is `check_data`."""
    settings = {purpose: _settings(by_name, of_libraries=True) for purpose, by_name in data.SETTINGS.items()}
    return {
        "messages": _columns(data.MESSAGES, _OF_A_MESSAGE),
        "causes": _columns([one for one in data.CAUSES if _is_later(one)], _OF_A_CAUSE),
        "places": [index for index, one in enumerate(data.CAUSES) if _is_later(one)],
        "settings": {purpose: by_name for purpose, by_name in settings.items() if by_name},
    }


def _is_later(cause: Mapping[str, Any]) -> bool:
    """Whether a cause can only be found where somebody said more than a token, an audience and an issuer."""
    asked = cause.get("when", {})
    return not _OF_MORE.isdisjoint(asked) or asked.get("scope", ["unasked"]) != ["unasked"]


def _settings(by_name: Mapping[str, str], *, of_libraries: bool) -> dict[str, str]:
    libraries = {one["id"] for one in data.LIBRARIES}
    return {name: text for name, text in by_name.items() if (name in libraries) == of_libraries}


def _columns(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> dict[str, list[Any]]:
    """Some rows by columns, with None for what a row lacks: that compresses better."""
    return {name: [row.get(name) for row in rows] for name in names}


def _libraries() -> list[tuple[str, str]]:
    return [(one["id"], one["name"]) for one in data.LIBRARIES]


def _blank() -> Shown:
    """One of everything, and a space for each text."""
    text, marked = (Words(" ", code=False),), Marked(" ", " ", " ")
    change = ChangeView(" ", " ", text, " ")
    member = MemberView(" ", " ", " ")
    view = DiagnosisView(
        verdict=" ",
        mark=" ",
        word=" ",
        sure=" ",
        title=text,
        why=text,
        pair=Pair(" ", marked, " ", marked),
        changes=(change,),
        see=" ",
        id=" ",
        others=(CauseView(" ", text, (change,)),),
        answers=(AnswerView(" ", " ", " ", text, " "),),
        claims=(member,),
        header=(member,),
        shareable=" ",
        spoken=" ",
    )
    return Shown(view, Link(" ", "#answer", " "))
