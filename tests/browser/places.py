"""The places of the product that every look at all pages looks at."""

DEMO = "/scenarios/bar-token-to-baz"
SIGN_IN = (
    "/worlds/foo/issuer/authorize?response_type=code&client_id=www&state=s&scope=openid+read%3Aorders"
    "&redirect_uri=http%3A%2F%2Fwww.foo.localhost%3A{port}%2Fcallback&audience=https%3A%2F%2Fbar.foo.com"
    f"&code_challenge={'a' * 43}&code_challenge_method=S256"
)
PLACES = {
    "home": "/",
    "check": "/check",
    "causes": "/causes",
    "questions": "/questions",
    "question": DEMO,
    "token": f"{DEMO}/sign-in",
    "served": f"{DEMO}/at-bar",
    "predict": f"{DEMO}/at-baz/predict",
    "refused": f"{DEMO}/at-baz",
    "said": f"{DEMO}/at-baz?said=3",
    "what-if": f"{DEMO}/at-baz/what-if/1",
    "act": "/scenarios/aud-trailing-slash/refused/act",
    "acted": "/scenarios/aud-trailing-slash/refused/act?aud=x&mode=prefix",
    "takeaway": f"{DEMO}/takeaway",
    "handout": f"{DEMO}/handout",
    "handout-of-a-token": "/scenarios/multi-resource-refresh-token/handout",
    "two-tokens": "/scenarios/id-token-at-api/sign-in",
    "inspected": "/scenarios/id-token-at-api/read-the-id-token",
    "rewritten": "/scenarios/tampered-aud/rewrite",
    "broken-seal": "/scenarios/tampered-aud/at-baz",
    "opaque": "/scenarios/opaque-token/at-bar",
    "asked-about": "/scenarios/token-introspection/reports-asks",
    "introspected": "/scenarios/token-introspection/at-orders",
    "document": "/scenarios/protected-resource-metadata/about-tools",
    "proof": "/scenarios/client-assertion-aud/to-both",
    "token-passthrough": "/scenarios/token-passthrough/upstream",
    "no-token": "/scenarios/bar-token-to-bar/without-a-token",
    "logical": "/scenarios/logical-api/takeaway",
    "sign-in": SIGN_IN,
    "doors": f"{DEMO}/at-baz?beside=doors",
    "two-letters": "/scenarios/id-token-at-api/at-bar?beside=bar_token",
    "workbench": "/workbench?world=foo",
    "workbench-careless": "/workbench?world=foo&verify=audience=off&beside=baz",
    "workbench-by-hand": "/workbench?world=foo&way=mint&expires_in=soon",
    "workbench-paste": "/workbench?world=foo&way=paste",
    "seal": "/workbench/seal?world=foo",
    "words": "/glossary",
    "search": "/search?q=aud",
    "reading": "/reading",
    "progress": "/progress",
    "path": "/paths/hurried",
    "author": "/author",
    "author-refused": "/author?begin=like/bar-token-to-baz&stop=at-baz",
    "guide": "/docs/authoring",
    "keys": "/docs/keys",
    "mistakes": "/docs/mistakes",
}
"""What each place shows, and its address."""
