"""The web page over HTTP: what readers get, what editors may do, and what is refused.

Longer than 250 lines, since all of it shares one browser and one newsroom.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from bot.domain.edition import Delivery, delivery_id
from bot.domain.errors import NotConfigured, PostRefused, StoreBusy
from bot.domain.evidence import NO_FIGURE
from bot.outlets.web.app import RESERVED, build
from bot.outlets.web.channel import WebChannel
from bot.outlets.web.gate import Gate, guard_bind
from bot.pipeline import edition as editions
from bot.pipeline import review
from tests.factories import EDITOR, NOON, SECOND, made_figures, made_paper, printed_edition
from tests.newsrooms import Staffed, staffed

pytestmark = pytest.mark.anyio

DESK = "/desk/nlp/2026-11"
HERE = "http://127.0.0.1:8000"


def browser(staff: Staffed, gate: Gate | None = None, root: str = HERE) -> httpx2.AsyncClient:
    """A browser without scripts: it follows redirects and keeps cookies."""
    app = build(staff.room, gate or Gate.of("127.0.0.1"))
    transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 1))
    return httpx2.AsyncClient(transport=transport, base_url=root, follow_redirects=True)


async def token(web: httpx2.AsyncClient) -> str:
    page = (await web.get(DESK)).text
    found = re.search(r'name="token" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


@pytest.fixture
async def staff(tmp_path: Path) -> AsyncIterator[Staffed]:
    async with staffed(tmp_path) as newsroom:
        yield newsroom


@pytest.fixture
async def web(staff: Staffed) -> AsyncIterator[httpx2.AsyncClient]:
    async with browser(staff) as client:
        yield client


async def decided(web: httpx2.AsyncClient, story: int, do: str, **fields: object) -> httpx2.Response:
    words = {"token": await token(web), "draft": 1, "do": do, **fields}
    return await web.post(f"{DESK}/story/{story}", data={name: str(value) for name, value in words.items()})


async def worded(web: httpx2.AsyncClient, do: str, **fields: object) -> httpx2.Response:
    words = {"token": await token(web), "do": do, **fields}
    return await web.post(f"{DESK}/edition", data={name: str(value) for name, value in words.items()})


async def published(staff: Staffed, web: httpx2.AsyncClient) -> None:
    for story in await staff.stories():
        if story.draft:
            await decided(web, story.id, "approve")
    await worded(web, "approve-text", number=1)
    await worded(web, "publish")
    await staff.work()


async def test_an_edition_is_decided_and_published_without_a_script(staff: Staffed, web: httpx2.AsyncClient) -> None:
    assert "Nothing has been published yet" in (await web.get("/")).text

    first, second, third, _ = await staff.stories()
    assert "Approved." in (await decided(web, first.id, "approve")).text
    assert (
        "Saved as draft 2"
        in (await decided(web, second.id, "edit", why="Gardens are worth a look.", insights="It has plants.")).text
    )
    assert "Approved." in (await decided(web, second.id, "approve", draft=2)).text
    assert "Dropped" in (await decided(web, third.id, "drop")).text
    await staff.work()
    fourth = (await staff.stories())[3]
    assert "Approved." in (await decided(web, fourth.id, "approve")).text
    assert "wait for an approval" in (await worded(web, "edit-text", number=1, headline="Toys & more", intro="")).text
    assert "Headline and intro are approved." in (await worded(web, "approve-text", number=2)).text
    assert "It goes out now." in (await worded(web, "publish")).text
    assert (await staff.work()).stage == "published"

    page = await web.get("/nlp/2026-11")
    assert page.status_code == 200
    assert "Toys &amp; more" in page.text
    assert "Gardens are worth a look." in page.text
    assert made_paper(3).title not in page.text
    assert "Toys &amp; more" in (await web.get("/")).text


async def test_an_editor_chooses_another_figure_or_none_without_a_script(
    staff: Staffed, web: httpx2.AsyncClient
) -> None:
    await staff.illustrated()
    first, second, *_ = await staff.stories()
    desk = (await web.get(DESK)).text
    assert f'src="{made_figures(1)[0].small}"' in desk
    other = made_figures(1)[1]
    assert f'<option value="{other.key}">' in desk
    assert "Figure 2 will stand beside this story" in (await decided(web, first.id, "figure", figure=other.key)).text
    assert "No figure will stand" in (await decided(web, second.id, "figure", figure=NO_FIGURE)).text
    refused = await decided(web, first.id, "figure", figure="../secret.png")
    assert refused.status_code == 400
    assert f'<option value="{other.key}" selected>' in (await web.get(DESK)).text
    assert "figure <small>Figure 2</small>" in (await web.get(f"{DESK}/story/{first.id}")).text
    await published(staff, web)
    page = (await web.get("/nlp/2026-11")).text
    assert page.count("<img") == 1
    assert "CC BY 4.0" in page
    assert f'href="{other.page}"' in page
    for ending in ("json", "atom"):
        assert (await web.get(f"/nlp/feed.{ending}")).text.count("toy.png") == 1


async def test_the_archive_is_read_by_topic_at_addresses_that_stay(staff: Staffed, web: httpx2.AsyncClient) -> None:
    await published(staff, web)
    archive = (await web.get("/nlp")).text
    assert '<a href="/nlp/topic/prompt-tuning" dir="auto">prompt tuning</a> <small>3</small>' in archive
    page = await web.get("/nlp/topic/prompt-tuning")
    assert "3 stories in 1 edition of nlp." in page.text
    assert 'href="/nlp/2026-11#story-2"' in page.text
    assert (
        await web.get("/nlp/topic/prompt-tuning", headers={"if-none-match": page.headers["etag"]})
    ).status_code == 304
    assert (await web.get("/nlp/topic/zebras")).status_code == 404
    private = Gate.of("0.0.0.0", "a-key-of-the-test", HERE)
    async with staff.store.begin() as books:
        await books.teams.save(replace(staff.team, archive="private"))
    async with browser(staff, private) as stranger:
        assert (await stranger.get("/nlp/topic/prompt-tuning")).status_code == 404


async def test_editors_come_home_to_what_became_of_their_months(staff: Staffed, web: httpx2.AsyncClient) -> None:
    await published(staff, web)
    home = await web.get("/desk/nlp/home")
    assert home.status_code == 200
    for told in ("November 2026", "All is well", "prompt tuning", "held back"):
        assert told in home.text
    gate = Gate.of("0.0.0.0", "a-key-of-the-test", HERE)
    async with browser(staff, gate) as stranger:
        assert (await stranger.get("/desk/nlp/home")).status_code == 403


async def test_a_search_finds_papers_and_past_editions(staff: Staffed, web: httpx2.AsyncClient) -> None:
    await published(staff, web)
    found = (await web.get("/paper", params={"q": "gardens"})).text
    assert "In past editions" in found
    assert f"2. {made_paper(2).title}" in found
    opinion = await web.get("/paper", params={"q": "sober counterpoint habit measuring"})
    assert opinion.status_code == 200
    assert "In past editions" in opinion.text
    assert (await web.get("/paper", params={"q": "zebras nowhere mentioned"})).status_code == 404


async def test_an_unverified_claim_blocks_a_plain_approval_and_the_overrule_is_printed(
    staff: Staffed, web: httpx2.AsyncClient
) -> None:
    story = (await staff.stories())[0]
    await decided(web, story.id, "edit", why="It beats everything by 99 points.", insights="It is the best.")
    overruled = (await staff.stories())[0]
    assert overruled.overruled_by == EDITOR.name
    assert f"kept by {EDITOR.name}" in (await web.get(DESK)).text


async def test_a_vote_for_replaced_words_is_refused_with_a_sentence(staff: Staffed, web: httpx2.AsyncClient) -> None:
    story = (await staff.stories())[0]
    await decided(web, story.id, "edit", why="Other words.", insights="")
    answer = await decided(web, story.id, "approve", draft=1)
    assert answer.status_code == 409
    assert "Draft 1 has been replaced by draft 2" in answer.text


async def test_what_one_editor_decides_the_other_sees(staff: Staffed, web: httpx2.AsyncClient) -> None:
    story = (await staff.stories())[0]
    async with browser(staff) as other:
        await other.post("/desk/nlp/acting", data={"token": await token(other), "name": SECOND.name, "back": DESK})
        assert f"you are {SECOND.name}" in (await other.get(DESK)).text
        stamp = re.search(r'data-stamp="(\w+)"', (await other.get(DESK)).text)
        assert stamp
        assert (await other.get(f"{DESK}/state", params={"since": stamp[1]})).status_code == 204
        await decided(web, story.id, "approve")
        seen = await other.get(f"{DESK}/state", params={"since": stamp[1]})
        assert seen.status_code == 200
        assert f"approved by {EDITOR.name}" in seen.json()["html"]


async def test_two_editors_who_approve_at_once_both_count(tmp_path: Path) -> None:
    async with staffed(tmp_path, approvals_needed=2) as staff, browser(staff) as web, browser(staff) as other:
        story = (await staff.stories())[0]
        await other.post("/desk/nlp/acting", data={"token": await token(other), "name": SECOND.name, "back": DESK})
        answers = await asyncio.gather(decided(web, story.id, "approve"), decided(other, story.id, "approve"))
        assert [answer.status_code for answer in answers] == [200, 200]
        assert (await staff.stories())[0].stage == "approved"


async def test_a_fault_of_ours_is_a_sentence_and_not_a_trace(staff: Staffed) -> None:
    class Lost:
        def begin(self, *, reading: bool = False) -> object:
            raise RuntimeError("the secret of the trace")

    app = build(replace(staff.room, store=Lost()), Gate.of("127.0.0.1"))  # type: ignore[arg-type]
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=HERE) as web:
        answer = await web.get("/")
    assert answer.status_code == 500
    assert "in the log" in answer.text
    assert "secret" not in answer.text


async def test_a_store_that_is_busy_is_said_so(staff: Staffed) -> None:
    class Busy:
        def begin(self, *, reading: bool = False) -> object:
            raise StoreBusy("Another process holds the desk; try again in a moment.")

    async with browser(replace(staff, room=replace(staff.room, store=Busy()))) as web:  # type: ignore[arg-type]
        for path in ("/", "/desk", "/readyz", "/feed.atom"):
            answer = await web.get(path)
            assert answer.status_code == 503, path
            assert "try again in a moment" in answer.text
        assert (await web.get("/healthz")).status_code == 200


async def test_the_script_is_told_in_json(staff: Staffed, web: httpx2.AsyncClient) -> None:
    story = (await staff.stories())[0]
    fields = {"token": await token(web), "draft": "1", "do": "approve"}
    asked = {"Accept": "application/json"}
    told = (await web.post(f"{DESK}/story/{story.id}", data=fields, headers=asked)).json()
    assert (told["ok"], told["said"]) == (True, "Approved.")
    stale = await web.post(f"{DESK}/story/{story.id}", data={**fields, "draft": "7"}, headers=asked)
    assert stale.status_code == 409
    assert stale.json()["ok"] is False


async def test_an_approval_is_taken_back_and_a_drop_restored(staff: Staffed, web: httpx2.AsyncClient) -> None:
    story = (await staff.stories())[0]
    await decided(web, story.id, "approve")
    assert "Taken back." in (await decided(web, story.id, "withdraw-approve")).text
    await decided(web, story.id, "drop")
    assert "It is back." in (await decided(web, story.id, "restore")).text
    assert (await staff.stories())[0].stage == "in_review"


async def test_stories_move_past_their_neighbours_and_stop_at_the_ends(staff: Staffed, web: httpx2.AsyncClient) -> None:
    first, second, third, _ = [story.id for story in await staff.stories()]
    await decided(web, third, "up")
    assert [story.id for story in await staff.stories()][:3] == [first, third, second]
    await decided(web, first, "down")
    assert [story.id for story in await staff.stories()][:3] == [third, first, second]
    await decided(web, third, "up")
    assert [story.id for story in await staff.stories()][:3] == [third, first, second]


async def test_an_editor_asks_why_a_paper_is_not_in_and_sees_what_was_held_back(
    staff: Staffed, web: httpx2.AsyncClient
) -> None:
    page = (await web.get(DESK)).text
    assert "Made-Up Prompts, Again" in page
    assert 'value="why-not"' in page
    assert "(2610.00004): it waits in reserve" in (await worded(web, "why-not", which="2610.00004")).text
    assert "matches" in (await worded(web, "why-not", which="zymurgy")).text


async def test_a_paper_from_outside_is_nominated_by_hand(staff: Staffed, web: httpx2.AsyncClient) -> None:
    address = "https://lab.example/toy.pdf"
    bare = await worded(web, "nominate", ref=address)
    assert bare.status_code == 404
    said = await worded(
        web, "nominate", ref=address, title="A Toy from a Lab", authors="A. One, B. Two", abstract="We made a toy."
    )
    assert "Nominated" in said.text
    assert str((await staff.stories())[-1].ref) == address


async def test_the_history_names_who_decided_what(staff: Staffed, web: httpx2.AsyncClient) -> None:
    story = (await staff.stories())[0]
    await decided(web, story.id, "edit", why="Other words.", insights="")
    page = (await web.get(f"{DESK}/story/{story.id}")).text
    assert EDITOR.name in page
    assert "Draft 1" in page
    assert "Draft 2" in page


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}],
    ids=lambda headers: next(iter(headers.values())),
)
async def test_a_form_from_another_site_decides_nothing(
    staff: Staffed, web: httpx2.AsyncClient, headers: dict[str, str]
) -> None:
    story = (await staff.stories())[0]
    fields = {"token": await token(web), "draft": "1", "do": "approve"}
    answer = await web.post(f"{DESK}/story/{story.id}", data=fields, headers=headers)
    assert answer.status_code == 403
    assert not (await staff.stories())[0].votes


@pytest.mark.parametrize("bad", ["", "0" * 40, "ü"])
async def test_a_form_without_its_token_decides_nothing(staff: Staffed, web: httpx2.AsyncClient, bad: str) -> None:
    story = (await staff.stories())[0]
    await token(web)
    answer = await web.post(f"{DESK}/story/{story.id}", data={"token": bad, "draft": "1", "do": "approve"})
    assert answer.status_code == 403
    assert "load it again" in answer.text
    assert not (await staff.stories())[0].votes


@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe", b"do=approve", b"a=1&" * 100, b"x" * 300_000, b"do=dance&draft=1", b"do=approve&draft=-1"],
    ids=["not text", "no draft", "many fields", "huge", "unknown button", "odd draft"],
)
async def test_garbage_is_refused_with_a_sentence(staff: Staffed, web: httpx2.AsyncClient, body: bytes) -> None:
    story = (await staff.stories())[0]
    signed = b"token=" + (await token(web)).encode() + b"&" + body
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await web.post(f"{DESK}/story/{story.id}", content=signed, headers=form)
    assert answer.status_code == 400
    assert not (await staff.stories())[0].votes


async def test_a_story_of_another_desk_is_not_here(web: httpx2.AsyncClient) -> None:
    assert (await decided(web, 999, "approve")).status_code == 404
    assert (await web.get(f"{DESK}/story/999")).status_code == 404


async def test_a_rebound_host_name_is_turned_away(staff: Staffed) -> None:
    async with browser(staff, root="http://rebound.example:8000") as web:
        assert (await web.get("/desk")).status_code == 421
        assert (await web.get("/healthz")).text == "ok\n"
    async with browser(staff, root="http://localhost:8000") as web:
        assert (await web.get("/desk")).status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "", "desk.example"])
def test_the_desk_is_not_opened_to_a_network_without_a_login(host: str) -> None:
    with pytest.raises(NotConfigured, match="PAPERDESK_SECRET_KEY"):
        guard_bind(host, login_configured=False)
    guard_bind(host, login_configured=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_loopback_needs_no_login(host: str) -> None:
    guard_bind(host, login_configured=False)
    assert not Gate.of(host).login


def test_a_page_behind_a_proxy_on_this_machine_wants_a_login() -> None:
    with pytest.raises(NotConfigured):
        Gate.of("127.0.0.1", None, "https://desk.example")
    assert Gate.of("127.0.0.1", "key", "https://desk.example").login


async def test_browsers_are_told_to_be_careful(web: httpx2.AsyncClient) -> None:
    for path in ("/", DESK, "/nowhere/at-all", "/static/desk.js", "/healthz"):
        headers = (await web.get(path)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"


async def test_pages_hold_no_script_or_style_of_their_own(staff: Staffed, web: httpx2.AsyncClient) -> None:
    await published(staff, web)
    for path in ("/", DESK, "/desk", "/nlp/2026-11", "/nlp", "/paper?q=2610.00001"):
        page = (await web.get(path)).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=\"/static/)", page), path


async def test_a_private_archive_is_for_those_who_signed_in(tmp_path: Path) -> None:
    async with staffed(tmp_path, archive="private") as staff:
        async with browser(staff) as near:
            await published(staff, near)
            assert (await near.get("/nlp/2026-11")).status_code == 200
        gate = Gate.of("0.0.0.0", "a long secret", "https://desk.example")
        async with browser(staff, gate, "https://desk.example") as far:
            for path in ("/nlp/2026-11", "/nlp", "/nlp/feed.atom", "/nlp/2026-11.json", "/nlp/2026-11.png"):
                answer = await far.get(path)
                assert answer.status_code == 404, path
                assert "Toys" not in answer.text
            assert "Invented prompts" not in (await far.get("/feed.atom")).text
            assert (await far.get(DESK)).status_code == 403
            assert (await far.get("/paper?q=2610.00001")).status_code == 404
            key = _key(gate.sign_in_link("https://desk.example", "nlp", EDITOR, NOON))
            await far.post("/sign-in", data={"key": key})
            assert (await far.get("/nlp/2026-11")).status_code == 200
            assert (await far.get(DESK)).status_code == 200


def _key(link: str) -> str:
    return parse_qs(urlsplit(link).query)["key"][0]


async def test_a_sign_in_link_works_once_and_not_for_long(staff: Staffed) -> None:
    gate = Gate.of("0.0.0.0", "a long secret")
    link = gate.sign_in_link(HERE, "nlp", SECOND, NOON)
    async with browser(staff, gate) as web:
        await web.get(link)  # a chat fetches it to show a preview
        assert (await web.post("/sign-in", data={"key": _key(link)})).status_code == 200
        assert f"you are {SECOND.name}" in (await web.get(DESK)).text
    async with browser(staff, gate) as web:
        assert (await web.post("/sign-in", data={"key": _key(link)})).status_code == 403
        late = gate.sign_in_link(HERE, "nlp", SECOND, NOON)
        staff.clock.pass_by(minutes=16)
        assert (await web.post("/sign-in", data={"key": _key(late)})).status_code == 403
        forged = Gate.of("0.0.0.0", "another secret").sign_in_link(HERE, "nlp", SECOND, staff.clock.now())
        assert (await web.post("/sign-in", data={"key": _key(forged)})).status_code == 403
        assert (await web.get(DESK)).status_code == 403


async def test_an_editor_who_was_removed_is_signed_out(staff: Staffed) -> None:
    gate = Gate.of("0.0.0.0", "a long secret")
    async with browser(staff, gate) as web:
        await web.post("/sign-in", data={"key": _key(gate.sign_in_link(HERE, "nlp", SECOND, NOON))})
        assert (await web.get(DESK)).status_code == 200
        async with staff.store.begin() as books:
            await books.teams.save(replace(staff.team, editors=(EDITOR,)))
        assert (await web.get(DESK)).status_code == 403


async def test_feeds_and_pages_are_not_sent_twice_to_who_has_them(staff: Staffed, web: httpx2.AsyncClient) -> None:
    await published(staff, web)
    for path in ("/feed.atom", "/nlp/feed.atom", "/nlp/feed.json", "/nlp/2026-11", "/nlp/2026-11.bib"):
        first = await web.get(path)
        assert first.status_code == 200
        again = await web.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), path
        other = await web.get(path, headers={"If-None-Match": '"else"'})
        assert other.status_code == 200
    feed = await web.get("/nlp/feed.atom")
    same = await web.get("/nlp/feed.atom", headers={"If-Modified-Since": feed.headers["last-modified"]})
    assert same.status_code == 304
    odd = await web.get("/nlp/feed.atom", headers={"If-Modified-Since": "yesterday"})
    assert odd.status_code == 200


async def test_every_export_of_an_edition_is_served_as_what_it_is(staff: Staffed, web: httpx2.AsyncClient) -> None:
    await published(staff, web)
    for ending, kind in {
        "md": "text/markdown", "txt": "text/plain", "json": "application/json", "bib": "application/x-bibtex",
        "ris": "application/x-research-info-systems", "html": "text/html", "png": "image/png",
    }.items():  # fmt: skip
        answer = await web.get(f"/nlp/2026-11.{ending}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        assert len(answer.content) > 100
    assert (await web.get("/nlp/2026-11.exe")).status_code == 404


async def test_an_edition_in_another_language_has_an_address_of_its_own(tmp_path: Path) -> None:
    async with staffed(tmp_path) as staff, browser(staff) as web:
        await published(staff, web)
        async with staff.store.begin() as books:
            chinese = printed_edition(language="zh", headline="虚构的提示")
            await books.editions.keep_printed(staff.edition.id, chinese)
            place = replace(staff.team, channels=(replace(staff.team.places[0], platform="slack", language="zh"),))
            await books.teams.save(place)
        assert "虚构的提示" in (await web.get("/nlp/2026-11.zh")).text
        assert 'hreflang="zh"' in (await web.get("/nlp/2026-11")).text
        assert "虚构的提示" in (await web.get("/nlp/feed.zh.atom")).text
        assert "虚构的提示" not in (await web.get("/nlp/feed.atom")).text


async def test_readers_search_past_editions(staff: Staffed, web: httpx2.AsyncClient) -> None:
    await published(staff, web)
    assert "1 edition with" in (await web.get("/", params={"q": "gardens plants"})).text
    assert "No editions with" in (await web.get("/", params={"q": "<b>zebra"})).text


async def test_a_paper_is_looked_up_with_where_it_has_appeared(staff: Staffed, web: httpx2.AsyncClient) -> None:
    await published(staff, web)
    known = (await web.get("/paper", params={"q": "arXiv:2610.00001v2"})).text
    assert made_paper(1).title in known
    assert "number 1" in known
    unknown = await web.get("/paper", params={"q": "2610.99999"})
    assert unknown.status_code == 404
    assert "No paper is known as" in unknown.text


async def test_an_address_that_leads_nowhere_says_so(web: httpx2.AsyncClient) -> None:
    for path in ("/ghosts", "/nlp/1999-01", "/desk/ghosts/2026-11", "/desk/nlp/1999-01", "/nlp/feed.exe", "/a/b/c/d"):
        answer = await web.get(path)
        assert answer.status_code == 404, path
        assert "<h1>Not here</h1>" in answer.text
    assert (await web.get("/static/../gate.py")).status_code == 404


async def test_the_page_says_whether_it_is_well(web: httpx2.AsyncClient) -> None:
    assert (await web.get("/healthz")).text == "ok\n"
    assert (await web.get("/readyz")).text == "ready\n"


async def test_every_name_at_the_top_is_reserved(staff: Staffed) -> None:
    app = build(staff.room, Gate.of("127.0.0.1"))
    tops = {getattr(route, "path", "").split("/")[1] for route in app.routes}
    assert {top for top in tops if top and "{" not in top} <= RESERVED


async def test_a_private_edition_is_not_kept_by_caches_between(staff: Staffed, web: httpx2.AsyncClient) -> None:
    assert "public" in (await web.get("/nlp")).headers["cache-control"]
    async with staff.store.begin() as books:
        await books.teams.save(replace(staff.team, archive="private"))
    assert "private" in (await web.get("/nlp")).headers["cache-control"]
    assert (await web.get(DESK)).headers["cache-control"] == "no-store"


async def test_posting_to_the_archive_twice_is_the_same_page(staff: Staffed, web: httpx2.AsyncClient) -> None:
    channel = WebChannel(staff.store)
    place = staff.team.places[0]
    [body] = channel.bodies(printed_edition(), place)
    subject = f"edition:{staff.edition.id}"
    owed = Delivery(delivery_id("edition", subject, place, 0, 0), "edition", subject, place, 0, body)
    assert await channel.find(owed, None) is None
    with pytest.raises(PostRefused):
        await channel.post(owed, None)
    await published(staff, web)
    assert await channel.post(owed, None) == await channel.post(owed, None) == "/nlp/2026-11"
    with pytest.raises(PostRefused):
        await channel.find(replace(owed, body="garbage"), None)


async def test_a_desk_that_takes_no_more_decisions_shows_no_buttons(staff: Staffed, web: httpx2.AsyncClient) -> None:
    await published(staff, web)
    page = (await web.get(DESK)).text
    assert "Read the edition" in page
    assert 'name="do"' not in page
    story = (await staff.stories())[0]
    with pytest.raises(Exception, match="takes no more decisions"):
        await review.decide(staff.room, editor=EDITOR, kind="drop", story_id=story.id, draft_number=1, via="web")


async def test_publishing_too_early_says_what_is_missing(staff: Staffed, web: httpx2.AsyncClient) -> None:
    answer = await worded(web, "publish")
    assert answer.status_code == 409
    assert "0 of 3 stories are approved" in answer.text
    await editions.approve_text(staff.room, editor=SECOND, edition_id=staff.edition.id, number=1)
    assert f"Approved by {SECOND.name}" in (await web.get(DESK)).text
