"""Teams from `paperdesk.toml`: what the file says it owns, and every mistake named by file, line and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.config.entries import GroupEntry, PersonEntry, PlaceEntry, TeamEntry, UrgentEntry
from bot.config.plain import should_be
from bot.domain.errors import NotConfigured, UnreadableTeamFile
from bot.domain.team import Person, Platform, Team, Urgent
from bot.ports import Calendar

_HEADER = re.compile(r"\s*\[\[\s*team\s*\]\]")
_CHATS = ("slack", "discord")


@dataclass(frozen=True, slots=True)
class FileTeam:
    """A team as the file has it, and the keys that the file thereby owns; chat may change the others."""

    team: Team
    owned: frozenset[str]

    def over(self, stored: Team | None) -> Team:
        """The stored team with the file's keys laid over it."""
        fields = {_FIELDS.get(key, key) for key in self.owned}
        team = replace(stored or self.team, **{field: getattr(self.team, field) for field in fields})
        if stored:  # guests are no matter of the file's, unless it has come to name them
            named = {person.name for person in team.editors}
            guests = tuple(guest for guest in stored.guests if guest.name not in named)
            team = replace(team, editors=(*(p for p in team.editors if not p.through), *guests))
        team = replace(team, owned=tuple(sorted(self.owned)))
        # A small team that names no minimum means its size, not the default of larger ones.
        return replace(team, minimum=min(team.minimum, team.size))


#: Keys of the file that have another name in `Team`.
_FIELDS = {"authors": "followed"}


