"""The words of the field, each in one sentence, and where it can be seen."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Word:
    """A word.

    Args:
        id: Its anchor on the page.
        word: The word.
        sentence: What it is (CommonMark).
        claim: Where in a token it shows up (CommonMark).
        picture: What of the drawing is pointed at: one of the places, or a line of a letter.
        proof: The address at which it can be seen.
        button: What the button to it says.
        spelt: How it is spelt in running texts, for links to it.

    """

    id: str
    word: str
    sentence: str
    claim: str
    picture: str
    proof: str
    button: str
    spelt: tuple[str, ...]


WORDS: Final = (
    Word(
        "application",
        "Application",
        "The program that asks the issuer for tokens and sends them to APIs; OAuth calls it the client.",
        "`azp` or `client_id` in an access token, `aud` in an ID token",
        "app",
        "/worlds/foo/clients/www/",
        "Open one",
        ("application", "applications", "client", "clients"),
    ),
    Word(
        "api",
        "API",
        "A running service that is sent tokens and decides for itself whether to act on them; OAuth calls it the "
        "resource server.",
        "none: an API looks for its own name in `aud`",
        "api",
        "/scenarios/bar-token-to-bar/at-bar",
        "See one decide",
        (),
    ),
    Word(
        "claim",
        "Claim",
        "One statement in a token: a name and a value, such as `aud` and the name of an API.",
        "each of them; anybody who holds the token can read it",
        "iss",
        "/scenarios/tampered-aud",
        "Rewrite one",
        ("claim", "claims"),
    ),
    Word(
        "audience",
        "Audience",
        "Whom a token is meant for: a name that is registered at the issuer and that an API knows as its own.",
        "`aud`",
        "aud",
        "/scenarios/bar-token-to-baz",
        "Send a letter to the wrong door",
        ("audience", "audiences"),
    ),
    Word(
        "scope",
        "Scope",
        "What an application may do at one audience: a list of words, each of which has its meaning there and nowhere "
        "else.",
        "`scope`",
        "scope",
        "/worlds/seven/grid",
        "Seven audiences, one scope name",
        ("scope", "scopes"),
    ),
    Word(
        "permission",
        "Permission",
        "What a user may do at one audience, whichever application asks; an issuer can leave out scopes that the user "
        "has no permission for.",
        "`permissions`, where an issuer adds it",
        "scope",
        "/worlds/foo/grid?user=bob",
        "Let somebody with fewer sign in",
        ("permission", "permissions"),
    ),
    Word(
        "client-id",
        "Client id",
        "The name under which an application is registered at the issuer.",
        "`azp` or `client_id` in an access token, `aud` in an ID token",
        "azp",
        "/scenarios/client-id-instead",
        "Check it in place of the audience",
        ("client id",),
    ),
    Word(
        "azp",
        "azp",
        "The authorized party: the client id of the application that a token was issued to, which says who carries "
        "the token and not whom it is for.",
        "`azp`",
        "azp",
        "/scenarios/client-id-instead",
        "Read it beside aud",
        ("azp",),
    ),
    Word(
        "resource",
        "Resource",
        "What a token gives access to; and the parameter in which a request names the audience it wants (RFC 8707).",
        "`aud`, which is set from it",
        "aud",
        "/scenarios/logical-api",
        "One name for two services",
        (),
    ),
    Word(
        "issuer",
        "Issuer",
        "The server that writes tokens and signs them with its key, of which everybody can fetch the public half; "
        "OAuth calls it the authorization server.",
        "`iss`",
        "issuer",
        "/scenarios/bar-token-to-baz/sign-in",
        "See one write",
        ("issuer", "issuers"),
    ),
    Word(
        "id-token",
        "ID token",
        "A letter from the issuer to the application that says who signed in, and allows nothing.",
        "`aud` is the client id",
        "id",
        "/scenarios/id-token-at-api",
        "Send one to an API",
        ("ID token", "ID tokens"),
    ),
    Word(
        "access-token",
        "Access token",
        "A letter from the issuer to an API that says what the application may do there; the application carries it "
        "and need not read it.",
        "`aud` is a name of the API",
        "aud",
        "/scenarios/bar-token-to-bar",
        "Follow one",
        ("access token", "access tokens"),
    ),
)
"""In the order in which one needs them."""
