"""Buttons of the summary: the edition's own words, and when it goes out."""

from __future__ import annotations

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import Conflict, PaperdeskError
from bot.outlets.slack.blocks.modal import language_modal, notice_modal, text_modal, why_modal
from bot.outlets.slack.listeners.click import Click, hear, unwrapped, whole, words
from bot.outlets.slack.listeners.front import Front, Payload, politely
from bot.outlets.slack.refusals import TROUBLE, meaning
from bot.pipeline import edition as editions
from bot.pipeline.languages import approve_translation, translation
from bot.pipeline.why import why_not_in


def listen(app: AsyncApp, front: Front) -> None:
    """Hear the buttons of the summary and what their modal sends."""
    hear(app, front, "text_approve", _approved)
    hear(app, front, "text_edit", _edit)
    hear(app, front, "edition_(?:call|now|extend)", _timed)
    hear(app, front, "edition_held", _held)
    hear(app, front, "language_read", _read)

    async def edited(ack: AsyncAck, body: dict[str, Any]) -> None:
        await _edited(front, ack, body)

    async def approved(ack: AsyncAck, body: dict[str, Any]) -> None:
        await _language_approved(front, ack, body)

    async def wondered(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        # Ranking anew takes longer than Slack waits: the window says so, and has the answer when it is there.
        await ack(response_action="update", view=notice_modal("Looking it up…", "Why not…?"))
        front.soon(_told_why(front, body, client))

    app.view("why_not")(wondered)
    app.view("text")(edited)
    app.view("language")(approved)


async def _approved(click: Click) -> None:
    edition_id, number = click.numbers
    team, _ = await click.front.edition(click.space, edition_id)
    person = await click.front.editor(team, click.account)
    await editions.approve_text(click.front.room, editor=person, edition_id=edition_id, number=number)
    click.front.refresh_soon(edition_id)
    click.say("The edition's words are approved.")


async def _timed(click: Click) -> None:
    room = click.front.room
    team, edition = await click.front.edition(click.space, click.number)
    person = await click.front.editor(team, click.account)
    if click.action == "edition_call":
        await editions.call(room, editor=person, edition_id=edition.id)
        said = "What is approved is enough; it goes out at its time."
    elif click.action == "edition_now":
        await editions.publish_now(room, editor=person, edition_id=edition.id)
        said = "It goes out now."
    else:
        await editions.extend(room, editor=person, edition_id=edition.id)
        said = f"The review has {team.review_days} days from now."
    click.front.refresh_soon(edition.id)
    click.say(said)


async def _held(click: Click) -> None:
    team, edition = await click.front.edition(click.space, click.number)
    await click.front.editor(team, click.account)
    await click.open(why_modal(edition))


async def _told_why(front: Front, body: Payload, client: AsyncWebClient) -> None:
    view: Payload = body.get("view") or {}
    told: list[str] = []

    async def looked() -> None:
        team, edition = await front.edition(body["team"]["id"], whole(str(view.get("private_metadata") or "")))
        await front.editor(team, body["user"]["id"])
        told.append(await why_not_in(front.room, edition.id, unwrapped(words(body, "paper"))))

    await politely(told.append, looked())
    try:
        await client.views_update(view_id=str(view.get("id") or ""), view=notice_modal(told[0], "Why not…?"))
    except TROUBLE as error:
        raise meaning(error, "this window") from error


async def _read(click: Click) -> None:
    number, _, language = click.value.partition(":")
    team, edition = await click.front.edition(click.space, whole(number))
    await click.front.editor(team, click.account)
    told = await translation(click.front.room, edition.id, language)
    if not told.face.readable:
        raise Conflict(
            f"There is no translation into {language} of these words now; it comes when the edition is ready."
        )
    await click.open(language_modal(edition, told))


async def _language_approved(front: Front, ack: AsyncAck, body: Payload) -> None:
    try:
        number, language, mark = [*str((body.get("view") or {}).get("private_metadata") or "").split(":"), "", ""][:3]
        team, edition = await front.edition(body["team"]["id"], whole(number))
        editor = await front.editor(team, body["user"]["id"])
        await approve_translation(front.room, editor=editor, edition_id=edition.id, language=language, mark=whole(mark))
    except PaperdeskError as error:
        await ack(response_action="update", view=notice_modal(str(error)))
        return
    front.refresh_soon(edition.id)
    await ack()


async def _edit(click: Click) -> None:
    team, edition = await click.front.edition(click.space, click.number)
    await click.front.editor(team, click.account)
    await click.open(text_modal(edition))


async def _edited(front: Front, ack: AsyncAck, body: Payload) -> None:
    try:
        edition_id = whole(str((body.get("view") or {}).get("private_metadata") or ""))
        team, edition = await front.edition(body["team"]["id"], edition_id)
        await editions.edit_text(
            front.room,
            editor=await front.editor(team, body["user"]["id"]),
            edition_id=edition.id,
            headline=words(body, "headline"),
            intro=words(body, "intro"),
            news=words(body, "news").splitlines(),
        )
    except PaperdeskError as error:
        await ack(response_action="errors", errors={"headline": str(error)[:1_000]})
        return
    front.refresh_soon(edition.id)
    await ack()
