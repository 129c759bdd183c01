"""The archive over HTTP: editions, exports, feeds, the search for papers, and whether we are well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.domain.edition import Edition
from bot.domain.editorial import EditionStage
from bot.domain.errors import NotFound, PaperdeskError
from bot.domain.printed import PrintedEdition
from bot.domain.team import Team
from bot.outlets.web.answers import kept, status_of
from bot.outlets.web.exports import TYPES, export, neighbours
from bot.outlets.web.feeds import Feed, atom, json_feed
from bot.outlets.web.gate import Gate
from bot.outlets.web.pages import Addresses, archive_page, edition_page, matching, render, slug
from bot.outlets.web.share import picture
from bot.outlets.web.topics import Found, by_topic, counts, named, topic_page
from bot.pipeline.ask import Answer, ask
from bot.ports import Newsroom

_OUT = (EditionStage.PUBLISHING, EditionStage.PUBLISHED)
_HTML = "text/html; charset=utf-8"
_MOST_TOPICS = 24


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one browser may read: teams, and their published editions, newest first."""

    teams: tuple[Team, ...]
    editions: tuple[PrintedEdition, ...]

    @property
    def originals(self) -> dict[str, str]:
        """Each team's own language."""
        return {team.name: team.language for team in self.teams}

    @property
    def public(self) -> bool:
        return all(team.archive == "public" for team in self.teams)


