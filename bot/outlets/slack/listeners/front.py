"""What all listeners share: whose workspace this is, who asks, how to answer, and what goes on after the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.card import CardFace, DeskFace
from bot.domain.edition import Edition
from bot.domain.editorial import UNFINISHED
from bot.domain.errors import Conflict, NotAllowed, NotFound, PaperdeskError
from bot.domain.story import Card, Story
from bot.domain.team import Person, Team
from bot.outlets.slack.desk import SlackDesk
from bot.outlets.slack.refusals import TROUBLE, meaning
from bot.outlets.slack.workspaces import Workspaces
from bot.pipeline import review
from bot.pipeline.cards import cards_at, refresh
from bot.pipeline.guests import editor_at
from bot.ports import Newsroom

log = structlog.get_logger()

Payload = Mapping[str, Any]
Tell = Callable[[str], None]

#: What goes on side by side after an answer: few enough that a crowd's questions do not delay the acknowledgements.
_AT_ONCE = 8
SORRY = "Something went wrong here; the operator finds it in the log. Please try again in a moment."


@dataclass(slots=True)
class Front:
    """The front desk of the newsroom in Slack.

    `alone` is whether one workspace is all there is, so that a team whose file names no workspace is at home
    there; `invite` makes a link by which an editor signs in to the desk page.
    """

    room: Newsroom
    workspaces: Workspaces
    desk: SlackDesk
    alone: bool = True
    invite: Callable[[Team, Person], str] | None = None
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _stale: set[int] = field(default_factory=set)
    _desks: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def teams(self, space: str) -> list[Team]:
        """The teams of a workspace; no other's are ever seen from there."""
        async with self.room.store.begin(reading=True) as books:
            return [team for team in await books.teams.all() if self.at_home(team, space)]

    def at_home(self, team: Team, space: str) -> bool:
        """Whether a team decides or reads in that workspace."""
        places = [place for place in (team.desk, *team.channels) if place and place.platform == "slack"]
        return bool(space) and any(place.space == space or (self.alone and not place.space) for place in places)

    async def team_here(self, space: str, channel: str, account: str) -> Team:
        """The team that somebody means by asking in a channel: the one at home there, else one they edit for.

        Raises:
            NotFound: no team of this workspace.
        """
        teams = await self.teams(space)
        if not teams:
            raise NotFound("No team reads here yet; ask whoever runs Paperdesk to add this workspace to a team.")
        there = [team for team in teams if any(place.channel == channel for place in _slack_places(team))]
        edited = [team for team in teams if not there and await editor_at(self.room, team, "slack", account)]
        return (there or edited or teams)[0]

    async def editor(self, team: Team, account: str) -> Person:
        """The editor behind an account.

        Raises:
            NotAllowed: it is none of the team's.
        """
        person = await editor_at(self.room, team, "slack", account)
        if person is None:
            raise NotAllowed(
                f"Only editors of {team.name} decide; ask one of them, or have yourself added to its editors."
            )
        return person

    async def card_there(self, space: str, channel: str, message: str) -> tuple[Team, Card] | None:
        """The card that a message shows, and its team; None where the message is something else."""
        found = await cards_at(self.room, "slack", channel, message)
        return next(((team, card) for team, card in found if self.at_home(team, space)), None)

    async def story(self, space: str, story_id: int) -> tuple[Team, Edition, Story]:
        """A story of a team that is at home in the workspace.

        Raises:
            NotFound: there is none; stories of other workspaces are not there either.
        """
        async with self.room.store.begin(reading=True) as books:
            story = await books.editions.story(story_id)
            edition = await books.editions.get(story.edition_id)
            team = await books.teams.get(edition.team)
        if team is None or not self.at_home(team, space):
            raise NotFound("That story is not here.")
        return team, edition, story

    async def edition(self, space: str, edition_id: int) -> tuple[Team, Edition]:
        """An edition of a team that is at home in the workspace.

        Raises:
            NotFound: there is none.
        """
        async with self.room.store.begin(reading=True) as books:
            edition = await books.editions.get(edition_id)
            team = await books.teams.get(edition.team)
        if team is None or not self.at_home(team, space):
            raise NotFound("That edition is not here.")
        return team, edition

    async def face(self, space: str, story_id: int) -> CardFace:
        """A story with everything that its card shows.

        Raises:
            NotFound: there is none in this workspace.
        """
        _, edition, _ = await self.story(space, story_id)
        whole = await review.desk(self.room, edition.id)
        face = next((card for card in whole.cards if card.story.id == story_id), None)
        if face is None:
            raise NotFound("The paper of that story is gone.")
        return face

    async def newest(self, team: Team) -> DeskFace | None:
        """The desk of the edition that a team works on, else of its last one."""
        async with self.room.store.begin(reading=True) as books:
            editions = await books.editions.of(team.name)
        found = next((each for each in editions if each.stage in UNFINISHED), next(iter(editions), None))
        return await review.desk(self.room, found.id) if found else None

    async def open_edition(self, team: Team) -> Edition:
        """The edition that takes papers now.

        Raises:
            Conflict: none does.
        """
        async with self.room.store.begin(reading=True) as books:
            editions = await books.editions.of(team.name)
        found = next((each for each in editions if each.open_for_stories), None)
        if found is None:
            raise Conflict(f"No edition of {team.name} takes papers just now; try again when the next one opens.")
        return found

    def soon(self, work: Coroutine[Any, Any, None]) -> None:
        """Go on after the answer; what goes wrong there is logged."""
        task = asyncio.get_running_loop().create_task(self._in_turn(work))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _in_turn(self, work: Coroutine[Any, Any, None]) -> None:
        async with self._desks:
            await _logged(work)

    def refresh_soon(self, edition_id: int) -> None:
        """Let the cards of an edition follow their rows now; what comes meanwhile is seen in one more look."""
        if edition_id not in self._stale:
            self._stale.add(edition_id)
            self.soon(self._refreshed(edition_id))

    async def _refreshed(self, edition_id: int) -> None:
        self._stale.discard(edition_id)
        await refresh(self.room, edition_id)

    async def settled(self) -> None:
        """Wait until all that goes on has ended."""
        while self.tasks:
            await asyncio.gather(*self.tasks)


def _slack_places(team: Team) -> list[Any]:
    return [place for place in (team.desk, *team.channels) if place and place.platform == "slack"]


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except PaperdeskError as error:
        log.warning("slack.not_done", reason=str(error))
    except Exception:  # nobody waits for this task, so the log is the only place left to say it
        log.exception("slack.failed")


async def whisper(client: AsyncWebClient, channel: str, account: str, text: str, thread: str | None = None) -> None:
    """Say something to one person only; that it could not be said is no reason to fail."""
    try:
        await client.chat_postEphemeral(channel=channel, user=account, text=text, thread_ts=thread)
    except TROUBLE as error:
        log.info("slack.not_told", channel=channel, reason=str(meaning(error, channel)))


async def politely(tell: Tell, work: Awaitable[None]) -> None:
    """Do the work; a refusal of ours becomes a sentence for whoever asked, anything else a line in the log too."""
    try:
        await work
    except PaperdeskError as error:
        log.info("slack.refused", reason=str(error), kind=type(error).__name__)
        tell(str(error))
    except Exception:
        # Whoever clicked is waiting: they get a sentence now, the operator the whole of it.
        log.exception("slack.failed")
        tell(SORRY)
