"""What an issuer says about its endpoints (OpenAPI 3.1): parameters, content types, every status and every error."""

from typing import Any, Final

from sandbox.issuer.authorization_request import PROMPTS, RESPONSE_MODES
from sandbox.issuer.description.schemas import identifier, schemas
from sandbox.issuer.grants import GRANTS
from sandbox.issuer.request import IssuerRef
from sandbox.issuer.sessions import COOKIE
from sandbox.settings import LIMITS
from sandbox.worlds import openapi
from sandbox.worlds.openapi import DESCRIPTION, HTML, JSON, TEXT, Json, error, form, one_of, operation, query, response

_ABOUT: Final = (
    "Parameters may not be repeated, but `resource` and, in a token exchange, `audience` (RFC 6749 §3.1, RFC 8707 §2, "
    "RFC 8693 §2.1). One that has no value counts as absent. Any other path is answered with 404 `not_found`, any "
    "other method with 405 `method_not_allowed`. GET implies HEAD (RFC 9110 §9.3.2)."
)
_LOCATION: Final[Json] = {"Location": {"required": True, "schema": TEXT}}
_BASIC: Final[Json] = {
    "WWW-Authenticate": {"required": True, "schema": {"type": "string", "pattern": '^Basic realm="[^"]*"$'}}
}
_BEARER: Final[Json] = {
    "WWW-Authenticate": {"required": True, "schema": {"type": "string", "pattern": '^Bearer realm="[^"]*"'}}
}
_TOO_LARGE: Final = response(f"The body is larger than {LIMITS.form_bytes} bytes", JSON, error("invalid_request"))
_NOT_AUTHENTICATED: Final = response(
    "The client is unknown or did not prove itself (RFC 6749 §5.2); with a challenge if it tried by a header",
    JSON,
    error("invalid_client"),
    openapi.NO_STORE | _BASIC,
)
_SECURITY_SCHEMES: Final[dict[str, Json]] = {
    "client_secret_basic": {
        "type": "http",
        "scheme": "basic",
        "description": "RFC 6749 §2.3.1. Other ways are in the body: client_secret_post, private_key_jwt, none.",
    },
    "access_token": {"type": "http", "scheme": "bearer", "description": "An access token for userinfo (RFC 6750)."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "Who is signed in in this browser. Without it, somebody is asked.",
    },
}
_BY_CLIENT: Final[list[dict[str, list[str]]]] = [{"client_secret_basic": []}, {}]
_IN_BROWSER: Final[list[dict[str, list[str]]]] = [{}, {"session": []}]


def describe(issuer_ref: IssuerRef, iss: str) -> Json:
    """Describe an issuer.

    Args:
        issuer_ref: The issuer.
        iss: The name it was reached by.

    """
    server = iss.rstrip("/")
    paths: Json = {
        "/authorize": _authorize(issuer_ref),
        "/oauth/token": {"post": _token(issuer_ref)},
        "/userinfo": _userinfo(),
        "/oauth/introspect": {"post": _introspect()},
        "/oauth/revoke": {"post": _revoke()},
        "/v2/logout": {
            "get": _logout("auth0Logout", "Sign out, as Auth0 has it", _redirect_parameters(issuer_ref, "returnTo"))
        },
        "/oidc/logout": _oidc_logout(issuer_ref),
        "/.well-known/jwks.json": _document("keys", "The published keys (RFC 7517 §5)", "JwkSet"),
        "/.well-known/openid-configuration": _document(
            "openidConfiguration", "The configuration (OpenID Connect Discovery §4)", "Configuration"
        ),
        "/.well-known/oauth-authorization-server": _document(
            "oauthMetadata", "The same, under OAuth's name (RFC 8414 §3)", "Configuration"
        ),
        DESCRIPTION: openapi.description_operation(server),
    }
    title = f"Issuer {issuer_ref.id} of {issuer_ref.world.title}"
    return openapi.document(title, _ABOUT, server, paths, schemas(issuer_ref, iss), _SECURITY_SCHEMES)


