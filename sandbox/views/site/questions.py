"""The questions that people ask about audiences, each with an answer in three sentences and what proves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from sandbox.causes import data
from sandbox.views.parts.markdown import markdown
from sandbox.worlds.model import World


@dataclass(frozen=True, slots=True)
class Question:
    """A question as people ask it.

    Args:
        id: Its anchor on the page.
        text: The question.
        answer: Three sentences of CommonMark.
        proof: The address at which it can be seen to be so.
        button: What the button to it says.

    """

    id: str
    text: str
    answer: str
    proof: str
    button: str


THREAD: Final = (
    Question(
        "why-refused",
        "The signature is valid. When would the audience check still fail?",
        "Whenever a genuine token reaches somebody it was not issued for. The signature shows that the issuer wrote "
        "the token and that nobody changed it, and that stays true at the wrong door. Only `aud` says whose door is "
        "meant.",
        "/scenarios/bar-token-to-baz/at-baz/predict",
        "Send bar's token to baz",
    ),
    Question(
        "why-check",
        "Why validate the audience at all, and not just the client id?",
        "The client id says which app carries the token, and one app carries tokens for many APIs. An API that checks "
        "nothing else accepts the token that this app holds for another API. What tells the two apart is `aud`.",
        "/scenarios/client-id-instead/at-baz/predict",
        "Check the client id instead",
    ),
    Question(
        "one-or-two",
        "One app calls bar.foo.com and baz.foo.com: one audience or two?",
        "Two, if a token for bar must not open baz, because it may leak, or because somebody else runs bar. One for "
        "both, if a leak in one is a leak in the other anyway; then scopes are the only walls between them. Either way "
        "each API checks for the audience that it accepts.",
        "/scenarios/shared-audience",
        "See the price of one audience",
    ),
    Question(
        "one-at-a-time",
        "Why can only one audience be requested at a time?",
        "A token for two audiences is good at both, so each of the two can use it at the other. That is why most "
        "issuers write one audience into a token. An app asks again for the next one, and the user is not asked again.",
        "/scenarios/multiple-audiences/at-baz/predict",
        "Try a token for two",
    ),
    Question(
        "many-to-many",
        "Why may many APIs authorize one app, and one API many apps, when a token has one audience?",
        "Those are grants, and a token is not a grant. The issuer keeps the list of which app may ask for which "
        "audience, and each token is written under one line of that list. Who asked stands in `azp` or `client_id`, "
        "and whom it is for in `aud`.",
        "/scenarios/many-clients-many-apis",
        "Two apps at two APIs",
    ),
    Question(
        "instance-or-group",
        "Is an API an instance, or a logical group such as api.foo.com, which does not exist?",
        "What is registered at the issuer is a name, the audience; what runs is a service that accepts some names. One "
        "name can stand for many services, and no machine has to answer at it. One service can accept several names, "
        "too.",
        "/scenarios/logical-api",
        "Call an API that does not exist",
    ),
    Question(
        "two-tokens",
        "How does a single-page app get two access tokens for two audiences?",
        "It signs the user in once, and asks for one token for each audience. The second comes silently: from a hidden "
        "frame that asks the issuer again with `prompt=none`, or from a refresh token that is good for several "
        "audiences. It sends each API the token that is addressed to it.",
        "/scenarios/silent-authorization",
        "Get the second one silently",
    ),
    Question(
        "seven-services",
        "How do seven services, each with its own audience and permissions, each get their own token?",
        "The same way, seven times: one sign-in, one refresh token, seven access tokens. Each token holds the scopes "
        "that its own audience knows and the user has there. Each opens one door of seven, as [forty-nine real "
        "calls](/worlds/seven/grid) show.",
        "/scenarios/one-audience-per-service",
        "Take one of seven tokens next door",
    ),
    Question(
        "id-token",
        "May I send the ID token to my API?",
        "No: it is written to the app, and its `aud` is the client id. It says who signed in, and permits nothing. An "
        "API that accepts it treats every sign-in to that app as permission to act.",
        "/scenarios/id-token-at-api",
        "Send the ID token to bar",
    ),
)
"""Those of the thread in which the original question was asked."""

OFTEN: Final = (
    Question(
        "opaque",
        'Why is my access token no JWT? ("jwt malformed")',
        "Most often the request named no audience, and the issuer has no default one. Then the token is for the "
        "issuer's own userinfo endpoint, and a random word is enough. Name the audience in the request, and look "
        "again: some issuers [write such tokens for APIs, too](/scenarios/token-introspection).",
        "/scenarios/opaque-token",
        "Ask without an audience",
    ),
    Question(
        "a-list",
        "Why is my aud a list?",
        "You asked for `openid`, and the issuer added its own userinfo endpoint as a second audience. A string and a "
        "list of strings are both allowed. Look for yourself in the list, and do not compare the claim with a string.",
        "/scenarios/aud-array-userinfo",
        "Add one scope and see",
    ),
    Question(
        "slash",
        "The two audiences look the same. Why are they not?",
        "An audience is compared as a string, with each slash, capital letter and space. Print both values in quotes "
        "and read them character by character. Then mend the side that does not write the name as it is registered.",
        "/scenarios/aud-trailing-slash",
        "Find the difference",
    ),
    Question(
        "status",
        "Is a wrong audience a 401 or a 403?",
        "It is a 401 with `invalid_token`: another token would do. A 403 says that the token is for this API and "
        "permits too little. Whoever gets the wrong one of the two looks for a missing scope and never finds the wrong "
        "audience.",
        "/scenarios/invalid-token-or-insufficient-scope",
        "Knock three times",
    ),
    Question(
        "no-aud",
        "My token has no aud. May I accept it?",
        "Not if its issuer serves anybody besides you, now or later. A token that names nobody is not for you (RFC "
        "8725 §3.9). Some libraries accept it even when you pass the audience you expect, so require the claim.",
        "/scenarios/missing-aud",
        "Send a token without aud",
    ),
    Question(
        "issuer-enough",
        "My framework checks signature and issuer. Is that not enough?",
        "It keeps forgeries out, and lets in every genuine token of that issuer. Those of all other apps and APIs are "
        "among them. The audience is the one check that differs from one API to the next.",
        "/scenarios/issuer-only",
        "Send a token for somebody else",
    ),
    Question(
        "account",
        "Why is account, or some other name I do not know, in every token?",
        "Some issuers put an audience of their own into everything they write; Keycloak's is called `account`. If you "
        "accept that name, you accept every token of that issuer. Have the issuer add a name that is yours alone, and "
        "accept that.",
        "/scenarios/aud-account",
        "Accept account and see",
    ),
    Question(
        "resource",
        "Is it audience or resource?",
        "Both ask for the same thing, the `aud` of the token. `audience` is Auth0's parameter, and `resource` is that "
        "of RFC 8707, which clients of MCP servers must send. Which of them your issuer understands you see in the "
        "token that comes back.",
        "/scenarios/resource-indicators",
        "Ask the standard way",
    ),
    Question(
        "passed-on",
        "My API calls another API. May it pass the token on?",
        "No, because that token is for your API, and the next one should refuse it. If it does not, every server on "
        "the way can act as your users. Exchange the token for one that is addressed to the next API.",
        "/scenarios/token-passthrough",
        "Pass a token on",
    ),
    Question(
        "workloads",
        "Which audience does the token of a job or a pod need?",
        "That of the one to whom it will be shown. The default is the same for everybody the job talks to, so each of "
        "them could use it at the others. Ask the platform for a token with the name of the cloud, the vault or the "
        "API.",
        "/scenarios/default-audience",
        "Show the default to a cloud",
    ),
    Question(
        "off",
        "It works when I switch the audience check off. May I leave it so?",
        "Then every API that ever receives one of your users' tokens can use it at yours. Nothing else in the token "
        "is sure to tell them apart. Read the expected and the found value; one of the two sides has the wrong name.",
        "/scenarios/audience-not-checked",
        "See who comes in",
    ),
)
"""Those that people ask as often."""

QUESTIONS: Final = (*THREAD, *OFTEN)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer rendered."""

    question: Question
    answer: Markup


@dataclass(frozen=True, slots=True)
class Message:
    """A message that somebody got: its id, an example of it, who says it, and what it means."""

    id: str
    text: str
    library: str
    means: str


MESSAGES: Final = tuple(Message(one["id"], one["example"], one["library"], one["means"]) for one in data.MESSAGES)


@dataclass(frozen=True, slots=True)
class QuestionsPage:
    """Everything on the page of the questions.

    Args:
        thread: Those of the thread.
        often: Those that people ask as often.
        messages: Messages of libraries and services, by who says them.

    """

    thread: Sequence[Answered]
    often: Sequence[Answered]
    messages: Sequence[tuple[str, Sequence[Message]]]


def questions_page(world: World) -> QuestionsPage:
    """Every question, its answer rendered with the colours of a world."""
    by_library: dict[str, list[Message]] = {}
    for message in MESSAGES:
        by_library.setdefault(message.library, []).append(message)
    return QuestionsPage(_answered(THREAD, world), _answered(OFTEN, world), [*by_library.items()])


def _answered(questions: Sequence[Question], world: World) -> list[Answered]:
    return [Answered(question, markdown(question.answer, world)) for question in questions]
