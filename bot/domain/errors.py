"""Every way in which Paperdesk can say no, as one tree.

PaperdeskError                      a sentence for people; what to do next
├── NotConfigured                   a setting or a team file is missing or wrong        exit 3
│   └── UnreadableTeamFile          names the file, the line and the key
├── BadReference                    not an arXiv id, DOI or address of a paper          exit 2
├── BadInput                        a request that cannot be meant as it stands         exit 2
├── NotFound                        a paper, story, team or edition that is not there   exit 1
├── NotAllowed                      only editors decide                                 exit 1
├── Conflict                        the world moved on since you looked                 exit 1
│   ├── StaleDraft                  a vote for words that have been replaced
│   └── IllegalMove                 the state machine has no such arrow
├── NothingToPublish                too little is approved                              exit 1
├── StoreError                      the database refused                                exit 1
│   ├── StoreBusy                   another process holds the desk
│   ├── StoreTooNew                 made by a newer Paperdesk
│   └── StoreFull                   no room left on the disk
└── OutsideError                    an outside service refused or stayed away           exit 4
    ├── SourceAway                  a source did not answer; what was done is kept
    ├── WriterFailed                no usable draft came back
    └── PostError                   a message did not go out
        ├── PostRefused             definitely not posted, and asking again will not help
        ├── PostLater               definitely not posted; try again after a while
        ├── PostUnclear             may have been posted: look before posting again
        └── CannotLook              the outlet cannot tell whether it was posted
"""

from __future__ import annotations

from typing import Any


class PaperdeskError(Exception):
    """The message is one sentence that a person can act on."""

    exit_code = 1


class NotConfigured(PaperdeskError):
    """A setting is missing or wrong."""

    exit_code = 3


class UnreadableTeamFile(NotConfigured):
    """The team file cannot be understood; the message names line and key."""


class BadReference(PaperdeskError):
    """The text names no paper."""

    exit_code = 2


class BadInput(PaperdeskError):
    """The request cannot be meant as it stands."""

    exit_code = 2


class NotFound(PaperdeskError):
    """What was asked for is not there."""


class NotAllowed(PaperdeskError):
    """Only editors decide, and this person is not one of the team's."""


class Conflict(PaperdeskError):
    """The world moved on between looking and deciding."""


class StaleDraft(Conflict):
    """The vote was for words that have since been replaced."""


class IllegalMove(Conflict):
    """The state machine has no such arrow."""


class NothingToPublish(PaperdeskError):
    """Too little is approved."""


class StoreError(PaperdeskError):
    """The database refused."""


class StoreBusy(StoreError):
    """Another process holds the desk."""


class StoreTooNew(StoreError):
    """The database was made by a newer Paperdesk."""


class StoreFull(StoreError):
    """No room is left on the disk."""


class OutsideError(PaperdeskError):
    """An outside service refused or stayed away; what was done is kept."""

    exit_code = 4


class SourceAway(OutsideError):
    """A source did not answer in a usable way.

    `retry_after` is in seconds, where the source said so.
    """

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class WriterFailed(OutsideError):
    """No usable draft came back.

    `usage` is what the tries took all the same (as in `bot.ports.Usage`): they are paid for too.
    """

    def __init__(self, message: str, *, usage: tuple[Any, ...] = ()) -> None:
        super().__init__(message)
        self.usage = usage


class PostError(OutsideError):
    """A message did not go out as it should."""


class PostRefused(PostError):
    """Definitely not posted, and asking again will not help."""


class PostLater(PostError):
    """Definitely not posted; worth another try `after` seconds from now."""

    def __init__(self, message: str, *, after: float) -> None:
        super().__init__(message)
        self.after = after


class PostUnclear(PostError):
    """The answer was lost: it may have been posted, so look before posting again."""


class CannotLook(PostError):
    """The outlet has no way to tell whether the message was posted."""