def _document(id_: str, summary: str, schema: str) -> Json:
    headers = {**openapi.PUBLIC, "Access-Control-Allow-Origin": {"required": True, "schema": {"const": "*"}}}
    return {"get": operation(id_, summary, {200: response("The document", JSON, openapi.ref(schema), headers)})}


def _authorize(issuer_ref: IssuerRef) -> Json:
    parameters = _authorization_parameters(issuer_ref)
    responses = {
        200: response("A page that asks who signs in or what they allow, or one that brings the answer back", HTML),
        302: response("Back to the client with a code, or with an error", headers=openapi.NO_STORE | _LOCATION),
        400: response(
            "Nobody is redirected: the client or its redirect URI is not registered (RFC 6749 §4.1.2.1)", HTML
        ),
    }
    posted = {
        **responses,
        303: response("The same request, as a GET", headers=openapi.NO_STORE | _LOCATION),
        413: response(f"The body is larger than {LIMITS.form_bytes} bytes", HTML),
    }
    choice = openapi.some_members(("user",), user=one_of(issuer_ref.world.users), consent=one_of(("allow", "deny")))
    whole = openapi.some_members(
        [one["name"] for one in parameters if one["required"]], **{one["name"]: one["schema"] for one in parameters}
    )
    return {
        "get": operation(
            "authorize",
            "Ask for a code (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1)",
            responses,
            security=_IN_BROWSER,
            parameters=parameters,
        ),
        "post": operation(
            "authorizeByForm",
            "The choice made on a page, with the request in the query; or the whole request, in the body",
            posted,
            security=_IN_BROWSER,
            parameters=[{**parameter, "required": False} for parameter in parameters],
            requestBody=form({"anyOf": [choice, whole]}),
        ),
    }


def _authorization_parameters(issuer_ref: IssuerRef) -> list[Json]:
    """The parameters of an authorization request."""
    clients = issuer_ref.world.clients
    uris = [uri for client in clients.values() for uri in client.redirect_uris]
    asks, most = "|".join(PROMPTS[1:]), LIMITS.targets_in_request
    return [
        query("response_type", "What is asked for", {"const": "code"}, required=True),
        query("client_id", "Who asks", one_of(clients), required=True),
        query("redirect_uri", "Exactly one that is registered for the client", one_of(uris), required=True),
        query("state", "Comes back as it was sent", TEXT),
        query("scope", "Scopes, divided by spaces; without it, all that the client was granted", TEXT),
        query("audience", "The audience, as Auth0 has it", identifier(issuer_ref)),
        query("resource", "Audiences (RFC 8707 §2)", openapi.strings(identifier(issuer_ref), maxItems=most)),
        query("code_challenge", "PKCE (RFC 7636 §4.2)", {"type": "string", "pattern": "^[A-Za-z0-9_-]{43}$"}),
        query("code_challenge_method", "PKCE (RFC 7636 §4.3)", {"const": "S256"}),
        query("nonce", "Comes back in the ID token", {"type": "string", "maxLength": LIMITS.nonce_characters}),
        query("prompt", "What must be asked", {"type": "string", "pattern": f"^(none|({asks})( ({asks}))*)$"}),
        query("max_age", "Seconds since the sign-in", {"type": "integer", "minimum": 0, "maximum": 999_999_999}),
        query("login_hint", "Who is expected, by id or e-mail address", TEXT),
        query("id_token_hint", "Who is expected, by an ID token", TEXT),
        query("response_mode", "How the answer goes back", one_of(RESPONSE_MODES)),
    ]


def _token(issuer_ref: IssuerRef) -> Json:
    auth0 = issuer_ref.issuer.dialect == "auth0"
    common = (
        "invalid_request",
        "invalid_grant",
        "unsupported_grant_type",
        "invalid_scope",
        "invalid_target",
        "invalid_dpop_proof",
    )
    refused = common if auth0 else (*common, "unauthorized_client")
    responses = {
        200: response("A token (RFC 6749 §5.1, RFC 8693 §2.2.1)", JSON, openapi.ref("Tokens")),
        400: response("The error (RFC 6749 §5.2, RFC 8707 §2)", JSON, error(*refused)),
        401: _NOT_AUTHENTICATED,
        413: _TOO_LARGE,
    }
    if auth0:
        about = "The client may not use this grant, or not ask for this audience"
        responses[403] = response(about, JSON, error("access_denied", "unauthorized_client"))
    grants = {"oneOf": [openapi.ref(name) for name, _ in GRANTS.values()]}
    proof = {
        "name": "DPoP",
        "in": "header",
        "description": "A proof that the client has a key, to which the token is then bound (RFC 9449 §5)",
        "required": False,
        "schema": TEXT,
    }
    return operation(
        "token",
        "A grant for a token (RFC 6749 §3.2)",
        responses,
        security=_BY_CLIENT,
        parameters=[proof],
        requestBody=form(grants),
    )


