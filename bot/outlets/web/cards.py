"""The desk as HTML: every card with its score, words, verdicts and buttons; nouns in, text out, pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.card import CardFace, DeskFace
from bot.domain.edition import Edition
from bot.domain.editorial import EditionStage, StoryStage
from bot.domain.evidence import LINK_SIGNS, Link
from bot.domain.story import Draft, Part, Vote
from bot.domain.team import Team
from bot.domain.wording import wording
from bot.outlets.web.pages import Addresses, render
from bot.pipeline.languages import Translation
from bot.ports import AuditLine

_MOST_AUTHORS = 8
#: How wide a bar of the score is at most, in its own units, and the log-odds that fill it.
_BAR, _FULL = 50.0, 4.0

_STEPS = (
    ("Gathering", (EditionStage.GATHERING,)),
    ("Drafting", (EditionStage.DRAFTING,)),
    ("In review", (EditionStage.IN_REVIEW, EditionStage.HELD)),
    ("Ready", (EditionStage.READY,)),
    ("Published", (EditionStage.PUBLISHING, EditionStage.PUBLISHED)),
)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who sits at the desk: the acting editor, all between whom this browser may choose, and the form's token."""

    name: str
    others: tuple[str, ...] = ()
    token: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a score as a bar: to the right of the middle what speaks for the paper, to the left what against."""

    name: str
    value: float
    reasons: tuple[str, ...]
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the edition's way: `at` is "done", "now" or "next"."""

    name: str
    at: str


@dataclass(frozen=True, slots=True)
class Shelves:
    """The desk's cards by what can be done with them."""

    live: tuple[CardFace, ...]
    reserve: tuple[CardFace, ...]
    dropped: tuple[CardFace, ...]
    settled: tuple[CardFace, ...]


def shelves(face: DeskFace) -> Shelves:
    """Cards that are decided on, candidates in reserve, what was dropped, and what is over."""
    live = (StoryStage.DRAFTED, StoryStage.IN_REVIEW, StoryStage.APPROVED)
    over = (StoryStage.PUBLISHED, StoryStage.LEFT_OUT)

    def those(*stages: StoryStage) -> tuple[CardFace, ...]:
        return tuple(card for card in face.cards if card.story.stage in stages)

    return Shelves(those(*live), those(StoryStage.PROPOSED), those(StoryStage.DROPPED), those(*over))


def bars(parts: Sequence[Part]) -> list[Bar]:
    """The parts of a score as bars on one scale."""
    shown = []
    for part in parts:
        width = min(abs(part.value) / _FULL, 1.0) * _BAR
        left = _BAR if part.value >= 0 else _BAR - width
        shown.append(Bar(part.name, part.value, part.reasons, round(left, 1), round(max(width, 0.8), 1)))
    return shown


def steps(edition: Edition) -> list[Step]:
    """Where the edition stands on its way."""
    now = next((n for n, (_, stages) in enumerate(_STEPS) if edition.stage in stages), -1)
    done = edition.stage is EditionStage.PUBLISHED
    return [
        Step(name, "done" if n < now or done else "now" if n == now else "next") for n, (name, _) in enumerate(_STEPS)
    ]


def bylines(face: CardFace) -> tuple[list[str], int]:
    """The first authors, each with what is known of their standing, and how many more there are."""
    known = {record.position: record.h_index for record in face.evidence.authors if record.h_index is not None}
    names = [
        f"{author.name} (h-index {known[n]})" if n in known else author.name
        for n, author in enumerate(face.paper.authors)
    ]
    return names[:_MOST_AUTHORS], max(len(names) - _MOST_AUTHORS, 0)


def links(face: CardFace) -> list[Link]:
    """The paper's links in the order in which readers will see them."""
    signs = list(LINK_SIGNS)
    return sorted(face.evidence.links, key=lambda link: signs.index(link.kind))


def own_votes(face: CardFace, name: str) -> list[Vote]:
    """What `name` said about the standing draft here on the web, and can take back here."""
    votes = face.story.votes
    return [v for v in votes if v.person == name and v.draft_number == face.story.draft_number and v.via == "web"]


def local(at: datetime, team: Team) -> str:
    """A moment on the team's own clock."""
    try:
        zone = ZoneInfo(team.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return at.strftime("%-d %B %Y, %H:%M UTC")
    return at.astimezone(zone).strftime("%-d %B %Y, %H:%M")


def stamp(face: DeskFace) -> str:
    """A short text that changes whenever something on the desk does."""
    rows = [(card.story.id, card.story.revision, card.story.place, card.story.draft_number) for card in face.cards]
    edition = face.edition
    shown = (edition.revision, edition.stage.value, edition.text, edition.publish_at, rows, face.waiting)
    return blake2b(repr(shown).encode(), digest_size=8).hexdigest()


def desk_page(face: DeskFace, viewer: Viewer, at: Addresses, *, said: str = "", here: str) -> str:
    """The desk of one edition. `said` is what became of the last decision; `here` the desk's own address."""
    return render("desk.html", said=said, **_words(face, viewer, at, here))


def desk_live(face: DeskFace, viewer: Viewer, at: Addresses, *, here: str) -> str:
    """The part of the desk that changes while people decide."""
    return render("live.html", **_words(face, viewer, at, here))


def _words(face: DeskFace, viewer: Viewer, at: Addresses, here: str) -> dict[str, object]:
    return {
        "at": at,
        "say": wording(face.team.language),
        "face": face,
        "team": face.team,
        "edition": face.edition,
        "shelves": shelves(face),
        "steps": steps(face.edition),
        "viewer": viewer,
        "here": here,
        "stamp": stamp(face),
        "bars": bars,
        "bylines": bylines,
        "links": links,
        "own_votes": own_votes,
        "local": local,
    }


def history_page(
    face: CardFace, drafts: Sequence[Draft], lines: Sequence[AuditLine], at: Addresses, *, here: str
) -> str:
    """The history of one story: every draft, and who decided what, when."""
    return render("history.html", face=face, team=face.team, drafts=drafts, lines=lines, at=at, here=here, local=local)


def translation_page(face: DeskFace, told: Translation, viewer: Viewer, at: Addresses, *, here: str) -> str:
    """One language version beside the original."""
    return render(
        "translation.html", face=face, told=told, language=told.face.language, viewer=viewer, at=at, here=here
    )


def desks_page(rows: Sequence[tuple[Team, Sequence[Edition]]], at: Addresses) -> str:
    """The desks that this browser may sit at: teams with their editions, newest first."""
    return render("desks.html", rows=rows, at=at, local=local)
