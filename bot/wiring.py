"""From settings to an open newsroom: the one place that knows what is plugged in.

The page is longer than the house's 250 lines because everything that can be plugged in stands on it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import SecretStr

from bot.config.settings import Settings
from bot.config.sync import sync_teams
from bot.config.teams import read_teams
from bot.domain.errors import BadInput, NotConfigured
from bot.domain.library import Entry
from bot.domain.team import Person, Platform, Team
from bot.jobs.calendar import CronCalendar
from bot.jobs.clock import SystemClock
from bot.jobs.noted import NotedJobs
from bot.jobs.work import Work
from bot.ports import (
    AuthorRecords,
    Channel,
    Clock,
    Desk,
    Embedder,
    Feed,
    Jobs,
    Newsroom,
    Progress,
    PublicCounts,
    Skipped,
)
from bot.sources.http import Http
from bot.store.engine import SqlStore, read_url
from bot.store.lock import serve_lock
from bot.writers.extractive import ExtractiveWriter

if TYPE_CHECKING:
    import asyncio

    from sqlalchemy.engine import URL
    from starlette.applications import Starlette
    from starlette.routing import BaseRoute

    from bot.outlets.discord.invite import Look
    from bot.outlets.slack.install import InstallPage
    from bot.outlets.slack.sealed import Seal
    from bot.outlets.slack.workspaces import Workspaces
    from bot.outlets.web.gate import Gate
    from bot.outlets.web.metrics import Counts, Metrics
    from bot.writers.endpoint import Endpoint

Handler = Callable[[Mapping[str, str]], Awaitable[object]]

#: Addresses of settings that the polite client may go to even inside the operator's own network.
_OUTSIDE = ("arxiv_feed_url", "arxiv_oai_url", "arxiv_api_url", "arxiv_html_url", "arxiv_pdf_url",
            "semantic_scholar_url", "openalex_url", "hugging_face_url", "github_url", "hacker_news_url",
            "embeddings_url")  # fmt: skip


class Runner(Protocol):
    """An outlet that listens for as long as `serve` runs, or through routes of our own web server."""

    async def run(self, stop: asyncio.Event) -> None: ...
    def routes(self) -> Sequence[BaseRoute]: ...


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat that is plugged in: where it shows what, and who listens to it once there is a newsroom.

    `once`: of all replicas only one may be connected to it, and the others stand by.
    """

    platform: Platform
    channel: Channel
    desk: Desk
    listener: Callable[[Newsroom], Runner]
    once: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A newsroom and what the entries need beside it.

    `noted` is what steps asked for where no jobs were given; `runners` listen while `serve` runs.
    """

    room: Newsroom
    store: SqlStore
    noted: NotedJobs
    editor: str | None = None
    runners: Sequence[Runner] = ()
    extra: Sequence[BaseRoute] = field(default=())

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """Who does the work that steps ask for, by its name."""
        room = self.room

        # The route reaches the ranking's arithmetic, which takes a second and 90 MB: only who works loads it.
        async def advanced(payload: Mapping[str, str]) -> object:
            from bot.pipeline.run import advance

            return await advance(room, int(payload["edition"]))

        async def redrafted(payload: Mapping[str, str]) -> object:
            from bot.pipeline.draft import draft

            return await draft(room, int(payload["story"]))

        return {"advance": advanced, "redraft": redrafted}

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only process that polls and posts for this database.

        Raises:
            StoreBusy: another one is.
        """
        if self.store.lock_path is None:
            yield  # on Postgres any number may: they compare and set
            return
        with serve_lock(self.store.lock_path):
            yield


@asynccontextmanager
async def open_newsroom(
    settings: Settings,
    *,
    progress: Progress,
    jobs: Jobs | None = None,
    clock: Clock | None = None,
) -> AsyncIterator[Opened]:
    """Everything plugged in as the settings say. Opening connects to nothing.

    Raises:
        NotConfigured: settings that do not fit together.
    """
    clock = clock or SystemClock()
    noted = NotedJobs()
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(settings))
        http = await stack.enter_async_context(_http(settings, clock))
        # Authors write the links in their papers: this client trusts no address inside the operator's network.
        abroad = await stack.enter_async_context(_http(settings, clock, trusting=False))
        writer = await _writer(settings, stack)
        chats = _chats(settings, store, clock, stack)
        room = Newsroom(
            clock=clock,
            calendar=CronCalendar(),
            store=store,
            jobs=jobs or noted,
            progress=progress,
            channels={**_channels(store), **{chat.platform: chat.channel for chat in chats}},
            desks={chat.platform: chat.desk for chat in chats},
            ranker=_ranker(settings),
            monthly_cap=settings.monthly_cap,
            editors_share=settings.editors_share,
            member_blurbs=settings.member_blurbs,
            keep_days=settings.keep_days,
            **writer,
            **_sources(settings, http, abroad),
        )
        listeners = [(chat, chat.listener(room)) for chat in chats]
        extra = [route for _, listener in listeners for route in listener.routes()]
        runners = [_once(listener, store) if chat.once else listener for chat, listener in listeners]
        yield Opened(room, store, noted, settings.editor, runners, extra)


