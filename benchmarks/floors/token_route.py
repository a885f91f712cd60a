"""A route that signs the claims it is given with python-jose and asks nobody who they are: a token endpoint's floor."""

import json
import os
import secrets
import time
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI
from jose import jwk, jwt

from benchmarks.floors.serving import serve

CLAIMS = json.loads(os.environ["CLAIMS"])
KEY: Any = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SIGNER = jwk.construct(KEY, "RS256")
app = FastAPI()


@app.post("/token")
async def token() -> dict[str, Any]:
    """Answer with an access token."""
    now = int(time.time())
    claims = {**CLAIMS, "iat": now, "exp": now + 900, "jti": secrets.token_urlsafe(12)}
    signed = jwt.encode(claims, SIGNER, algorithm="RS256", headers={"kid": "floor-1"})
    return {"access_token": signed, "token_type": "Bearer", "expires_in": 900, "scope": CLAIMS["scope"]}


serve(app)
