"""Every outside thing that a step of the route may use, on one page; and the Newsroom, the filled socket-board.

The page is longer than the house's 250 lines because it is the one page on which all of them stand.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal, Protocol

from bot.domain.card import CardFace, DeskFace
from bot.domain.edition import Delivery, Edition
from bot.domain.evidence import Attention, AuthorRecord, Evidence, Figure, Link
from bot.domain.paper import Announcement, Paper, PaperRef
from bot.domain.printed import PrintedEdition
from bot.domain.reader import Signal, SignalKind
from bot.domain.story import Card, Claim, Draft, Story, Vote, VoteKind
from bot.domain.team import Group, Place, Platform, Team


class Clock(Protocol):
    """Tells the time; in tests it is given."""

    def now(self) -> datetime:
        """This moment, aware, UTC."""
        ...


class Calendar(Protocol):
    """Knows when a cadence falls next."""

    def next(self, cadence: str, timezone: str, after: datetime) -> datetime | None:
        """The first moment after `after` at which `cadence` fires in `timezone` (aware UTC); None if it never does.

        Raises:
            NotConfigured: the cadence or the time zone cannot be read.
        """
        ...


class Track(Protocol):
    """One piece of long work, as it advances."""

    def advance(self, steps: int = 1) -> None:
        """Say that so many more steps are done."""
        ...


class Progress(Protocol):
    """Shows how long work goes: a bar on a terminal, quiet log lines elsewhere."""

    def track(self, label: str, total: int | None = None) -> AbstractContextManager[Track]:
        """Begin to show work of `total` steps."""
        ...


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that could not be read: named, counted, and no reason to stop the rest."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What one request to a source of papers brought; `cursor` is where to go on after a stop."""

    announcements: tuple[Announcement, ...]
    skipped: tuple[Skipped, ...] = ()
    cursor: str | None = None


class Feed(Protocol):
    """Today's announcements."""

    name: str

    async def today(self, categories: Sequence[str]) -> Listing:
        """Everything announced today in any of `categories`, in one request; empty on a quiet day.

        Raises:
            SourceAway: the source did not answer usably.
        """
        ...


class Harvest(Protocol):
    """Announcements of days gone by."""

    name: str

    def pages(self, categories: Sequence[str], since: date, cursor: str | None = None) -> AsyncIterator[Listing]:
        """Records that changed on or after `since`, a page at a time, resumable from a page's cursor.

        Raises:
            SourceAway: the source did not answer usably; pages already given stay good.
        """
        ...


class Lookup(Protocol):
    """Single papers by reference or by words."""

    async def papers(self, refs: Sequence[PaperRef]) -> Sequence[Paper]:
        """The papers that exist among `refs`, in any order."""
        ...

    async def search(self, words: str, limit: int = 10) -> Sequence[Paper]:
        """Papers whose title or abstract matches `words`, best first."""
        ...


class AuthorRecords(Protocol):
    """Who the authors of papers are, by id. `most` is how many papers it is asked for at once."""

    name: str
    most: int

    async def records(self, refs: Sequence[PaperRef], now: datetime) -> Mapping[PaperRef, tuple[AuthorRecord, ...]]:
        """Author records of those papers that the source knows already; the others are absent.

        Raises:
            SourceAway: the source did not answer usably.
        """
        ...


class PublicCounts(Protocol):
    """What the public has shown for a paper."""

    name: str

    async def counts(self, paper: Paper, links: Sequence[Link], now: datetime) -> tuple[Attention, ...]:
        """Counts as they stand now, 0 where the source knows of none; empty where it has nothing to count.

        Raises:
            SourceAway: the source did not answer usably.
        """
        ...


class PickLists(Protocol):
    """A public list of papers that people picked."""

    name: str

    async def picks(self, month: str) -> Sequence[Pick]:
        """What it picked in a month (`2026-10`).

        Raises:
            SourceAway: the source did not answer usably.
        """
        ...


class LinkFinder(Protocol):
    """Addresses that belong to a paper."""

    name: str

    async def links(self, paper: Paper) -> tuple[Link, ...]:
        """Links with what made us believe in them."""
        ...


