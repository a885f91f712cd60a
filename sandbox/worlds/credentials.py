"""How a client authenticates by its secret (RFC 6749 §2.3.1)."""

from base64 import b64encode
from urllib.parse import quote_plus

from sandbox.worlds.model import Client


def secret_credentials(id_: str, client: Client) -> tuple[dict[str, str], dict[str, str]]:
    """The form fields and the headers that go with a request of a client.

    Args:
        id_: The client's id.
        client: The client; a public one has no secret, and sends its id alone.

    """
    if client.token_endpoint_auth_method == "client_secret_basic":  # noqa: S105 - the name of a method
        pair = f"{quote_plus(id_)}:{quote_plus(client.secret or '')}"
        return {}, {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
    return {"client_id": id_, **({"client_secret": client.secret} if client.secret else {})}, {}
