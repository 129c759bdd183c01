"""A story: a paper on its way into one edition, with its score, its numbered drafts and the votes on them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.domain.editorial import StoryAction, StoryStage, next_story_stage
from bot.domain.paper import PaperRef

ClaimKind = Literal["fact", "relevance", "judgement"]
VerdictWord = Literal["verified", "repaired", "unverified"]
VoteKind = Literal["approve", "drop", "redraft", "keep"]
Via = Literal["reaction", "button", "web", "terminal"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score on the log-odds scale, with the sentences that explain it."""

    name: str
    value: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """How much a paper is worth an editor's minute: log-odds, and the parts that add up to it exactly."""

    total: float
    parts: tuple[Part, ...] = ()

    def part(self, name: str) -> Part | None:
        """The part of that name, if it took part."""
        return next((part for part in self.parts if part.name == name), None)


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of a draft.

    A *fact* carries the verbatim quote that supports it and `where` that stands ("abstract",
    "introduction"); a *relevance* is written by code from the score; a *judgement* is marked as opinion.
    """

    kind: ClaimKind
    text: str
    quote: str | None = None
    where: str | None = None
    verdict: VerdictWord = "unverified"
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """The words of a story under one number; numbers only grow, and a vote is for one of them.

    `by` is a person's name, or the writer and prompt (`extractive`, `gpt-x with draft@1a2b3c`);
    `note` is what an editor should know about how it came about.
    """

    number: int
    why: tuple[Claim, ...]
    insights: tuple[Claim, ...]
    by: str
    at: datetime
    language: str = "en"
    note: str | None = None

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims in reading order."""
        return (*self.why, *self.insights)

    @property
    def unverified(self) -> tuple[Claim, ...]:
        """The claims that block an approval by one click."""
        return tuple(claim for claim in self.claims if claim.verdict == "unverified")


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's word on one draft, and the way by which it came (the sweep may only touch reactions)."""

    draft_number: int
    person: str
    kind: VoteKind
    via: Via
    at: datetime


@dataclass(frozen=True, slots=True)
class Story:
    """A paper on its way into one edition.

    `place` is its rank in the edition's running order (1-based), `keep` pins it to the top,
    `dropped_from` remembers where a dropped story was, `overruled_by` who approved unverified claims.
    `figure` is the key of the figure that editors chose, NO_FIGURE for none, and None where nobody chose.
    `revision` grows with every change and is what cards are refreshed by.
    """

    id: int
    edition_id: int
    ref: PaperRef
    stage: StoryStage
    place: int
    score: Score
    draft: Draft | None = None
    votes: tuple[Vote, ...] = ()
    keep: bool = False
    dropped_from: StoryStage | None = None
    nominated_by: str | None = None
    overruled_by: str | None = None
    figure: str | None = None
    revision: int = 0

    @property
    def draft_number(self) -> int:
        """The number of the standing draft; 0 before there is one."""
        return self.draft.number if self.draft else 0

    def moved(self, action: StoryAction) -> Story:
        """The story after `action`; the only way in which a stage changes.

        Raises:
            IllegalMove: there is no such arrow from here.
        """
        target = next_story_stage(self.stage, action, self.dropped_from)
        dropped_from = self.stage if action is StoryAction.DROP else None
        return replace(self, stage=target, dropped_from=dropped_from, revision=self.revision + 1)

    def votes_for(self, kind: VoteKind) -> tuple[Vote, ...]:
        """The votes of that kind on the standing draft: one a person."""
        current = {v.person: v for v in self.votes if v.kind == kind and v.draft_number == self.draft_number}
        return tuple(current.values())


@dataclass(frozen=True, slots=True)
class Card:
    """One draft of one story as shown at one desk: which message it is, and the revision it shows."""

    story_id: int
    draft_number: int
    desk: str
    message_id: str | None
    shown_revision: int
