"""What an editor sees: the face of one card, and of the whole desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.domain.edition import Edition
from bot.domain.evidence import NO_FIGURE, Evidence, Figure
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

    @property
    def figure(self) -> Figure | None:
        """The figure beside the story, as the team shows it."""
        chosen = self.evidence.figure(self.story.figure)
        return chosen.shown_by(self.team.figures) if chosen else None

    @property
    def figure_choices(self) -> tuple[tuple[str, str], ...]:
        """(key, words) of what editors may choose: ours, each figure of the paper, none; empty where there are none."""
        if not self.evidence.figures:
            return ()
        ours = self.evidence.figure()
        named = [(each.key, f"{each.name}: {each.caption}".rstrip(": ")) for each in self.evidence.figures]
        return (("", f"Ours ({ours.name if ours else 'none'})"), *named, (NO_FIGURE, "No figure"))


@dataclass(frozen=True, slots=True)
class LanguageFace:
    """How an edition stands in one of the other languages in which it is read.

    `state` is `none` before there is a translation, `stale` after the original was edited, `waiting` for an
    editor, or `approved`; `able` whether there is a translator at all.
    """

    language: str
    state: Literal["none", "stale", "waiting", "approved"]
    approved_by: tuple[str, ...] = ()
    able: bool = True

    @property
    def readable(self) -> bool:
        """Whether there is a translation of the words as they are now."""
        return self.state in ("waiting", "approved")

    @property
    def said(self) -> str:
        """The same in words."""
        if self.state == "approved":
            return f"approved by {', '.join(self.approved_by)}"
        if self.state == "waiting":
            return "waits for an approval; without one the original is posted"
        if not self.able:
            return "translation needs a language model; the original is posted"
        return "to be translated again" if self.state == "stale" else "translated once the edition is ready"


@dataclass(frozen=True, slots=True)
class DeskFace:
    """Everything that a desk shows of one edition: cards in running order, and what is still missing.

    `missing` holds one sentence for each thing that keeps the edition from going out.
    """

    team: Team
    edition: Edition
    cards: tuple[CardFace, ...]
    missing: tuple[str, ...]
    languages: tuple[LanguageFace, ...] = ()

    @property
    def waiting(self) -> tuple[str, ...]:
        """What editors could still do: what is missing, and the language versions that wait for a yes."""
        unread = (each for each in self.languages if each.state == "waiting")
        return (*self.missing, *(f"The version in {each.language} {each.said}." for each in unread))

    @property
    def size(self) -> int:
        """How many stories it is to have."""
        return 1 if self.edition.extra else self.team.size

    @property
    def approved(self) -> int:
        """How many stories are approved."""
        return sum(card.story.stage == "approved" for card in self.cards)
