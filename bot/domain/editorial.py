"""The two state machines of the newsroom, each as one table: how a story and an edition may move."""

from __future__ import annotations

from enum import StrEnum

from bot.domain.errors import IllegalMove


class StoryStage(StrEnum):
    """Where a story stands."""

    PROPOSED = "proposed"
    DRAFTED = "drafted"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"
    DROPPED = "dropped"
    LEFT_OUT = "left_out"


class StoryAction(StrEnum):
    """What can happen to a story."""

    DRAFT = "draft"
    ASK = "ask"
    APPROVE = "approve"
    WITHDRAW = "withdraw"
    REDRAFT = "redraft"
    DROP = "drop"
    RESTORE = "restore"
    PUBLISH = "publish"
    CLOSE = "close"


class EditionStage(StrEnum):
    """Where an edition stands."""

    GATHERING = "gathering"
    DRAFTING = "drafting"
    IN_REVIEW = "in_review"
    HELD = "held"
    READY = "ready"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class EditionAction(StrEnum):
    """What can happen to an edition."""

    SHORTLIST = "shortlist"
    CARDS = "cards"
    ENOUGH = "enough"
    LACK = "lack"
    HOLD = "hold"
    EXTEND = "extend"
    RELEASE = "release"
    SETTLED = "settled"
    CANCEL = "cancel"


_S, _A = StoryStage, StoryAction

#: An edit or a rewrite is a *redraft*: the old draft stands until the new number exists.
STORY_MOVES: dict[tuple[StoryStage, StoryAction], StoryStage] = {
    (_S.PROPOSED, _A.DRAFT): _S.DRAFTED,
    (_S.DRAFTED, _A.ASK): _S.IN_REVIEW,
    (_S.IN_REVIEW, _A.APPROVE): _S.APPROVED,
    (_S.APPROVED, _A.WITHDRAW): _S.IN_REVIEW,
    (_S.IN_REVIEW, _A.REDRAFT): _S.IN_REVIEW,
    (_S.APPROVED, _A.REDRAFT): _S.IN_REVIEW,
    (_S.PROPOSED, _A.DROP): _S.DROPPED,
    (_S.DRAFTED, _A.DROP): _S.DROPPED,
    (_S.IN_REVIEW, _A.DROP): _S.DROPPED,
    (_S.APPROVED, _A.DROP): _S.DROPPED,
    (_S.APPROVED, _A.PUBLISH): _S.PUBLISHED,
    (_S.PROPOSED, _A.CLOSE): _S.LEFT_OUT,
    (_S.DRAFTED, _A.CLOSE): _S.LEFT_OUT,
    (_S.IN_REVIEW, _A.CLOSE): _S.LEFT_OUT,
    (_S.APPROVED, _A.CLOSE): _S.LEFT_OUT,
}

_E, _B = EditionStage, EditionAction

EDITION_MOVES: dict[tuple[EditionStage, EditionAction], EditionStage] = {
    (_E.GATHERING, _B.SHORTLIST): _E.DRAFTING,
    (_E.DRAFTING, _B.CARDS): _E.IN_REVIEW,
    (_E.IN_REVIEW, _B.ENOUGH): _E.READY,
    (_E.HELD, _B.ENOUGH): _E.READY,
    (_E.READY, _B.LACK): _E.IN_REVIEW,
    (_E.IN_REVIEW, _B.HOLD): _E.HELD,
    (_E.HELD, _B.EXTEND): _E.IN_REVIEW,
    (_E.READY, _B.RELEASE): _E.PUBLISHING,
    (_E.PUBLISHING, _B.SETTLED): _E.PUBLISHED,
    (_E.GATHERING, _B.CANCEL): _E.CANCELLED,
    (_E.DRAFTING, _B.CANCEL): _E.CANCELLED,
    (_E.IN_REVIEW, _B.CANCEL): _E.CANCELLED,
    (_E.HELD, _B.CANCEL): _E.CANCELLED,
    (_E.READY, _B.CANCEL): _E.CANCELLED,
}

#: Every action on a story needs its edition in one of these.
OPEN_FOR_STORIES = frozenset({_E.DRAFTING, _E.IN_REVIEW, _E.HELD, _E.READY})
#: An edition that still needs somebody or something.
UNFINISHED = frozenset(_E) - {_E.PUBLISHED, _E.CANCELLED}


def next_story_stage(stage: StoryStage, action: StoryAction, dropped_from: StoryStage | None) -> StoryStage:
    """Where `action` leads from `stage`; a restored story returns to where it was dropped from.

    Raises:
        IllegalMove: there is no such arrow.
    """
    if stage is _S.DROPPED and action is _A.RESTORE and dropped_from is not None:
        return dropped_from
    target = STORY_MOVES.get((stage, action))
    if target is None:
        raise IllegalMove(f"A story that is {_said(stage)} cannot be moved by “{action}”.")
    return target


def next_edition_stage(stage: EditionStage, action: EditionAction) -> EditionStage:
    """Where `action` leads from `stage`.

    Raises:
        IllegalMove: there is no such arrow.
    """
    target = EDITION_MOVES.get((stage, action))
    if target is None:
        raise IllegalMove(f"An edition that is {_said(stage)} cannot be moved by “{action}”.")
    return target


def _said(stage: StoryStage | EditionStage) -> str:
    return stage.value.replace("_", " ")
