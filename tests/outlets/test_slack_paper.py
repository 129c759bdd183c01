"""`/paper` and `/desk`: acknowledged at once, answered to whoever asked, polite to whatever is typed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.editorial import StoryStage
from bot.domain.errors import SourceAway
from bot.domain.paper import PaperRef
from bot.domain.story import Claim
from bot.outlets.slack.blocks import limits
from bot.outlets.slack.listeners.click import unwrapped
from bot.pipeline import edition as editions
from bot.pipeline import review
from bot.ports import Written
from tests.factories import EDITOR, made_paper
from tests.fakes import FakeLookup, FakeWriter
from tests.outlets.slack_desk import SlackRoom, slack_room

pytestmark = pytest.mark.anyio


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[SlackRoom]:
    async with slack_room(tmp_path) as made:
        yield made


async def publish(slack: SlackRoom) -> None:
    """Everything that editors do before an edition goes out, and that it goes."""
    for story in await slack.staffed.stories():
        if story.stage is StoryStage.IN_REVIEW:
            await review.decide(slack.room, editor=EDITOR, kind="approve", story_id=story.id, draft_number=1, via="web")
    edition = slack.staffed.edition
    await editions.approve_text(slack.room, editor=EDITOR, edition_id=edition.id, number=1)
    await editions.publish_now(slack.room, editor=EDITOR, edition_id=edition.id)
    await slack.staffed.work()


@pytest.mark.parametrize(
    "asked",
    [
        "2610.00001",
        "arXiv:2610.00001v2",
        "https://arxiv.org/abs/2610.00001",
        "<https://arxiv.org/pdf/2610.00001|arxiv.org/pdf/2610.00001>",
        "  10.48550/arXiv.2610.00001 ",
        "Made-Up Prompts: A Study of Prompt tuning with invented prompts",
    ],
)
async def test_every_form_of_reference_finds_the_paper(slack: SlackRoom, asked: str) -> None:
    said = await slack.command(asked)
    assert said["response_type"] == "ephemeral"
    shown = json.dumps(said["blocks"], ensure_ascii=False)
    assert "Made-Up Prompts" in shown
    assert "h-index 41" in shown
    assert "Nobody has looked at" in shown
    assert {"paper_share", "paper_nominate", "paper_blurb"} <= set(json.dumps(said).split('"'))


@pytest.mark.parametrize(
    "asked",
    ["", "   ", "x" * 100_000, "<!channel> <@U1> *bold*", "\x00\u202e", "9999.99999", "10.1/x", "https://nowhere.invalid/"],
)  # fmt: skip
async def test_rubbish_gets_a_polite_sentence_and_pings_nobody(slack: SlackRoom, asked: str) -> None:
    said = await slack.command(asked)
    assert said["response_type"] == "ephemeral"
    assert len(said["text"]) < 500
    assert "<!channel>" not in said["text"]
    assert "went wrong" not in said["text"]


async def test_words_that_fit_several_papers_offer_a_choice(slack: SlackRoom) -> None:
    said = await slack.command("study")
    values = [b["elements"][0]["value"] for b in said["blocks"] if b["type"] == "actions"]
    assert len(values) > 1
    chosen = await slack.click("paper_choose_1", values[1], channel="CNEWS")
    assert chosen["text"]
    assert len(chosen["blocks"]) > 3


async def test_an_unknown_paper_is_fetched_after_the_acknowledgement(slack: SlackRoom) -> None:
    lookup = slack.room.lookup
    assert isinstance(lookup, FakeLookup)
    paper = made_paper(7, ref=PaperRef("arxiv", "2610.09999"))
    lookup.known[paper.ref] = paper
    assert "Borrowed Ladders" in (await slack.command("2610.09999"))["text"]
    lookup.away = SourceAway("arXiv does not answer just now; try again later.")
    assert "does not answer" in (await slack.command("2610.08888"))["text"]


async def test_a_shared_card_is_for_everybody_and_has_no_buttons(slack: SlackRoom) -> None:
    said = await slack.click("paper_share", "2610.00001", channel="CNEWS", user="U77")
    assert said["response_type"] == "in_channel"
    assert "actions" not in {block["type"] for block in said["blocks"]}
    assert "<@U77>" in json.dumps(said["blocks"])


async def test_editors_nominate_and_readers_are_told_who_can(slack: SlackRoom) -> None:
    assert "Nominated for 2026-11" in (await slack.command("2610.00004 nominate"))["text"]
    assert [s.nominated_by for s in await slack.staffed.stories()][-1] == "Editor One"
    assert "Only editors" in (await slack.command("2610.00003 nominate", user="U77"))["text"]
    assert "Only editors" in (await slack.click("paper_nominate", "2610.00003", user="U77"))["text"]


async def test_the_shortcut_finds_the_reference_in_a_message(slack: SlackRoom) -> None:
    from urllib.parse import urlencode

    payload = {
        "type": "message_action", "callback_id": "nominate_message", "team": {"id": "T1"}, "user": {"id": "U01"},
        "channel": {"id": "CNEWS"}, "trigger_id": "1.1", "message": {"text": "see <https://arxiv.org/abs/2610.00004>!"},
        "response_url": slack.server.url.replace("/api/", "/respond"),
    }  # fmt: skip
    assert (await slack.send(urlencode({"payload": json.dumps(payload)}))).status == 200
    (opened,) = slack.server.asked("views.open")
    assert opened["view"]["blocks"][0]["element"]["initial_value"] == "https://arxiv.org/abs/2610.00004"
    await slack.submit("nominate", "CNEWS", {"paper": "2610.00004"})
    assert "Nominated" in slack.server.asked("chat.postEphemeral")[0]["text"]


async def test_a_blurb_says_that_no_editor_has_read_it(slack: SlackRoom) -> None:
    writer = slack.room.writer
    assert isinstance(writer, FakeWriter)
    writer.answers = [Written((Claim("fact", "<!here> It is good.", "Nobody"),), (), by="toy-model")] * 2
    said = await slack.click("paper_blurb", "2610.00001")
    assert "not reviewed" in json.dumps(said["blocks"])
    assert "<!here>" not in json.dumps(said["blocks"])
    assert any("being written" in each["text"] for each in slack.server.answers)


async def test_where_a_paper_has_appeared_its_approved_words_are_shown(slack: SlackRoom) -> None:
    await publish(slack)
    shown = json.dumps((await slack.command("2610.00001"))["blocks"], ensure_ascii=False)
    assert "In the edition of November 2026, number 1" in shown
    assert "The toy method is" in shown
    assert "_(opinion)_" in shown


async def test_another_workspace_gets_nothing_of_ours(slack: SlackRoom) -> None:
    said = await slack.command("2610.00001", space="T2")
    assert "not set up for this workspace" in said["text"]
    assert "blocks" not in said


async def test_a_workspace_without_a_team_is_told_so(slack: SlackRoom) -> None:
    async with slack.room.store.begin() as books:
        await books.teams.save(replace(slack.staffed.team, desk=None, channels=()))
    assert "No team reads here" in (await slack.command("2610.00001"))["text"]


async def test_the_desk_shows_editors_everything_and_readers_a_line(slack: SlackRoom) -> None:
    editors = await slack.command("", name="/desk")
    assert "edition_call" in json.dumps(editors["blocks"])
    readers = await slack.command("", name="/desk", user="U77")
    assert "0 of 3 approved" in json.dumps(readers["blocks"])
    assert "Made-Up" not in json.dumps(readers["blocks"])


async def test_app_home_shows_the_same_within_its_limits(slack: SlackRoom) -> None:
    event = {"type": "app_home_opened", "user": "U01", "channel": "D1", "tab": "home"}
    await slack.send({"type": "event_callback", "team_id": "T1", "event_id": "E1", "event": event})
    (published,) = slack.server.asked("views.publish")
    assert published["user_id"] == "U01"
    assert len(published["view"]["blocks"]) <= limits.MOST_MODAL_BLOCKS


async def test_a_readers_save_is_noted_once(slack: SlackRoom) -> None:
    for trigger in "ab":
        said = await slack.click("paper_save", "2610.00001", user="U77", channel="CNEWS", trigger=trigger)
        assert "Saved" in said["text"]
    async with slack.room.store.begin(reading=True) as books:
        told = await books.readers.of(slack.staffed.team.name)
    assert [(signal.kind, signal.who, str(signal.ref)) for signal in told] == [("save", "slack:U77", "2610.00001")]


async def test_a_removed_app_is_forgotten_and_the_operator_told(slack: SlackRoom) -> None:
    await slack.command("2610.00001")
    event = {"type": "tokens_revoked", "tokens": {"bot": ["UBOT"], "oauth": []}}
    await slack.send({"type": "event_callback", "team_id": "T1", "event_id": "E1", "event": event})
    await slack.send(
        {"type": "event_callback", "team_id": "T1", "event_id": "E2", "event": {"type": "app_uninstalled"}}
    )
    async with slack.room.store.begin(reading=True) as books:
        assert [line.what for line in await books.ledger.lines("slack/T1")] == ["uninstalled", "uninstalled"]


async def test_an_archived_channel_is_an_entry_for_the_operator(slack: SlackRoom) -> None:
    event = {"type": "channel_archive", "channel": "CNEWS", "user": "U77"}
    await slack.send({"type": "event_callback", "team_id": "T1", "event_id": "E1", "event": event})
    async with slack.room.store.begin(reading=True) as books:
        assert [line.what for line in await books.ledger.lines("slack/T1/CNEWS")] == ["channel archived"]


def test_what_slack_wraps_is_unwrapped() -> None:
    assert unwrapped("see <https://x.example/?a=1&amp;b=2|x> &lt;b&gt;") == "see https://x.example/?a=1&b=2 <b>"


async def test_a_readers_reaction_under_a_published_story_is_kept_and_taken_back(slack: SlackRoom) -> None:
    await publish(slack)
    story = next(m for (channel, _), m in slack.server.messages.items() if channel == "CNEWS" and m.get("thread_ts"))
    item = {"type": "message", "channel": "CNEWS", "ts": story["ts"]}
    kept = []
    for name, kind in (("+1::skin-tone-3", "added"), ("raising_hand", "added"), ("+1", "removed"), ("eyes", "added")):
        event = {"type": f"reaction_{kind}", "user": "U77", "reaction": name, "item": item}
        await slack.send({"type": "event_callback", "team_id": "T1", "event_id": f"E{name}{kind}", "event": event})
        async with slack.room.store.begin(reading=True) as books:
            kept.append([signal.kind for signal in await books.readers.of(slack.staffed.team.name)])
    assert kept == [["like"], ["like", "present"], ["present"], ["present"]]


async def test_a_member_who_has_had_a_share_is_told_so(slack: SlackRoom) -> None:
    slack.app.front.room = replace(slack.room, member_blurbs=0, fallback=FakeWriter(name="extractive"))
    said = await slack.click("paper_blurb", "2610.00001")
    assert "a member's share" in said["text"]
