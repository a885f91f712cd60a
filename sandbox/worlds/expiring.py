"""Keys that are remembered for a time, and no more of them than a limit."""


class ExpiringSet:
    """Keys that are remembered until they expire; when there are too many, the one that expires first is forgotten."""

    def __init__(self, limit: int) -> None:
        self._most = limit
        self._expiries: dict[str, float] = {}

    def put(self, key: str, expires: float, now: float) -> None:
        """Remember a key.

        Args:
            key: The key.
            expires: Until when, in epoch seconds.
            now: Epoch seconds.

        """
        self._expiries[key] = expires
        if len(self._expiries) > self._most:
            self._expiries = {key: until for key, until in self._expiries.items() if until > now}
        if len(self._expiries) > self._most:
            del self._expiries[min(self._expiries, key=self._expiries.__getitem__)]

    def __contains__(self, key: str) -> bool:
        """Whether a key is remembered."""
        return key in self._expiries

    def __len__(self) -> int:
        """How many there are."""
        return len(self._expiries)
