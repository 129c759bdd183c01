"""What the team file may hold: each table with its keys, their kinds, their defaults and their bounds."""

from __future__ import annotations

import re
from difflib import get_close_matches
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from bot.domain.licence import Leave
from bot.domain.team import Group, Place

#: Addresses at the top of the web page; a team of that name could not be read there.
TAKEN = frozenset(("desk", "paper", "static", "figures", "sign-in", "healthz", "readyz", "metrics", "slack"))

#: What Slack's ids look like; those of organizations begin with E, those of private channels with G.
_WORKSPACE, _CHANNEL = re.compile(r"[TE][A-Z0-9]+"), re.compile(r"[CDG][A-Z0-9]+")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class PersonEntry(_Strict):
    """An editor, as the file writes one."""

    name: str = Field(min_length=1, max_length=80)
    slack: str | None = None
    discord: str | None = None


class GroupEntry(_Strict):
    """People who edit because of a group that they belong to, as the file writes it."""

    slack: str | None = Field(None, pattern=r"^S[A-Z0-9]+$")
    discord: str | None = Field(None, pattern=r"^\d{5,20}$")

    @model_validator(mode="after")
    def _one(self) -> GroupEntry:
        if (self.slack is None) == (self.discord is None):
            raise ValueError('a group is one of { slack = "S..." }, a user group, and { discord = "..." }, a role.')
        return self

    def group(self) -> Group:
        return Group("slack", self.slack) if self.slack else Group("discord", self.discord or "")


class PlaceEntry(_Strict):
    """A channel, as the file writes one; a Slack workspace and a Discord guild are both a space."""

    platform: Literal["slack", "discord", "web", "terminal"]
    workspace: str = ""
    guild: str = ""
    channel: str = ""
    language: str = Field("en", pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")

    @model_validator(mode="after")
    def _whole(self) -> PlaceEntry:
        if self.platform == "slack" and not (_WORKSPACE.fullmatch(self.workspace) and _CHANNEL.fullmatch(self.channel)):
            raise ValueError(
                'a place in Slack has workspace = "T..." and channel = "C...": ids, not names (docs/slack.md, 5 and 6).'
            )
        if self.platform == "discord" and not (self.guild.isdecimal() and self.channel.isdecimal()):
            raise ValueError('a place in Discord has guild = "..." and channel = "...": long numbers, by *Copy ID*.')
        return self

    def place(self) -> Place:
        return Place(self.platform, self.workspace or self.guild, self.channel, self.language)


class UrgentEntry(_Strict):
    """What cannot wait for the next edition, as the file writes it."""

    followed: bool = False
    above: float | None = Field(None, ge=-20, le=20)

    @model_validator(mode="after")
    def _something(self) -> UrgentEntry:
        if not self.followed and self.above is None:
            raise ValueError("“urgent” names nothing; write followed = true, or above = a score of `paperdesk rank`.")
        return self


class TeamEntry(_Strict):
    """A team, as the file writes one."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")
    categories: list[str] = []
    topics: list[str] = []
    not_topics: list[str] = []
    authors: list[str] = []
    examples: list[str] = []
    editors: list[PersonEntry] = []
    editor_groups: list[GroupEntry] = []
    size: int = Field(10, ge=1, le=50)
    minimum: int = Field(6, ge=1, le=50)
    publish: str = "1st tue 09:00"
    review_days: int = Field(5, ge=0, le=60)
    remind_hours: list[int] = [48, 6]
    timezone: str = "UTC"
    approvals_needed: int = Field(1, ge=1, le=20)
    veto: bool = True
    on_deadline: Literal["hold", "publish_approved"] = "hold"
    archive: Literal["private", "public"] = "private"
    figures: list[Leave] = []
    language: str = Field("en", pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")
    urgent: UrgentEntry | None = None
    desk: PlaceEntry | None = None
    channels: list[PlaceEntry] = []

    @field_validator("name")
    @classmethod
    def _free(cls, given: str) -> str:
        if given in TAKEN:
            raise ValueError(f"“{given}” is an address of the web page itself; call the team something else.")
        return given

    @field_validator("categories")
    @classmethod
    def _known(cls, given: list[str]) -> list[str]:
        known = categories()
        for name in given:
            if name not in known:
                nearest = get_close_matches(name.lower(), [k.lower() for k in known], n=1, cutoff=0.5)
                hint = next((k for k in known if nearest and k.lower() == nearest[0]), None)
                asked = f"did you mean “{hint}”?" if hint else "see arXiv's category taxonomy."
                raise ValueError(f"“{name}” is not an arXiv category; {asked}")
        return given


def categories() -> tuple[str, ...]:
    """The categories of arXiv, from the list beside this file."""
    text = files("bot.config").joinpath("categories.txt").read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
