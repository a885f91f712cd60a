"""The proof that comes with a request to an issuer or an api: of this request, of now, and new (RFC 9449)."""

from functools import partial

from starlette.requests import Request

from sandbox.settings import LIMITS
from sandbox.tokens.proofs import BadProof, Proof, read_proof
from sandbox.worlds.addresses import origin_of
from sandbox.worlds.expiring import ExpiringSet
from sandbox.worlds.instance import BY_ORIGIN, SCOPE_KEY, Instance
from sandbox.worlds.model import World


def proof_of(request: Request, world: World, part: str) -> Proof | None:
    """What the proof of a request says; None if there is none.

    Args:
        request: The request.
        world: The world of the part that it is for.
        part: The id of the issuer or api that it is for.

    Raises:
        BadProof: There are several, it is no good, or it came before.

    """
    given = request.headers.getlist("dpop")
    if not given:
        return None
    if len(given) > 1:
        raise BadProof("there are several")
    instance: Instance = request.scope[SCOPE_KEY]
    by_origin = request.scope.get(BY_ORIGIN)
    base = origin_of(world, part, instance.public_url) if by_origin else instance.public_url
    now = instance.clock()
    proof = read_proof(given[0], request.method, f"{base}{request.scope['path']}", now)
    seen = instance.memory(("proofs", world.world, part), partial(ExpiringSet, LIMITS.proofs_kept))
    if f"{proof.jkt} {proof.jti}" in seen:
        raise BadProof("it was used before")
    seen.put(f"{proof.jkt} {proof.jti}", now + LIMITS.proof_ttl + LIMITS.clock_skew, now)
    return proof
