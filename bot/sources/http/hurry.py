"""Where somebody waits at a terminal: a site that cannot be reached at all is given up in seconds, not in minutes."""

from __future__ import annotations

from bot.domain.errors import SourceAway

#: Seconds in which a name is found and a connection stands, and how often that is tried.
WITHIN = 4.0
TRIES = 2


class Hurry:
    """What one client that is waited for has seen of its hosts; one that nobody waits for hurries nowhere.

    Politeness is owed to a server that answers, however badly, and patience to one that has: a short gap in the network
    must not end an hour of harvesting. A host that could not be reached has neither coming, and is not tried again.
    """

    def __init__(self, *, waited_for: bool) -> None:
        self._waited_for = waited_for
        self._reached: set[str] = set()
        self._lost: dict[str, str] = {}

    @property
    def within(self) -> float | None:
        """The most seconds for a connection; None leaves that to the client."""
        return WITHIN if self._waited_for else None

    def tries(self, host: str) -> int | None:
        """How often to try there, if fewer than its manners allow: somebody waits, and it was never heard."""
        if not self._waited_for or host in self._reached:
            return None
        # The second host that is out of reach, and none that was not: it is this machine that stands alone.
        return 1 if self._lost and not self._reached else TRIES

    def reached(self, host: str) -> None:
        """Something was heard from there."""
        self._reached.add(host)

    def lost(self, host: str, told: str) -> None:
        """It could not be reached; `told` says so."""
        if self.tries(host) is not None:
            self._lost[host] = told

    def check(self, host: str) -> None:
        """Do not wait a second time for a host that could not be reached.

        Raises:
            SourceAway: it could not.
        """
        if host in self._lost:
            raise SourceAway(self._lost[host])
