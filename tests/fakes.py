"""Small working stand-ins for our own ports, shared by all tests."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from bot.domain.card import CardFace, DeskFace
from bot.domain.edition import Delivery
from bot.domain.errors import PostError, SourceAway, WriterFailed
from bot.domain.paper import Paper, PaperRef
from bot.domain.printed import PrintedEdition
from bot.domain.story import Card, Claim, VoteKind
from bot.domain.team import Group, Place, Platform
from bot.ports import Listing, Source, Track, Usage, Written

JUNE = datetime(2021, 6, 28, 9, 0, tzinfo=UTC)


@dataclass
class GivenClock:
    """Time stands still until a test moves it."""

    moment: datetime = JUNE

    def now(self) -> datetime:
        return self.moment

    def pass_by(self, **span: float) -> None:
        self.moment += timedelta(**span)


@dataclass
class GivenCalendar:
    """Every cadence fires `days` after now, except "never"."""

    days: int = 8

    def next(self, cadence: str, timezone: str, after: datetime) -> datetime | None:
        return None if cadence == "never" else after + timedelta(days=self.days)


class SilentProgress:
    """Counts, and shows nothing."""

    def __init__(self) -> None:
        self.steps: dict[str, int] = {}

    @contextmanager
    def track(self, label: str, total: int | None = None) -> Iterator[Track]:
        progress = self

        class _Track:
            def advance(self, steps: int = 1) -> None:
                progress.steps[label] = progress.steps.get(label, 0) + steps

        yield _Track()


@dataclass
class NotedJobs:
    """Remembers what was asked for; a test runs it when it likes."""

    asked: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)

    async def submit(self, name: str, key: str, payload: Mapping[str, str]) -> bool:
        if any(known == key for _, known, _ in self.asked):
            return False
        self.asked.append((name, key, payload))
        return True


@dataclass
class FakeFeed:
    """Gives one listing after the other; an error in the list is raised."""

    listings: list[Listing | SourceAway] = field(default_factory=list)
    name: str = "feed"
    categories: list[tuple[str, ...]] = field(default_factory=list)

    async def today(self, categories: Sequence[str]) -> Listing:
        self.categories.append(tuple(categories))
        answer = self.listings.pop(0) if self.listings else Listing(())
        if isinstance(answer, SourceAway):
            raise answer
        return answer


@dataclass
class FakeHarvest:
    """Gives pages by cursor ("" is the first); an error in their place is raised."""

    by_cursor: dict[str, Listing | SourceAway] = field(default_factory=dict)
    name: str = "harvest"
    asked: list[tuple[date, str | None]] = field(default_factory=list)

    async def pages(self, categories: Sequence[str], since: date, cursor: str | None = None) -> AsyncIterator[Listing]:
        self.asked.append((since, cursor))
        following: str | None = cursor or ""
        while following is not None:
            page = self.by_cursor[following]
            if isinstance(page, SourceAway):
                raise page
            yield page
            following = page.cursor


@dataclass
class FakeLookup:
    """Knows the papers it was given."""

    known: dict[PaperRef, Paper] = field(default_factory=dict)
    away: SourceAway | None = None
    asked: list[str] = field(default_factory=list)

    async def papers(self, refs: Sequence[PaperRef]) -> Sequence[Paper]:
        self.asked.extend(str(ref) for ref in refs)
        if self.away:
            raise self.away
        return [self.known[ref] for ref in refs if ref in self.known]

    async def search(self, words: str, limit: int = 10) -> Sequence[Paper]:
        self.asked.append(words)
        if self.away:
            raise self.away
        wanted = words.casefold().split()
        return [p for p in self.known.values() if all(word in p.title.casefold() for word in wanted)][:limit]


@dataclass
class FakeTranslator:
    """A translator that says 字 for every word and 不 for every negation, and keeps the marks."""

    asked: list[tuple[str, ...]] = field(default_factory=list)
    spoilt: str | None = None
    fails: bool = False

    async def translate(self, texts: Sequence[str], language: str) -> tuple[Sequence[str], tuple[Usage, ...]]:
        self.asked.append(tuple(texts))
        if self.fails:
            raise WriterFailed("away", usage=(Usage("model", "here", 100, 100, 0.5, 0.1),))
        return [self._told(text) for text in texts], (Usage("model", "here", 100, 100, 0.5, 0.1),)

    def _told(self, text: str) -> str:
        if self.spoilt and self.spoilt in text:
            return "完全不同。"
        told: str = re.sub(r"[A-Za-z'’-]+", lambda word: "不" if word[0] in ("no", "not", "never") else "字", text)
        return told.replace(" ", "").replace(".", "。")


@dataclass
class FakeCitations:
    """Knows what each paper cites by name."""

    known: dict[PaperRef, dict[str, PaperRef]] = field(default_factory=dict)
    away: SourceAway | None = None
    asked: list[PaperRef] = field(default_factory=list)

    async def cited(self, paper: Paper) -> Mapping[str, PaperRef]:
        self.asked.append(paper.ref)
        if self.away:
            raise self.away
        return self.known.get(paper.ref, {})


@dataclass
class FakeWriter:
    """Quotes the first two sentences of the abstract, or says and fails as it is told."""

    name: str = "fake"
    answers: list[Written | WriterFailed] = field(default_factory=list)
    asked: list[tuple[Source, str | None]] = field(default_factory=list)

    async def write(
        self,
        source: Source,
        *,
        instruction: str | None = None,
        reasons: Sequence[str] = (),
        language: str = "en",
    ) -> Written:
        self.asked.append((source, instruction))
        if self.answers:
            answer = self.answers.pop(0)
            if isinstance(answer, WriterFailed):
                raise answer
            return answer
        sentences = [s.strip() + "." for s in source.paper.abstract.split(".") if s.strip()]
        claims = [Claim("fact", s, quote=s, where="abstract") for s in sentences[:2]]
        return Written(tuple(claims[:1]), tuple(claims[1:]), by=self.name)


@dataclass
class FakeOutlet:
    """A chat server in memory: what stands in it is what people see.

    `troubles` are raised one a post; a trouble given as (error, True) is raised after the message was stored,
    as when the answer is lost on its way back.
    """

    platform: Platform = "slack"
    pace: float = 0.0
    messages: dict[str, tuple[Delivery, str | None, str]] = field(default_factory=dict)
    troubles: list[tuple[PostError, bool]] = field(default_factory=list)
    blind: PostError | None = None
    standing: dict[str, tuple[tuple[str, VoteKind], ...]] = field(default_factory=dict)
    refreshed: list[tuple[str, str]] = field(default_factory=list)
    members: dict[str, dict[str, str]] = field(default_factory=dict)  # account -> group -> name

    async def post(self, delivery: Delivery, parent: str | None) -> str:
        trouble = self.troubles.pop(0) if self.troubles else None
        await asyncio.sleep(0)
        if trouble and not trouble[1]:
            raise trouble[0]
        message = f"m{len(self.messages) + 1}"
        self.messages[message] = (delivery, parent, delivery.body)
        if trouble:
            raise trouble[0]
        return message

    async def find(self, delivery: Delivery, parent: str | None) -> str | None:
        if self.blind:
            raise self.blind
        return next((m for m, (d, _, _) in self.messages.items() if d.id == delivery.id), None)

    def bodies(self, printed: PrintedEdition, place: Place) -> tuple[str, ...]:
        return (printed.headline, *(f"({story.url}) {story.title}" for story in printed.stories))

    def card(self, face: CardFace) -> str:
        return f"card {face.story.id} draft {face.story.draft_number} {face.story.stage.value}"

    def replaced(self, face: CardFace, card: Card) -> str:
        return f"replaced by draft {face.story.draft_number}"

    def summary(self, face: DeskFace) -> str:
        return f"{face.approved} of {face.team.size} approved"

    def reminder(self, face: DeskFace) -> str:
        return "open: " + " ".join(face.missing)

    async def refresh(self, card: Card, place: Place, body: str) -> None:
        self.refreshed.append((card.message_id or "", body))

    async def reactions(self, card: Card, place: Place) -> tuple[tuple[str, VoteKind], ...]:
        return self.standing.get(card.message_id or "", ())

    async def member(self, place: Place, account: str, groups: Sequence[Group]) -> tuple[Group, str] | None:
        if self.blind:
            raise self.blind
        mine = self.members.get(account, {})
        return next(((group, mine[group.id]) for group in groups if group.id in mine), None)
