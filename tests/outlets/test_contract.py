"""One story of review and publishing, told at every desk and read in every channel: they all keep the same promises."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import httpx2
import pytest
from rich.console import Console

from bot.domain.edition import DeliveryState
from bot.domain.editorial import EditionStage, StoryStage
from bot.domain.errors import Conflict, NotAllowed
from bot.domain.story import Story, VoteKind
from bot.domain.team import Place
from bot.outlets.terminal import TerminalChannel
from bot.outlets.web.app import build
from bot.outlets.web.gate import Gate
from bot.pipeline import edition as editions
from bot.pipeline import review
from bot.pipeline.cards import keep_asking, refresh
from bot.pipeline.publish import sweep
from tests.factories import EDITOR, made_paper
from tests.newsrooms import Staffed, staffed
from tests.outlets.discord_house import House, housed, listening, until
from tests.outlets.discord_server import DESK as DISCORD_DESK
from tests.outlets.discord_server import NEWS as DISCORD_NEWS
from tests.outlets.slack_desk import SlackRoom, slack_room
from tests.outlets.test_web import DESK as WEB_DESK
from tests.outlets.test_web import HERE, token

pytestmark = pytest.mark.anyio


class Seat(Protocol):
    """An editor's and a reader's place on one platform."""

    @property
    def news(self) -> Staffed: ...

    async def vote(self, story: Story, kind: VoteKind, *, stranger: bool = False) -> None:
        """Say so, as that platform's people do."""
        ...

    async def take_back(self, story: Story, kind: VoteKind) -> None:
        """Take it back, as that platform's people do."""
        ...

    async def read(self) -> list[str]:
        """What readers see of editions, a text a message."""
        ...


@dataclass
class SlackSeat:
    """Reactions in Slack."""

    desk: SlackRoom
    events: int = 0

    @property
    def news(self) -> Staffed:
        return self.desk.staffed

    async def vote(self, story: Story, kind: VoteKind, *, stranger: bool = False) -> None:
        await self._react(story, kind, "U99" if stranger else "U01", taken_back=False)

    async def take_back(self, story: Story, kind: VoteKind) -> None:
        await self._react(story, kind, "U01", taken_back=True)

    async def _react(self, story: Story, kind: VoteKind, user: str, *, taken_back: bool) -> None:
        self.events += 1
        card = next(
            c for c in await self.desk.cards() if c.story_id == story.id and c.draft_number == story.draft_number
        )
        name = {"approve": "white_check_mark", "drop": "x"}[kind]
        await self.desk.react(card, name, user, event=f"E{self.events}", taken_back=taken_back)

    async def read(self) -> list[str]:
        posted = self.desk.server.messages.items()
        return [json.dumps(message, ensure_ascii=False) for (channel, _), message in posted if channel == "CNEWS"]


@dataclass
class DiscordSeat:
    """Reactions in Discord."""

    house: House

    @property
    def news(self) -> Staffed:
        return self.house.news

    async def vote(self, story: Story, kind: VoteKind, *, stranger: bool = False) -> None:
        await self._react(story, kind, "99" if stranger else "11", add=True)

    async def take_back(self, story: Story, kind: VoteKind) -> None:
        await self._react(story, kind, "11", add=False)

    async def _react(self, story: Story, kind: VoteKind, user: str, *, add: bool) -> None:
        async with self.news.store.begin() as books:
            cards = await books.outbox.cards(self.news.edition.id)
        ids = [c.message_id for c in cards if (c.story_id, c.draft_number) == (story.id, story.draft_number)]
        await self.house.server.react(user, DISCORD_DESK, str(ids[0]), {"approve": "✅", "drop": "❌"}[kind], add=add)
        await self._heard()

    async def _heard(self) -> None:
        """Events come without an answer, so a command that is answered tells that those before it were heard."""
        server = self.house.server
        asked = await server.command("99", DISCORD_NEWS, "desk")
        await server.until(lambda: asked in server.answers)
        await self.house.line.quiet()

    async def read(self) -> list[str]:
        server = self.house.server
        places = [c.id for c in server.channels.values() if DISCORD_NEWS in (c.id, c.parent)]
        return [json.dumps(m["embeds"], ensure_ascii=False) for place in places for m in server.in_channel(place)]


@dataclass
class WebSeat:
    """Forms on the page."""

    news: Staffed
    web: httpx2.AsyncClient

    async def vote(self, story: Story, kind: VoteKind, *, stranger: bool = False) -> None:
        await self._send(story, kind, stranger=stranger)

    async def take_back(self, story: Story, kind: VoteKind) -> None:
        await self._send(story, f"withdraw-{kind}" if kind == "approve" else "restore")

    async def _send(self, story: Story, do: str, *, stranger: bool = False) -> None:
        key = "0" * 32 if stranger else await token(self.web)
        fields = {"token": key, "draft": str(story.draft_number), "do": do}
        await self.web.post(f"{WEB_DESK}/story/{story.id}", data=fields)

    async def read(self) -> list[str]:
        page = await self.web.get("/nlp/2026-11")
        return [page.text] if page.status_code == 200 else []


@dataclass
class TerminalSeat:
    """The door that `paperdesk edition` goes through, and what it prints."""

    news: Staffed
    printed: io.StringIO

    async def vote(self, story: Story, kind: VoteKind, *, stranger: bool = False) -> None:
        name = "Somebody Else" if stranger else "Editor One"
        try:
            editor = await review.editor_of(self.news.room, "nlp", "terminal", name)
        except NotAllowed:
            return
        await review.decide(
            self.news.room, editor=editor, kind=kind, story_id=story.id, draft_number=story.draft_number, via="terminal"
        )

    async def take_back(self, story: Story, kind: VoteKind) -> None:
        await review.withdraw(
            self.news.room, editor=EDITOR, kind=kind, story_id=story.id, draft_number=story.draft_number, via="terminal"
        )

    async def read(self) -> list[str]:
        text = self.printed.getvalue()
        return [text] if text else []


