"""Every verb of the editors leaves the same account: a sentence, a line in the audit, and the work it asks for."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.edition import Edition
from bot.domain.editorial import EditionStage, StoryStage
from bot.domain.errors import BadInput, Conflict, NotAllowed, NotFound, PaperdeskError, StaleDraft
from bot.domain.story import Story
from bot.pipeline import edition as editions
from bot.pipeline import nominate, review
from bot.pipeline.draft import wish_subject
from tests.pipeline.conftest import ANNA, BEN, READER, Desk

pytestmark = pytest.mark.anyio


async def opened(desk: Desk) -> tuple[Edition, list[Story]]:
    edition = await desk.edition()
    desk.jobs.asked.clear()
    return edition, await desk.stories(edition)


async def audit(desk: Desk, subject: str) -> list[tuple[str, str, str]]:
    async with desk.room.store.begin() as books:
        lines = await books.ledger.lines(subject)
    assert {line.at for line in lines} <= {desk.clock.now()}
    return [(line.who, line.what, line.detail) for line in lines if line.who in {"Anna", "Ben"}]


def asked(desk: Desk) -> list[tuple[str, str, dict[str, str]]]:
    taken = [(name, key, dict(payload)) for name, key, payload in desk.jobs.asked]
    desk.jobs.asked.clear()
    return taken


def advance(edition: Edition) -> tuple[str, str, dict[str, str]]:
    return ("advance", f"advance:{edition.id}", {"edition": str(edition.id)})


async def refuses(kind: type[PaperdeskError], sentence: str, work: Awaitable[object]) -> None:
    with pytest.raises(kind, match=f"^{re.escape(sentence)}$"):
        await work


async def test_what_is_done_to_a_story_is_said_noted_and_followed_up(desk: Desk) -> None:
    edition, (first, *_) = await opened(desk)
    by: dict[str, Any] = {"editor": ANNA, "story_id": first.id, "via": "web"}
    on: dict[str, Any] = {**by, "draft_number": 1}
    said = [
        await review.decide(desk.room, kind="approve", event_id="e1", **on),
        await review.decide(desk.room, kind="approve", event_id="e1", **on),
        await review.decide(desk.room, kind="approve", event_id="e2", **on),
        await review.withdraw(desk.room, kind="approve", event_id="e3", **on),
        await review.withdraw(desk.room, kind="approve", event_id="e3", **on),
        await review.withdraw(desk.room, kind="approve", **on),
        await review.decide(desk.room, kind="drop", **on),
        await review.restore(desk.room, **by),
        await review.reorder(desk.room, place=2, **by),
        await review.edit(desk.room, why=["A sober step."], insights=[], **on),
    ]
    assert [(each.said, each.counted) for each in said] == [
        ("Approved.", True),
        ("That was counted already.", False),
        ("You have said so already.", False),
        ("Taken back.", True),
        ("That was counted already.", False),
        ("There was no such vote of yours.", False),
        ("Dropped; the next candidate comes up.", True),
        ("It is back.", True),
        ("Now at place 2.", True),
        ("Saved as draft 2; it waits for an approval.", True),
    ]
    assert all(each.story.id == first.id for each in said)
    assert await audit(desk, f"story:{first.id}") == [
        ("Anna", "approve", "draft 1"),
        ("Anna", "withdraw approve", "draft 1"),
        ("Anna", "drop", "draft 1"),
        ("Anna", "restore", "draft 1"),
        ("Anna", "reorder", "2"),
        ("Anna", "edit", "draft 2"),
    ]
    assert asked(desk) == [
        advance(edition),
        ("redraft", f"redraft:{first.id}:2", {"story": str(first.id)}),
    ]


async def test_a_wish_is_kept_before_anything_is_asked_of_the_writer(desk: Desk) -> None:
    edition, (first, *_) = await opened(desk)
    wish = f"  Shorter, {'please, ' * 300} "
    await review.rewrite(desk.room, editor=BEN, story_id=first.id, draft_number=1, instruction=wish, via="web")
    async with desk.room.store.begin() as books:
        (line,) = await books.ledger.lines(wish_subject(first.id, 1))
    assert (line.who, line.what, line.at) == ("Ben", "wish", desk.clock.now())
    assert line.detail == wish.strip()[:2_000]
    assert asked(desk) == [("redraft", f"redraft:{first.id}:1", {"story": str(first.id)}), advance(edition)]


async def test_what_is_done_to_an_edition_is_noted_and_followed_up(desk: Desk) -> None:
    edition, (first, *_) = await opened(desk)
    on: dict[str, Any] = {"editor": ANNA, "edition_id": edition.id}
    await review.decide(desk.room, editor=BEN, kind="approve", story_id=first.id, draft_number=1, via="web")
    asked(desk)
    text = (await editions.edit_text(desk.room, headline=" Frozen \n models ", intro=" An intro. ", **on)).text
    assert text is not None
    assert (text.headline, text.intro, text.by, text.approved_by) == ("Frozen models", "An intro.", "Anna", ())
    assert asked(desk) == [advance(edition)]
    news = (await editions.add_news(desk.room, item="  A talk \n on Monday. ", **on)).text
    assert news == replace(text, number=text.number + 1, news=("A talk on Monday.",))
    kept = (await editions.edit_text(desk.room, headline="H", intro="", **on)).text
    assert kept is not None
    assert (kept.news, kept.number) == (("A talk on Monday.",), text.number + 2)
    await editions.approve_text(desk.room, number=kept.number, **on)
    again = await editions.approve_text(desk.room, number=kept.number, **on)
    assert again.text is not None
    assert again.text.approved_by == ("Anna",)
    until = desk.clock.now() + timedelta(hours=1)
    assert (await editions.extend(desk.room, until=until, **on)).publish_at == until
    longer = await editions.extend(desk.room, **on)
    assert longer.publish_at == desk.clock.now() + timedelta(days=desk.team.review_days)
    called = await editions.call(desk.room, **on)
    assert (called.called_by, called.stage) == ("Anna", EditionStage.READY)
    assert (await editions.publish_now(desk.room, **on)).publish_now
    assert (await editions.cancel(desk.room, **on)).stage is EditionStage.CANCELLED
    assert await audit(desk, f"edition:{edition.id}") == [
        ("Anna", "edit text", ""),
        ("Anna", "edit text", ""),
        ("Anna", "edit text", ""),
        ("Anna", "approve text", ""),
        ("Anna", "extend", ""),
        ("Anna", "extend", ""),
        ("Anna", "call", ""),
        ("Anna", "publish now", ""),
        ("Anna", "cancel", ""),
    ]


async def test_what_cannot_be_is_refused_in_a_sentence_that_says_why(desk: Desk) -> None:
    edition, (first, *_) = await opened(desk)
    room, number = desk.room, (await desk.again(edition)).text
    only = "Only editors of nlp decide; ask one of them, or have yourself added."
    by: dict[str, Any] = {"editor": ANNA, "story_id": first.id, "via": "web"}
    on: dict[str, Any] = {"editor": ANNA, "edition_id": edition.id}
    await refuses(NotAllowed, only, review.restore(room, editor=READER, story_id=first.id, via="web"))
    await refuses(NotAllowed, only, editions.call(room, editor=READER, edition_id=edition.id))
    await refuses(NotAllowed, only, editions.cancel(room, editor=READER, edition_id=edition.id))
    await refuses(
        StaleDraft,
        "Draft 7 has been replaced by draft 1; read that one and decide again.",
        review.edit(room, draft_number=7, why=["W."], insights=[], **by),
    )
    await refuses(
        BadInput,
        "An edit needs at least one sentence of “why” or “key insights”.",
        review.edit(room, draft_number=1, why=[" "], insights=[], **by),
    )
    await refuses(BadInput, "An edition needs a headline.", editions.edit_text(room, headline=" ", intro="", **on))
    await refuses(
        Conflict,
        "The headline and intro have changed since; read them and approve again.",
        editions.approve_text(room, number=(number.number if number else 0) + 1, **on),
    )
    await refuses(
        Conflict,
        "No story is approved yet; approve at least one before publishing what there is.",
        editions.call(room, **on),
    )
    await refuses(
        Conflict,
        "Not yet: 0 of 3 stories are approved. The headline and the intro wait for an approval.",
        editions.publish_now(room, **on),
    )
    await refuses(
        BadInput,
        "That moment has passed; name one in the future.",
        editions.extend(room, until=desk.clock.now(), **on),
    )
    await editions.cancel(room, **on)
    closed = "The edition 2021-07 is cancelled; it takes no more decisions."
    await refuses(Conflict, closed, editions.call(room, **on))
    await refuses(Conflict, closed, review.reorder(room, place=1, **by))
    await refuses(
        NotFound,
        "There is no team called “npl”; `paperdesk team list` shows those there are.",
        review.editor_of(room, "npl", "web", "Anna"),
    )


async def test_a_nomination_is_noted_and_drafted_whatever_became_of_the_paper_before(desk: Desk) -> None:
    edition, (first, *_) = await opened(desk)
    on: dict[str, Any] = {"editor": BEN, "edition_id": edition.id, "via": "web"}
    story = await nominate.nominate(desk.room, words=str(first.ref), **on)
    assert story.nominated_by == "Ben"
    assert asked(desk) == [advance(edition)]
    await review.decide(desk.room, editor=ANNA, kind="drop", story_id=first.id, draft_number=1, via="web")
    back = await nominate.nominate(desk.room, words=str(first.ref), **on)
    assert (back.stage, back.nominated_by) == (StoryStage.IN_REVIEW, "Ben")
    by_hand: dict[str, Any] = {"url": "https://lab.example/a", "authors": " Ada North, ,Ben South ", **on}
    new = await nominate.nominate_by_hand(desk.room, title=" On \n kettles ", abstract="They boil.", **by_hand)
    assert (new.stage, new.nominated_by, new.draft) == (StoryStage.PROPOSED, "Ben", None)
    assert new.place == 6
    async with desk.room.store.begin() as books:
        kept = await books.papers.get(new.ref)
    assert kept is not None
    assert (kept.title, [author.name for author in kept.authors]) == ("On kettles", ["Ada North", "Ben South"])
    assert kept.announced == desk.clock.now().date()
    for each in (story, new):
        assert (await audit(desk, f"story:{each.id}"))[-1] == ("Ben", "nominate", str(each.ref))
    needs = "A paper from outside arXiv needs its title and its abstract; the draft is made from them."
    await refuses(BadInput, needs, nominate.nominate_by_hand(desk.room, title="T", abstract=" ", **by_hand))
    outsider = {**on, "editor": READER}
    await refuses(
        NotAllowed,
        "Only editors of nlp nominate; ask one of them.",
        nominate.nominate(desk.room, words=str(first.ref), **outsider),
    )
    await editions.cancel(desk.room, editor=ANNA, edition_id=edition.id)
    await refuses(
        Conflict,
        "The edition 2021-07 takes no more papers; nominate it for the next one.",
        nominate.nominate(desk.room, words=str(first.ref), **on),
    )
