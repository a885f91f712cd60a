"""The places of the product that every look at all pages looks at."""

DEMO = "/scenarios/bar-token-to-baz"
SIGN_IN = (
    "/worlds/foo/issuer/authorize?response_type=code&client_id=www&state=s&scope=openid+read%3Aorders"
    "&redirect_uri=http%3A%2F%2Fwww.foo.localhost%3A{port}%2Fcallback&audience=https%3A%2F%2Fbar.foo.com"
    f"&code_challenge={'a' * 43}&code_challenge_method=S256"
)
PLACES = {
    "home": "/",
    "questions": "/questions",
    "question": DEMO,
    "token": f"{DEMO}/sign-in",
    "served": f"{DEMO}/at-bar",
    "predict": f"{DEMO}/at-baz/predict",
    "refused": f"{DEMO}/at-baz",
    "said": f"{DEMO}/at-baz?said=3",
    "what-if": f"{DEMO}/at-baz/what-if/1",
    "takeaway": f"{DEMO}/takeaway",
    "two-tokens": "/scenarios/id-token-to-bar/sign-in",
    "inspected": "/scenarios/id-token-to-bar/read-the-id-token",
    "rewritten": "/scenarios/rewritten-aud/rewrite",
    "broken-seal": "/scenarios/rewritten-aud/at-baz",
    "opaque": "/scenarios/opaque-token/at-bar",
    "no-token": "/scenarios/bar-token-to-bar/without-a-token",
    "logical": "/scenarios/logical-api/takeaway",
    "sign-in": SIGN_IN,
}
"""What each place shows, and its address."""
