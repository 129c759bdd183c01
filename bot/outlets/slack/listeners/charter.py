"""A team's settings in Slack: a window for the editors whom the team names, opened from `/desk` and App Home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.domain.errors import NotAllowed, NotFound, PaperdeskError
from bot.domain.team import Person, Place, Team
from bot.outlets.slack.blocks.modal import charter_modal
from bot.outlets.slack.listeners.click import Click, hear, words
from bot.outlets.slack.listeners.front import Front, Payload
from bot.pipeline.charter import Wishes, change, may_change, owned


def listen(app: AsyncApp, front: Front) -> None:
    """Hear the button that opens the window, and what is saved in it."""

    async def saved(ack: AsyncAck, body: dict[str, Any]) -> None:
        await _saved(front, ack, body)

    hear(app, front, "team_settings", _opened)
    app.view("charter")(saved)


async def _opened(click: Click) -> None:
    team = await _team(click.front, click.space, click.value)
    person = await click.front.editor(team, click.account)
    if not may_change(team, person):
        raise NotAllowed(f"Only the editors whom {team.name} names itself change its settings.")
    await click.open(charter_modal(team))


async def _saved(front: Front, ack: AsyncAck, body: Payload) -> None:
    first = next(iter(((body.get("view") or {}).get("state") or {}).get("values") or {"topics": None}))
    space, account = str((body.get("team") or {}).get("id") or ""), str((body.get("user") or {}).get("id") or "")
    try:
        team = await _team(front, space, str((body.get("view") or {}).get("private_metadata") or ""))
        person = await front.editor(team, account)
        wishes = await _wishes(front, team, space, body)
        await change(front.room, editor=person, team=team.name, wishes=wishes)
    except PaperdeskError as error:
        await ack(response_action="errors", errors={first: str(error)[:1_000]})
        return
    await ack()


async def _team(front: Front, space: str, name: str) -> Team:
    team = next((team for team in await front.teams(space) if team.name == name), None)
    if team is None:
        raise NotFound("That team is not here.")
    return team


async def _wishes(front: Front, team: Team, space: str, body: Payload) -> Wishes:
    def text(name: str) -> str | None:
        return None if owned(team, name) else words(body, name)

    def lines(name: str) -> list[str] | None:
        return None if owned(team, name) else words(body, name).splitlines()

    accounts = None if owned(team, "editors") else _chosen(body, "editors", "selected_users")
    channels = None if owned(team, "channels") else _chosen(body, "channels", "selected_conversations")
    return Wishes(
        topics=lines("topics"),
        not_topics=lines("not_topics"),
        followed=lines("followed"),
        editors=None if accounts is None else await _editors(front, team, space, accounts),
        channels=None if channels is None else _channels(team, space, channels),
        publish=text("publish"),
        timezone=text("timezone"),
        language=text("language"),
    )


def _chosen(body: Payload, name: str, kind: str) -> list[str]:
    values = ((body.get("view") or {}).get("state") or {}).get("values") or {}
    return [str(each) for each in ((values.get(name) or {}).get("words") or {}).get(kind) or ()]


async def _editors(front: Front, team: Team, space: str, accounts: Sequence[str]) -> list[Person]:
    """The team's own editors with those accounts; who edits elsewhere too keeps that, and new ones get their names."""
    own = [person for person in team.editors if not person.through]
    stay = [p if p.slack in accounts else replace(p, slack=None) for p in own]
    stay = [person for person in stay if person.slack or person.discord or not _was_here(own, person)]
    known = {person.slack for person in stay}
    for account in accounts:
        if account not in known:
            name = await front.desk.name(Place("slack", space), account) or f"member {account}"
            taken = {person.name for person in stay}
            stay.append(Person(name if name not in taken else f"{name} ({account})", slack=account))
    return stay


def _was_here(own: Sequence[Person], person: Person) -> bool:
    return any(each.name == person.name and each.slack for each in own)


def _channels(team: Team, space: str, chosen: Sequence[str]) -> list[Place]:
    """The team's places elsewhere, and here the chosen channels; one that stays keeps its language."""
    here = {place.channel: place for place in team.channels if place.platform == "slack" and place.space in ("", space)}
    elsewhere = [place for place in team.channels if place not in here.values()]
    return [*elsewhere, *(here.get(channel) or Place("slack", space, channel, team.language) for channel in chosen)]
