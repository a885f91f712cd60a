"""Parameters of honest requests, from which hostile ones are made."""


def honest_parameters(path: str) -> list[tuple[str, str]]:
    """The parameters of a request that would be answered well, if only there were no more to it."""
    if path.endswith("/authorize"):
        challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        back = "http://www.foo.localhost:8000/callback"
        asked = {"response_type": "code", "client_id": "www", "redirect_uri": back, "state": "a", "user": "alice"}
        return list({**asked, "code_challenge": challenge, "code_challenge_method": "S256", "scope": "openid"}.items())
    if path.endswith("/oauth/token"):
        client = {"grant_type": "client_credentials", "client_id": "nightly", "client_secret": "nightly-secret"}
        return list({**client, "audience": "https://bar.foo.com"}.items())
    if path.startswith("/workbench"):
        return [
            ("make", "mint"),
            ("claims", '{"aud":"https://bar.foo.com"}'),
            ("scope", "read:orders"),
            ("header", "{}"),
        ]
    if path.startswith("/author"):
        return [
            ("text", "scenario: a\ntitle: A\nworld: foo\nquestion: Why?\nsteps: []\n"),
            ("file", "a.yaml"),
            ("was", ""),
        ]
    if path.startswith("/check"):
        return [("token", "a.b.c"), ("audience", "https://bar.foo.com"), ("issuer", ""), ("error", "invalid audience")]
    if path.startswith("/your-api"):
        return [("url", "http://localhost:9/"), ("audience", "https://bar.foo.com"), ("profile", "default")]
    if "/vote" in path:
        return [("key", "1"), ("answer", "1")]
    return [("do", "next"), ("at", "1")] if path.endswith("/present") else []
