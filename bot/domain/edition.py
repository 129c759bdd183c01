"""An edition: one issue of a team's digest for one period, from its first candidate to its last delivery."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Literal

from bot.domain.editorial import OPEN_FOR_STORIES, EditionAction, EditionStage, next_edition_stage
from bot.domain.paper import PaperRef
from bot.domain.team import Place

_EXTRA = re.compile(r"(\d{4}-\d{2}-\d{2})-.+")

Purpose = Literal["card", "edition", "reminder", "correction"]


@dataclass(frozen=True, slots=True)
class EditionText:
    """The edition's own words, approved like a story: headline, intro and the news that editors add.

    `about` names the papers that they were drafted from; it is empty where an editor wrote them.
    """

    number: int
    headline: str
    intro: str
    news: tuple[str, ...] = ()
    by: str = ""
    approved_by: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A paper that the ranking liked and diversity held back, and why."""

    ref: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One issue of a team's digest.

    `period` is `YYYY-MM`, or that of an extra; `publish_at` doubles as the deadline of the review (aware
    UTC); `pool_size` is how many papers it was chosen from; `cut` the moment up to which papers were considered;
    `called` is who said "publish these" with fewer than the team's size; `generation` counts deliberate
    re-posts.
    """

    id: int
    team: str
    period: str
    stage: EditionStage
    opened_at: datetime
    publish_at: datetime
    cut: datetime
    pool_size: int = 0
    text: EditionText | None = None
    called_by: str | None = None
    publish_now: bool = False
    held_back: tuple[HeldBack, ...] = ()
    generation: int = 0
    published_at: datetime | None = None
    revision: int = 0

    def moved(self, action: EditionAction) -> Edition:
        """The edition after `action`; the only way in which a stage changes.

        Raises:
            IllegalMove: there is no such arrow from here.
        """
        stage = next_edition_stage(self.stage, action)
        return replace(self, stage=stage, revision=self.revision + 1)

    @property
    def open_for_stories(self) -> bool:
        """Whether its stories can still be decided on."""
        return self.stage in OPEN_FOR_STORIES

    @property
    def extra(self) -> bool:
        """Whether it was opened out of turn, for one urgent paper."""
        return _EXTRA.fullmatch(self.period) is not None

    @property
    def text_approved(self) -> bool:
        """Whether its own words have been approved; an extra has none but its paper's title."""
        return self.text is not None and (self.extra or bool(self.text.approved_by))


class DeliveryState(StrEnum):
    """Where a delivery stands; `sending` with no answer is the one that needs a look before a second post."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    NEEDS_OPERATOR = "needs_operator"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message owed to one place: the row of the outbox.

    `body` is frozen JSON that only the place's own outlet understands; `subject` is `edition:12` or
    `story:34:draft:2`; `depends_on` is the delivery whose message this one hangs under.
    """

    id: str
    purpose: Purpose
    subject: str
    place: Place
    part: int
    body: str
    generation: int = 0
    depends_on: str | None = None
    state: DeliveryState = DeliveryState.PENDING
    attempt: int = 0
    attempted_at: datetime | None = None
    next_at: datetime | None = None
    message_id: str | None = None
    reason: str | None = None

    def under(self, attempt: int, at: datetime) -> Delivery:
        """The delivery as claimed for one attempt."""
        return replace(self, state=DeliveryState.SENDING, attempt=attempt, attempted_at=at)


def delivery_id(purpose: Purpose, subject: str, place: Place, part: int, generation: int) -> str:
    """The id of what is owed: the same debt has the same id on every replica and after every restart.

    24 characters, since Discord takes 25 for a nonce.
    """
    key = "\x1f".join((purpose, subject, str(place), str(part), str(generation)))
    return blake2b(key.encode(), digest_size=12).hexdigest()


def extra_period(day: date, ref: PaperRef) -> str:
    """What an extra of that day for that paper is called: one a day and paper, whoever opens it."""
    return f"{day.isoformat()}-{re.sub(r'[^A-Za-z0-9.]+', '-', str(ref)).strip('-')[:80]}"


def extra_day(period: str) -> date | None:
    """The day of an extra; None for another period."""
    extra = _EXTRA.fullmatch(period)
    try:
        return date.fromisoformat(extra[1]) if extra else None
    except ValueError:
        return None


def period_name(period: str) -> str:
    """`2021-06` as people say it, "June 2021"; an extra by its day; a period of another form as it is."""
    if day := extra_day(period):
        return f"extra of {day.day} {day:%B %Y}"
    try:
        return f"{date.fromisoformat(f'{period}-01'):%B %Y}"
    except ValueError:
        return period
