"""A team's charter, changed by its editors from a chat: what it reads about, who edits, where and when it is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import structlog

from bot.domain.errors import BadInput, BadReference, NotAllowed, NotConfigured, NotFound
from bot.domain.paper import PaperRef
from bot.domain.team import Person, Place, Team
from bot.ports import AuditLine, Books, Newsroom

log = structlog.get_logger()

_MOST, _LONGEST = 50, 200
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
#: Fields whose key in the team file has another name.
KEYS = {"followed": "authors"}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What shall be different; None leaves a thing as it is. The fields are those of `Team`."""

    topics: Sequence[str] | None = None
    not_topics: Sequence[str] | None = None
    followed: Sequence[str] | None = None
    editors: Sequence[Person] | None = None
    channels: Sequence[Place] | None = None
    publish: str | None = None
    timezone: str | None = None
    language: str | None = None
    size: int | None = None


def may_change(team: Team, editor: Person) -> bool:
    """Whether somebody may change the charter: who stands in the team's own list, not its guests."""
    return editor in team.editors and not editor.through


def owned(team: Team, field: str) -> bool:
    """Whether the team file has that field, so that it is changed there."""
    return KEYS.get(field, field) in team.owned


def refs_in(examples: Sequence[str]) -> list[PaperRef]:
    """The papers that a team's examples name; a text that names none is logged and left out."""
    refs = []
    for text in examples:
        try:
            refs.append(PaperRef.parse(text))
        except BadReference:
            log.warning("team.example_unread", example=text)
    return refs


async def change(room: Newsroom, *, editor: Person, team: str, wishes: Wishes) -> Team:
    """The team as it is now; what the wishes leave out, or what is the same already, stays.

    Raises:
        NotFound: no such team. NotAllowed: only editors of the team's own list, and nothing that the file owns.
        BadInput: a value that cannot be, with what to write instead.
    """
    async with room.store.begin() as books:
        before = await _changeable(books, team, editor)
        wanted = {each.name: value for each in fields(wishes) if (value := getattr(wishes, each.name)) is not None}
        tidied = {name: _tidied(value) for name, value in wanted.items()}
        changed = {name: value for name, value in tidied.items() if value != getattr(before, name)}
        if kept := [KEYS.get(name, name) for name in changed if owned(before, name)]:
            raise NotAllowed(f"The team file owns {', '.join(kept)}; change it there, and start Paperdesk again.")
        after = replace(before, **changed)  # type: ignore[arg-type]  # the names are those of `Wishes`
        _check(room, after)
        if "editors" in changed:
            after = replace(after, editors=(*after.editors, *before.guests))
        if changed:
            await books.teams.save(after)
            told = ", ".join(sorted(changed))
            await books.ledger.note(AuditLine(room.clock.now(), editor.name, "change", f"team:{team}", told))
    if changed:
        log.info("team.changed", team=team, by=editor.name, fields=sorted(changed))
    return after


async def _changeable(books: Books, name: str, editor: Person) -> Team:
    team = await books.teams.get(name)
    if team is None:
        raise NotFound(f"There is no team called “{name}”; `paperdesk team list` shows those there are.")
    if not may_change(team, editor):
        raise NotAllowed(f"Only the editors whom {name} names itself change its settings.")
    return team


def _tidied(value: object) -> object:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, Sequence):
        tidy = (" ".join(each.split()) if isinstance(each, str) else each for each in value)
        return tuple(dict.fromkeys(each for each in tidy if each))
    return value


def _check(room: Newsroom, team: Team) -> None:
    phrases = (*team.topics, *team.not_topics, *team.followed)
    if long := next((phrase for phrase in phrases if len(phrase) > _LONGEST), None):
        raise BadInput(f"“{long[:60]}…” is longer than {_LONGEST} characters; write a phrase a line.")
    if max(len(team.topics), len(team.not_topics), len(team.followed)) > _MOST:
        raise BadInput(f"More than {_MOST} topics or authors make everything match; keep those that matter most.")
    if not _LANGUAGE.fullmatch(team.language):
        raise BadInput(f"“{team.language[:20]}” is no language; write a code such as en or zh.")
    if not 1 <= team.size <= _MOST:
        raise BadInput(f"An edition has 1 to {_MOST} stories.")
    own = [person for person in team.editors if not person.through]
    if not own:
        raise BadInput("A team needs at least one editor; nobody could approve anything.")
    try:
        fires = room.calendar.next(team.publish, team.timezone, room.clock.now())
    except NotConfigured as error:
        raise BadInput(str(error)) from error
    if fires is None:
        raise BadInput(f"The cadence “{team.publish}” never fires; write one such as “1st tue 09:00”.")