class LinkCheck(Protocol):
    """Tries links before they are published, and goes nowhere that is not public."""

    async def living(self, links: Sequence[Link]) -> tuple[Link, ...]:
        """The links without the dead ones; what cannot be told stays."""
        ...


class Sections(Protocol):
    """The text of a paper beyond its abstract."""

    async def sections(self, paper: Paper) -> tuple[tuple[str, str], ...]:
        """(name, text) pairs within a budget; empty where there is no readable full text."""
        ...


class Citations(Protocol):
    """What a paper cites."""

    async def cited(self, paper: Paper) -> Mapping[str, PaperRef]:
        """The works that its text calls by a name, each with its reference; empty where there is no readable full text.

        Raises:
            SourceAway: the source did not answer usably.
        """
        ...


class Figures(Protocol):
    """Figures of a paper."""

    async def figures(self, paper: Paper) -> tuple[Figure, ...]:
        """Candidates, best first, none of them kept yet; empty where there are none.

        Raises:
            SourceAway: the source did not answer usably.
        """
        ...

    async def kept(self, paper: Paper, figure: Figure) -> Figure:
        """The figure with its picture in our house, or with an empty `kept` where that cannot be shown.

        Raises:
            SourceAway: the source did not answer usably.
        """
        ...


class Embedder(Protocol):
    """Turns texts into vectors; `model` is `name@hash` and stands beside every stored vector."""

    model: str

    async def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One vector a text, all of the same length."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """What a writer may use about one paper: its record and (name, text) sections beyond the abstract."""

    paper: Paper
    sections: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """What one call of a model took; cost in US dollars, None where prices are not set."""

    model: str
    endpoint: str
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What a writer brought: claims not yet checked, who wrote them, and what an editor should know."""

    why: tuple[Claim, ...]
    insights: tuple[Claim, ...]
    by: str
    note: str | None = None
    usage: tuple[Usage, ...] = ()


class Writer(Protocol):
    """Drafts a story."""

    name: str

    async def write(
        self,
        source: Source,
        *,
        instruction: str | None = None,
        reasons: Sequence[str] = (),
        language: str = "en",
    ) -> Written:
        """Draft *why* and *insights*; `instruction` is an editor's wish, `reasons` the checker's complaints.

        Raises:
            WriterFailed: no usable draft came back.
        """
        ...


@dataclass(frozen=True, slots=True)
class Headed:
    """An edition's own words as drafted."""

    headline: str
    intro: str
    by: str
    usage: tuple[Usage, ...] = ()


class HeadlineWriter(Protocol):
    """Drafts an edition's own words from its stories."""

    async def head(self, team: Team, period: str, pool_size: int, papers: Sequence[Paper]) -> Headed:
        """Headline and intro; grounded in the stories by whoever asks."""
        ...


class Translator(Protocol):
    """Turns masked text into another language."""

    async def translate(self, texts: Sequence[str], language: str) -> tuple[Sequence[str], tuple[Usage, ...]]:
        """The texts in `language`, placeholders kept; checked by whoever asks.

        Raises:
            WriterFailed: no usable translation came back.
        """
        ...


class Outlet(Protocol):
    """Somewhere that messages can be posted to. `pace` is the least seconds between two messages in one place."""

    platform: Platform
    pace: float

    async def post(self, delivery: Delivery, parent: str | None) -> str:
        """Post the frozen body with the delivery's id inside, under `parent` if given; the message's id.

        Raises:
            PostRefused, PostLater, PostUnclear: see the tree of errors.
        """
        ...

    async def find(self, delivery: Delivery, parent: str | None) -> str | None:
        """The id of the message that carries the delivery's id, if it is there.

        Raises:
            CannotLook: the outlet has no way to tell.
        """
        ...


class Channel(Outlet, Protocol):
    """Where readers read."""

    def bodies(self, printed: PrintedEdition, place: Place) -> tuple[str, ...]:
        """The frozen messages of an edition: part 0 leads, parts 1..n hang under it."""
        ...


