"""Posting to Slack: the edition in its thread, within Slack's limits, once, whatever the answer turns out to be."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block as SlackBlock

from bot.domain.edition import Delivery, delivery_id
from bot.domain.editorial import EditionStage, StoryStage
from bot.domain.errors import CannotLook, PostLater, PostRefused, PostUnclear
from bot.domain.evidence import Figure, Link
from bot.domain.printed import PrintedOther, PrintedReference
from bot.domain.story import Claim
from bot.outlets.slack.blocks import limits, post
from bot.outlets.slack.blocks.card import card_blocks
from bot.outlets.slack.blocks.summary import reminder_body, summary_blocks
from bot.outlets.slack.channel import SlackChannel
from bot.outlets.slack.workspaces import OneToken, Workspaces
from bot.pipeline import edition as editions
from bot.pipeline import review
from bot.pipeline.publish import SETTLE, sweep
from tests.factories import EDITOR, NOON, made_desk, made_draft, made_face, made_paper, printed_edition, printed_story
from tests.outlets.slack_desk import NEWS, SlackRoom, slack_room
from tests.outlets.slack_server import Fault, SlackServer, slack_server

pytestmark = pytest.mark.anyio


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with slack_server() as made:
        yield made


@pytest.fixture
def channel(server: SlackServer) -> SlackChannel:
    return SlackChannel(Workspaces(OneToken("xoxb-made-up"), server.url), pace=0.0)


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[SlackRoom]:
    async with slack_room(tmp_path, desk=None) as made:
        yield made


def owed(part: int = 0, body: str | None = None, **changes: Any) -> Delivery:
    made = Delivery(
        id=delivery_id("edition", "edition:1", NEWS, part, 0),
        purpose="edition",
        subject="edition:1",
        place=NEWS,
        part=part,
        body=body or post.body("Hello", [{"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}]),
        attempt=1,
        attempted_at=NOON,
    )
    return replace(made, **changes)


async def release(slack: SlackRoom) -> None:
    for story in await slack.staffed.stories():
        if story.stage is StoryStage.IN_REVIEW:
            await review.decide(slack.room, editor=EDITOR, kind="approve", story_id=story.id, draft_number=1, via="web")
    edition = slack.staffed.edition
    await editions.approve_text(slack.room, editor=EDITOR, edition_id=edition.id, number=1)
    await editions.publish_now(slack.room, editor=EDITOR, edition_id=edition.id)


def nowhere_twice(server: SlackServer) -> bool:
    ids = [message["metadata"]["event_payload"]["delivery_id"] for message in server.messages.values()]
    return len(ids) == len(set(ids))


async def test_an_edition_is_a_lead_and_a_thread_in_order(slack: SlackRoom) -> None:
    await release(slack)
    assert (await slack.staffed.work()).stage is EditionStage.PUBLISHED
    lead, *rest = slack.server.messages.values()
    assert lead.get("thread_ts") is None
    assert [message["thread_ts"] for message in rest] == [lead["ts"]] * len(rest)
    assert [message["text"][:2] for message in rest] == ["1.", "2.", "3."]
    for message in slack.server.messages.values():
        assert str(message["unfurl_links"]) in {"0", "False"}
        assert str(message["unfurl_media"]) in {"0", "False"}
        assert message["text"]


@pytest.mark.parametrize(
    "fault",
    [Fault(status=500, after=True), Fault(after=True, lost=True), Fault(error="fatal_error", after=True)],
    ids=["500 after commit", "lost answer", "fatal_error after commit"],
)
async def test_a_post_whose_answer_is_lost_is_found_and_not_repeated(slack: SlackRoom, fault: Fault) -> None:
    await release(slack)
    slack.server.faults = {"chat.postMessage": [fault]}
    await slack.staffed.work()
    assert len(slack.server.messages) == 1
    slack.staffed.clock.pass_by(seconds=SETTLE + 1)
    assert (await slack.staffed.work()).stage is EditionStage.PUBLISHED
    assert len(slack.server.messages) == 4
    assert nowhere_twice(slack.server)


async def test_a_lost_part_of_the_thread_is_found_in_the_thread(slack: SlackRoom) -> None:
    await release(slack)
    good = Fault(error="ratelimited", status=429, headers={"Retry-After": "1"})
    slack.server.faults = {"chat.postMessage": [good, Fault(after=True, lost=True)]}
    await slack.staffed.work()
    slack.staffed.clock.pass_by(seconds=2)
    await sweep(slack.room)
    slack.staffed.clock.pass_by(seconds=SETTLE + 1)
    slack.server.faults = {"chat.postMessage": [Fault(after=True, status=503)]}
    await sweep(slack.room)
    slack.staffed.clock.pass_by(seconds=SETTLE + 1)
    assert (await slack.staffed.work()).stage is EditionStage.PUBLISHED
    assert slack.server.counted()["conversations.replies"] >= 1
    assert nowhere_twice(slack.server)


async def test_the_client_itself_never_sends_a_post_twice(channel: SlackChannel, server: SlackServer) -> None:
    server.faults = {"chat.postMessage": [Fault(lost=True)]}
    with pytest.raises(PostUnclear):
        await channel.post(owed(), None)
    assert server.counted()["chat.postMessage"] == 1


async def test_a_busy_slack_says_how_long_to_wait(channel: SlackChannel, server: SlackServer) -> None:
    server.faults = {"chat.postMessage": [Fault("ratelimited", 429, {"Retry-After": "17"})]}
    with pytest.raises(PostLater) as caught:
        await channel.post(owed(), None)
    assert caught.value.after == 17


@pytest.mark.parametrize(
    ("error", "hint"),
    [
        ("not_in_channel", "/invite"),
        ("channel_not_found", "team file"),
        ("is_archived", "unarchive"),
        ("token_revoked", "install the app again"),
        ("account_inactive", "install the app again"),
        ("invalid_auth", "PAPERDESK_SLACK_BOT_TOKEN"),
        ("missing_scope", "chat:write"),
        ("msg_blocks_too_long", "too long"),
        ("something_new", "something_new"),
    ],
)
async def test_a_refusal_says_what_to_do(channel: SlackChannel, server: SlackServer, error: str, hint: str) -> None:
    server.faults = {"chat.postMessage": [Fault(error, fields={"needed": "chat:write"})]}
    with pytest.raises(PostRefused, match=hint):
        await channel.post(owed(), None)


async def test_blocks_that_slack_would_refuse_are_refused_and_not_retried(
    channel: SlackChannel, server: SlackServer
) -> None:
    body = post.body("Too many", [{"type": "divider"}] * 51)
    with pytest.raises(PostRefused):
        await channel.post(owed(body=body), None)
    assert not server.messages


async def test_a_picture_that_slack_cannot_fetch_costs_the_picture_and_not_the_story(
    channel: SlackChannel, server: SlackServer
) -> None:
    figure = Figure("https://pictures.example.org/broken.png", "https://arxiv.org/html/1", "A drawing", "Figure 1",
                    "CC BY 4.0", may_repost=True)  # fmt: skip
    body = post.body("Story", list(post.story_blocks(printed_story(1, figure=figure))))
    await channel.post(owed(body=body), None)
    (message,) = server.messages.values()
    assert "image" not in {block["type"] for block in message["blocks"]}
    assert "Figure 1" in json.dumps(message["blocks"])


async def test_without_the_scope_to_look_the_operator_is_asked(channel: SlackChannel, server: SlackServer) -> None:
    server.faults = {"conversations.history": [Fault("missing_scope", fields={"needed": "channels:history"})]}
    with pytest.raises(CannotLook, match="channels:history"):
        await channel.find(owed(), None)


async def test_a_busy_history_never_leads_to_a_blind_second_post(channel: SlackChannel, server: SlackServer) -> None:
    server.faults = {"conversations.history": [Fault("ratelimited", 429, {"Retry-After": "60"})]}
    with pytest.raises(PostUnclear):  # "later" would put it back to pending, and pending is posted unseen
        await channel.find(owed(), None)


async def test_a_message_is_found_on_a_later_page_and_only_by_its_own_id(
    channel: SlackChannel, server: SlackServer
) -> None:
    wanted = await channel.post(owed(), None)
    for part in range(1, 6):
        await channel.post(owed(part), None)
    assert await channel.find(owed(), None) == wanted
    assert await channel.find(owed(7), None) is None
    asked = server.asked("conversations.history")[0]
    assert float(asked["oldest"]) == (NOON - timedelta(seconds=60)).timestamp()


async def test_a_token_for_another_workspace_is_not_used(channel: SlackChannel, server: SlackServer) -> None:
    server.space = "T2"
    with pytest.raises(PostRefused, match="T2"):
        await channel.post(owed(), None)
    assert not server.messages


async def test_a_body_that_is_no_message_is_refused(channel: SlackChannel) -> None:
    with pytest.raises(PostRefused, match="settle it as skipped"):
        await channel.post(owed(body='{"lines": []}'), None)


def test_titles_can_neither_ping_nor_forge_links() -> None:
    evil = "<!channel> & <@U1> <https://evil.example|here> \u202etxet"
    story = printed_story(1, title=evil, why=(Claim("judgement", evil),), url="https://x.example/a|b>c?d=1&e=2")
    for blocks in (post.story_blocks(story), post.lead_blocks(printed_edition(headline=evil, stories=(story,)), None)):
        shown = json.dumps([block for block in blocks if block["type"] != "header"], ensure_ascii=False)
        assert "<!channel>" not in shown
        assert "<@U1>" not in shown
        assert "<https://evil.example" not in shown
        assert "\u202e" not in shown
        assert "<https://x.example/a%7Cb%3Ec?d=1&amp;e=2|" in shown
    text = json.loads(post.body(evil, []))["text"]
    assert "<!channel>" not in text


def test_a_script_address_is_no_link() -> None:
    story = printed_story(1, url="javascript:alert(1)", links=(Link("code", "file:///etc/passwd", "abstract"),))
    shown = json.dumps(list(post.story_blocks(story)))
    assert "javascript:" not in shown
    assert "file:" not in shown


@pytest.mark.parametrize("picture", ["http://pictures.example.org/a.png", "https://10.0.0.1/a.png", "/figures/a.png"])
def test_only_pictures_that_slack_can_fetch_are_shown(picture: str) -> None:
    figure = Figure(picture, "https://arxiv.org/html/1", "A drawing", "Figure 1", "CC BY 4.0", may_repost=True)
    assert "image" not in {block["type"] for block in post.story_blocks(printed_story(1, figure=figure))}


def test_a_kept_picture_is_shown_from_our_own_public_address() -> None:
    figure = Figure("/figures/a.png", "https://arxiv.org/html/1", "A drawing", "Figure 1", "CC BY 4.0", may_repost=True)
    blocks = list(post.story_blocks(printed_story(1, figure=figure), "https://papers.example.org/"))
    assert [b["image_url"] for b in blocks if b["type"] == "image"] == ["https://papers.example.org/figures/a.png"]


def test_an_image_may_not_be_shown_without_a_licence() -> None:
    figure = Figure("https://pictures.example.org/a.png", "https://arxiv.org/html/1", "A", "Figure 1", None,
                    may_repost=False)  # fmt: skip
    assert "image" not in {block["type"] for block in post.story_blocks(printed_story(1, figure=figure))}


words = st.text(st.sampled_from("abc &<>|*_`~@!:\n\u202e😀é中"), max_size=4_000) | st.text(max_size=600)
addresses = st.just("https://example.org/") | st.text(max_size=80).map("https://example.org/".__add__) | words
claims = st.builds(
    Claim,
    st.sampled_from(["fact", "judgement", "relevance"]),
    words,
    st.none() | words,
    st.none() | words,
    st.sampled_from(["verified", "repaired", "unverified"]),
    st.lists(words, max_size=2).map(tuple),
)
some_claims = st.lists(claims, max_size=4).map(tuple)
stories = st.builds(
    printed_story,
    st.integers(1, 10),
    title=words,
    url=addresses,
    authors=st.lists(words, max_size=8).map(tuple),
    why=some_claims,
    insights=some_claims,
    links=st.lists(st.builds(Link, st.sampled_from(["code", "blog"]), addresses, words), max_size=12).map(tuple),
    figure=st.none() | st.builds(Figure, addresses, addresses, words, words, st.none() | words, st.booleans()),
    related=st.lists(st.builds(PrintedReference, words, addresses, words), max_size=5).map(tuple),
    drafted_by=words,
    overruled_by=st.none() | words,
)
edition_s = st.builds(
    printed_edition,
    headline=words,
    intro=words,
    news=st.lists(words, max_size=6).map(tuple),
    stories=st.lists(stories, max_size=4).map(tuple),
    others=st.lists(st.builds(PrintedOther, words, words, addresses), max_size=6).map(tuple),
    references=st.lists(st.builds(PrintedReference, words, addresses, words), max_size=6).map(tuple),
    how_made=words,
    corrections=st.lists(words, max_size=2).map(tuple),
)
patient = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def within(blocks: list[dict[str, Any]]) -> None:
    assert len(blocks) <= limits.MOST_BLOCKS
    assert limits.weight(blocks) <= limits.MOST_CHARACTERS
    for block in blocks:
        parsed = SlackBlock.parse(block)
        assert parsed is not None
        parsed.validate_json()  # slack_sdk's own rules
        text = (block.get("text") or {}).get("text", "x")
        assert 0 < limits.size(text) <= (150 if block["type"] == "header" else 3_000)
        for element in block.get("elements", ()):
            if block["type"] == "context":
                assert 0 < limits.size(element["text"]) <= 3_000
            else:
                assert limits.size(element["text"]["text"]) <= 75
                assert len(element["value"]) <= 2_000
        if block["type"] == "image":
            assert 0 < limits.size(block["alt_text"]) <= 2_000
            assert limits.size(block["image_url"]) <= 3_000


@patient
@given(edition_s)
def test_every_edition_stays_within_slacks_limits(printed: Any) -> None:
    messages = [json.loads(body) for body in post.bodies(printed, page="https://papers.example.org/nlp")]
    assert len(messages) > len(printed.stories)
    for message in messages:
        within(message["blocks"])
        assert limits.size(message["text"]) <= limits.LONGEST_TEXT
        json.dumps(message).encode()


@patient
@given(words, words, some_claims, some_claims)
def test_every_card_and_summary_is_one_message_within_the_limits(
    title: str, name: str, why: tuple[Claim, ...], insights: tuple[Claim, ...]
) -> None:
    draft = made_draft(1, why=why, insights=insights, by=name, note=name)
    face = replace(made_face(1, draft=draft), paper=made_paper(1, title=title, abstract=name))
    within([dict(block) for block in card_blocks(face)])
    desk = made_desk([StoryStage.IN_REVIEW] * 50, missing=(name, title))
    desk = replace(desk, cards=tuple(replace(card, paper=replace(card.paper, title=title)) for card in desk.cards))
    within([dict(block) for block in summary_blocks(desk, "https://papers.example.org/desk")])
    within(json.loads(reminder_body(desk, "https://papers.example.org/desk"))["blocks"])


def test_nothing_of_a_long_story_is_lost_on_the_way_into_the_thread() -> None:
    long = " ".join(f"word{number}" for number in range(6_000))
    story = printed_story(1, insights=(Claim("fact", long, verdict="verified"),))
    bodies = post.bodies(printed_edition(stories=(story,)))
    shown = " ".join(
        block["text"]["text"] for body in bodies for block in json.loads(body)["blocks"] if "text" in block
    )
    assert all(f"word{number}" in shown for number in (0, 1, 2_999, 5_998, 5_999))


@pytest.mark.shared
def test_our_limits_are_no_wider_than_the_recorded_ones(shared: Path) -> None:
    recorded = json.loads((shared / "specs/limits/slack-blockkit-limits.json").read_text())
    ours = {
        "text.max_length": limits.LONGEST_SECTION,
        "button.text.max_length": limits.LONGEST_BUTTON,
        "button.value.max_length": limits.LONGEST_VALUE,
        "button.url.max_length": limits.LONGEST_URL,
        "actions.elements.max_items": limits.MOST_ELEMENTS,
        "context.elements.max_items": limits.MOST_CONTEXT,
        "plain_text_input.max_length.max": limits.LONGEST_INPUT,
    }
    assert {name: value for name, value in ours.items() if value > recorded[name]} == {}
