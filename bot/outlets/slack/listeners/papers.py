"""`/paper` and what hangs on it: answered to whoever asked, shared, nominated, drafted, or saved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BadInput, NotAllowed, PaperdeskError
from bot.domain.paper import PaperRef
from bot.domain.reader import SignalKind
from bot.domain.story import Claim
from bot.domain.team import Team
from bot.outlets.slack.blocks.answer import answer_blocks, blurb_blocks
from bot.outlets.slack.blocks.modal import nominate_modal
from bot.outlets.slack.blocks.words import escaped
from bot.outlets.slack.listeners.click import Click, hear, said, unwrapped, words
from bot.outlets.slack.listeners.front import SORRY, Front, Payload, whisper
from bot.pipeline.ask import Answer, ask
from bot.pipeline.learn import heard
from bot.pipeline.nominate import nominate
from bot.pipeline.request import requested

log = structlog.get_logger()

_NOMINATE = re.compile(r"\s+nominate\s*$", re.IGNORECASE)
_REFERENCE = re.compile(
    r"https?://[^\s<>|]+|\b(?:arxiv:\s*)?\d{4}\.\d{4,5}(?:v\d+)?\b|\b10\.\d{4,9}/[^\s<>|]+", re.IGNORECASE
)


def listen(app: AsyncApp, front: Front) -> None:
    """Hear the command, the buttons of its answers, the shortcut, and readers' buttons under a post."""

    async def asked(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        await ack()
        front.soon(_answered(front, body, respond))

    async def pointed(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, respond: AsyncRespond) -> None:
        message: Payload = body.get("message") or {}
        found = _REFERENCE.search(unwrapped(str(message.get("text") or "")))
        click = Click(front, body, client, respond)
        try:
            await click.open(nominate_modal(found[0].rstrip(".,;:!?)") if found else "", click.channel))
        except PaperdeskError as error:
            click.say(str(error))
        await ack()

    async def nominated(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        front.soon(_from_modal(front, body, client))

    app.command("/paper")(asked)
    app.shortcut("nominate_message")(pointed)
    app.view("nominate")(nominated)
    hear(app, front, r"paper_choose_\d+", _chosen)
    hear(app, front, "paper_share", _shared)
    hear(app, front, "paper_nominate", _nominated)
    hear(app, front, "paper_blurb", _drafted)
    hear(app, front, "paper_(?:save|more)", _kept)


async def _answered(front: Front, body: Payload, respond: AsyncRespond) -> None:
    try:
        text = unwrapped(str(body.get("text") or "")[:5_000])
        if _NOMINATE.search(text):
            await said(respond, await _nomination(front, body, _NOMINATE.sub("", text)))
            return
        space, account = str(body.get("team_id") or ""), str(body.get("user_id") or "")
        team = await front.team_here(space, str(body.get("channel_id") or ""), account)
        answer = await ask(front.room, text, team.name)
        await said(respond, _line(answer), await _shown(front, team, answer))
    except PaperdeskError as error:
        log.info("slack.refused", reason=str(error))
        await said(respond, escaped(str(error)))
    except Exception:
        # Somebody waits for an answer: they get a sentence, the operator the whole of it.
        log.exception("slack.failed")
        await said(respond, SORRY)


async def _nomination(front: Front, body: Payload, text: str) -> str:
    space, account = str(body.get("team_id") or ""), str(body.get("user_id") or "")
    team = await front.team_here(space, str(body.get("channel_id") or ""), account)
    person = await front.editor(team, account)
    edition = await front.open_edition(team)
    await nominate(front.room, editor=person, edition_id=edition.id, words=text, via="button")
    return f"Nominated for {edition.period}; its card comes up in the editors' channel."


def _line(answer: Answer) -> str:
    return escaped(answer.paper.title) if answer.paper else "Several papers fit"


async def _shown(front: Front, team: Team, answer: Answer) -> Sequence[Any]:
    return answer_blocks(answer, approved=await _approved(front, team, answer))


async def _approved(front: Front, team: Team, answer: Answer) -> tuple[Sequence[Claim], Sequence[Claim]] | None:
    """The words that the team's editors approved, where the paper has appeared."""
    if answer.paper is None or not answer.appearances:
        return None
    async with front.room.store.begin(reading=True) as books:
        edition = await books.editions.find(team.name, answer.appearances[0].period)
        printed = await books.editions.printed(edition.id, team.language) if edition else None
    story = next((each for each in printed.stories if each.ref == answer.paper.ref), None) if printed else None
    return (story.why, story.insights) if story else None


async def _asked_again(click: Click) -> tuple[Team, Answer]:
    team = await click.front.team_here(click.space, click.channel, click.account)
    return team, await ask(click.front.room, click.value, team.name)


async def _chosen(click: Click) -> None:
    team, answer = await _asked_again(click)
    click.say(_line(answer), await _shown(click.front, team, answer))


async def _shared(click: Click) -> None:
    team, answer = await _asked_again(click)
    approved = await _approved(click.front, team, answer)
    blocks = answer_blocks(answer, approved=approved, buttons=False, shared_by=click.account)
    click.say(_line(answer), blocks, openly=True)


async def _nominated(click: Click) -> None:
    team = await click.front.team_here(click.space, click.channel, click.account)
    person = await click.front.editor(team, click.account)
    edition = await click.front.open_edition(team)
    await nominate(click.front.room, editor=person, edition_id=edition.id, words=click.value, via="button")
    click.say(f"Nominated for {edition.period}; its card comes up in the editors' channel.")


async def _drafted(click: Click) -> None:
    team, answer = await _asked_again(click)
    if answer.paper is None:
        raise BadInput("That names no single paper; ask for it again.")
    paper = answer.paper

    async def drafted() -> None:
        try:
            written = await requested(click.front.room, team.name, paper, f"slack:{click.account}")
        except NotAllowed as refused:
            await said(click.respond, str(refused))
            return
        await said(click.respond, _line(answer), blurb_blocks(paper, written))

    click.say("A draft is being written; it may take a minute.")
    click.front.soon(drafted())


async def _kept(click: Click) -> None:
    """A reader's word on a printed paper: it is kept once, for learning."""
    team = await click.front.team_here(click.space, click.channel, click.account)
    kind: SignalKind = "save" if click.action == "paper_save" else "more"
    ref = PaperRef.parse(click.value)
    await heard(click.front.room, team=team.name, ref=ref, who=f"slack:{click.account}", kind=kind)
    click.say("Saved; thank you." if kind == "save" else "Noted: more like this.")


async def _from_modal(front: Front, body: Payload, client: AsyncWebClient) -> None:
    view: Payload = body.get("view") or {}
    channel, account = str(view.get("private_metadata") or ""), str((body.get("user") or {}).get("id") or "")
    asked = {"team_id": (body.get("team") or {}).get("id"), "user_id": account, "channel_id": channel}
    try:
        told = await _nomination(front, asked, unwrapped(words(body, "paper")))
    except PaperdeskError as error:
        told = str(error)
    await whisper(client, channel, account, escaped(told))
