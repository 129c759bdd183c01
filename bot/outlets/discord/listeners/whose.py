"""Whose desk, edition and editor an event is about."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.edition import Edition
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.story import Card, Story
from bot.domain.team import Person, Place, Team
from bot.pipeline.cards import cards_at
from bot.pipeline.guests import editor_at
from bot.pipeline.review import editor_of
from bot.ports import Newsroom


@dataclass(frozen=True, slots=True)
class Desked:
    """A card that stands at a team's desk in Discord."""

    team: Team
    card: Card


async def card_at(room: Newsroom, channel: int, message: int) -> Desked | None:
    """The card that a message shows, if that message is one."""
    found = await cards_at(room, "discord", str(channel), str(message))
    return next((Desked(team, card) for team, card in found), None)


async def story_at(room: Newsroom, story_id: int, account: int) -> tuple[Story, Person]:
    """A story, and the editor of its team whom Discord knows as `account`.

    Raises:
        NotFound: no such story. NotAllowed: not an editor.
    """
    async with room.store.begin(reading=True) as books:
        story = await books.editions.story(story_id)
        edition = await books.editions.get(story.edition_id)
    return story, await editor_of(room, edition.team, "discord", str(account))


async def edition_at(room: Newsroom, edition_id: int, account: int) -> tuple[Edition, Person]:
    """An edition, and the editor of its team whom Discord knows as `account`.

    Raises:
        NotFound: no such edition. NotAllowed: not an editor.
    """
    async with room.store.begin(reading=True) as books:
        edition = await books.editions.get(edition_id)
    return edition, await editor_of(room, edition.team, "discord", str(account))


async def teams_at(room: Newsroom, guild: int | None, channel: int | None) -> tuple[Team, ...]:
    """The teams that decide or read in a server, those of that very channel first."""
    async with room.store.begin(reading=True) as books:
        teams = await books.teams.all()
    here = [(team, [p for p in _places(team) if guild and p.space == str(guild)]) for team in teams]
    found = [(not any(p.channel == str(channel) for p in places), team) for team, places in here if places]
    return tuple(team for _, team in sorted(found, key=lambda each: (each[0], each[1].name)))


async def open_edition_at(
    room: Newsroom, guild: int | None, channel: int | None, account: int
) -> tuple[Edition, Person]:
    """The edition that an editor works on in a server.

    Raises:
        NotAllowed: not an editor of any team there. NotFound: no edition is being made.
    """
    teams = await teams_at(room, guild, channel)
    if not teams:
        raise NotFound("No team of Paperdesk decides or reads in this server; name its channels in the team file.")
    mine = [(team, person) for team in teams if (person := await editor_at(room, team, "discord", str(account)))]
    if not mine:
        raise NotAllowed(f"Only editors of {teams[0].name} do that; ask one of them, or have yourself added.")
    async with room.store.begin(reading=True) as books:
        for team, person in mine:
            for edition in await books.editions.of(team.name):
                if edition.open_for_stories:
                    return edition, person
    raise NotFound(f"{mine[0][0].name} has no edition in the making; the next one opens by itself.")


def _places(team: Team) -> list[Place]:
    places = [*team.channels, *((team.desk,) if team.desk else ())]
    return [place for place in places if place.platform == "discord"]
