"""The newsroom with everything plugged in, and what the entries need beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from bot.config.settings import Settings
from bot.config.sync import sync_teams
from bot.config.teams import read_teams
from bot.domain.team import Platform
from bot.jobs.calendar import CronCalendar
from bot.jobs.clock import SystemClock
from bot.jobs.noted import NotedJobs
from bot.ports import Channel, Clock, Jobs, Newsroom, Progress
from bot.store.engine import SqlStore
from bot.wiring.chat import Chat
from bot.wiring.discord import discord
from bot.wiring.opened import Opened
from bot.wiring.ranking import embedder, own_ranker, public_counts
from bot.wiring.slack import slack
from bot.wiring.sources import client, sources
from bot.wiring.store import once, open_store
from bot.wiring.writers import writers


@asynccontextmanager
async def open_newsroom(
    settings: Settings,
    *,
    progress: Progress,
    jobs: Jobs | None = None,
    clock: Clock | None = None,
    hurried: bool = False,
) -> AsyncIterator[Opened]:
    """Everything plugged in as the settings say. Opening connects to nothing.

    `hurried` is for what somebody waits for: a source that cannot be reached at all is given up soon.

    Raises:
        NotConfigured: settings that do not fit together.
    """
    clock = clock or SystemClock()
    noted = NotedJobs()
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(settings))
        http = await stack.enter_async_context(client(settings, clock, hurried=hurried))
        # Authors write the links in their papers: this client trusts no address inside the operator's network.
        abroad = await stack.enter_async_context(client(settings, clock, trusting=False))
        writer = await writers(settings, stack)
        plugged = _chats(settings, store, clock, stack)
        room = Newsroom(
            clock=clock,
            calendar=CronCalendar(),
            store=store,
            jobs=jobs or noted,
            progress=progress,
            channels={**_channels(store), **{chat.platform: chat.channel for chat in plugged}},
            desks={chat.platform: chat.desk for chat in plugged},
            ranker=own_ranker(settings),
            monthly_cap=settings.monthly_cap,
            editors_share=settings.editors_share,
            member_blurbs=settings.member_blurbs,
            keep_days=settings.keep_days,
            **writer,
            **sources(settings, http, abroad),
        )
        listeners = [(chat, chat.listener(room)) for chat in plugged]
        extra = [route for _, listener in listeners for route in listener.routes()]
        runners = [once(listener, store) if chat.once else listener for chat, listener in listeners]
        yield Opened(room, store, noted, settings.editor, runners, extra)


async def prepare(opened: Opened, settings: Settings, *, upgrade: bool = False) -> None:
    """Make a new database, check (or `upgrade`) an old one, and lay the team file over it.

    Raises:
        StoreTooNew, StoreError: program and database do not fit together.
        UnreadableTeamFile: the team file is wrong.
    """
    new = await opened.store.is_new()
    teams = read_teams(settings.config, opened.room.calendar, opened.room.clock.now())
    await (opened.store.upgrade() if new or upgrade else opened.store.check_version())
    await sync_teams(opened.store, teams)


async def ranking_looks(settings: Settings, clock: Clock) -> str:
    """What ranking has beside the papers' words, in a sentence.

    Raises:
        NotConfigured: a setting of it cannot be used.
    """
    async with client(settings, clock) as http:
        model, counts, ranker = embedder(settings, http), public_counts(settings, http), own_ranker(settings)
    near = f"texts are compared by words and by {model.model}" if model else "texts are compared by words"
    noted = f"counts are taken from {', '.join(each.name for each in counts)}" if counts else "no counts are taken"
    return f"{near}; {noted}; {'your own' if ranker else 'the shipped'} coefficients."


def _channels(store: SqlStore) -> Mapping[Platform, Channel]:
    from bot.outlets.terminal import TerminalChannel
    from bot.outlets.web.channel import WebChannel

    return {"web": WebChannel(store), "terminal": TerminalChannel()}


def _chats(settings: Settings, store: SqlStore, clock: Clock, stack: AsyncExitStack) -> list[Chat]:
    return [chat for chat in (slack(settings, store, clock), discord(settings, clock, stack)) if chat]
