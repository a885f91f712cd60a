"""What people have in hand when a token was refused: the token, or something that it stands in."""

from sandbox.tokens.in_hand.read import InHand, NothingInHand, bytes_as_text, read_in_hand, without_claims

__all__ = ["InHand", "NothingInHand", "bytes_as_text", "read_in_hand", "without_claims"]
