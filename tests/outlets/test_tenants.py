"""One team's editor tries everything on another team's desk and archive, and gets nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from bot.domain.printed import PrintedEdition
from bot.domain.team import Person
from bot.outlets.web.app import build
from bot.outlets.web.gate import Gate
from bot.pipeline.edition import approve_text, call, publish_now
from bot.pipeline.review import decide
from tests.factories import EDITOR, NOON, made_team
from tests.newsrooms import Staffed, staffed

pytestmark = pytest.mark.anyio

HERE = "https://desk.example"
NEIGHBOUR = Person("Neighbour")
GATE = Gate.of("0.0.0.0", "a long secret", HERE)


@pytest.fixture
async def staff(tmp_path: Path) -> AsyncIterator[Staffed]:
    """A private team with an edition in review, and a neighbour with an editor of its own."""
    async with staffed(tmp_path, archive="private") as newsroom:
        async with newsroom.store.begin() as books:
            await books.teams.save(made_team(name="vision", editors=(NEIGHBOUR,), desk=None, archive="private"))
        yield newsroom


@pytest.fixture
async def neighbour(staff: Staffed) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser in which the other team's editor has signed in."""
    transport = httpx2.ASGITransport(app=build(staff.room, GATE), client=("127.0.0.1", 1))
    async with httpx2.AsyncClient(transport=transport, base_url=HERE, follow_redirects=True) as web:
        link = GATE.sign_in_link(HERE, "vision", NEIGHBOUR, NOON)
        await web.post("/sign-in", data={"key": httpx2.URL(link).params["key"]})
        yield web


async def published(staff: Staffed) -> None:
    room, edition = staff.room, staff.edition.id
    for story in await staff.stories():
        if story.draft:
            await decide(room, editor=EDITOR, kind="approve", story_id=story.id, draft_number=1, via="web")
    await approve_text(room, editor=EDITOR, edition_id=edition, number=1)
    async with staff.store.begin() as books:
        called = await books.editions.get(edition)
    if called.called_by is None and called.stage == "in_review":
        await call(room, editor=EDITOR, edition_id=edition)
    await publish_now(room, editor=EDITOR, edition_id=edition)
    assert (await staff.work()).stage == "published"


async def test_the_neighbour_is_really_signed_in(neighbour: httpx2.AsyncClient) -> None:
    assert (await neighbour.get("/vision")).status_code == 200
    assert (await neighbour.get("/paper?q=nothing")).status_code != 404


async def test_nothing_of_a_private_archive_is_read_by_another_team(
    staff: Staffed, neighbour: httpx2.AsyncClient
) -> None:
    await published(staff)
    titles = [story.title for story in (await _printed(staff)).stories]
    assert titles
    kinds = ("", ".md", ".json", ".txt", ".bib", ".ris", ".html", ".png")
    for path in ("/nlp", "/nlp/feed.atom", "/nlp/feed.json", *(f"/nlp/2026-11{kind}" for kind in kinds)):
        assert (await neighbour.get(path)).status_code == 404, path
    for path in ("/", "/feed.atom", "/feed.json", "/?q=Made-Up", f"/paper?q={(await staff.stories())[0].ref}"):
        said = (await neighbour.get(path)).text
        assert "2026-11" not in said, path
        if not path.startswith("/paper"):  # a paper is everybody's; what a team made of it is not
            assert not [title for title in titles if title in said], path


async def test_nothing_is_decided_at_another_teams_desk(staff: Staffed, neighbour: httpx2.AsyncClient) -> None:
    story = (await staff.stories())[0]
    desk = "/desk/nlp/2026-11"
    assert (await neighbour.get(desk)).status_code == 403
    token = GATE.token(neighbour.cookies.get("paperdesk_session") or "")
    for path, words in (
        (f"{desk}/story/{story.id}", {"draft": "1", "do": "approve"}),
        (f"{desk}/edition", {"do": "publish"}),
        (f"/desk/vision/2026-11/story/{story.id}", {"draft": "1", "do": "approve"}),
    ):
        answer = await neighbour.post(path, data={"token": token, **words})
        assert answer.status_code in {403, 404}, path
    assert (await staff.stories())[0] == story


async def test_a_sign_in_link_for_one_team_opens_no_other(staff: Staffed) -> None:
    forged = GATE.sign_in_link(HERE, "nlp", NEIGHBOUR, NOON)
    transport = httpx2.ASGITransport(app=build(staff.room, GATE), client=("127.0.0.1", 1))
    async with httpx2.AsyncClient(transport=transport, base_url=HERE, follow_redirects=True) as web:
        await web.post("/sign-in", data={"key": httpx2.URL(forged).params["key"]})
        assert (await web.get("/desk/nlp/2026-11")).status_code == 403


async def _printed(staff: Staffed) -> PrintedEdition:
    async with staff.store.begin() as books:
        ((_, printed),) = await books.editions.archive("nlp")
    return printed
