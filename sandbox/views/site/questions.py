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
        "Whenever a genuine token is sent to an API that it was not issued for. The signature shows that the issuer "
        "wrote the token and that nobody has changed it, and that is so at every API. Only `aud` says which API is "
        "meant.",
        "/scenarios/bar-token-to-baz/at-baz/predict",
        "Send bar's token to baz",
    ),
    Question(
        "why-check",
        "Why validate the audience at all, and not just the client id?",
        "The client id says which app got the token, and one app gets tokens for many APIs. An API that checks the "
        "client id and not `aud` also accepts the tokens that the same app got for other APIs. Check `aud`, and the "
        "client id as well if you like.",
        "/scenarios/client-id-instead/at-baz/predict",
        "Check the client id instead",
    ),
    Question(
        "one-or-two",
        "One app calls bar.foo.com and baz.foo.com: one audience or two?",
        "Two, if a token for bar must not work at baz: because it may leak, or because somebody else runs bar. One for "
        "both, if whoever gets into one gets into the other anyway; then only scopes separate them. Either way, each "
        "API checks for the audience that it accepts.",
        "/scenarios/shared-audience",
        "See the price of one audience",
    ),
    Question(
        "one-at-a-time",
        "Why can only one audience be requested at a time?",
        "Each of two audiences could use the token at the other. So at Auth0 a request names one API, while RFC 8707 "
        "lets a request name several and leaves it to the issuer. The app asks again for the next API, most often "
        "without asking the user again.",
        "/scenarios/multiple-audiences/at-baz/predict",
        "Try a token for two",
    ),
    Question(
        "many-to-many",
        "Why may many APIs authorize one app, and one API many apps, when a token has one audience?",
        "The issuer keeps a list of which app may ask for which API, and that list can be as long as you like. A token "
        "comes from one line of it: one app, for one API. The app appears in `azp` or `client_id`, and the API in "
        "`aud`.",
        "/scenarios/many-clients-many-apis",
        "Two apps at two APIs",
    ),
    Question(
        "instance-or-group",
        "Is an API an instance, or a logical group such as api.foo.com, which does not exist?",
        "Either: what you register at the issuer is only a name, the audience. Many services can accept one name, and "
        "no server has to answer at it. One service can accept several names, too.",
        "/scenarios/logical-api",
        "Call an API that does not exist",
    ),
    Question(
        "two-tokens",
        "How does a single-page app get two access tokens for two audiences?",
        "It signs the user in once, and asks for one token for each audience. It gets the second one with a refresh "
        "token that is good for several audiences, or from the issuer in a hidden frame, with `prompt=none`. In the "
        "frame the issuer's cookie must not be a third-party cookie, because many browsers block those.",
        "/scenarios/silent-authorization",
        "Get the second one silently",
    ),
    Question(
        "seven-services",
        "How do seven services, each with its own audience and permissions, each get their own token?",
        "In the same way, seven times: one sign-in, one refresh token, seven access tokens. Each token holds scopes of "
        "its own audience only, and only those that the user may have there. Each works at one of the seven services, "
        "as [forty-nine real calls](/worlds/seven/grid) show.",
        "/scenarios/one-audience-per-service",
        "Take one of seven tokens next door",
    ),
    Question(
        "id-token",
        "May I send the ID token to my API?",
        "As a rule no: it is for the app, its `aud` is the client id, and it says who signed in and not what the app "
        "may do. Send the access token. Some APIs take ID tokens on purpose, such as the Kubernetes API server and "
        "Amazon API Gateway, and then they have to check for that client id in `aud`.",
        "/scenarios/id-token-at-api",
        "Send the ID token to bar",
    ),
)
"""Those of the thread in which the original question was asked."""

