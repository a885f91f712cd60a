"""What specifications and products call the same things, and where each says so."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is said."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Vendor:
    """A specification or product, and its pages."""

    name: str
    sources: dict[str, Source]
    terms: dict[str, tuple[str, str]]
    """By word: what it is called there (CommonMark), and which of the pages says so."""


def _rfc(number: int, section: str) -> Source:
    return Source(f"RFC {number} §{section}", f"https://www.rfc-editor.org/rfc/rfc{number}.html#section-{section}")


_OIDC: Final = "https://openid.net/specs/openid-connect-core-1_0.html"
_ENTRA: Final = "https://learn.microsoft.com/en-us/entra/identity-platform/"
_AUTH0: Final = "https://auth0.com/docs/"
_COGNITO: Final = "https://docs.aws.amazon.com/cognito/latest/developerguide/"
_KEYCLOAK: Final = "https://www.keycloak.org/docs/latest/server_admin/"
_KUBERNETES: Final = "https://kubernetes.io/docs/reference/"

VENDORS: Final = (
    Vendor(
        "OAuth and OpenID",
        {
            "roles": _rfc(6749, "1.1"),
            "scope": _rfc(6749, "3.3"),
            "client id": _rfc(6749, "2.2"),
            "aud": _rfc(7519, "4.1.3"),
            "iss": _rfc(7519, "4.1.1"),
            "resource": _rfc(8693, "2.1"),
            "claim": _rfc(7519, "4"),
            "access token": _rfc(6749, "1.4"),
            "roles claim": _rfc(9068, "2.2.3.1"),
            "ID token": Source("OpenID Connect Core §2", f"{_OIDC}#IDToken"),
        },
        {
            "application": ("client", "roles"),
            "api": ("resource server", "roles"),
            "claim": ("claim", "claim"),
            "audience": ("`aud`", "aud"),
            "scope": ("`scope`", "scope"),
            "permission": ("`roles`, `groups`, `entitlements`", "roles claim"),
            "client-id": ("client identifier, `client_id`", "client id"),
            "azp": ("`azp`, authorized party", "ID token"),
            "resource": ("`resource`; in token exchange also `audience`", "resource"),
            "issuer": ("authorization server, `iss`", "iss"),
            "id-token": ("ID Token", "ID token"),
            "access-token": ("access token", "access token"),
        },
    ),
    Vendor(
        "Auth0",
        {
            "get": Source("Get access tokens", f"{_AUTH0}secure/tokens/access-tokens/get-access-tokens"),
            "validate": Source("Validate access tokens", f"{_AUTH0}secure/tokens/access-tokens/validate-access-tokens"),
            "scopes": Source("API scopes", f"{_AUTH0}get-started/apis/scopes/api-scopes"),
            "profiles": Source("Token profiles", f"{_AUTH0}secure/tokens/access-tokens/access-token-profiles"),
            "id": Source("ID token structure", f"{_AUTH0}secure/tokens/id-tokens/id-token-structure"),
            "resource": Source(
                "Resource parameter profile",
                "https://auth0.com/ai/docs/mcp/guides/resource-param-compatibility-profile",
            ),
        },
        {
            "application": ("Application", "get"),
            "api": ("API", "get"),
            "claim": ("claim", "profiles"),
            "audience": ("API Identifier, `audience`", "validate"),
            "scope": ("`scope`", "scopes"),
            "permission": ("permission, `permissions`", "profiles"),
            "client-id": ("Client ID", "get"),
            "azp": ("`azp`; `client_id` in the RFC 9068 profile", "profiles"),
            "resource": ("`audience`; `resource` where it is switched on", "resource"),
            "issuer": ("your domain, `iss`", "get"),
            "id-token": ("ID token", "id"),
            "access-token": ("access token; opaque if it has no audience but userinfo", "get"),
        },
    ),
    Vendor(
        "Microsoft Entra",
        {
            "claims": Source("Access token claims", f"{_ENTRA}access-token-claims-reference"),
            "id": Source("ID token claims", f"{_ENTRA}id-token-claims-reference"),
            "expose": Source("Expose a web API", f"{_ENTRA}quickstart-configure-app-expose-web-apis"),
        },
        {
            "application": ("client application", "claims"),
            "api": ("application that exposes an API", "expose"),
            "claim": ("claim", "claims"),
            "audience": (
                "`aud`: the API's client id; in version 1 tokens that or its Application ID URI",
                "claims",
            ),
            "scope": ("scope, `scp`", "claims"),
            "permission": ("app role, `roles`", "claims"),
            "client-id": ("Application (client) ID", "expose"),
            "azp": ("`azp`; `appid` in version 1 tokens", "claims"),
            "resource": ("Application ID URI", "expose"),
            "issuer": ("security token service, `iss`", "claims"),
            "id-token": ("ID token", "id"),
            "access-token": ("access token", "claims"),
        },
    ),
    Vendor(
        "Okta",
        {
            "oidc": Source("OpenID Connect & OAuth 2.0", "https://developer.okta.com/docs/reference/api/oidc/"),
            "server": Source(
                "Create an authorization server", "https://developer.okta.com/docs/guides/customize-authz-server/main/"
            ),
        },
        {
            "application": ("app, client", "oidc"),
            "api": ("resource server", "server"),
            "claim": ("claim", "oidc"),
            "audience": ("Audience of the authorization server, `aud`", "server"),
            "scope": ("scope, `scp`", "oidc"),
            "permission": ("access policy and rules", "server"),
            "client-id": ("client ID", "oidc"),
            "azp": ("`cid`", "oidc"),
            "resource": ("the authorization server's Audience", "server"),
            "issuer": ("authorization server, `iss`", "oidc"),
            "id-token": ("ID token", "oidc"),
            "access-token": ("access token", "oidc"),
        },
    ),
    Vendor(
        "Keycloak",
        {
            "audience": Source("Audience support", f"{_KEYCLOAK}#audience-support"),
            "scopes": Source("Client scopes", f"{_KEYCLOAK}#_client_scopes"),
            "resource": Source(
                "Package resourceindicators",
                "https://www.keycloak.org/docs-api/latest/javadocs/org/keycloak/protocol/oidc/resourceindicators/"
                "package-summary.html",
            ),
        },
        {
            "application": ("frontend client", "audience"),
            "api": ("service, itself a client", "audience"),
            "claim": ("claim", "audience"),
            "audience": ("`aud`: client ids of services", "audience"),
            "scope": ("client scope, `scope`", "scopes"),
            "permission": ("client role", "audience"),
            "client-id": ("Client ID", "audience"),
            "azp": ("`azp`", "audience"),
            "resource": ("`resource`, experimental since 26.6", "resource"),
            "issuer": ("realm", "audience"),
            "id-token": ("ID token", "audience"),
            "access-token": ("access token", "audience"),
        },
    ),
    Vendor(
        "Amazon Cognito",
        {
            "access": Source("The access token", f"{_COGNITO}amazon-cognito-user-pools-using-the-access-token.html"),
            "id": Source("The ID token", f"{_COGNITO}amazon-cognito-user-pools-using-the-id-token.html"),
            "servers": Source("Resource servers", f"{_COGNITO}cognito-user-pools-define-resource-servers.html"),
        },
        {
            "application": ("app client", "access"),
            "api": ("resource server", "servers"),
            "claim": ("claim", "access"),
            "audience": (
                "`aud` if the request names a `resource`, and else none: read `client_id` and `scope`",
                "servers",
            ),
            "scope": ("custom scope, `identifier/scope`", "servers"),
            "permission": ("group, `cognito:groups`", "access"),
            "client-id": ("app client ID", "access"),
            "azp": ("`client_id`", "access"),
            "resource": ("`resource`; resource server identifier", "servers"),
            "issuer": ("user pool, `iss`", "access"),
            "id-token": ("ID token", "id"),
            "access-token": ("access token", "access"),
        },
    ),
    Vendor(
        "Google",
        {
            "oidc": Source("OpenID Connect", "https://developers.google.com/identity/openid-connect/openid-connect"),
            "oauth": Source("Using OAuth 2.0", "https://developers.google.com/identity/protocols/oauth2"),
        },
        {
            "application": ("application, OAuth client", "oauth"),
            "api": ("Google API", "oauth"),
            "claim": ("claim", "oidc"),
            "audience": ("`aud` of a user's ID token: your client id", "oidc"),
            "scope": ("scope", "oauth"),
            "permission": ("scope that the user granted", "oauth"),
            "client-id": ("Client ID", "oauth"),
            "azp": ("`azp`, authorized presenter", "oidc"),
            "resource": ("Google API, named by its scopes", "oauth"),
            "issuer": ("`iss`: `https://accounts.google.com`", "oidc"),
            "id-token": ("ID token", "oidc"),
            "access-token": ("access token, opaque", "oauth"),
        },
    ),
    Vendor(
        "Kubernetes",
        {
            "request": Source(
                "TokenRequest", f"{_KUBERNETES}kubernetes-api/authentication-resources/token-request-v1/"
            ),
            "admin": Source("Managing service accounts", f"{_KUBERNETES}access-authn-authz/service-accounts-admin/"),
            "rbac": Source("Using RBAC authorization", f"{_KUBERNETES}access-authn-authz/rbac/"),
            "server": Source("kube-apiserver", f"{_KUBERNETES}command-line-tools-reference/kube-apiserver/"),
            "OpenID": Source(
                "Authenticating, OpenID Connect tokens",
                f"{_KUBERNETES}access-authn-authz/authentication/#openid-connect-tokens",
            ),
        },
        {
            "application": ("Pod with a ServiceAccount", "admin"),
            "api": ("API server, or whoever reviews the token", "admin"),
            "claim": ("claim", "admin"),
            "audience": ("`audiences` of a TokenRequest, `aud`", "request"),
            "scope": ("none: RBAC decides", "rbac"),
            "permission": ("Role and RoleBinding", "rbac"),
            "client-id": ("none: `sub` names the service account", "admin"),
            "azp": ("none", "admin"),
            "resource": ("`audiences`", "request"),
            "issuer": ("`--service-account-issuer`, `iss`", "server"),
            "id-token": ("none of its own; the API server can take those of an OpenID provider", "OpenID"),
            "access-token": ("service account token", "admin"),
        },
    ),
)