@dataclass(frozen=True, slots=True)
class Archive:
    """Answers readers. `root` is the page's address from outside, where it is known; `note` closes every edition."""

    room: Newsroom
    gate: Gate
    root: str | None = None
    note: str = ""

    def routes(self) -> list[Route]:
        """The archive's routes; those with a team's name in front come last, since they fit everything."""
        return [
            Route("/", self.all_editions, name="archive"),
            Route("/paper", self.paper, name="paper"),
            Route("/healthz", self.healthy),
            Route("/readyz", self.ready),
            Route("/feed.{kind:str}", self.feed),
            Route("/{team}", self.all_editions),
            Route("/{team}/feed.{kind:str}", self.feed),
            Route("/{team}/topic/{topic}", self.topic),
            Route("/{team}/{name}", self.edition),
        ]

    async def all_editions(self, request: Request) -> Response:
        team = request.path_params.get("team")
        shelf = await self.shelf(request, team)
        page = archive_page(
            shelf.editions,
            Addresses(),
            originals=shelf.originals,
            team=team,
            words=request.query_params.get("q", "")[:200],
            desk=not self.gate.login,
            topics=counts(_topics(shelf))[:_MOST_TOPICS] if team else (),
        )
        return kept(request, page, _HTML, public=self._public(shelf))

    async def topic(self, request: Request) -> Response:
        """All stories of a team about one topic, in its own language."""
        shelf = await self.shelf(request, request.path_params["team"])
        team, topics = shelf.teams[0], _topics(shelf)
        topic = named(topics, request.path_params["topic"])
        if topic is None:
            raise NotFound(f"{team.name} has published nothing about that; its archive lists its topics.")
        page = topic_page(topic, topics[topic], Addresses(), team=team.name, original=team.language)
        return kept(request, page, _HTML, public=self._public(shelf))

    async def edition(self, request: Request) -> Response:
        """An edition's page, or one of its exports: `2026-11`, `2026-11.md`, `2026-11.zh`, `2026-11.zh.md`."""
        shelf = await self.shelf(request, request.path_params["team"])
        team = shelf.teams[0]
        name = request.path_params["name"]
        stem, _, ending = name.rpartition(".")
        for printed in shelf.editions:
            if name == slug(printed, team.language):
                return self._page(request, shelf, printed)
            if stem == slug(printed, team.language) and ending in TYPES:
                public = self._public(shelf)
                return kept(
                    request, export(printed, ending), TYPES[ending], modified=printed.published_at, public=public
                )
            if stem == slug(printed, team.language) and ending == "png":
                drawn = await anyio.to_thread.run_sync(picture, printed)
                return kept(request, drawn, "image/png", public=self._public(shelf))
        raise NotFound(f"{team.name} has published nothing as “{name[:60]}”; the archive has what there is.")

    def _page(self, request: Request, shelf: Shelf, printed: PrintedEdition) -> Response:
        original = shelf.teams[0].language
        page = edition_page(
            printed,
            Addresses(),
            original=original,
            neighbours=neighbours(printed, shelf.editions),
            language_of=[other for other in shelf.editions if other.period == printed.period],
            whole=Addresses(self._root(request)),
            note=self.note,
        )
        return kept(request, page, _HTML, public=self._public(shelf))

    async def feed(self, request: Request) -> Response:
        """`feed.atom` and `feed.json`, of one team or of all; `feed.zh.atom` in another of the team's languages."""
        name = request.path_params.get("team")
        language, _, kind = request.path_params["kind"].rpartition(".")
        if kind not in {"atom", "json"}:
            raise NotFound("Feeds are called feed.atom and feed.json.")
        shelf = await self.shelf(request, name)
        spoken = language or (shelf.teams[0].language if name else "en")
        wanted = [p for p in shelf.editions if p.language == (language or shelf.originals[p.team])]
        feed = Feed(Addresses(self._root(request)), wanted, shelf.originals, name, spoken)
        body, media = (
            (atom(feed), "application/atom+xml") if kind == "atom" else (json_feed(feed), "application/feed+json")
        )
        return kept(request, body, f"{media}; charset=utf-8", modified=feed.updated, public=self._public(shelf))

    async def paper(self, request: Request) -> Response:
        """A paper's card or papers to choose from, and past editions with these words.

        Looking a paper up may ask arXiv, so it is for those who may decide.
        """
        words = request.query_params.get("q", "")[:300]
        team = await self._asking(request)
        answer, said, status = Answer(None), "", 200
        missed: PaperdeskError | None = None
        if words.strip():
            try:
                answer = await ask(self.room, words, team)
            except PaperdeskError as error:
                missed, said, status = error, str(error), status_of(error)
        shelf = await self.shelf(request, team) if words.strip() else Shelf((), ())
        found = matching(shelf.editions, words)
        if found and isinstance(missed, NotFound):
            said, status = "", 200
        page = render(
            "paper.html", at=Addresses(), words=words, answer=answer, said=said, found=found, originals=shelf.originals
        )
        return HTMLResponse(page, status, {"cache-control": "private, no-store"})

    async def _asking(self, request: Request) -> str | None:
        """The team whose editor asks; None on loopback, where one may see all."""
        if not self.gate.login:
            return None
        async with self.room.store.begin(reading=True) as books:
            teams = await books.teams.all()
        now = self.room.clock.now()
        signed = next((team.name for team in teams if self.gate.signed_in(request, team, now)), None)
        if signed is None:
            raise NotFound("Sign in first: ask the bot in your chat for a link to the desk.")
        return signed

    async def healthy(self, request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(self, request: Request) -> Response:
        """Ready where the database answers; it also says when each feed was last read, which keeps nobody out."""
        try:
            async with self.room.store.begin(reading=True) as books:
                read = {feed.name: await books.papers.cursor(feed.name) for feed in self.room.feeds}
                await books.papers.cursor("readyz")
        except PaperdeskError as error:
            return PlainTextResponse(f"{error}\n", 503)
        today = self.room.clock.now().date()
        lines = ("ready", *(_freshness(name, day, today) for name, day in read.items()))
        return PlainTextResponse("".join(f"{line}\n" for line in lines))

    async def shelf(self, request: Request, name: str | None = None) -> Shelf:
        """What this browser may read, of one team or of all.

        Raises:
            NotFound: there is no such team, or it is none of this browser's business: the answer is the same.
        """
        now = self.room.clock.now()
        async with self.room.store.begin(reading=True) as books:
            teams = [t for t in await books.teams.all() if name is None or t.name == name]
            teams = [t for t in teams if self.gate.may_read(request, t, now)]
            if name is not None and not teams:
                raise NotFound(f"There is no archive of “{name[:60]}” to read here.")
            kept_pairs: list[tuple[Edition, PrintedEdition]] = []
            for team in teams:
                for edition, printed in await books.editions.archive(team.name):
                    languages = [place.language for place in team.places if place.language != printed.language]
                    kept_pairs.append((edition, printed))
                    others = [await books.editions.printed(edition.id, each) for each in dict.fromkeys(languages)]
                    kept_pairs += [(edition, other) for other in others if other is not None]
        return Shelf(tuple(teams), _newest_first(kept_pairs))

    def _root(self, request: Request) -> str:
        return f"{self.root.rstrip('/')}/" if self.root else str(request.base_url)

    def _public(self, shelf: Shelf) -> bool:
        return shelf.public and not self.gate.login


def _topics(shelf: Shelf) -> Mapping[str, Found]:
    team = shelf.teams[0]
    return by_topic([each for each in shelf.editions if each.language == team.language], team.topics)


def _freshness(name: str, day: str | None, today: date) -> str:
    """Whether a feed was read today or yesterday, in words; it is read once a day."""
    if not day:
        return f"{name}: never read"
    stale = date.fromisoformat(day) < today - timedelta(days=1)
    return f"{name}: {'stale, ' if stale else ''}last read {day}"


def _newest_first(pairs: Sequence[tuple[Edition, PrintedEdition]]) -> tuple[PrintedEdition, ...]:
    out = {(p.team, p.period, p.language): p for edition, p in pairs if edition.stage in _OUT}
    return tuple(sorted(out.values(), key=lambda p: (p.period, p.published_at, p.team), reverse=True))


async def no_icon(_request: Request) -> Response:
    """Browsers ask for this name whatever the page says."""
    return RedirectResponse("/static/mark.svg", 308)
