"""Who edits without standing in a team's own list: members of its groups, and stand-ins for editors who are away."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import structlog

from bot.domain.errors import BadInput, NotAllowed, NotFound, PostError
from bot.domain.team import STANDS_IN, Group, Person, Platform, Team
from bot.ports import AuditLine, Newsroom

log = structlog.get_logger()

_LONGEST_NAME = 80


async def editor_at(room: Newsroom, team: Team, platform: Platform, account: str) -> Person | None:
    """The editor whom a platform knows as `account`; a member of the team's groups becomes a guest at the first look.

    Who has left the group is a guest no more. Where the platform does not say, nobody becomes a guest, and guests stay.
    """
    known = team.editor(platform, account)
    if known is not None and not _by_group(known):
        return known
    groups = [group for group in team.editor_groups if group.platform == platform]
    desk = room.desks.get(platform)
    place = next((p for p in (team.desk, *team.channels) if p and p.platform == platform), None)
    if not account or desk is None or place is None or not groups:
        await _left(room, team, known)
        return None
    try:
        found = await desk.member(place, account, groups)
    except PostError as error:
        log.warning("guest.not_checked", team=team.name, reason=str(error))
        return known
    if found is None:
        await _left(room, team, known)
        return None
    group, name = found
    return known or await _with(room, team, platform, account, group, name)


async def stand_in(room: Newsroom, *, editor: Person, team: str, away: str, guest: Person, until: datetime) -> Person:
    """Let `guest` edit in the place of `away`, an editor of the team, until a moment; `away` may edit all the same.

    Raises:
        NotFound: no such team or editor. NotAllowed: only editors arrange that.
        BadInput: the moment has passed, or the guest edits already.
    """
    async with room.store.begin() as books:
        found = await books.teams.get(team)
        if found is None:
            raise NotFound(f"There is no team called “{team}”; `paperdesk team list` shows those there are.")
        if editor not in found.editors:
            raise NotAllowed(f"Only editors of {team} say who stands in for one of them.")
        if not any(person.name == away and not person.through for person in found.editors):
            there = ", ".join(person.name for person in found.editors if not person.through)
            raise NotFound(f"{team} has no editor called “{away}”; there is {there}.")
        if until <= room.clock.now():
            raise BadInput("That moment has passed; name one in the future.")
        _must_be_new(found, guest)
        made = replace(guest, through=f"{STANDS_IN}{away}", until=until)
        await books.teams.save(replace(found, editors=(*found.editors, made)))
        detail = f"{made.name} for {away} until {until:%Y-%m-%d}"
        await books.ledger.note(AuditLine(room.clock.now(), editor.name, "stand in", f"team:{team}", detail))
    log.info("guest.came", team=team, through=made.through)
    return made


async def send_home(room: Newsroom, *, editor: Person, team: str, guest: str) -> None:
    """End what a stand-in may do before its time.

    Raises:
        NotFound: no such team or stand-in. NotAllowed: only editors arrange that.
    """
    async with room.store.begin() as books:
        found = await books.teams.get(team)
        if found is None or not any(p.name == guest and p.through and not _by_group(p) for p in found.editors):
            raise NotFound(f"Nobody called “{guest}” stands in for an editor of {team}.")
        if editor not in found.editors:
            raise NotAllowed(f"Only editors of {team} say who stands in for one of them.")
        left = tuple(person for person in found.editors if person.name != guest)
        await books.teams.save(replace(found, editors=left))
        await books.ledger.note(AuditLine(room.clock.now(), editor.name, "send home", f"team:{team}", guest))
    log.info("guest.left", team=team)


async def check_guests(room: Newsroom) -> int:
    """Ask again whether members of groups still are; how many are guests no more."""
    async with room.store.begin(reading=True) as books:
        teams = await books.teams.all()
    gone = 0
    for team in teams:
        for guest in filter(_by_group, team.guests):
            platform: Platform = "slack" if guest.slack else "discord"
            gone += await editor_at(room, team, platform, guest.account(platform) or "") is None
    return gone


def _by_group(person: Person) -> bool:
    return person.through is not None and not person.through.startswith(STANDS_IN)


async def _with(room: Newsroom, team: Team, platform: Platform, account: str, group: Group, name: str) -> Person | None:
    guest = Person(_own_name(team, name, account), through=str(group))
    guest = replace(guest, slack=account) if platform == "slack" else replace(guest, discord=account)
    async with room.store.begin() as books:
        now = await books.teams.get(team.name)
        if now is None or group not in now.editor_groups:
            return None
        if (known := now.editor(platform, account)) is not None:
            return known  # two events of one person at once
        await books.teams.save(replace(now, editors=(*now.editors, guest)))
    log.info("guest.came", team=team.name, through=guest.through)
    return guest


async def _left(room: Newsroom, team: Team, guest: Person | None) -> None:
    if guest is None:
        return
    async with room.store.begin() as books:
        now = await books.teams.get(team.name)
        if now is not None and guest in now.editors:
            await books.teams.save(replace(now, editors=tuple(p for p in now.editors if p != guest)))
    log.info("guest.left", team=team.name)


def _own_name(team: Team, name: str, account: str) -> str:
    """A name that no other editor has: the quorum tells people apart by it."""
    name = " ".join(name.split())[:_LONGEST_NAME] or f"member {account}"
    taken = {person.name for person in team.editors}
    return name if name not in taken else f"{name[: _LONGEST_NAME - 30]} ({account})"


def _must_be_new(team: Team, guest: Person) -> None:
    if not guest.name.strip():
        raise BadInput("Say who stands in: a name, and the account in the chat where that person decides.")
    for person in team.editors:
        accounts = {person.slack, person.discord} & {guest.slack, guest.discord}
        if person.name == guest.name or accounts - {None}:
            raise BadInput(f"{person.name} edits for {team.name} already.")