OFTEN: Final = (
    Question(
        "opaque",
        'Why is my access token no JWT? ("jwt malformed")',
        "Most often the request named no audience, and the issuer has no default one. Then you get an opaque token, a "
        "cloakroom number that only the issuer can read, and often good for its userinfo endpoint alone. Name the "
        "audience in the request and look again; some issuers [write opaque tokens for APIs, "
        "too](/scenarios/token-introspection).",
        "/scenarios/opaque-token",
        "Ask without an audience",
    ),
    Question(
        "a-list",
        "Why is my aud a list?",
        "At Auth0, because you asked for `openid` as well: then its userinfo endpoint is a second audience. A string "
        "and a list of strings are both allowed (RFC 7519 §4.1.3). Look for your own name in the list, and do not "
        "compare the whole claim with a string.",
        "/scenarios/aud-array-userinfo",
        "Add one scope and see",
    ),
    Question(
        "slash",
        "The two audiences look the same. Why are they not?",
        "An audience is compared as a string, so every slash, capital letter and space counts. Print both values in "
        "quotes and read them character by character. Then fix the side that does not write the name as it is "
        "registered.",
        "/scenarios/aud-trailing-slash",
        "Find the difference",
    ),
    Question(
        "status",
        "Is a wrong audience a 401 or a 403?",
        "It is a 401 with `invalid_token` (RFC 6750 §3.1): this token is of no use here, get another one. A 403 with "
        "`insufficient_scope` says that the token is for this API and permits too little. An API that answers 403 to a "
        "wrong audience makes people look for a missing scope.",
        "/scenarios/invalid-token-or-insufficient-scope",
        "See three refusals",
    ),
    Question(
        "no-aud",
        "My token has no aud. May I accept it?",
        "Not if its issuer writes tokens for others as well, now or later: then you must refuse it (RFC 8725 §3.9). "
        "Some libraries accept it even when you tell them which audience to expect. With those, require the claim.",
        "/scenarios/missing-aud",
        "Send a token without aud",
    ),
    Question(
        "issuer-enough",
        "My framework checks signature and issuer. Is that not enough?",
        "It keeps forgeries out, and lets in every genuine token of that issuer until it expires. The tokens for all "
        "its other APIs are among them. Only the audience tells yours from those.",
        "/scenarios/issuer-only",
        "Send a token for somebody else",
    ),
    Question(
        "account",
        "Why is account, or some other name I do not know, in my tokens?",
        "Keycloak adds each client on which the user has a role, and by default every user has roles on `account`, the "
        "page where users manage their account. If you accept that name, you accept a token of nearly every app in "
        "that realm. Have the issuer add a name that is yours alone, and accept only that.",
        "/scenarios/aud-account",
        "Accept account and see",
    ),
    Question(
        "resource",
        "Is it audience or resource?",
        "Both say whom the token is to be for. `resource` is the parameter of RFC 8707, which clients of MCP servers "
        "must send; `audience` is Auth0's parameter, and also one of token exchange (RFC 8693). Which of them your "
        "issuer understands you see in the `aud` that comes back.",
        "/scenarios/resource-indicators",
        "Ask the standard way",
    ),
    Question(
        "passed-on",
        "My API calls another API. May it pass the token on?",
        "No, because that token is for your API, and the next one should refuse it. If it does not, every server on "
        "the way can act as your users. Exchange the token for one that is for the next API.",
        "/scenarios/token-passthrough",
        "Pass a token on",
    ),
    Question(
        "workloads",
        "Which audience does the token of a job or a pod need?",
        "The name of the service that it will be shown to. A default audience is the same for all services, so each "
        "could use the token at the others. Ask the platform for a token for the cloud, the vault or the API that you "
        "call.",
        "/scenarios/default-audience",
        "Show the default to a cloud",
    ),
    Question(
        "off",
        "It works when I switch the audience check off. May I leave it so?",
        "Then every API that is sent a token of your users can use it at yours until it expires. No other check is "
        "sure to stop that. Compare the expected and the actual value, and fix the side that has the wrong name.",
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