class Desk(Outlet, Protocol):
    """Where editors see and decide, for desks that are messages (the web page and the terminal read rows)."""

    def card(self, face: CardFace) -> str:
        """The body of a new card."""
        ...

    def replaced(self, face: CardFace, card: Card) -> str:
        """The body of an old card whose draft has been replaced: its reactions no longer count."""
        ...

    def summary(self, face: DeskFace) -> str:
        """The body of the message that always shows the state of the edition."""
        ...

    def reminder(self, face: DeskFace) -> str:
        """The body of a message that names what is open."""
        ...

    async def refresh(self, card: Card, place: Place, body: str) -> None:
        """Make the card's message show `body` now."""
        ...

    async def reactions(self, card: Card, place: Place) -> tuple[tuple[str, VoteKind], ...]:
        """(account, kind) of the reactions that stand on the card's message."""
        ...

    async def member(self, place: Place, account: str, groups: Sequence[Group]) -> tuple[Group, str] | None:
        """The first of `groups` that an account belongs to there, and the name that it goes by; None if it is in none.

        Raises:
            PostError: the platform refuses to say, or does not answer.
        """
        ...


class Jobs(Protocol):
    """Hands out short, idempotent work; a key that is waiting or running is not taken twice."""

    async def submit(self, name: str, key: str, payload: Mapping[str, str]) -> bool:
        """Ask for work; False if work under that key is already waiting or running."""
        ...


@dataclass(frozen=True, slots=True)
class Added:
    """What a batch of announcements changed: papers first seen, and papers seen before."""

    new: int
    known: int


@dataclass(frozen=True, slots=True)
class Pick:
    """A paper that a public list or this team's editors picked on a day."""

    ref: PaperRef
    on: date
    chosen_by: str
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a team's editors did with a paper: for learning, and for keeping it out of the next pool."""

    ref: PaperRef
    period: str
    outcome: Literal["published", "approved", "dropped", "left_out"]


@dataclass(frozen=True, slots=True)
class Appearance:
    """An edition in which a paper has appeared."""

    team: str
    period: str
    headline: str
    number: int


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Who did what, when."""

    at: datetime
    who: str
    what: str
    subject: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class BlurbKey:
    """What makes machine-written words the same words: made once, shared by every team."""

    ref: PaperRef
    version: int
    source_hash: str
    language: str
    prompt: str
    model: str


class Papers(Protocol):
    """Papers, their evidence, and what became of them."""

    async def add(self, announcements: Sequence[Announcement]) -> Added:
        """Remember papers; one that is known already is merged."""
        ...

    async def get(self, ref: PaperRef) -> Paper | None: ...
    async def many(self, refs: Sequence[PaperRef]) -> Mapping[PaperRef, Paper]: ...
    async def announced(self, since: date, until: date) -> Sequence[Paper]:
        """Papers first announced from `since` to `until`, both included, withdrawn ones left out, by ref."""
        ...

    async def bylines(self, before: date) -> Sequence[tuple[PaperRef, date, tuple[str, ...]]]:
        """(ref, announced, author names) of every stored paper announced before that day."""
        ...

    async def search(self, words: str, limit: int = 10) -> Sequence[Paper]: ...
    async def evidence(self, refs: Sequence[PaperRef]) -> Mapping[PaperRef, Evidence]:
        """Evidence for each of `refs`; empty evidence where nothing is known."""
        ...

    async def learn(self, evidence: Evidence, source: str, now: datetime) -> None:
        """Keep what `source` says now: it replaces what the same source said before."""
        ...

    async def note_asked(self, source: str, refs: Sequence[PaperRef], now: datetime) -> None:
        """Remember that `source` was asked about these papers, whatever it knew."""
        ...

    async def claim(self, source: str, refs: Sequence[PaperRef], lease: timedelta) -> Sequence[PaperRef]:
        """Those of `refs` about which nobody else asks `source` just now; they are the caller's for `lease` at most."""
        ...

    async def release(self, source: str, refs: Sequence[PaperRef]) -> None:
        """Let go of what was claimed."""
        ...

    async def asked(self, source: str, refs: Sequence[PaperRef]) -> Mapping[PaperRef, datetime]:
        """When `source` was last asked about each of `refs`; those never asked about are absent."""
        ...

    async def vectors(self, model: str, refs: Sequence[PaperRef]) -> Mapping[PaperRef, Sequence[float]]:
        """The vectors by that model that are there."""
        ...

    async def keep_vectors(self, model: str, vectors: Mapping[PaperRef, Sequence[float]]) -> None: ...
    async def add_picks(self, picks: Sequence[Pick]) -> int: ...
    async def picks(self, before: date) -> Sequence[Pick]: ...
    async def appearances(self, ref: PaperRef, team: str | None = None) -> Sequence[Appearance]: ...
    async def cursor(self, source: str) -> str | None: ...
    async def keep_cursor(self, source: str, cursor: str | None, now: datetime) -> None: ...


