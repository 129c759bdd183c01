"""Reviewing in Slack: cards with seeds, votes by reaction and button, and everything that goes wrong between."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.domain.editorial import EditionStage, StoryStage
from bot.domain.team import Group
from bot.pipeline.cards import read_reactions, refresh
from bot.pipeline.publish import sweep
from bot.ports import Newsroom
from tests.outlets.slack_desk import SlackRoom, slack_room
from tests.outlets.slack_server import Fault

pytestmark = pytest.mark.anyio


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[SlackRoom]:
    async with slack_room(tmp_path) as made:
        await made.staffed.work()
        await sweep(made.room)
        yield made


async def stage(slack: SlackRoom, story_id: int) -> StoryStage:
    async with slack.room.store.begin(reading=True) as books:
        return (await books.editions.story(story_id)).stage


async def test_every_story_gets_one_card_with_four_seeds_and_the_edition_a_summary(slack: SlackRoom) -> None:
    cards = await slack.cards()
    assert len(cards) == 3
    assert slack.server.counted()["chat.postMessage"] == 4
    for card in cards:
        message = slack.server.messages["CDESK", card.message_id or ""]
        assert [each["name"] for each in message["reactions"]] == ["white_check_mark", "x", "repeat", "pushpin"]
        assert message["metadata"]["event_payload"]["delivery_id"]
    summary = next(iter(slack.server.messages.values()))
    assert "0 of 3 approved, publishes" in summary["text"]
    await sweep(slack.room)
    assert slack.server.counted()["chat.postMessage"] == 4


async def test_an_editors_tick_approves_and_both_messages_say_so(slack: SlackRoom) -> None:
    card = (await slack.cards())[0]
    assert (await slack.react(card, "white_check_mark")).status == 200
    assert await stage(slack, card.story_id) is StoryStage.APPROVED
    shown = slack.server.messages["CDESK", card.message_id or ""]
    assert "approved" in json.dumps(shown["blocks"])
    assert any("1 of 3 approved" in message["text"] for message in slack.server.messages.values())


@pytest.mark.parametrize("name", ["heavy_check_mark", "white_check_mark::skin-tone-3"])
async def test_look_alikes_and_skin_tones_count_the_same(slack: SlackRoom, name: str) -> None:
    card = (await slack.cards())[0]
    await slack.react(card, name)
    assert await stage(slack, card.story_id) is StoryStage.APPROVED


async def test_an_event_that_comes_twice_counts_once(slack: SlackRoom) -> None:
    card = (await slack.cards())[0]
    await slack.react(card, "x", event="E7")
    await slack.react(card, "x", event="E7", taken_back=True)
    assert await stage(slack, card.story_id) is StoryStage.DROPPED


async def test_a_removed_reaction_takes_its_vote_back(slack: SlackRoom) -> None:
    card = (await slack.cards())[0]
    await slack.react(card, "white_check_mark", event="E1")
    await slack.react(card, "white_check_mark", event="E2", taken_back=True)
    assert await stage(slack, card.story_id) is StoryStage.IN_REVIEW


async def test_a_readers_tick_is_answered_politely_and_only_to_them(slack: SlackRoom) -> None:
    card = (await slack.cards())[0]
    await slack.react(card, "white_check_mark", user="U99")
    assert await stage(slack, card.story_id) is StoryStage.IN_REVIEW
    (told,) = slack.server.asked("chat.postEphemeral")
    assert told["user"] == "U99"
    assert "Only editors" in told["text"]


@pytest.mark.parametrize(("name", "space"), [("tada", "T1"), ("white_check_mark", "T2")])
async def test_other_signs_and_other_workspaces_leave_no_trace(slack: SlackRoom, name: str, space: str) -> None:
    card = (await slack.cards())[0]
    await slack.react(card, name, space=space)
    assert await stage(slack, card.story_id) is StoryStage.IN_REVIEW
    assert not slack.server.asked("chat.postEphemeral")


async def test_the_bots_own_seeds_never_count(slack: SlackRoom) -> None:
    card = (await slack.cards())[0]
    await slack.react(card, "white_check_mark", user="UBOT")
    assert await read_reactions(slack.room, slack.staffed.edition.id) == 0
    assert await stage(slack, card.story_id) is StoryStage.IN_REVIEW


async def test_the_sweep_counts_what_no_event_told_and_takes_back_what_is_gone(slack: SlackRoom) -> None:
    card = (await slack.cards())[0]
    message = slack.server.messages["CDESK", card.message_id or ""]
    message["reactions"][0]["users"].append("U01")
    assert await read_reactions(slack.room, slack.staffed.edition.id) == 1
    assert await stage(slack, card.story_id) is StoryStage.APPROVED
    message["reactions"][0]["users"].remove("U01")
    assert await read_reactions(slack.room, slack.staffed.edition.id) == 1
    assert await stage(slack, card.story_id) is StoryStage.IN_REVIEW


async def test_a_deleted_card_takes_no_votes_back(slack: SlackRoom) -> None:
    card = (await slack.cards())[0]
    await slack.react(card, "white_check_mark")
    del slack.server.messages["CDESK", card.message_id or ""]
    assert await read_reactions(slack.room, slack.staffed.edition.id) == 0
    assert await refresh(slack.room, slack.staffed.edition.id) == 0
    assert await stage(slack, card.story_id) is StoryStage.APPROVED


async def test_an_editor_chooses_another_figure_in_a_window_and_the_card_says_so(slack: SlackRoom) -> None:
    await slack.staffed.illustrated()
    card = (await slack.cards())[0]
    assert "Only editors" in (await slack.click("story_figure", f"{card.story_id}:1", user="U99"))["text"]
    await slack.click("story_figure", f"{card.story_id}:1")
    (view,) = [asked["view"] for asked in slack.server.asked("views.open")]
    element = view["blocks"][1]["element"]
    assert [each["text"]["text"][:8] for each in element["options"]] == ["Ours (Fi", "Figure 1", "Figure 2", "No figur"]
    assert element["initial_option"]["value"] == "ours"
    chosen = element["options"][2]["value"]
    fields = {"figure": {"selected_option": {"value": chosen}}}
    assert (await slack.submit("figure", view["private_metadata"], fields)).status == 200
    shown = json.dumps(slack.server.messages["CDESK", card.message_id or ""]["blocks"], ensure_ascii=False)
    assert "Figure 2> as a link: its picture has not arrived yet" in shown
    wrong = await slack.submit("figure", view["private_metadata"], {"figure": {"selected_option": {"value": "x"}}})
    assert "no such figure" in json.loads(wrong.body)["errors"]["figure"]
    ours = {"figure": {"selected_option": {"value": "ours"}}}
    await slack.submit("figure", view["private_metadata"], ours)
    async with slack.room.store.begin(reading=True) as books:
        assert (await books.editions.story(card.story_id)).figure is None


async def test_where_no_figure_is_known_there_is_none_to_choose(slack: SlackRoom) -> None:
    card = (await slack.cards())[0]
    assert "No figure of this paper" in (await slack.click("story_figure", f"{card.story_id}:1"))["text"]


async def test_two_editors_in_the_same_second_are_both_heard(slack: SlackRoom) -> None:
    card = (await slack.cards())[0]
    await asyncio.gather(
        slack.react(card, "white_check_mark", event="E1"), slack.react(card, "pushpin", "U02", event="E2")
    )
    async with slack.room.store.begin(reading=True) as books:
        story = await books.editions.story(card.story_id)
    assert (story.stage, story.keep) == (StoryStage.APPROVED, True)


async def test_a_wrong_signature_is_turned_away(slack: SlackRoom) -> None:
    assert (await slack.send({"type": "event_callback", "team_id": "T1"}, signed=False)).status == 401


async def test_buttons_decide_as_reactions_do_and_answer_whoever_clicked(slack: SlackRoom) -> None:
    first, second, _ = await slack.cards()
    said = await slack.click("story_approve", f"{first.story_id}:1", trigger="a")
    assert (said["text"], said["response_type"]) == ("Approved.", "ephemeral")
    assert "Dropped" in (await slack.click("story_drop", f"{second.story_id}:1", trigger="b"))["text"]
    assert "back" in (await slack.click("story_restore", f"{second.story_id}:1", trigger="c"))["text"]
    assert await stage(slack, second.story_id) is StoryStage.IN_REVIEW


@pytest.mark.parametrize("value", ["", "x:y", "1", "999999:1", "1:99", "٣:1", "9" * 60 + ":1", "-1:1"])
async def test_a_forged_or_worn_out_button_gets_a_sentence(slack: SlackRoom, value: str) -> None:
    assert (await slack.click("story_approve", value))["text"].endswith((".", "again."))


async def test_another_workspace_cannot_click_our_buttons(slack: SlackRoom) -> None:
    card = (await slack.cards())[0]
    said = await slack.click("story_approve", f"{card.story_id}:1", space="T2")
    assert "not set up for this workspace" in said["text"]
    assert await stage(slack, card.story_id) is StoryStage.IN_REVIEW


async def test_the_edit_window_shows_the_words_and_saving_makes_the_next_draft(slack: SlackRoom) -> None:
    card = (await slack.cards())[0]
    await slack.click("story_edit", f"{card.story_id}:1")
    (opened,) = slack.server.asked("views.open")
    inputs = {b["block_id"]: b["element"]["initial_value"] for b in opened["view"]["blocks"] if b["type"] == "input"}
    assert "Nobody has looked at" in inputs["why"]
    saved = await slack.submit("edit", f"{card.story_id}:1", {"why": "Our own words.", "insights": inputs["insights"]})
    assert (saved.status, saved.body) == (200, "")
    shown = slack.server.messages["CDESK", card.message_id or ""]
    assert "Replaced by draft 2" in shown["text"]
    assert not [b for b in shown["blocks"] if b["type"] == "actions"]
    await slack.react(card, "white_check_mark")
    assert await stage(slack, card.story_id) is StoryStage.IN_REVIEW
    await slack.staffed.work()
    await sweep(slack.room)
    assert [c.draft_number for c in await slack.cards() if c.story_id == card.story_id] == [1, 2]


async def test_an_empty_edit_says_what_is_wrong_in_the_window(slack: SlackRoom) -> None:
    card = (await slack.cards())[0]
    answer = await slack.submit("edit", f"{card.story_id}:1", {"why": " ", "insights": ""})
    assert "needs at least one sentence" in json.loads(answer.body)["errors"]["why"]


async def test_a_wish_travels_from_the_window_into_the_books(slack: SlackRoom) -> None:
    card = (await slack.cards())[0]
    await slack.click("story_redraft", f"{card.story_id}:1")
    metadata = slack.server.asked("views.open")[0]["view"]["private_metadata"]
    await slack.submit("rewrite", metadata, {"wish": "Say less about boats."})
    assert any(name == "redraft" for name, _, _ in slack.staffed.jobs.asked)
    async with slack.room.store.begin(reading=True) as books:
        lines = await books.ledger.lines(f"story:{card.story_id}:draft:1")
    assert [line.detail for line in lines] == ["Say less about boats."]


async def test_a_mention_in_a_cards_thread_is_a_wish(slack: SlackRoom) -> None:
    card = (await slack.cards())[0]
    event = {
        "type": "app_mention", "user": "U01", "channel": "CDESK", "ts": "2.2", "thread_ts": card.message_id,
        "text": "<@UBOT> shorter, please",
    }  # fmt: skip
    await slack.send({"type": "event_callback", "team_id": "T1", "event_id": "E5", "event": event})
    async with slack.room.store.begin(reading=True) as books:
        lines = await books.ledger.lines(f"story:{card.story_id}:draft:1")
    assert [line.detail for line in lines] == ["shorter, please"]


async def test_the_summary_leads_an_edition_to_ready(slack: SlackRoom) -> None:
    edition = slack.staffed.edition
    for at, card in enumerate(await slack.cards()):
        await slack.react(card, "white_check_mark", event=f"E{at}")
    assert "approved" in (await slack.click("text_approve", f"{edition.id}:1"))["text"]
    assert "goes out now" in (await slack.click("edition_now", str(edition.id)))["text"]
    done = await slack.staffed.work()
    assert done.stage is EditionStage.PUBLISHED


async def test_what_fails_inside_is_a_sentence_for_who_clicked(slack: SlackRoom) -> None:
    class Broken:
        def begin(self, **_: Any) -> Any:
            message = "no such table"
            raise RuntimeError(message)

    room: Newsroom = slack.app.front.room
    slack.app.front.room = room.__class__(**{**_fields(room), "store": Broken()})
    assert "Something went wrong" in (await slack.click("story_approve", "1:1"))["text"]


def _fields(room: Newsroom) -> dict[str, Any]:
    return {name: getattr(room, name) for name in room.__dataclass_fields__}


async def test_a_member_of_the_user_group_decides_under_the_name_that_the_workspace_shows(tmp_path: Path) -> None:
    async with slack_room(tmp_path, editor_groups=(Group("slack", "S1"),)) as slack:
        slack.server.groups = {"S1": ["U77"]}
        slack.server.names = {"U77": "Gina"}
        await slack.staffed.work()
        await sweep(slack.room)
        card = (await slack.cards())[0]
        await slack.react(card, "white_check_mark", user="U77")
        await slack.react(card, "x", user="U78", event="E2")
        votes = [(vote.person, vote.kind) for story in await slack.staffed.stories() for vote in story.votes]
    assert votes == [("Gina", "approve")]


async def test_a_slack_without_user_groups_has_no_members_and_says_so_in_the_log(tmp_path: Path) -> None:
    async with slack_room(tmp_path, editor_groups=(Group("slack", "S1"),)) as slack:
        slack.server.faults = {"usergroups.users.list": [Fault("unknown_method")]}
        await slack.staffed.work()
        await sweep(slack.room)
        await slack.react((await slack.cards())[0], "white_check_mark", user="U77")
        assert not [vote for story in await slack.staffed.stories() for vote in story.votes]


def settled(**values: Any) -> dict[str, Any]:
    """What a window of settings sends when it is saved."""
    fields: dict[str, Any] = {}
    for name, value in values.items():
        kind = {"editors": "selected_users", "channels": "selected_conversations"}.get(name, "value")
        fields[name] = {"words": {"type": "x", kind: value}}
    return fields


async def saved(slack: SlackRoom, user: str = "U01", **values: Any) -> dict[str, Any]:
    state = {"values": settled(**values)}
    view = {"type": "modal", "callback_id": "charter", "private_metadata": "nlp", "state": state}
    payload = {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": user}, "view": view}
    answer = await slack.send(urlencode({"payload": json.dumps(payload)}))
    return dict(json.loads(answer.body)) if answer.body else {}


async def test_editors_change_the_teams_settings_in_a_window(slack: SlackRoom) -> None:
    slack.server.names = {"U88": "Newcomer"}
    assert "Settings…" in json.dumps((await slack.command("", name="/desk", user="U01"))["blocks"], ensure_ascii=False)
    await slack.click("team_settings", "nlp")
    (opened,) = slack.server.asked("views.open")
    assert [b["block_id"] for b in opened["view"]["blocks"] if b["type"] == "input"][:3] == [
        "topics", "not_topics", "followed"]  # fmt: skip
    values: dict[str, Any] = {"topics": "speech\nparsing", "not_topics": "", "followed": "", "publish": "2nd wed 10:00"}
    chosen: dict[str, Any] = {
        "editors": ["U01", "U88"],
        "channels": ["CNEWS", "CMORE"],
        "timezone": "UTC",
        "language": "en",
    }
    assert await saved(slack, **values, **chosen) == {}
    async with slack.room.store.begin(reading=True) as books:
        team = await books.teams.get("nlp")
    assert team is not None
    assert (team.topics, team.publish) == (("speech", "parsing"), "2nd wed 10:00")
    # Editor Two decides in Discord as well, and so stays without the Slack account.
    assert [(p.name, p.slack, p.discord) for p in team.editors] == [
        ("Editor One", "U01", "11"), ("Editor Two", None, "22"), ("Newcomer", "U88", None)]  # fmt: skip
    assert [place.channel for place in team.channels] == ["CNEWS", "CMORE"]


async def test_a_wrong_setting_is_told_in_the_window_and_readers_get_none(slack: SlackRoom) -> None:
    answer = await saved(slack, topics="", publish="never", timezone="UTC", language="en", editors=["U01"])
    assert "never fires" in answer["errors"]["topics"]
    said = await slack.click("team_settings", "nlp", user="U77")
    assert "Only editors" in said["text"]
    assert "Only editors" in (await saved(slack, user="U77", topics="mine"))["errors"]["topics"]
    assert not slack.server.asked("views.open")
    other = await slack.click("team_settings", "nlp", space="T2")
    assert "nlp" not in other.get("text", "")


async def test_what_the_team_file_owns_is_shown_and_not_asked_for(tmp_path: Path) -> None:
    async with slack_room(tmp_path, owned=("topics", "editors")) as slack:
        await slack.click("team_settings", "nlp")
        (opened,) = slack.server.asked("views.open")
        asked = [block["block_id"] for block in opened["view"]["blocks"] if block["type"] == "input"]
        assert not {"topics", "editors"} & set(asked)
        assert "topics, editors" in json.dumps(opened["view"]["blocks"][-1])
        assert await saved(slack, not_topics="", publish="1st tue 09:00", timezone="UTC", language="en") == {}


async def test_an_editor_asks_why_a_paper_is_not_in_and_sees_what_was_held_back(slack: SlackRoom) -> None:
    edition = str(slack.staffed.edition.id)
    await slack.click("edition_held", edition)
    (opened,) = slack.server.asked("views.open")
    assert "Made-Up Prompts, Again" in json.dumps(opened["view"], ensure_ascii=False)
    first = await slack.submit("why_not", edition, {"paper": "2610.00004"})
    assert "Looking it up" in str(first.body)
    (told,) = slack.server.asked("views.update")
    assert "(2610.00004): it waits in reserve" in json.dumps(told["view"], ensure_ascii=False)


async def test_why_not_is_for_editors_and_what_names_no_paper_is_a_sentence(slack: SlackRoom) -> None:
    edition = str(slack.staffed.edition.id)
    await slack.submit("why_not", edition, {"paper": "zymurgy"})
    await slack.submit("why_not", edition, {"paper": "2610.00004"}, user="U77")
    await slack.submit("why_not", "x", {"paper": "2610.00004"})
    told = [json.dumps(each["view"], ensure_ascii=False) for each in slack.server.asked("views.update")]
    assert ["matches" in told[0], "Only editors" in told[1], "no longer works" in told[2]] == [True] * 3
