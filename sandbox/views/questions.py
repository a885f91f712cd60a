"""The questions that people ask about audiences, each with an answer in three sentences and what proves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from sandbox.views.markdown import markdown
from sandbox.worlds.model import World


@dataclass(frozen=True, slots=True)
class Question:
    """A question as people ask it.

    Args:
        id: Its anchor on the page.
        asked: The question.
        answer: Three sentences of CommonMark.
        proof: The address at which it can be seen to be so.
        button: What the button to it says.

    """

    id: str
    asked: str
    answer: str
    proof: str
    button: str


QUESTIONS: Final = (
    Question(
        "why-refused",
        "The signature is valid. When would the audience check still fail?",
        "Whenever a genuine token reaches somebody it was not issued for. The signature shows that the issuer "
        "wrote the token and that nobody changed it, which is just as true at the wrong door. Only `aud` says "
        "whose door is meant.",
        "/scenarios/bar-token-to-baz/at-baz/predict",
        "Send bar's token to baz",
    ),
    Question(
        "why-check",
        "Why validate the audience at all, and not just the client id?",
        "The client id says which app carries the token, and one app carries tokens for many APIs. An API that "
        "reads it alone accepts the token that this app holds for another API. What tells the two apart is `aud`.",
        "/scenarios/client-id-instead",
        "Check the client id instead",
    ),
    Question(
        "one-or-two",
        "One app calls bar.foo.com and baz.foo.com: one audience or two?",
        "Two, if a token for bar must not open baz, because it leaks, or because bar is run by somebody else. One "
        "logical audience for both, if they trust each other with everything and scopes are wall enough between "
        "them. Either way each API checks for the audience that it accepts.",
        "/scenarios/logical-api",
        "See one audience for two services",
    ),
    Question(
        "one-at-a-time",
        "Why can only one audience be requested at a time?",
        "A token for two audiences is good at both, so either of the two can use it at the other. Most issuers "
        "therefore write one audience on a token, and RFC 8707 lets a request name several and still take them "
        "one by one. An app asks again for the next audience; the user is not asked again.",
        "/worlds/foo/grid",
        "Two letters at two doors",
    ),
    Question(
        "two-tokens",
        "How does a single-page app get two access tokens for two audiences?",
        "It signs the user in once, and asks for one token an audience. The second comes silently: by a hidden "
        "frame that asks the issuer again with `prompt=none`, or by a refresh token that is good for several "
        "audiences. It sends each API the token that is addressed to it.",
        "/worlds/foo/clients/www/",
        "Open www.foo.com",
    ),
    Question(
        "seven-services",
        "How do seven services, each with its own audience and permissions, each get their own token?",
        "The same way, seven times: one sign-in, one refresh token, seven access tokens. Each holds the scopes "
        "that its own audience knows and the user has there. Each opens one door of seven.",
        "/worlds/seven/grid",
        "See all forty-nine calls",
    ),
    Question(
        "instance-or-group",
        "Is an API an instance, or a logical group such as api.foo.com, which does not exist?",
        "What is registered at the issuer is a name, the audience; what runs is a service that accepts some "
        "names. One name can stand for many services, and no machine has to answer at it. One service can accept "
        "several names, too.",
        "/scenarios/logical-api",
        "Call an API that does not exist",
    ),
    Question(
        "many-to-many",
        "Why may one app call many APIs, and one API serve many apps, when a token has one audience?",
        "Those are grants, and a token is not a grant. The issuer keeps the list of which app may ask for which "
        "audience; each token is one letter written under it. Who asks stands in `azp` or `client_id`, and whom "
        "it is for in `aud`.",
        "/scenarios/client-id-instead",
        "Read both claims",
    ),
    Question(
        "id-token",
        "May I send the ID token to my API?",
        "No: it is a letter from the issuer to the app, and its `aud` is the client id. It says who signed in, "
        "and allows nothing. An API that accepts it accepts any sign-in anywhere in that app as leave to act.",
        "/scenarios/id-token-to-bar",
        "Send the ID token to bar",
    ),
    Question(
        "opaque",
        "Why is my access token no JWT?",
        "The request named no audience, and this issuer has no default one. Then the token is for the issuer's "
        "own userinfo, and a random word is enough. Name the audience in the request, and a JWT comes.",
        "/scenarios/opaque-token",
        "Ask without an audience",
    ),
)
"""Those of the thread in which the original question was asked, and two that follow from it."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer as it is shown."""

    question: Question
    answer: Markup


def questions_page(world: World) -> Sequence[Answered]:
    """Every question, its answer rendered with the colours of a world."""
    return [Answered(question, markdown(question.answer, world)) for question in QUESTIONS]