def read_teams(path: Path, calendar: Calendar, now: datetime) -> tuple[FileTeam, ...]:
    """The teams in the file, checked; empty if there is no such file.

    Raises:
        UnreadableTeamFile: naming file, line and key, and what to write instead.
    """
    if not path.exists():
        return ()
    try:
        text = path.read_text(encoding="utf-8")
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        twice = " (a key stands there twice)" if "overwrite a value" in str(error) else ""
        raise UnreadableTeamFile(f"{path} is not TOML: {error}{twice}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableTeamFile(f"{path} is not written in UTF-8; save it in that encoding.") from error
    except OSError as error:
        raise UnreadableTeamFile(f"{path} cannot be read ({error.strerror}); check what it is, and who may.") from error
    return _File(path, text.splitlines()).teams(read, calendar, now)


@dataclass(frozen=True, slots=True)
class _File:
    """The file's lines, so that a mistake can be told where it stands."""

    path: Path
    lines: Sequence[str]

    def teams(self, read: dict[str, Any], calendar: Calendar, now: datetime) -> tuple[FileTeam, ...]:
        for key in read:
            if key != "team":
                raise self._wrong(None, (key,), f"“{key}” is not known here; teams are written as [[team]].")
        blocks = read.get("team", [])
        if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
            raise self._wrong(None, ("team",), "a team is written as [[team]], with two brackets.")
        found: list[FileTeam] = []
        for number, block in enumerate(blocks):
            team = self._team(number, block, calendar, now)
            if team.team.name in {other.team.name for other in found}:
                raise self._wrong(number, ("name",), f"there are two teams called “{team.team.name}”; rename one.")
            found.append(team)
        return tuple(found)

    def _team(self, number: int, block: dict[str, Any], calendar: Calendar, now: datetime) -> FileTeam:
        try:
            entry = TeamEntry.model_validate(block)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            raise self._wrong(number, first["loc"], reason(first)) from error
        team = _team(entry)
        self._check_people(number, team)
        if "minimum" in block and team.minimum > team.size:
            sentence = f"“minimum” is {team.minimum}, more than “size”, which is {team.size}; lower it."
            raise self._wrong(number, ("minimum",), sentence)
        try:
            fires = calendar.next(team.publish, team.timezone, now)
        except NotConfigured as error:
            key = "timezone" if "time zone" in str(error) else "publish"
            raise self._wrong(number, (key,), str(error)) from error
        if fires is None:
            sentence = f"the cadence “{team.publish}” never fires; write one such as “1st tue 09:00”."
            raise self._wrong(number, ("publish",), sentence)
        return FileTeam(team, frozenset(block))

    def _check_people(self, number: int, team: Team) -> None:
        seen: dict[tuple[Platform, str], str] = {}
        chat = team.desk.platform if team.desk and team.desk.platform in _CHATS else None
        for index, person in enumerate(team.editors):
            where = ("editors", index, "name")
            if chat and not (person.slack or person.discord):
                sentence = f'the editor “{person.name}” has no account; add {chat} = "..." so that votes count.'
                raise self._wrong(number, where, sentence)
            for platform in ("slack", "discord", "web"):
                account = person.account(platform)
                if account and seen.setdefault((platform, account), person.name) != person.name:
                    other = seen[platform, account]
                    sentence = f"“{other}” and “{person.name}” share one {platform} account; a quorum counts people."
                    raise self._wrong(number, where, sentence)
        names = [person.name for person in team.editors]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise self._wrong(number, ("editors", 0, "name"), f"two editors are called “{twice}”; rename one.")

    def _wrong(self, block: int | None, loc: Sequence[str | int], reason: str) -> UnreadableTeamFile:
        reason = reason if reason.endswith((".", "?")) else reason + "."
        return UnreadableTeamFile(f"{self.path}, line {self._line(block, loc)}: {reason}")

    def _line(self, block: int | None, loc: Sequence[str | int]) -> int:
        """The line of the key that `loc` leads to; of the innermost one that can be found."""
        start, end = self._span(block)
        line = start
        for key in (part for part in loc if isinstance(part, str)):
            pattern = re.compile(rf"""(?:^|[\s{{,])["']?{re.escape(key)}["']?\s*[=\]]|\[\s*{re.escape(key)}""")
            line = next((n for n in range(line, end) if pattern.search(self.lines[n])), line)
        return line + 1

    def _span(self, block: int | None) -> tuple[int, int]:
        headers = [n for n, line in enumerate(self.lines) if _HEADER.match(line)]
        if block is None or block >= len(headers):
            return 0, len(self.lines)
        return headers[block], headers[block + 1] if block + 1 < len(headers) else len(self.lines)


def _team(entry: TeamEntry) -> Team:
    fields: dict[str, Any] = {
        _FIELDS.get(key, key): tuple(value) if isinstance(value, list) else value for key, value in entry
    }
    fields["editors"] = tuple(Person(each.name, each.slack, each.discord) for each in entry.editors)
    fields["editor_groups"] = tuple(each.group() for each in entry.editor_groups)
    fields["urgent"] = Urgent(entry.urgent.followed, entry.urgent.above) if entry.urgent else None
    fields["desk"] = entry.desk.place() if entry.desk else None
    fields["channels"] = tuple(channel.place() for channel in entry.channels)
    return Team(**fields)


def reason(error: Any) -> str:
    """What is wrong with a key, and what to write instead: a sentence for one of pydantic's errors."""
    key = next((str(part) for part in reversed(error["loc"]) if isinstance(part, str)), "team")
    if error["type"] == "extra_forbidden":
        nearest = get_close_matches(key, _keys_beside(error["loc"]), n=1, cutoff=0.4)
        hint = f"did you mean “{nearest[0]}”?" if nearest else "leave it out."
        return f"“{key}” is not a key that is known here; {hint}"
    if error["type"] == "missing":
        return f"“{key}” is missing."
    if error["type"] == "value_error":
        return str(error["msg"]).removeprefix("Value error, ")
    return f"“{key}” {should_be(key, error)}"


def _keys_beside(loc: Sequence[str | int]) -> list[str]:
    entry: type[BaseModel] = TeamEntry
    if len(loc) > 1:
        inner: dict[object, type[BaseModel]] = {
            "editors": PersonEntry,
            "editor_groups": GroupEntry,
            "urgent": UrgentEntry,
        }
        entry = inner.get(loc[0], PlaceEntry)
    return list(entry.model_fields)
