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

_OF_A_MESSAGE: Final = ("id", "match", "expects", "library", "reader", "issuer", "about", "means")


@dataclass(frozen=True, slots=True)
class Shown:
    """A diagnosis, and the link to what it shows."""

    view: DiagnosisView
    link: Link | None


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
        examples: Tokens to try.
        libraries: The libraries whose settings are known: id and name.
        links: Where each cause can be seen to happen.
        data: What the scripts need: the list of causes and all words.

    """

    form: Form
    posts: bool
    problem: str
    keys_wrong: str
    strip: Sequence[str]
    shown: Shown | None
    blank: Shown
    examples: Sequence[Example]
    libraries: Sequence[tuple[str, str]]
    links: Sequence[Link]
    data: Mapping[str, Any]


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
        examples=EXAMPLES,
        libraries=_libraries(),
        links=links_of_causes(catalogue),
        data=check_data(),
    )


def answered(page: CheckPage, form: Form, token: Token, expectation: Expectation) -> CheckPage:
    """The page with an answer.

    Args:
        page: The page before.
        form: What was typed.
        token: The token in it.
        expectation: What the API expects.

    """
    view = diagnosis_view(explain(token, expectation), token, expectation)
    link = next((one for one in page.links if one.see == view.see), None)
    return replace(page, form=form, strip=strip_of(token), shown=Shown(view, link))


def check_data() -> dict[str, Any]:
    """What the scripts of the page need: the list of causes, and all words."""
    return {
        "issuers": data.ISSUERS,
        "kinds": data.KINDS,
        "messages": [{name: one[name] for name in _OF_A_MESSAGE if name in one} for one in data.MESSAGES],
        "questions": data.QUESTIONS,
        "causes": [{name: part for name, part in one.items() if name != "sources"} for one in data.CAUSES],
        "settings": data.SETTINGS,
        "without_aud": data.WITHOUT_AUD,
        "look_alikes": data.LOOK_ALIKES,
        "words": words(),
        "examples": [one.data() for one in EXAMPLES],
    }


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
        command=" ",
        spoken=" ",
    )
    return Shown(view, Link(" ", "#answer", " "))