@asynccontextmanager
async def slack(folder: Path) -> AsyncIterator[Seat]:
    async with slack_room(folder) as desk:
        yield SlackSeat(desk)


@asynccontextmanager
async def discord(folder: Path) -> AsyncIterator[Seat]:
    async with housed(folder) as house, listening(house):
        yield DiscordSeat(house)


@asynccontextmanager
async def web(folder: Path) -> AsyncIterator[Seat]:
    async with staffed(folder) as news:
        app = build(news.room, Gate.of("127.0.0.1"))
        transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 1))
        async with httpx2.AsyncClient(transport=transport, base_url=HERE, follow_redirects=True) as client:
            yield WebSeat(news, client)


@asynccontextmanager
async def terminal(folder: Path) -> AsyncIterator[Seat]:
    async with staffed(folder, channels=(Place("terminal"),)) as news:
        printed = io.StringIO()
        plugged = {**news.room.channels, "terminal": TerminalChannel(Console(file=printed, width=300))}
        news.room = replace(news.room, channels=plugged)
        yield TerminalSeat(news, printed)


Opening = Callable[[Path], AbstractAsyncContextManager[Seat]]


@pytest.fixture(params=[slack, discord, web, terminal], ids=lambda opening: opening.__name__)
async def seat(request: Any, tmp_path: Path) -> AsyncIterator[Seat]:
    opening: Opening = request.param
    async with opening(tmp_path) as made:
        await put_up(made)
        yield made


async def put_up(seat: Seat) -> None:
    """Show what there is to show."""
    await keep_asking(seat.news.room, seat.news.edition.id)
    await sweep(seat.news.room)
    await refresh(seat.news.room, seat.news.edition.id)


async def moved(seat: Seat, stage: StoryStage, number: int = 0) -> Story:
    """The story, once it is there."""

    async def there() -> Story | None:
        story = (await seat.news.stories())[number]
        return story if story.stage is stage else None

    return await until(there)


async def published(seat: Seat) -> None:
    """Approve what is drafted and send it out."""
    for number, story in enumerate(await seat.news.stories()):
        if story.stage is StoryStage.IN_REVIEW:
            await seat.vote(story, "approve")
            await moved(seat, StoryStage.APPROVED, number)
    room, edition = seat.news.room, seat.news.edition.id
    await editions.approve_text(room, editor=EDITOR, edition_id=edition, number=1)
    await editions.publish_now(room, editor=EDITOR, edition_id=edition)
    assert (await seat.news.work()).stage is EditionStage.PUBLISHED


async def test_an_editor_approves_and_it_counts_once(seat: Seat) -> None:
    story = (await seat.news.stories())[0]
    await seat.vote(story, "approve")
    approved = await moved(seat, StoryStage.APPROVED)
    await seat.vote(story, "approve")
    assert [(v.person, v.kind) for v in approved.votes] == [("Editor One", "approve")]
    assert len((await seat.news.stories())[0].votes) == 1


async def test_nobody_else_decides(seat: Seat) -> None:
    first, second = (await seat.news.stories())[:2]
    await seat.vote(first, "approve", stranger=True)
    await seat.vote(first, "drop", stranger=True)
    await seat.vote(second, "approve")
    await moved(seat, StoryStage.APPROVED, 1)
    untouched = (await seat.news.stories())[0]
    assert (untouched.stage, untouched.votes) == (StoryStage.IN_REVIEW, ())


async def test_an_approval_is_taken_back(seat: Seat) -> None:
    story = (await seat.news.stories())[0]
    await seat.vote(story, "approve")
    await moved(seat, StoryStage.APPROVED)
    await seat.take_back(story, "approve")
    assert (await moved(seat, StoryStage.IN_REVIEW)).votes == ()


async def test_a_dropped_story_comes_back_when_the_drop_is_taken_back(seat: Seat) -> None:
    story = (await seat.news.stories())[0]
    await seat.vote(story, "drop")
    await moved(seat, StoryStage.DROPPED)
    await seat.take_back(story, "drop")
    assert (await moved(seat, StoryStage.IN_REVIEW)).votes == ()


async def test_what_is_approved_is_read_once_and_nothing_else_is(seat: Seat) -> None:
    third = (await seat.news.stories())[2]
    await seat.vote(third, "drop")
    await moved(seat, StoryStage.DROPPED, 2)
    await seat.news.work()  # the next candidate is drafted
    await put_up(seat)
    assert await seat.read() == []
    await published(seat)
    first = await seat.read()
    said = "\n".join(first).replace("\\", "")
    assert [made_paper(n).title in said for n in (1, 2, 3, 4)] == [True, True, False, True]
    await seat.news.work()
    await sweep(seat.news.room)
    assert await seat.read() == first


async def test_every_delivery_is_confirmed_with_the_message_that_it_became(seat: Seat) -> None:
    await published(seat)
    async with seat.news.store.begin() as books:
        owed = await books.outbox.of(f"edition:{seat.news.edition.id}")
    assert {d.state for d in owed} == {DeliveryState.SENT}
    assert all(d.message_id for d in owed)
    leads = {(str(d.place), d.message_id) for d in owed if d.part == 0}
    assert len(leads) == len({place for place, _ in leads})


async def test_after_publishing_no_desk_takes_decisions(seat: Seat) -> None:
    await published(seat)
    story = (await seat.news.stories())[0]
    with suppress(Conflict):  # the terminal says it by an error, the others in words
        await seat.vote(story, "drop")
    assert (await seat.news.stories())[0].stage is StoryStage.PUBLISHED
