"""An edition as readers get it: frozen at release, so that every channel, page and feed says the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.evidence import Figure, Link
from bot.domain.paper import PaperRef
from bot.domain.story import Claim


@dataclass(frozen=True, slots=True)
class PrintedReference:
    """A work that the text names (by `name`), or a paper one might also like."""

    title: str
    url: str
    authors: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class PrintedStory:
    """One numbered story; `named` are the numbers of the works that it names, in the edition's references."""

    number: int
    ref: PaperRef
    title: str
    url: str
    authors: tuple[str, ...]
    why: tuple[Claim, ...]
    insights: tuple[Claim, ...]
    links: tuple[Link, ...] = ()
    figure: Figure | None = None
    related: tuple[PrintedReference, ...] = ()
    named: tuple[int, ...] = ()
    drafted_by: str = ""
    approved_by: tuple[str, ...] = ()
    overruled_by: str | None = None
    categories: tuple[str, ...] = ()
    licence: str | None = None

    @property
    def byline(self) -> str:
        """The authors as printed: all of a handful, else the first few and "et al."."""
        limit = 6
        names = self.authors[:limit]
        return ", ".join(names) + (" et al." if len(self.authors) > limit else "")


@dataclass(frozen=True, slots=True)
class PrintedOther:
    """A paper worth a line, under its subject."""

    subject: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class PrintedEdition:
    """The whole edition as printed; `how_made` says from how many papers, by whom and with what."""

    team: str
    period: str
    headline: str
    intro: str
    stories: tuple[PrintedStory, ...]
    published_at: datetime
    news: tuple[str, ...] = ()
    others: tuple[PrintedOther, ...] = ()
    references: tuple[PrintedReference, ...] = ()
    how_made: str = ""
    language: str = "en"
    corrections: tuple[str, ...] = ()
