"""Discord, with the real discord.py on loopback: cards, decisions, editions, each once and within the limits.

Longer than 250 lines, since all of it is one desk, one channel and what goes wrong between them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from discord.http import Route

from bot.domain.edition import Delivery, DeliveryState
from bot.domain.editorial import EditionStage, StoryStage
from bot.domain.errors import PostRefused
from bot.domain.team import Group, Place
from bot.outlets.discord import outlet
from bot.outlets.discord.cards import notice
from bot.outlets.discord.desk import SEEDS
from bot.pipeline import review
from bot.pipeline.cards import keep_asking, read_reactions, refresh, remind
from bot.pipeline.guests import check_guests
from bot.pipeline.publish import SETTLE, sweep
from tests.factories import EDITOR
from tests.outlets.discord_house import (
    ONE,
    SPEC,
    STRANGER,
    TWO,
    House,
    buttons,
    housed,
    kept,
    listening,
    until,
    until_stage,
    words,
)
from tests.outlets.discord_server import BOT, DESK, FORUM, GUILD, HISTORY, NEWS, TOKEN, Channel, Trouble

pytestmark = pytest.mark.anyio


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with housed(tmp_path) as made:
        yield made


async def test_discords_own_specification_has_judged_what_was_sent(house: House) -> None:
    if SPEC is None:
        pytest.skip("needs ../shared/specs/discord-openapi, which is not part of the project")
    await house.put_up()
    assert house.server.judge.judged >= 18
    house.server.judge.judge("POST", "/channels/1/messages", {"content": "x" * 4_001})
    assert len(house.server.judge.complaints) == 1
    house.server.judge.complaints.clear()


async def test_each_draft_becomes_a_card_with_its_signs_and_buttons(house: House) -> None:
    await house.put_up()
    shown = house.server.in_channel(DESK)
    assert len(shown) == 4  # the summary and three stories
    cards = await house.cards()
    story = await house.story()
    message = house.server.messages[DESK][str(cards[story.id].message_id)]
    assert house.server.reactions[message["id"]] == {sign: [BOT] for sign in SEEDS}
    assert f"paperdesk:approve:{story.id}:1" in buttons(message)
    assert "Nobody has looked at prompt tuning" in words(message)
    assert "h-index 41" in words(message)


async def test_a_post_pings_nobody_and_carries_its_delivery_twice(house: House) -> None:
    await house.put_up()
    for body in house.server.asked("POST", "/messages$"):
        assert body["allowed_mentions"] == {"parse": [], "replied_user": False} or not body["allowed_mentions"]["parse"]
        assert body["enforce_nonce"] is True
        assert body["embeds"][-1]["footer"]["text"].endswith(body["nonce"][:12])


async def test_a_reaction_by_an_editor_approves_and_the_card_shows_it(house: House) -> None:
    await house.put_up()
    story = await house.story()
    card = (await house.cards())[story.id]
    async with listening(house) as server:
        await server.react(ONE, DESK, str(card.message_id), "✅")
        approved = await until_stage(house, StoryStage.APPROVED)
        await server.until(lambda: "Editor One" in words(server.messages[DESK][str(card.message_id)]))
    assert [(v.person, v.via) for v in approved.votes] == [("Editor One", "reaction")]


async def test_a_removed_reaction_takes_the_vote_back(house: House) -> None:
    await house.put_up()
    story = await house.story()
    message = str((await house.cards())[story.id].message_id)
    async with listening(house) as server:
        await server.react(ONE, DESK, message, "❌")
        await until_stage(house, StoryStage.DROPPED)
        await server.react(ONE, DESK, message, "❌", add=False)
        await until_stage(house, StoryStage.IN_REVIEW)


async def test_reactions_of_others_and_other_signs_are_ignored(house: House) -> None:
    await house.put_up()
    story = await house.story()
    message = str((await house.cards())[story.id].message_id)
    async with listening(house) as server:
        await server.react(STRANGER, DESK, message, "✅")
        await server.react(ONE, DESK, message, "🎉")
        await server.react(BOT, DESK, message, "❌")
        other = server.post_by(STRANGER, DESK)
        await server.react(ONE, DESK, other["id"], "✅")
        await server.react(ONE, DESK, message, "📌")  # the last one counts, so all before it were handled
        await until(lambda: kept(house))
    assert [v.kind for v in (await house.story()).votes] == ["keep"]


async def test_a_reaction_that_no_event_told_of_is_found_by_the_sweep(house: House) -> None:
    await house.put_up()
    story = await house.story()
    message = str((await house.cards())[story.id].message_id)
    house.server.set_reaction(ONE, message, "✅")
    house.server.set_reaction(STRANGER, message, "❌")
    assert await read_reactions(house.news.room, house.news.edition.id) == 1
    assert (await house.story()).stage is StoryStage.APPROVED
    house.server.set_reaction(ONE, message, "✅", add=False)
    assert await read_reactions(house.news.room, house.news.edition.id) == 1
    assert (await house.story()).stage is StoryStage.IN_REVIEW


async def test_an_edition_is_a_lead_and_a_thread_with_a_message_a_story(house: House) -> None:
    await house.approve_all()
    edition = await house.news.work()
    assert edition.stage is EditionStage.PUBLISHED
    lead = house.server.in_channel(NEWS)
    assert len(lead) == 1
    thread = house.server.channels[lead[0]["id"]]
    assert thread.parent == NEWS
    stories = house.server.in_channel(thread.id)
    assert [words(m).splitlines()[1][:2] for m in stories[:3]] == ["1.", "2.", "3."]
    assert words(lead[0]).count("**1.**") == 1
    await house.news.work()
    assert len(house.server.in_channel(thread.id)) == len(stories)


async def test_a_lost_answer_posts_nothing_twice_even_after_the_nonce_is_forgotten(house: House) -> None:
    await house.approve_all()
    house.server.troubles = [Trouble("POST", f"/channels/{NEWS}/messages$", lost=True)]
    assert (await house.news.work()).stage is EditionStage.PUBLISHING
    assert len(house.server.in_channel(NEWS)) == 1  # it is there, though nobody was told
    house.news.clock.pass_by(seconds=600)
    house.server.nonces.clear()
    assert (await house.news.work()).stage is EditionStage.PUBLISHED
    assert len(house.server.in_channel(NEWS)) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_server_error_is_looked_into_before_anything_is_posted_again(house: House, status: int) -> None:
    await house.approve_all()
    house.server.troubles = [Trouble("POST", f"/channels/{NEWS}/messages$", status=status, lost=True)]
    await house.news.work()
    house.news.clock.pass_by(seconds=SETTLE + 1)
    assert (await house.news.work()).stage is EditionStage.PUBLISHED
    assert len(house.server.in_channel(NEWS)) == 1
    assert len(house.server.asked("POST", f"/channels/{NEWS}/messages$")) == 1


async def test_a_crash_between_lead_and_thread_finds_the_thread_that_is_there(house: House) -> None:
    await house.approve_all()
    house.server.troubles = [Trouble("POST", "/threads", lost=True)]
    await house.news.work()
    house.news.clock.pass_by(seconds=60)
    assert (await house.news.work()).stage is EditionStage.PUBLISHED
    assert sum(c.parent == NEWS for c in house.server.channels.values()) == 1


async def test_a_busy_discord_is_asked_again_after_the_wait_it_names(house: House) -> None:
    await house.approve_all()
    body = {"message": "You are being rate limited.", "retry_after": 40.0, "global": False}
    busy = Trouble("POST", f"/channels/{NEWS}/messages$", 429, body, {"Retry-After": "40", "Via": "1.1 google"})
    house.server.troubles = [busy]
    await house.news.work()
    house.news.clock.pass_by(seconds=30)
    await sweep(house.news.room)
    assert not house.server.in_channel(NEWS)
    house.news.clock.pass_by(seconds=11)
    assert (await house.news.work()).stage is EditionStage.PUBLISHED


async def test_a_full_bucket_is_waited_for_by_the_client_and_nothing_is_posted_twice(house: House) -> None:
    await house.approve_all()
    house.server.buckets = {f"POST /channels/{NEWS}/messages$": 0, r"POST /channels/\d+/messages$": 2}
    assert (await house.news.work()).stage is EditionStage.PUBLISHED
    assert house.server.buckets == {}
    assert len(house.server.in_channel(NEWS)) == 1
    assert len({d.message_id for d in await house.owed()}) == len(await house.owed())


async def test_a_member_with_the_role_decides_until_the_role_is_gone(tmp_path: Path) -> None:
    async with housed(tmp_path, editor_groups=(Group("discord", "555"),)) as house:
        house.server.roles = {STRANGER: ["555"]}
        await house.put_up()
        first, second = [str((await house.cards())[(await house.story(n)).id].message_id) for n in (0, 1)]
        async with listening(house) as server:
            await server.react(STRANGER, DESK, first, "✅")
            approved = await until_stage(house, StoryStage.APPROVED)
            server.roles.clear()
            await server.react(STRANGER, DESK, second, "✅")
            await server.react(ONE, DESK, second, "📌")  # when this counts, the one before was handled
            await until(lambda: kept(house, 1))
        assert [vote.person for vote in approved.votes] == [f"Nick {STRANGER}"]
        assert [vote.kind for vote in (await house.story(1)).votes] == ["keep"]


async def test_a_member_who_left_the_server_edits_no_more(tmp_path: Path) -> None:
    async with housed(tmp_path, editor_groups=(Group("discord", "555"),)) as house:
        house.server.roles = {STRANGER: ["555"]}
        guest = await review.editor_of(house.news.room, house.news.team.name, "discord", STRANGER)
        assert guest.through == "discord:555"
        house.server.gone = {STRANGER}
        assert await check_guests(house.news.room) == 1


async def test_a_reaction_on_a_card_that_was_deleted_and_a_desk_whose_cards_are_gone_are_no_news(house: House) -> None:
    await house.put_up()
    story = await house.story()
    message = str((await house.cards())[story.id].message_id)
    del house.server.messages[DESK][message]
    async with listening(house) as server:
        await server.react(ONE, DESK, message, "✅")
        await until_stage(house, StoryStage.APPROVED)
    assert await read_reactions(house.news.room, house.news.edition.id) == 0  # what is gone takes no vote back
    assert (await house.story()).stage is StoryStage.APPROVED


async def test_two_editors_in_the_same_second_are_two_votes_of_one_story(tmp_path: Path) -> None:
    async with housed(tmp_path, approvals_needed=2) as house:
        await house.put_up()
        message = str((await house.cards())[(await house.story()).id].message_id)
        async with listening(house) as server:
            await asyncio.gather(server.react(ONE, DESK, message, "✅"), server.react(TWO, DESK, message, "✅"))
            approved = await until_stage(house, StoryStage.APPROVED)
        assert sorted(vote.person for vote in approved.votes) == ["Editor One", "Editor Two"]


async def test_a_bot_that_was_kicked_from_the_server_is_told_to_be_invited_again(house: House) -> None:
    await house.approve_all()
    house.server.troubles = [Trouble("GET", f"/channels/{NEWS}$", 404, {"code": 10004, "message": "Unknown Guild"})]
    await house.news.work()
    (lead, *_) = await house.owed()
    assert lead.state is DeliveryState.FAILED
    assert "invite it again" in (lead.reason or "")


async def test_a_deleted_channel_stops_that_place_with_a_sentence(house: House) -> None:
    await house.approve_all()
    del house.server.channels[NEWS]
    assert (await house.news.work()).stage is EditionStage.PUBLISHING
    lead = next(d for d in await house.owed() if d.part == 0)
    assert lead.state is DeliveryState.FAILED
    assert "knows no channel 702" in str(lead.reason)


async def test_a_locked_thread_is_told_as_such(house: House) -> None:
    await house.approve_all()
    house.server.troubles = [Trouble("POST", r"/channels/\d{6,}/messages", status=503)]
    await house.news.work()
    lead = house.server.in_channel(NEWS)[0]
    house.server.channels[lead["id"]].locked = True
    house.news.clock.pass_by(seconds=SETTLE + 1)
    await house.news.work()
    reasons = {d.reason for d in await house.owed() if d.state is DeliveryState.FAILED}
    assert any("is locked" in str(reason) for reason in reasons)


async def test_a_channel_that_the_bot_may_not_see_says_what_to_do(house: House) -> None:
    await house.approve_all()
    house.server.channels[NEWS].overwrites = [{"id": GUILD, "type": 0, "allow": "0", "deny": str(1 << 10)}]
    await house.news.work()
    lead = next(d for d in await house.owed() if d.part == 0)
    assert (lead.state, "View Channel" in str(lead.reason)) == (DeliveryState.FAILED, True)


async def test_a_desk_that_shut_the_bot_out_is_asked_once_and_not_card_by_card(house: House) -> None:
    await house.put_up()
    house.server.permissions = 0
    before = len(house.server.requests)
    assert await read_reactions(house.news.room, house.news.edition.id) == 0
    assert await refresh(house.news.room, house.news.edition.id) == 0
    assert len(house.server.requests) == before + 1


async def test_a_refused_token_is_not_tried_again(tmp_path: Path) -> None:
    async with housed(tmp_path) as house:
        house.line.token = "wrong.token"
        await keep_asking(house.news.room, house.news.edition.id)
        await sweep(house.news.room)
        await sweep(house.news.room)
        assert len(house.server.requests) == 1
        async with house.news.store.begin() as books:
            troubled = await books.outbox.troubled()
        assert {d.state for d in troubled} == {DeliveryState.FAILED}
        assert "PAPERDESK_DISCORD_TOKEN" in str(troubled[0].reason)


async def test_a_replaced_card_says_so_and_its_old_buttons_do_nothing(house: House) -> None:
    await house.put_up()
    story = await house.story()
    message = house.server.messages[DESK][str((await house.cards())[story.id].message_id)]
    await review.edit(
        house.news.room,
        editor=EDITOR,
        story_id=story.id,
        draft_number=1,
        why=["Nobody has looked at prompt tuning with invented prompts before."],
        insights=[],
        via="web",
    )
    async with listening(house) as server:
        token = await server.press(ONE, DESK, message["id"], f"paperdesk:approve:{story.id}:1")
        said = await server.until(lambda: server.answers.get(token))
        assert "Draft 1 has been replaced by draft 2" in said["content"]
    await refresh(house.news.room, house.news.edition.id)
    assert "replaced by draft 2" in words(message)
    assert buttons(message) == []
    assert (await house.story()).stage is StoryStage.IN_REVIEW


async def test_a_forum_gets_a_post_with_a_tag_and_the_stories_in_it(tmp_path: Path) -> None:
    async with housed(tmp_path, Place("discord", GUILD, FORUM)) as house:
        forum = house.server.channels[FORUM]
        forum.requires_tag = True
        forum.tags = [_tag("5", "Off-topic"), _tag("6", "Papers")]
        await house.approve_all()
        assert (await house.news.work()).stage is EditionStage.PUBLISHED
        posts = [c for c in house.server.channels.values() if c.parent == FORUM]
        assert [(p.name, p.applied) for p in posts] == [("Invented prompts, cardboard transformers and more", ["6"])]
        assert len(house.server.in_channel(posts[0].id)) >= 4


async def test_a_forum_without_the_tag_it_wants_is_told_to_the_operator(tmp_path: Path) -> None:
    async with housed(tmp_path, Place("discord", GUILD, FORUM)) as house:
        house.server.channels[FORUM].requires_tag = True
        await house.approve_all()
        await house.news.work()
        lead = next(d for d in await house.owed() if d.part == 0)
        assert (lead.state, "add one called" in str(lead.reason)) == (DeliveryState.FAILED, True)


@pytest.mark.parametrize("archived", [False, True])
async def test_a_forum_post_whose_answer_is_lost_is_found_by_its_footer(tmp_path: Path, *, archived: bool) -> None:
    async with housed(tmp_path, Place("discord", GUILD, FORUM)) as house:
        await house.approve_all()
        house.server.troubles = [Trouble("POST", f"/channels/{FORUM}/threads", status=500, lost=True)]
        await house.news.work()
        posts = [c for c in house.server.channels.values() if c.parent == FORUM]
        posts[0].archived = archived
        house.news.clock.pass_by(seconds=SETTLE + 1)
        assert (await house.news.work()).stage is EditionStage.PUBLISHED
        assert sum(c.parent == FORUM for c in house.server.channels.values()) == 1


def _tag(number: str, name: str) -> dict[str, Any]:
    return {"id": number, "name": name, "moderated": False, "emoji_id": None, "emoji_name": None}


async def test_an_answer_that_is_no_answer_counts_as_lost(house: House) -> None:
    await house.approve_all()
    page = Trouble("POST", f"/channels/{NEWS}/messages$", 200, {}, {"Content-Type": "text/html"}, lost=True)
    house.server.troubles = [page]
    await house.news.work()
    house.news.clock.pass_by(seconds=SETTLE + 1)
    assert (await house.news.work()).stage is EditionStage.PUBLISHED
    assert len(house.server.in_channel(NEWS)) == 1


async def test_a_wall_before_discord_is_waited_for_as_long_as_it_says(house: House) -> None:
    await house.approve_all()
    wall = Trouble("POST", f"/channels/{NEWS}/messages$", 429, {}, {"Retry-After": "90"})
    house.server.troubles = [wall]
    await house.news.work()
    assert len(house.server.asked("POST", f"/channels/{NEWS}/messages$")) == 1
    house.news.clock.pass_by(seconds=91)
    assert (await house.news.work()).stage is EditionStage.PUBLISHED


async def test_a_discord_out_of_reach_is_tried_again_without_a_look(house: House) -> None:
    house.line.token = TOKEN
    route, Route.BASE = Route.BASE, "http://127.0.0.1:9"
    await house.put_up()
    Route.BASE = route
    assert house.server.requests == []
    house.news.clock.pass_by(seconds=31)
    await sweep(house.news.room)
    assert len(house.server.in_channel(DESK)) == 4


async def test_a_message_of_another_kind_is_refused_and_not_posted(house: House) -> None:
    place = Place("discord", GUILD, NEWS)
    wrong = Delivery("0" * 24, "edition", "edition:9", place, 0, "no message")
    with pytest.raises(PostRefused, match="holds no message for Discord"):
        await house.news.room.channels["discord"].post(wrong, None)
    nowhere = replace(wrong, place=Place("discord", GUILD, "general"), body=outlet.freeze(notice("hello")))
    with pytest.raises(PostRefused, match="no channel id"):
        await house.news.room.channels["discord"].post(nowhere, None)


async def test_a_look_that_is_refused_asks_the_operator_instead_of_guessing(house: House) -> None:
    await house.approve_all()
    house.server.troubles = [Trouble("POST", f"/channels/{NEWS}/messages$", lost=True)]
    await house.news.work()
    house.server.permissions &= ~HISTORY
    house.news.clock.pass_by(seconds=SETTLE + 1)
    await house.news.work()
    lead = next(d for d in await house.owed() if d.part == 0)
    assert (lead.state, "jobs settle" in str(lead.reason)) == (DeliveryState.NEEDS_OPERATOR, True)
    assert len(house.server.in_channel(NEWS)) == 1


async def test_in_a_thread_the_stories_follow_their_lead(house: House) -> None:
    house.server.channels[NEWS] = Channel(NEWS, 11, DESK)
    await house.approve_all()
    assert (await house.news.work()).stage is EditionStage.PUBLISHED
    assert len(house.server.in_channel(NEWS)) == 5


async def test_a_reminder_says_what_is_open_once(house: House) -> None:
    room, edition = house.news.room, house.news.edition.id
    assert await remind(room, edition, 48)
    assert not await remind(room, edition, 48)
    await sweep(room)
    said = [words(message) for message in house.server.in_channel(DESK)]
    assert len(said) == 1
    assert "0 of 3 stories are approved" in said[0]


async def test_seeds_that_a_crash_left_out_are_put_when_the_card_is_found(house: House) -> None:
    await keep_asking(house.news.room, house.news.edition.id)
    house.server.troubles = [Trouble("POST", f"/channels/{DESK}/messages$", lost=True) for _ in range(2)]
    await sweep(house.news.room)
    assert len(house.server.reactions) < 3
    for _ in range(2):
        house.news.clock.pass_by(seconds=SETTLE + 1)
        await sweep(house.news.room)
    assert len(house.server.in_channel(DESK)) == 4
    assert all(list(signs) == list(SEEDS) for signs in house.server.reactions.values())
    assert len(house.server.reactions) == 3