class Teams(Protocol):
    """Teams."""

    async def save(self, team: Team) -> None: ...
    async def get(self, name: str) -> Team | None: ...
    async def all(self) -> Sequence[Team]: ...
    async def install(self, platform: str, space: str, secret: bytes, at: datetime) -> None:
        """Keep a workspace's encrypted tokens; a new installation replaces the old one."""
        ...

    async def installed(self, platform: str, space: str) -> bytes | None: ...
    async def installations(self, platform: str) -> Sequence[tuple[str, bytes]]:
        """Every workspace with its encrypted tokens, by workspace."""
        ...

    async def uninstall(self, platform: str, space: str) -> None: ...


class Editions(Protocol):
    """Editions, their stories, drafts and votes. Saves compare revisions and raise Conflict when beaten."""

    async def open(
        self, team: str, period: str, *, opened_at: datetime, publish_at: datetime, cut: datetime
    ) -> Edition:
        """The team's edition for that period: made now, or the one that is there."""
        ...

    async def get(self, edition_id: int, *, lock: bool = False) -> Edition:
        """The edition; with `lock`, nobody else changes it until this transaction ends. Raises NotFound."""
        ...

    async def find(self, team: str, period: str) -> Edition | None: ...
    async def of(self, team: str) -> Sequence[Edition]:
        """A team's editions, newest first, and behind them its extras."""
        ...

    async def unfinished(self) -> Sequence[Edition]: ...
    async def save(self, edition: Edition) -> Edition:
        """Write a moved or changed edition (its revision is one above the stored one). Raises Conflict."""
        ...

    async def add_story(self, story: Story) -> Story | None:
        """Add a story (id 0 in, real id out); None if that paper is already in the edition."""
        ...

    async def story(self, story_id: int) -> Story: ...
    async def stories(self, edition_id: int) -> Sequence[Story]:
        """All stories in running order (place, then id), with their standing draft and votes."""
        ...

    async def save_story(self, story: Story) -> Story:
        """Write stage, place, keep and the like (revision one above the stored one). Raises Conflict."""
        ...

    async def add_draft(self, story_id: int, draft: Draft) -> None: ...
    async def drafts(self, story_id: int) -> Sequence[Draft]: ...
    async def add_vote(self, story_id: int, vote: Vote) -> bool:
        """False if that person's same vote on that draft by that way is there already."""
        ...

    async def remove_vote(self, story_id: int, draft_number: int, person: str, kind: VoteKind, via: str) -> bool: ...
    async def decisions(self, team: str) -> Sequence[Decision]: ...
    async def keep_printed(self, edition_id: int, printed: PrintedEdition) -> None: ...
    async def printed(self, edition_id: int, language: str) -> PrintedEdition | None: ...
    async def archive(self, team: str | None = None) -> Sequence[tuple[Edition, PrintedEdition]]:
        """Published editions, newest first."""
        ...

    async def blurb(self, key: BlurbKey) -> Written | None: ...
    async def keep_blurb(self, key: BlurbKey, written: Written) -> None: ...
    async def spend(self, team: str, usage: Sequence[Usage], at: datetime) -> None: ...
    async def spent(self, team: str, month: str) -> Sequence[Usage]: ...


