"""The state of the desk where people look for it: `/desk`, App Home, and a mention in a card's thread."""

from __future__ import annotations

import re
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import PaperdeskError
from bot.domain.team import Person, Team
from bot.outlets.slack.blocks.kit import actions, button, context, divider, section
from bot.outlets.slack.blocks.limits import MOST_MODAL_BLOCKS, Block
from bot.outlets.slack.blocks.summary import standing, summary_blocks
from bot.outlets.slack.blocks.words import clipped, escaped
from bot.outlets.slack.listeners.click import said
from bot.outlets.slack.listeners.front import Front, Payload, politely, whisper
from bot.outlets.slack.refusals import TROUBLE, meaning
from bot.pipeline import review
from bot.pipeline.charter import may_change
from bot.pipeline.guests import editor_at

log = structlog.get_logger()

_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>")
_HELP = "Ask me with `/paper 2103.10385` or with words of a title; `/desk` shows how the edition stands."


def listen(app: AsyncApp, front: Front) -> None:
    """Hear `/desk`, openings of App Home, and mentions."""

    async def desk(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        await ack()
        front.soon(_shown(front, body, respond))

    async def opened(body: dict[str, Any], client: AsyncWebClient) -> None:
        event: Payload = body.get("event") or {}
        if event.get("tab", "home") == "home":
            front.soon(_home(front, str(body.get("team_id") or ""), str(event.get("user") or ""), client))

    async def mentioned(body: dict[str, Any], client: AsyncWebClient) -> None:
        event: Payload = body.get("event") or {}
        channel, account = str(event.get("channel") or ""), str(event.get("user") or "")

        def tell(text: str) -> None:
            front.soon(whisper(client, channel, account, escaped(text), event.get("thread_ts")))

        if account and not event.get("bot_id"):
            await politely(tell, _wish(front, body, event, tell))

    app.command("/desk")(desk)
    app.event("app_home_opened")(opened)
    app.event("app_mention")(mentioned)


async def _shown(front: Front, body: Payload, respond: AsyncRespond) -> None:
    account = str(body.get("user_id") or "")
    try:
        team = await front.team_here(str(body.get("team_id") or ""), str(body.get("channel_id") or ""), account)
        blocks = await _desk_blocks(front, team, account)
    except PaperdeskError as error:
        await said(respond, escaped(str(error)))
        return
    await said(respond, f"The desk of {escaped(team.name)}", blocks)


async def _desk_blocks(front: Front, team: Team, account: str) -> list[Block]:
    """How the edition stands: all of it for editors, a line for everyone else."""
    face = await front.newest(team)
    person = await editor_at(front.room, team, "slack", account)
    if face is None:
        return [
            section(f"*{clipped(team.name, 80)}* has no edition yet."),
            *(_settings(team, person) if person else ()),
        ]
    if person is None:
        return [section(f"*{clipped(team.name, 80)}, {face.edition.period}*: {escaped(standing(face))}")]
    page = front.invite(team, person) if front.invite else front.desk.page(face)
    topics = clipped(", ".join(team.topics), 300) or "none yet"
    editors = clipped(", ".join(each.name for each in team.editors), 300)
    about = context(f"Topics: {topics}", f"Editors: {editors}", f"Goes out: {clipped(team.publish, 80)}")
    return [*summary_blocks(face, page), about, *_settings(team, person)]


def _settings(team: Team, person: Person) -> list[Block]:
    return [actions(button("Settings…", "team_settings", team.name))] if may_change(team, person) else []


async def _home(front: Front, space: str, account: str, client: AsyncWebClient) -> None:
    blocks: list[Block] = [section("*Paperdesk* brings the papers worth reading to your team."), context(_HELP)]
    for team in await front.teams(space):
        blocks += [divider(), *await _desk_blocks(front, team, account)]
    view = {"type": "home", "blocks": [dict(block) for block in blocks[:MOST_MODAL_BLOCKS]]}
    try:
        await client.views_publish(user_id=account, view=view)
    except TROUBLE as error:
        raise meaning(error, "App Home") from error


async def _wish(front: Front, body: Payload, event: Payload, tell: Any) -> None:
    """A mention in a card's thread says what should change; anywhere else it is answered with a hint."""
    space, channel = str(body.get("team_id") or ""), str(event.get("channel") or "")
    found = await front.card_there(space, channel, str(event.get("thread_ts") or ""))
    if found is None or found[1].story_id == 0:
        tell(_HELP)
        return
    team, card = found
    person = await front.editor(team, str(event.get("user") or ""))
    async with front.room.store.begin() as books:
        event_id = f"slack:{body.get('event_id')}"
        if body.get("event_id") and not await books.ledger.first_time(event_id, front.room.clock.now()):
            return
    outcome = await review.rewrite(
        front.room,
        editor=person,
        story_id=card.story_id,
        draft_number=card.draft_number,
        instruction=_MENTION.sub("", str(event.get("text") or "")).strip(),
        via="button",
    )
    front.refresh_soon(outcome.story.edition_id)
    tell(outcome.said)