def work_for(database: str, *, take_over_after: float = 30.0) -> Work:
    """Who does the jobs: this process on SQLite, all replicas together on Postgres.

    Raises:
        NotConfigured: the address of the database cannot be read, or the extra `postgres` is missing.
    """
    url = read_url(database)
    if url.get_backend_name() == "sqlite":
        from bot.jobs.in_process import InProcessJobs

        return InProcessJobs()
    try:
        from bot.jobs.procrastinate import ProcrastinateJobs
    except ModuleNotFoundError as error:
        raise NotConfigured("Postgres needs its job queue: install Paperdesk with the extra `postgres`.") from error
    return ProcrastinateJobs(_libpq(url), take_over_after=take_over_after)


def _once(listener: Runner, store: SqlStore) -> Runner:
    if store.engine.dialect.name == "sqlite":
        return listener  # there the lock file has seen to it
    from bot.jobs.sole import Sole

    return Sole(listener, _libpq(store.engine.url), type(listener).__name__)


def _libpq(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[SqlStore]:
    """The store alone, for work on the database itself."""
    store = SqlStore.open(settings.database)
    try:
        yield store
    finally:
        await store.close()


async def prepare(opened: Opened, settings: Settings, *, upgrade: bool = False) -> None:
    """Make a new database, check (or `upgrade`) an old one, and lay the team file over it.

    Raises:
        StoreTooNew, StoreError: program and database do not fit together.
        UnreadableTeamFile: the team file is wrong.
    """
    new = opened.store.path is not None and not opened.store.path.exists()
    teams = read_teams(settings.config, opened.room.calendar, opened.room.clock.now())
    await (opened.store.upgrade() if new or upgrade else opened.store.check_version())
    await sync_teams(opened.store, teams)


def pool_feed(path: Path) -> Feed:
    """The papers of a file, as if they were announced."""
    from bot.sources.pool import PoolFile

    return PoolFile(path)


def library(path: Path) -> tuple[Sequence[Entry], Sequence[Skipped]]:
    """What a library that was exported to a file holds, and what in it could not be read.

    Raises:
        BadInput: it is no such file, or holds no paper.
    """
    from bot.sources.library.file import read_library

    return read_library(path)


def packaged_feed(clock: Clock) -> Feed:
    """The papers that come with the extra `demo`."""
    from bot.sources.anthology import Anthology

    return Anthology(clock)


def gate(settings: Settings) -> Gate:
    """Who may come in to the web page.

    Raises:
        NotConfigured: it would be open to the network without a login.
    """
    from bot.outlets.web.gate import Gate

    return Gate.of(settings.http_host, _open(settings.secret_key), settings.public_url)


def web_app(opened: Opened, settings: Settings, *, note: str = "") -> Starlette:
    """The web server's application: archive, desk, and what the chats answer over HTTP; `note` closes its editions.

    Raises:
        NotConfigured: as for `gate`.
    """
    from bot.outlets.web.app import build

    door = gate(settings)
    extra = [*_metrics(opened, settings, door).routes(), *opened.extra]
    return build(opened.room, door, public_url=settings.public_url, figures=_figures(settings), extra=extra, note=note)


def _metrics(opened: Opened, settings: Settings, door: Gate) -> Metrics:
    from bot.log import troubles
    from bot.outlets.web.metrics import Metrics
    from bot.store.counts import count

    room = opened.room
    sources = [feed.name for feed in room.feeds]

    async def counted() -> Counts:
        return await count(opened.store, room.clock.now(), sources)

    return Metrics(room, door, counted, troubles, _open(settings.metrics_token))


def _figures(settings: Settings) -> Path:
    """The folder of the pictures that may be shown again."""
    return settings.data_dir / "figures"


def _http(settings: Settings, clock: Clock, *, trusting: bool = True) -> Http:
    try:
        number = version("paperdesk")
    except PackageNotFoundError:
        number = "dev"
    trusted = [url for name in _OUTSIDE if (url := getattr(settings, name))] if trusting else []
    return Http(Http.user_agent(number, settings.contact), clock, trusted=trusted)


def _sources(settings: Settings, http: Http, abroad: Http) -> dict[str, Any]:
    from bot.sources.arxiv.citations import HtmlCitations
    from bot.sources.arxiv.feed import DailyFeed
    from bot.sources.arxiv.figures import ArxivFigures
    from bot.sources.arxiv.fulltext import HtmlSections
    from bot.sources.arxiv.harvest import OaiHarvest
    from bot.sources.arxiv.lookup import ArxivLookup
    from bot.sources.arxiv.page import HtmlPages
    from bot.sources.arxiv.pictures import Pictures
    from bot.sources.arxiv.sheets import Sheets
    from bot.sources.hugging_face import HuggingFace
    from bot.sources.links import LinkCheck, RecordLinks
    from bot.sources.openalex import OpenAlex
    from bot.sources.semantic_scholar import SemanticScholar

    pages = HtmlPages(http, settings.arxiv_html_url)
    records: list[AuthorRecords] = [
        SemanticScholar(http, settings.semantic_scholar_url, _open(settings.semantic_scholar_key))
    ]
    if settings.openalex_key:  # without a key it answers a few questions a day
        records.append(OpenAlex(http, settings.openalex_url, _open(settings.openalex_key)))
    plugged: dict[str, Any] = {
        "lookup": ArxivLookup(http, settings.arxiv_api_url),
        "feeds": (DailyFeed(http, settings.arxiv_feed_url),),
        "harvest": OaiHarvest(http, settings.arxiv_oai_url),
        "sections": HtmlSections(pages),
        "citations": HtmlCitations(pages),
        "figures": ArxivFigures(http, pages, Sheets(http, settings.arxiv_pdf_url), Pictures(_figures(settings))),
        "link_finders": (RecordLinks(),),
        "link_check": LinkCheck(abroad),
        "author_records": tuple(records),
        "counts": _counts(settings, http),
        "pick_lists": (HuggingFace(http, settings.hugging_face_url),),
    }
    if embedder := _embedder(settings, http):
        plugged["embedder"] = embedder
    return plugged


async def ranking_looks(settings: Settings, clock: Clock) -> str:
    """What ranking has beside the papers' words, in a sentence.

    Raises:
        NotConfigured: a setting of it cannot be used.
    """
    async with _http(settings, clock) as http:
        embedder, counts, ranker = _embedder(settings, http), _counts(settings, http), _ranker(settings)
    near = f"texts are compared by words and by {embedder.model}" if embedder else "texts are compared by words"
    noted = f"counts are taken from {', '.join(each.name for each in counts)}" if counts else "no counts are taken"
    return f"{near}; {noted}; {'your own' if ranker else 'the shipped'} coefficients."


def _ranker(settings: Settings) -> str | None:
    """The operator's own coefficients, read and checked; None for the shipped ones.

    Raises:
        NotConfigured: there is no such file, or it is of another kind or version.
    """
    if settings.ranker is None:
        return None
    from bot.ranking.prior import Prior

    try:
        text = settings.ranker.read_text(encoding="utf-8")
        Prior.loads(text)
    except (OSError, UnicodeDecodeError, BadInput) as error:
        raise NotConfigured(f"PAPERDESK_RANKER, {settings.ranker}, cannot be used: {error}") from error
    return text


def _counts(settings: Settings, http: Http) -> tuple[PublicCounts, ...]:
    """Who counts what the public shows, of those that the setting names.

    Raises:
        NotConfigured: it names somebody else.
    """
    from bot.sources.github import GitHub
    from bot.sources.hacker_news import HackerNews
    from bot.sources.hugging_face import HuggingFace

    known: dict[str, PublicCounts] = {
        HuggingFace.name: HuggingFace(http, settings.hugging_face_url),
        GitHub.name: GitHub(http, settings.github_url, _open(settings.github_token)),
        HackerNews.name: HackerNews(http, settings.hacker_news_url),
    }
    wanted = [name for each in settings.attention.split(",") if (name := each.strip().lower())]
    if strange := next((name for name in wanted if name not in known), None):
        raise NotConfigured(f"PAPERDESK_ATTENTION names “{strange[:40]}”; there is {', '.join(known)}.")
    return tuple(known[name] for name in dict.fromkeys(wanted))


def _embedder(settings: Settings, http: Http) -> Embedder | None:
    """What turns texts into vectors: a model on this machine, or an endpoint; without either, words alone.

    Raises:
        NotConfigured: both are set, or one of them by half.
    """
    if settings.minilm and settings.embeddings_url:
        raise NotConfigured(
            "Set PAPERDESK_MINILM, to embed on this machine, or PAPERDESK_EMBEDDINGS_URL, to have it done; not both."
        )
    if settings.minilm:
        from bot.sources.minilm import MiniLm

        places = [place for place in (settings.minilm, settings.minilm_tokenizer) if place]
        return MiniLm(places, settings.minilm_sha256.split(","))
    if settings.minilm_tokenizer or settings.minilm_sha256:
        raise NotConfigured("Set PAPERDESK_MINILM too: where the model itself lies.")
    if not settings.embeddings_url or not settings.embeddings_model:
        if settings.embeddings_url or settings.embeddings_model:
            raise NotConfigured("Set PAPERDESK_EMBEDDINGS_URL and PAPERDESK_EMBEDDINGS_MODEL together, or neither.")
        return None
    from bot.sources.embeddings import Embeddings

    return Embeddings(http, settings.embeddings_url, settings.embeddings_model, _open(settings.embeddings_key))


def _open(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


async def _writer(settings: Settings, stack: AsyncExitStack) -> dict[str, Any]:
    extractive = ExtractiveWriter()
    if not settings.openai_model:
        if settings.openai_api_key or settings.openai_base_url:
            raise NotConfigured("Set PAPERDESK_OPENAI_MODEL too: the key alone does not say which model drafts.")
        return {"writer": extractive, "fallback": extractive}
    from bot.writers.openai import OpenAIHeadlines, OpenAITranslator, OpenAIWriter

    endpoint = _endpoint(settings, settings.openai_model)
    stack.push_async_callback(endpoint.close)
    return {
        "writer": OpenAIWriter(endpoint),
        "fallback": extractive,
        "headlines": OpenAIHeadlines(endpoint),
        "translator": OpenAITranslator(endpoint),
    }


def _channels(store: SqlStore) -> Mapping[Platform, Channel]:
    from bot.outlets.terminal import TerminalChannel
    from bot.outlets.web.channel import WebChannel

    return {"web": WebChannel(store), "terminal": TerminalChannel()}


def _chats(settings: Settings, store: SqlStore, clock: Clock, stack: AsyncExitStack) -> list[Chat]:
    return [chat for chat in (_slack(settings, store, clock), _discord(settings, clock, stack)) if chat]


def _invite(settings: Settings, clock: Clock) -> Callable[[Team, Person], str] | None:
    """How an editor gets a link that signs in to the desk page; None where there is no page to sign in to."""
    root = settings.public_url
    if not root or not settings.secret_key:
        return None

    def invited(team: Team, person: Person) -> str:
        return gate(settings).sign_in_link(root, team.name, person, clock.now())

    return invited


def _slack(settings: Settings, store: SqlStore, clock: Clock) -> Chat | None:
    if settings.slack_bot_token is None and settings.slack_client_id is None:
        return None
    from bot.outlets.slack.app import SlackApp
    from bot.outlets.slack.channel import SlackChannel
    from bot.outlets.slack.desk import SlackDesk

    workspaces, page = _workspaces(settings, store, clock)
    desk = SlackDesk(workspaces, site=settings.public_url)
    invite = _invite(settings, clock)

    def listener(room: Newsroom) -> Runner:
        return SlackApp(
            room,
            workspaces,
            desk,
            mode=settings.slack_mode,
            app_token=_open(settings.slack_app_token),
            signing_secret=_open(settings.slack_signing_secret),
            alone=page is None,
            invite=invite,
            page=page,
        )

    return Chat("slack", SlackChannel(workspaces, site=settings.public_url), desk, listener)


def _workspaces(settings: Settings, store: SqlStore, clock: Clock) -> tuple[Workspaces, InstallPage | None]:
    """One workspace by its token, or as many as install Paperdesk by themselves.

    Raises:
        NotConfigured: both are set, or installation lacks something.
    """
    from bot.outlets.slack.workspaces import OneToken, Workspaces

    token, (client_id, secret) = _open(settings.slack_bot_token), _slack_client(settings)
    if client_id is None or secret is None:
        return Workspaces(OneToken(token or ""), settings.slack_api_url), None
    if token:
        raise NotConfigured(
            "Set PAPERDESK_SLACK_BOT_TOKEN, for one workspace, or PAPERDESK_SLACK_CLIENT_ID, for many; not both."
        )
    if settings.slack_mode != "http" or not settings.public_url:
        raise NotConfigured(
            "Many workspaces need PAPERDESK_SLACK_MODE=http and PAPERDESK_PUBLIC_URL; see docs/slack.md."
        )
    from bot.outlets.slack.install import InstallPage, States
    from bot.outlets.slack.installations import Installations

    sealing = _seal(settings)
    workspaces = Workspaces(OneToken(""), settings.slack_api_url)
    app = (client_id, secret)
    installations = Installations(store, sealing, clock, lambda: workspaces.client(""), app)
    workspaces.tokens = installations
    states = States(store, sealing, clock)
    return workspaces, InstallPage(installations, states, workspaces.client(""), app=app, root=settings.public_url)


def _slack_client(settings: Settings) -> tuple[str | None, str | None]:
    client_id, secret = settings.slack_client_id, _open(settings.slack_client_secret)
    if (client_id is None) != (secret is None):
        raise NotConfigured("Set PAPERDESK_SLACK_CLIENT_ID and PAPERDESK_SLACK_CLIENT_SECRET together, or neither.")
    return client_id, secret


def _seal(settings: Settings) -> Seal:
    from bot.outlets.slack.sealed import Seal

    old = [key.strip() for key in (_open(settings.old_secret_keys) or "").split(",")]
    return Seal([key for key in (_open(settings.secret_key), *old) if key])


async def reseal(settings: Settings, clock: Clock) -> int:
    """Seal the tokens of all workspaces under the newest secret key; how many.

    Raises:
        NotConfigured: there is no secret key, or one of them was sealed under a key that is not named.
    """
    from bot.outlets.slack.installations import Installations
    from bot.outlets.slack.workspaces import OneToken, Workspaces

    async with open_store(settings) as store:
        unused = Workspaces(OneToken(""), settings.slack_api_url)
        return await Installations(store, _seal(settings), clock, lambda: unused.client(""), ("", "")).reseal()


def _discord(settings: Settings, clock: Clock, stack: AsyncExitStack) -> Chat | None:
    token = _open(settings.discord_token)
    if token is None:
        return None
    from bot.outlets.discord.app import DiscordApp
    from bot.outlets.discord.channel import DiscordChannel
    from bot.outlets.discord.desk import DiscordDesk
    from bot.outlets.discord.line import Line

    line = Line(token, settings.discord_api_url, settings.discord_gateway_url)
    stack.push_async_callback(line.aclose)
    site = settings.public_url
    channel, desk = DiscordChannel(line, site=site), DiscordDesk(line, site=site)
    invite = _invite(settings, clock)

    def listener(room: Newsroom) -> Runner:
        return DiscordApp(room, line, settings.discord_guild, invite=invite)

    return Chat("discord", channel, desk, listener, once=True)


def _endpoint(settings: Settings, model: str) -> Endpoint:
    from bot.writers.endpoint import Endpoint, Price

    priced = settings.openai_price_in is not None and settings.openai_price_out is not None
    return Endpoint(
        base_url=settings.openai_base_url or "https://api.openai.com/v1",
        model=model,
        api_key=_open(settings.openai_api_key) or "",
        price=Price(settings.openai_price_in or 0.0, settings.openai_price_out or 0.0) if priced else None,
    )


async def writer_look(settings: Settings, model: str) -> tuple[bool | None, str]:
    """Whether the model's key is taken and its name known, and a sentence; None where only a draft will tell."""
    endpoint = _endpoint(settings, model)
    try:
        return await endpoint.look()
    finally:
        await endpoint.close()


async def slack_looks(
    settings: Settings, teams: Sequence[Team], clock: Clock, *, post: bool = False
) -> Sequence[tuple[bool, str]]:
    """What was found of Slack's tokens, scopes and channels: whether it works, and a sentence."""
    if settings.slack_bot_token is None and settings.slack_client_id is None:
        return ()
    from bot.outlets.slack.check import check

    app_token = _open(settings.slack_app_token) if settings.slack_mode == "socket" else None
    async with open_store(settings) as store:
        try:
            workspaces, _ = _workspaces(settings, store, clock)
        except NotConfigured as error:
            return ((False, str(error)),)
        found = await check(workspaces, teams, app_token, post=post)
    return [(finding.good is not False, finding.said.removeprefix("Slack: ")) for finding in found]


async def discord_looks(settings: Settings, teams: Sequence[Team], *, post: bool = False) -> Sequence[Look]:
    """What is right about Discord's token, channels and permissions, and what to do about the rest."""
    token = _open(settings.discord_token)
    if token is None:
        return ()
    from bot.outlets.discord.invite import looked
    from bot.outlets.discord.line import Line

    async with aclosing(Line(token, settings.discord_api_url, settings.discord_gateway_url)) as line:
        return [look async for look in looked(line, teams, post=post)]


def discord_invitation(application: str = "APPLICATION_ID") -> str:
    """The address at which a server lets the bot in, with exactly the permissions that it uses."""
    from bot.outlets.discord.invite import invite_link

    return invite_link(application)
