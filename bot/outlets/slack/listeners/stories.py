"""Buttons and modals of a card: each through the same door as everywhere, with the draft that was shown."""

from __future__ import annotations

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.card import CardFace
from bot.domain.errors import BadInput, PaperdeskError, StaleDraft
from bot.domain.story import VoteKind
from bot.outlets.slack.blocks.card import sources_blocks
from bot.outlets.slack.blocks.limits import LONGEST_INPUT, packed, size
from bot.outlets.slack.blocks.modal import OURS, edit_modal, figure_modal, rewrite_modal
from bot.outlets.slack.listeners.click import Click, hear, whole, words
from bot.outlets.slack.listeners.front import Front, Payload, whisper
from bot.pipeline import review

_VOTES: dict[str, tuple[VoteKind, bool]] = {
    "story_approve": ("approve", False),
    "story_overrule": ("approve", True),
    "story_drop": ("drop", False),
    "story_keep": ("keep", False),
}


def listen(app: AsyncApp, front: Front) -> None:
    """Hear the buttons of cards and what their modals send."""
    hear(app, front, "story_(?:approve|overrule|drop|keep)", _voted)
    hear(app, front, "story_restore", _restored)
    hear(app, front, "story_(?:up|down)", _moved)
    hear(app, front, "story_edit", _edit)
    hear(app, front, "story_redraft", _redraft)
    hear(app, front, "story_figure", _figure)
    hear(app, front, "story_sources", _sources)

    async def edited(ack: AsyncAck, body: dict[str, Any]) -> None:
        await _edited(front, ack, body)

    async def rewritten(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _rewritten(front, ack, body, client)

    async def illustrated(ack: AsyncAck, body: dict[str, Any]) -> None:
        await _illustrated(front, ack, body)

    app.view("edit")(edited)
    app.view("figure")(illustrated)
    app.view("rewrite")(rewritten)


async def _voted(click: Click) -> None:
    story_id, number = click.numbers
    team, edition, _ = await click.front.story(click.space, story_id)
    kind, anyway = _VOTES[click.action]
    outcome = await review.decide(
        click.front.room,
        editor=await click.front.editor(team, click.account),
        kind=kind,
        story_id=story_id,
        draft_number=number,
        via="button",
        event_id=click.once,
        anyway=anyway,
    )
    click.front.refresh_soon(edition.id)
    click.say(outcome.said)


async def _restored(click: Click) -> None:
    story_id, _ = click.numbers
    team, edition, _ = await click.front.story(click.space, story_id)
    person = await click.front.editor(team, click.account)
    outcome = await review.restore(click.front.room, editor=person, story_id=story_id, via="button")
    click.front.refresh_soon(edition.id)
    click.say(outcome.said)


async def _moved(click: Click) -> None:
    story_id, _ = click.numbers
    team, edition, story = await click.front.story(click.space, story_id)
    person = await click.front.editor(team, click.account)
    place = story.place + (1 if click.action == "story_down" else -1)
    outcome = await review.reorder(click.front.room, editor=person, story_id=story_id, place=place, via="button")
    click.front.refresh_soon(edition.id)
    click.say(outcome.said)


async def _edit(click: Click) -> None:
    face = await _current(click)
    draft = face.story.draft
    for claims in (draft.why, draft.insights) if draft else ():
        if size("\n".join(claim.text for claim in claims)) > LONGEST_INPUT:
            raise BadInput("This draft is too long for Slack's window; edit it on the desk page.")
    await click.open(edit_modal(face))


async def _redraft(click: Click) -> None:
    await click.open(rewrite_modal(await _current(click), click.channel))


async def _figure(click: Click) -> None:
    face = await click.front.face(click.space, click.numbers[0])
    await click.front.editor(face.team, click.account)
    if not face.figure_choices:
        raise BadInput("No figure of this paper is known; there is nothing to choose from.")
    await click.open(figure_modal(face))


async def _sources(click: Click) -> None:
    face = await click.front.face(click.space, click.numbers[0])
    await click.front.editor(face.team, click.account)
    click.say("Sources", packed(sources_blocks(face))[0])


async def _current(click: Click) -> CardFace:
    story_id, number = click.numbers
    face = await click.front.face(click.space, story_id)
    await click.front.editor(face.team, click.account)
    if face.story.draft_number != number:
        raise StaleDraft(f"Draft {number} has been replaced by draft {face.story.draft_number}; use its card.")
    return face


async def _edited(front: Front, ack: AsyncAck, body: Payload) -> None:
    try:
        story_id, number = (whole(each) for each in _carried(body, 2))
        team, edition, _ = await front.story(body["team"]["id"], story_id)
        await review.edit(
            front.room,
            editor=await front.editor(team, body["user"]["id"]),
            story_id=story_id,
            draft_number=number,
            why=words(body, "why").splitlines(),
            insights=words(body, "insights").splitlines(),
            via="button",
        )
    except PaperdeskError as error:
        await ack(response_action="errors", errors={"why": str(error)[:1_000]})
        return
    front.refresh_soon(edition.id)
    await ack()


async def _illustrated(front: Front, ack: AsyncAck, body: Payload) -> None:
    try:
        story_id, _ = (whole(each) for each in _carried(body, 2))
        team, edition, _ = await front.story(body["team"]["id"], story_id)
        editor, chosen = await front.editor(team, body["user"]["id"]), words(body, "figure")
        figure = "" if chosen == OURS else chosen
        await review.illustrate(front.room, editor=editor, story_id=story_id, figure=figure, via="button")
    except PaperdeskError as error:
        await ack(response_action="errors", errors={"figure": str(error)[:1_000]})
        return
    front.refresh_soon(edition.id)
    await ack()


async def _rewritten(front: Front, ack: AsyncAck, body: Payload, client: AsyncWebClient) -> None:
    try:
        story, number, channel = _carried(body, 3)
        team, edition, _ = await front.story(body["team"]["id"], whole(story))
        outcome = await review.rewrite(
            front.room,
            editor=await front.editor(team, body["user"]["id"]),
            story_id=whole(story),
            draft_number=whole(number),
            instruction=words(body, "wish"),
            via="button",
        )
    except PaperdeskError as error:
        await ack(response_action="errors", errors={"wish": str(error)[:1_000]})
        return
    front.refresh_soon(edition.id)
    await ack()
    if channel:
        front.soon(whisper(client, channel, body["user"]["id"], outcome.said))


def _carried(body: Payload, count: int) -> list[str]:
    parts = str((body.get("view") or {}).get("private_metadata") or "").split(":")
    return (parts + [""] * count)[:count]
