"""Whose card a message shows: found by the message, however many teams there are, and never another tenant's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.domain.editorial import StoryStage
from bot.domain.story import Card
from bot.domain.team import Person, Place
from bot.outlets.discord.listeners.whose import card_at
from bot.pipeline.cards import cards_at
from bot.store.engine import SqlStore
from tests.newsrooms import Staffed, staffed
from tests.outlets.slack_desk import DESK, SlackRoom, slack_room
from tests.outlets.slack_server import SPACE

pytestmark = pytest.mark.anyio

NEIGHBOUR = Person("Neighbour", slack="U77")
SHOWN = "1764.000100"


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[SlackRoom]:
    """One card at the desk, and a neighbour, first by name, who decides in the same channel."""
    async with slack_room(tmp_path) as room:
        story = (await room.staffed.stories())[0]
        async with room.room.store.begin() as books:
            await books.outbox.show(Card(story.id, 1, str(DESK), SHOWN, 1))
            neighbour = replace(room.staffed.team, name="an earlier one", editors=(NEIGHBOUR,))
            await books.teams.save(neighbour)
        yield room


@contextmanager
def counted(store: SqlStore) -> Iterator[list[str]]:
    """What is read meanwhile."""
    asked: list[str] = []

    def note(*given: object) -> None:
        if str(given[2]).startswith("SELECT"):
            asked.append(str(given[2]))

    event.listen(store.engine.sync_engine, "before_cursor_execute", note)
    yield asked
    event.remove(store.engine.sync_engine, "before_cursor_execute", note)


async def crowd(staff: Staffed, place: Place) -> None:
    """Thirty more teams, all with a desk in that channel."""
    async with staff.store.begin() as books:
        for number in range(30):
            await books.teams.save(replace(staff.team, name=f"team {number}", desk=place))


async def test_the_team_of_a_card_is_read_by_itself_however_many_decide_in_its_channel(slack: SlackRoom) -> None:
    await crowd(slack.staffed, DESK)
    with counted(slack.staffed.store) as asked:
        found = await slack.app.front.card_there(SPACE, "CDESK", SHOWN)
    assert found is not None
    assert (found[0].name, found[1].story_id) == ("nlp", (await slack.staffed.stories())[0].id)
    assert len(asked) == 3, "the card, its team, and that team's people"
    assert all("WHERE" in each for each in asked)


async def test_a_message_that_is_no_card_costs_one_look(slack: SlackRoom) -> None:
    with counted(slack.staffed.store) as asked:
        assert await slack.app.front.card_there(SPACE, "CDESK", "1764.000200") is None
    assert len(asked) == 1


async def test_in_a_channel_of_two_teams_each_card_is_decided_by_its_own_editors(slack: SlackRoom) -> None:
    story = (await slack.staffed.stories())[0]
    card = Card(story.id, 1, str(DESK), SHOWN, 1)
    await slack.react(card, "x", user="U77", event="E1")
    assert (await slack.staffed.stories())[0].stage is StoryStage.IN_REVIEW
    await slack.react(card, "x", event="E2")
    stories = {each.id: each for each in await slack.staffed.stories()}
    assert stories[story.id].stage is StoryStage.DROPPED


async def test_the_same_id_in_another_workspace_channel_or_chat_is_another_message(slack: SlackRoom) -> None:
    front = slack.app.front
    assert await front.card_there("T2", "CDESK", SHOWN) is None
    assert await front.card_there(SPACE, "CNEWS", SHOWN) is None
    assert not await cards_at(slack.room, "discord", "CDESK", SHOWN)


async def test_at_a_desk_that_has_moved_the_old_cards_decide_nothing(slack: SlackRoom) -> None:
    async with slack.room.store.begin() as books:
        await books.teams.save(replace(slack.staffed.team, desk=replace(DESK, channel="CNEW")))
    for channel in ("CDESK", "CNEW"):
        assert await slack.app.front.card_there(SPACE, channel, SHOWN) is None


async def test_discord_finds_a_card_and_a_summary_by_the_message_too(tmp_path: Path) -> None:
    desk = Place("discord", "111", "222")
    async with staffed(tmp_path, desk=desk) as staff:
        story = (await staff.stories())[0]
        shown = (Card(story.id, 1, str(desk), "901", 1), Card(0, staff.edition.id, str(desk), "902", 1))
        async with staff.store.begin() as books:
            for card in shown:
                await books.outbox.show(card)
        await crowd(staff, desk)
        for card in shown:
            with counted(staff.store) as asked:
                found = await card_at(staff.room, 222, int(card.message_id or ""))
            assert found is not None
            assert (found.team.name, found.card, len(asked)) == ("nlp", card, 3)
        assert await card_at(staff.room, 223, 901) is None