def _userinfo() -> Json:
    refused = openapi.NO_STORE | _BEARER
    responses = {
        200: response("Who they are, as far as the scopes allow", JSON, openapi.ref("Userinfo")),
        400: response(
            "The Authorization header is malformed", JSON, error("invalid_request"), openapi.NO_STORE | _BEARER
        ),
        401: response(
            "No token, and no error is named; or one that is refused (RFC 6750 §3.1)",
            JSON,
            {"anyOf": [openapi.members(), error("invalid_token")]},
            refused,
        ),
        403: response("No scope openid, or no user", JSON, error("insufficient_scope"), refused),
    }
    summary, security = "Claims about the user (OpenID Connect Core §5.3)", [{"access_token": ["openid"]}]
    return {
        "get": operation("userinfo", summary, responses, security=security),
        "post": operation("userinfoByPost", summary, responses, security=security),
    }


def _introspect() -> Json:
    responses = {
        200: response("Active and what it says, or not active", JSON, openapi.ref("Introspection")),
        400: response("The error (RFC 6749 §5.2)", JSON, error("invalid_request")),
        401: _NOT_AUTHENTICATED,
        413: _TOO_LARGE,
    }
    summary = "What a token says, told to the api it is addressed to (RFC 7662)"
    return operation(
        "introspect", summary, responses, security=_BY_CLIENT, requestBody=form(openapi.ref("PresentedToken"))
    )


def _revoke() -> Json:
    responses = {
        200: response("Revoked, or unknown (RFC 7009 §2.2), or another client's, which stays good; no body"),
        400: response("The error (RFC 6749 §5.2)", JSON, error("invalid_request")),
        401: _NOT_AUTHENTICATED,
        413: _TOO_LARGE,
    }
    summary = "The client needs a token no more (RFC 7009 §2.1)"
    return operation("revoke", summary, responses, security=_BY_CLIENT, requestBody=form(openapi.ref("PresentedToken")))


def _oidc_logout(issuer_ref: IssuerRef) -> Json:
    parameters = [
        *_redirect_parameters(issuer_ref, "post_logout_redirect_uri"),
        query("id_token_hint", "Who signs out, and of which client", TEXT),
        query("state", "Comes back as it was sent", TEXT),
    ]
    summary = "Sign out (OpenID Connect RP-Initiated Logout §2)"
    body = openapi.some_members(**{parameter["name"]: parameter["schema"] for parameter in parameters})
    posted = _logout("endSessionByForm", summary, [], requestBody=form(body))
    posted["responses"]["413"] = response(f"The body is larger than {LIMITS.form_bytes} bytes", HTML)
    return {"get": _logout("endSession", summary, parameters), "post": posted}


def _redirect_parameters(issuer_ref: IssuerRef, name: str) -> list[Json]:
    clients = issuer_ref.world.clients
    uris = {uri for client in clients.values() for uri in client.post_logout_redirect_uris}
    return [
        query("client_id", "Whose address it is", one_of(clients)),
        query(name, "Where to go then: exactly one that is registered", one_of(uris) if uris else TEXT),
    ]


def _logout(id_: str, summary: str, parameters: list[Json], **more: Any) -> Json:
    responses = {
        200: response("A page that says so", HTML),
        302: response("To the client's registered address", headers=openapi.NO_STORE | _LOCATION),
        400: response("Nobody is redirected and nobody is signed out: the address is not registered", HTML),
    }
    return operation(id_, summary, responses, security=_IN_BROWSER, parameters=parameters, **more)