class Outbox(Protocol):
    """Messages owed, and cards shown. Moments are the database's own."""

    async def owe(self, deliveries: Sequence[Delivery]) -> int:
        """Write debts; one that is known by id stays as it is. How many were new."""
        ...

    async def get(self, delivery_id: str) -> Delivery | None: ...
    async def of(self, subject: str) -> Sequence[Delivery]: ...
    async def posted(self, platform: Platform, space: str, channel: str | None, message: str) -> Delivery | None:
        """The delivery that became a message; with no `channel`, wherever in the space it stands."""
        ...

    async def due(
        self, settle: float, limit: int = 100, *, paces: Mapping[str, float] = ..., subject: str | None = None
    ) -> Sequence[Delivery]:
        """What can be worked on now, fair between places; with `subject` only what is owed for that.

        Pending ones whose time has come and whose parent is sent, and those found `sending` for longer than
        `settle` seconds. `paces` gives the least seconds between two messages in one place, by platform.
        """
        ...

    async def claim(self, delivery: Delivery) -> Delivery | None:
        """Compare-and-set on state and attempt; None if somebody else has it."""
        ...

    async def sent(self, delivery: Delivery, message_id: str) -> None: ...
    async def later(self, delivery: Delivery, after: float, reason: str) -> None:
        """Back to pending, not to be tried before `after` seconds from now."""
        ...

    async def refused(self, delivery: Delivery, reason: str) -> None: ...
    async def ask_operator(self, delivery: Delivery, reason: str) -> None: ...
    async def skip(self, delivery: Delivery, reason: str) -> None: ...
    async def troubled(self) -> Sequence[Delivery]:
        """What failed or waits for the operator."""
        ...

    async def show(self, card: Card) -> None:
        """Remember which message shows which draft, and at which revision."""
        ...

    async def cards(self, edition_id: int) -> Sequence[Card]: ...
    async def cards_at(self, message_id: str) -> Sequence[tuple[str, Card]]:
        """(team, card) of what messages of that id show; whoever asks looks at which desk (`str(place)`) they stand."""
        ...


class Readers(Protocol):
    """What readers say about what was published."""

    async def keep(self, signal: Signal) -> bool:
        """Remember a reader's word; False if it is known."""
        ...

    async def take_back(self, team: str, ref: PaperRef, who: str, kind: SignalKind) -> bool:
        """Forget it; False if there was none."""
        ...

    async def of(self, team: str) -> Sequence[Signal]:
        """Everything that readers of a team have said, by paper, kind and reader."""
        ...

    async def forget_before(self, before: datetime) -> int:
        """Drop what is older; how many."""
        ...


class Ledger(Protocol):
    """Who did what, and which platform events were already taken in."""

    async def note(self, line: AuditLine) -> None: ...
    async def lines(self, *subjects: str) -> Sequence[AuditLine]:
        """What was noted about any of them, in the order in which it was."""
        ...

    async def first_time(self, event_id: str, at: datetime) -> bool:
        """True once for each event id, in the effect's own transaction."""
        ...

    async def forget_events(self, before: datetime) -> int:
        """Drop events too old to be repeated by any platform; how many."""
        ...


@dataclass(frozen=True, slots=True)
class Books:
    """What one transaction can reach; all of it is written, or none."""

    papers: Papers
    teams: Teams
    editions: Editions
    outbox: Outbox
    readers: Readers
    ledger: Ledger


class Store(Protocol):
    """What is remembered."""

    def begin(self, *, reading: bool = False) -> AbstractAsyncContextManager[Books]:
        """A transaction that commits at the end of the block. Never hold one over a network call.

        With `reading` the block promises to write nothing, and waits for nobody.
        """
        ...


@dataclass(frozen=True, slots=True)
class Newsroom:
    """Everything that is plugged in; `wiring` fills it, the steps take it as their first argument."""

    clock: Clock
    calendar: Calendar
    store: Store
    jobs: Jobs
    progress: Progress
    lookup: Lookup
    writer: Writer
    fallback: Writer
    feeds: tuple[Feed, ...] = ()
    harvest: Harvest | None = None
    author_records: tuple[AuthorRecords, ...] = ()
    counts: tuple[PublicCounts, ...] = ()
    pick_lists: tuple[PickLists, ...] = ()
    link_finders: tuple[LinkFinder, ...] = ()
    link_check: LinkCheck | None = None
    sections: Sections | None = None
    citations: Citations | None = None
    figures: Figures | None = None
    embedder: Embedder | None = None
    headlines: HeadlineWriter | None = None
    translator: Translator | None = None
    channels: Mapping[Platform, Channel] = field(default_factory=dict)
    desks: Mapping[Platform, Desk] = field(default_factory=dict)
    ranker: str | None = None  # coefficients as JSON, if not those that came with the package
    monthly_cap: float | None = None
    editors_share: float = 0.5
    member_blurbs: int = 5
    keep_days: int = 400
