"""Other languages: translated behind masks, checked, approved as they stand, and never stale in print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from bot.domain.edition import Edition
from bot.domain.errors import Conflict, NotAllowed, NotConfigured, WriterFailed
from bot.domain.printed import PrintedEdition
from bot.domain.team import Person
from bot.pipeline.edition import chosen, edit_text
from bot.pipeline.printing import printed_edition
from bot.pipeline.review import decide, edit
from bot.pipeline.translate import approve_translation, in_language, translate, translation
from bot.ports import Newsroom, Usage
from tests.pipeline.conftest import ANNA, Desk

pytestmark = pytest.mark.anyio

COST = Usage("model", "here", 100, 100, 0.5, 0.1)


@dataclass
class WordForWord:
    """A translator that says 字 for every word and 不 for every negation, and keeps the marks."""

    asked: list[tuple[str, ...]] = field(default_factory=list)
    spoilt: str | None = None
    fails: bool = False

    async def translate(self, texts: Sequence[str], language: str) -> tuple[Sequence[str], tuple[Usage, ...]]:
        self.asked.append(tuple(texts))
        if self.fails:
            raise WriterFailed("away", usage=(COST,))
        return [self._told(text) for text in texts], (COST,)

    def _told(self, text: str) -> str:
        if self.spoilt and self.spoilt in text:
            return "完全不同。"
        told = re.sub(r"[A-Za-z'’-]+", lambda word: "不" if word[0] in ("no", "not", "never") else "字", text)
        return told.replace(" ", "").replace(".", "。")


@dataclass
class Bureau:
    room: Newsroom
    desk: Desk
    translator: WordForWord
    edition: Edition

    async def printed(self, language: str = "zh") -> PrintedEdition:
        async with self.room.store.begin() as books:
            edition = await books.editions.get(self.edition.id)
            stories = chosen(self.desk.team, await books.editions.stories(edition.id))
            original = await printed_edition(books, self.desk.team, edition, stories)
            return await in_language(books, edition, original, language)


@pytest.fixture
async def bureau(desk: Desk) -> Bureau:
    translator = WordForWord()
    room = replace(desk.room, translator=translator)
    edition = await desk.edition()
    for story in (await desk.stories(edition))[:2]:
        await decide(room, editor=ANNA, kind="approve", story_id=story.id, draft_number=1, via="web")
    return Bureau(room, desk, translator, edition)


async def test_an_edition_is_translated_and_waits_for_an_editor(bureau: Bureau) -> None:
    assert (await translation(bureau.room, bureau.edition.id, "zh")).state == "none"
    told = await translate(bureau.room, bureau.edition.id, "zh")
    assert told.state == "waiting"
    assert told.printed is not None
    assert told.doubts == ()
    first = told.printed.stories[0]
    assert first.title == "Frozen Models, part 1"
    assert first.authors == ("Ada North", "Author 1")
    assert "字" in first.insights[0].text
    assert first.insights[0].quote
    assert "字" not in first.insights[0].quote
    assert "字" in told.printed.headline


async def test_what_was_not_approved_is_not_printed(bureau: Bureau) -> None:
    await translate(bureau.room, bureau.edition.id, "zh")
    printed = await bureau.printed()
    assert printed.language == "zh"
    assert "字" not in printed.headline + printed.stories[0].why[0].text


async def test_what_was_approved_is_printed(bureau: Bureau) -> None:
    await translate(bureau.room, bureau.edition.id, "zh")
    done = await approve_translation(bureau.room, editor=ANNA, edition_id=bureau.edition.id, language="zh")
    assert (done.state, done.approved_by) == ("approved", ("Anna",))
    assert "字" in (await bureau.printed()).stories[0].why[0].text
    assert "字" not in (await bureau.printed("en")).stories[0].why[0].text


async def test_an_edit_of_a_story_leaves_the_translation_stale(bureau: Bureau) -> None:
    await translate(bureau.room, bureau.edition.id, "zh")
    await approve_translation(bureau.room, editor=ANNA, edition_id=bureau.edition.id, language="zh")
    story = (await bureau.desk.stories(bureau.edition))[0]
    await edit(
        bureau.room, editor=ANNA, story_id=story.id, draft_number=1, via="web",
        why=["A sober word."], insights=["Tuning large models is costly in setting 1."],
    )  # fmt: skip
    await decide(bureau.room, editor=ANNA, kind="approve", story_id=story.id, draft_number=2, via="web")
    assert (await translation(bureau.room, bureau.edition.id, "zh")).state == "stale"
    assert "字" not in (await bureau.printed()).headline
    before = len(bureau.translator.asked)
    again = await translate(bureau.room, bureau.edition.id, "zh")
    assert again.state == "waiting"
    anew = str(bureau.translator.asked[before:])
    assert "A sober word." in anew
    assert "vectors only" not in anew  # the other story's words are as they were


async def test_an_edit_of_the_headline_leaves_the_translation_stale(bureau: Bureau) -> None:
    await translate(bureau.room, bureau.edition.id, "zh")
    await edit_text(bureau.room, editor=ANNA, edition_id=bureau.edition.id, headline="Other words", intro="An intro.")
    assert (await translation(bureau.room, bureau.edition.id, "zh")).state == "stale"
    with pytest.raises(Conflict, match="have it translated first"):
        await approve_translation(bureau.room, editor=ANNA, edition_id=bureau.edition.id, language="zh")


async def test_a_translation_that_cannot_be_trusted_is_asked_for_again_and_then_left_in_english(bureau: Bureau) -> None:
    bureau.translator.spoilt = "costly"
    told = await translate(bureau.room, bureau.edition.id, "zh")
    assert told.printed is not None
    assert told.printed.stories[0].why[0].text == "Tuning large models is costly in setting 1."
    assert "字" in told.printed.stories[0].insights[0].text
    assert "is missing" in told.doubts[0]
    assert sum("costly" in " ".join(asked) for asked in bureau.translator.asked) == 4


async def test_nothing_is_translated_twice_or_paid_twice(bureau: Bureau) -> None:
    await translate(bureau.room, bureau.edition.id, "zh")
    asked = len(bureau.translator.asked)
    await translate(bureau.room, bureau.edition.id, "zh")
    assert len(bureau.translator.asked) == asked
    async with bureau.room.store.begin() as books:
        assert len(await books.editions.spent("nlp", "2021-06")) == asked


async def test_a_translator_that_fails_keeps_what_is_done_and_is_paid(bureau: Bureau) -> None:
    bureau.translator.fails = True
    with pytest.raises(WriterFailed):
        await translate(bureau.room, bureau.edition.id, "zh")
    async with bureau.room.store.begin() as books:
        assert len(await books.editions.spent("nlp", "2021-06")) == 1
    bureau.translator.fails = False
    assert (await translate(bureau.room, bureau.edition.id, "zh")).state == "waiting"


async def test_over_the_cap_nothing_is_translated(bureau: Bureau) -> None:
    with pytest.raises(WriterFailed, match="cap of nlp is used up"):
        await translate(replace(bureau.room, monthly_cap=0.1), bureau.edition.id, "zh")


async def test_without_a_model_the_bot_says_that_translation_needs_one(bureau: Bureau) -> None:
    with pytest.raises(NotConfigured, match="needs a language model"):
        await translate(replace(bureau.room, translator=None), bureau.edition.id, "zh")


async def test_only_editors_approve_a_translation(bureau: Bureau) -> None:
    await translate(bureau.room, bureau.edition.id, "zh")
    with pytest.raises(NotAllowed):
        await approve_translation(bureau.room, editor=Person("Reader"), edition_id=bureau.edition.id, language="zh")
