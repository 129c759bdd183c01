"""What an editor sees: the face of one card, and of the whole desk."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.edition import Edition
from bot.domain.evidence import Evidence
from bot.domain.paper import Paper
from bot.domain.story import Story
from bot.domain.team import Team


@dataclass(frozen=True, slots=True)
class CardFace:
    """Everything that a card of one story shows, gathered in one reading."""

    team: Team
    edition: Edition
    story: Story
    paper: Paper
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class DeskFace:
    """Everything that a desk shows of one edition: cards in running order, and what is still missing.

    `missing` holds one sentence for each thing that keeps the edition from going out.
    """

    team: Team
    edition: Edition
    cards: tuple[CardFace, ...]
    missing: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many stories it is to have."""
        return 1 if self.edition.extra else self.team.size

    @property
    def approved(self) -> int:
        """How many stories are approved."""
        return sum(card.story.stage == "approved" for card in self.cards)
