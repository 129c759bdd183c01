"""Who edits without being named: members of a group while they are in it, and stand-ins until their day is over."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.config.teams import FileTeam
from bot.domain.errors import BadInput, NotAllowed, NotFound, PostLater
from bot.domain.team import Group, Person, Place, Team
from bot.pipeline import review
from bot.pipeline.cards import read_reactions
from bot.pipeline.guests import check_guests, editor_at, send_home, stand_in
from bot.pipeline.publish import sweep
from tests.pipeline.conftest import ANNA, READER, Desk

pytestmark = pytest.mark.anyio

GROUP = Group("slack", "S1")


async def grouped(desk: Desk, **members: str) -> Team:
    """The team with a group that edits; `members` are accounts and their names."""
    desk.team = replace(desk.team, editor_groups=(GROUP,))
    desk.slack.members = {account: {"S1": name} for account, name in members.items()}
    async with desk.room.store.begin() as books:
        await books.teams.save(desk.team)
    return desk.team


@pytest.fixture(autouse=True)
def at_a_desk_in_slack(desk: Desk) -> None:
    desk.team = replace(desk.team, desk=Place("slack", "T1", "CDESK"))


async def team_now(desk: Desk) -> Team:
    async with desk.room.store.begin() as books:
        found = await books.teams.get(desk.team.name)
    assert found is not None
    return found


async def test_a_member_of_the_group_decides_and_is_named_in_what_was_decided(desk: Desk) -> None:
    edition = await desk.edition()
    await grouped(desk, U7="Gina Guest")
    story = (await desk.stories(edition))[0]
    gina = await review.editor_of(desk.room, desk.team.name, "slack", "U7")
    outcome = await review.decide(
        desk.room, editor=gina, kind="approve", story_id=story.id, draft_number=1, via="reaction"
    )
    assert outcome.counted
    assert [vote.person for vote in outcome.story.votes] == ["Gina Guest"]


async def test_who_is_in_no_group_decides_nothing(desk: Desk) -> None:
    await grouped(desk, U7="Gina")
    with pytest.raises(NotAllowed):
        await review.editor_of(desk.room, desk.team.name, "slack", "U8")
    assert await editor_at(desk.room, desk.team, "slack", "") is None
    assert await editor_at(desk.room, desk.team, "discord", "U7") is None
    nowhere = replace(await team_now(desk), desk=None, channels=())
    assert await editor_at(desk.room, nowhere, "slack", "U7") is None
    assert await editor_at(replace(desk.room, desks={}), desk.team, "slack", "U7") is None


async def test_who_has_left_the_group_edits_no_more(desk: Desk) -> None:
    edition = await desk.edition()
    team = await grouped(desk, U7="Gina")
    gina = await editor_at(desk.room, team, "slack", "U7")
    assert gina is not None
    desk.slack.members.clear()
    assert await check_guests(desk.room) == 1
    assert (await team_now(desk)).guests == ()
    story = (await desk.stories(edition))[0]
    with pytest.raises(NotAllowed):
        await review.decide(desk.room, editor=gina, kind="approve", story_id=story.id, draft_number=1, via="web")


async def test_a_group_that_leaves_the_team_file_takes_its_guests_with_it(desk: Desk) -> None:
    team = await grouped(desk, U7="Gina")
    await editor_at(desk.room, team, "slack", "U7")
    without = replace(await team_now(desk), editor_groups=())
    async with desk.room.store.begin() as books:
        await books.teams.save(without)
    assert await check_guests(desk.room) == 1


async def test_while_the_platform_does_not_say_nobody_new_comes_in_and_nobody_is_sent_away(desk: Desk) -> None:
    team = await grouped(desk, U7="Gina", U8="Hugo")
    assert await editor_at(desk.room, team, "slack", "U7") is not None
    desk.slack.blind = PostLater("Slack is away.", after=30.0)
    team = await team_now(desk)
    assert await editor_at(desk.room, team, "slack", "U8") is None
    assert await editor_at(desk.room, team, "slack", "U7") is not None
    assert await check_guests(desk.room) == 0


async def test_two_events_at_once_make_one_guest(desk: Desk) -> None:
    team = await grouped(desk, U7="Gina")
    both = await asyncio.gather(*(editor_at(desk.room, team, "slack", "U7") for _ in range(2)))
    assert both[0] == both[1]
    assert [guest.name for guest in (await team_now(desk)).guests] == ["Gina"]


async def test_a_guest_with_an_editors_name_is_another_person(desk: Desk) -> None:
    team = await grouped(desk, U7="Anna")
    guest = await editor_at(desk.room, team, "slack", "U7")
    assert guest is not None
    assert (guest.name, guest.through, guest.slack) == ("Anna (U7)", str(GROUP), "U7")


async def test_reactions_that_no_event_told_of_count_for_members_too(desk: Desk) -> None:
    await grouped(desk, U7="Gina")
    edition = await desk.edition()
    await sweep(desk.room)
    card = next(m for m, (d, _, _) in desk.slack.messages.items() if d.subject.startswith("story:"))
    desk.slack.standing[card] = (("U7", "approve"), ("U9", "approve"))
    await read_reactions(desk.room, edition.id)
    assert [v.person for story in await desk.stories(edition) for v in story.votes] == ["Gina"]


async def test_a_stand_in_edits_until_the_day_is_over_and_the_file_does_not_undo_it(desk: Desk) -> None:
    await desk.edition()
    until = desk.clock.now() + timedelta(days=3)
    cleo = Person("Cleo", slack="U5")
    await stand_in(desk.room, editor=ANNA, team=desk.team.name, away="Ben", guest=cleo, until=until)
    assert await editor_at(desk.room, await team_now(desk), "slack", "U5") is not None
    file = FileTeam(Team(desk.team.name, editors=desk.team.editors), frozenset({"name", "editors"}))
    assert [guest.name for guest in file.over(await team_now(desk)).guests] == ["Cleo"]
    desk.clock.pass_by(days=3, seconds=1)
    assert await editor_at(desk.room, await team_now(desk), "slack", "U5") is None
    assert (await team_now(desk)).editors == desk.team.editors


async def test_a_stand_in_can_be_sent_home(desk: Desk) -> None:
    await desk.edition()
    until = desk.clock.now() + timedelta(days=3)
    await stand_in(desk.room, editor=ANNA, team=desk.team.name, away="Ben", guest=Person("Cleo"), until=until)
    await send_home(desk.room, editor=ANNA, team=desk.team.name, guest="Cleo")
    assert (await team_now(desk)).guests == ()
    with pytest.raises(NotFound, match="Nobody called"):
        await send_home(desk.room, editor=ANNA, team=desk.team.name, guest="Ben")


@pytest.mark.parametrize(
    ("editor", "away", "guest", "days", "error"),
    [
        (READER, "Ben", Person("Cleo"), 3, NotAllowed),
        (ANNA, "Nobody", Person("Cleo"), 3, NotFound),
        (ANNA, "Ben", Person("Cleo"), -1, BadInput),
        (ANNA, "Ben", Person("Anna"), 3, BadInput),
        (ANNA, "Ben", Person("Cleo", slack="U1"), 3, BadInput),
        (ANNA, "Ben", Person("  "), 3, BadInput),
    ],
)
async def test_a_stand_in_that_makes_no_sense_is_refused(
    desk: Desk, editor: Person, away: str, guest: Person, days: int, error: type[Exception]
) -> None:
    await desk.edition()
    until = desk.clock.now() + timedelta(days=days)
    with pytest.raises(error):
        await stand_in(desk.room, editor=editor, team=desk.team.name, away=away, guest=guest, until=until)
