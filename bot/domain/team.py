"""A team: what it reads about, who edits for it, where it decides and where it reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.domain.licence import Leave

Platform = Literal["slack", "discord", "web", "terminal"]
Archive = Literal["private", "public"]
OnDeadline = Literal["hold", "publish_approved"]


#: How the `through` of a guest begins who stands in for an editor; the editor's name follows.
STANDS_IN = "for "


@dataclass(frozen=True, slots=True)
class Person:
    """A member under all the names by which the platforms know them; the quorum counts people, not accounts.

    A guest edits without standing in the team's own list: `through` says why (a group's key, or whom this person
    stands in for), `until` when that ends (aware UTC).
    """

    name: str
    slack: str | None = None
    discord: str | None = None
    through: str | None = None
    until: datetime | None = None

    def account(self, platform: Platform) -> str | None:
        """The id by which `platform` knows this person; on the web and in the terminal it is the name."""
        if platform == "slack":
            return self.slack
        return self.discord if platform == "discord" else self.name


@dataclass(frozen=True, slots=True)
class Group:
    """A user group of Slack's or a role of Discord's whose members edit."""

    platform: Platform
    id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.id}"


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere that can be written to: a channel of a workspace or guild, the web archive, a terminal."""

    platform: Platform
    space: str = ""
    channel: str = ""
    language: str = "en"

    def __str__(self) -> str:
        return "/".join(part for part in (self.platform, self.space, self.channel, self.language) if part)


@dataclass(frozen=True, slots=True)
class Urgent:
    """What makes a paper too urgent for the next edition: a followed author, or a score (log-odds) above a bar."""

    followed: bool = False
    above: float | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """A tenant and everything that makes its edition its own.

    `publish` is the cadence in the clock's words ("1st tue 09:00") or a cron line; `timezone` an IANA name.
    `followed` names authors or labs, by source id (`semantic-scholar:1688681`) or by name. `owned` names the
    keys that stand in the team file, which chat may not change. `figures` is what the team shows again beyond what
    licences allow everybody.
    """

    name: str
    topics: tuple[str, ...] = ()
    not_topics: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    followed: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    editors: tuple[Person, ...] = ()
    editor_groups: tuple[Group, ...] = ()
    size: int = 10
    minimum: int = 6
    publish: str = "1st tue 09:00"
    review_days: int = 5
    remind_hours: tuple[int, ...] = (48, 6)
    timezone: str = "UTC"
    approvals_needed: int = 1
    veto: bool = True
    on_deadline: OnDeadline = "hold"
    archive: Archive = "private"
    figures: tuple[Leave, ...] = ()
    language: str = "en"
    urgent: Urgent | None = None
    desk: Place | None = None
    channels: tuple[Place, ...] = field(default=())
    owned: tuple[str, ...] = ()

    def editor(self, platform: Platform, account: str) -> Person | None:
        """The editor whom `platform` knows as `account`, if that is one of this team's editors."""
        return next((p for p in self.editors if account and p.account(platform) == account), None)

    @property
    def guests(self) -> tuple[Person, ...]:
        """Who edits without standing in the team's own list."""
        return tuple(person for person in self.editors if person.through)

    @property
    def places(self) -> tuple[Place, ...]:
        """Everywhere an edition goes: the team's channels, and the archive in each language it is read in."""
        languages = dict.fromkeys((self.language, *(c.language for c in self.channels)))
        archive = tuple(Place("web", channel="archive", language=language) for language in languages)
        return (*archive, *(c for c in self.channels if c.platform != "web"))
