"""Other languages: translated behind masks, checked, approved as they stand, and never stale in print."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from bot.domain.edition import Edition
from bot.domain.errors import Conflict, NotAllowed, NotConfigured, StaleDraft, WriterFailed
from bot.domain.printed import PrintedEdition
from bot.domain.team import Person, Place
from bot.pipeline.edition import chosen, edit_text
from bot.pipeline.languages import Translation, approve_translation, in_language, translation
from bot.pipeline.printing import printed_edition
from bot.pipeline.review import decide, edit
from bot.pipeline.review import desk as desk_face
from bot.pipeline.translate import translate, translate_all
from bot.ports import Newsroom
from tests.fakes import FakeTranslator
from tests.pipeline.conftest import ANNA, Desk

pytestmark = pytest.mark.anyio


@dataclass
class Bureau:
    room: Newsroom
    desk: Desk
    translator: FakeTranslator
    edition: Edition

    async def printed(self, language: str = "zh") -> PrintedEdition:
        async with self.room.store.begin() as books:
            edition = await books.editions.get(self.edition.id)
            stories = chosen(self.desk.team, await books.editions.stories(edition.id))
            original = await printed_edition(books, self.desk.team, edition, stories)
            return await in_language(books, edition, original, language)


@pytest.fixture
async def bureau(desk: Desk) -> Bureau:
    translator = FakeTranslator()
    room = replace(desk.room, translator=translator)
    edition = await desk.edition()
    for story in (await desk.stories(edition))[:2]:
        await decide(room, editor=ANNA, kind="approve", story_id=story.id, draft_number=1, via="web")
    return Bureau(room, desk, translator, edition)


async def test_an_edition_is_translated_and_waits_for_an_editor(bureau: Bureau) -> None:
    assert (await translation(bureau.room, bureau.edition.id, "zh")).face.state == "none"
    told = await translate(bureau.room, bureau.edition.id, "zh")
    assert told.face.state == "waiting"
    assert told.printed is not None
    assert told.doubts == ()
    first = told.printed.stories[0]
    assert first.title == "Frozen Models, part 1"
    assert first.authors == ("Ada North", "Author 1")
    assert "字" in first.insights[0].text
    assert first.insights[0].quote
    assert "字" not in first.insights[0].quote
    assert "字" in told.printed.headline


async def approved(bureau: Bureau, editor: Person = ANNA) -> Translation:
    """Somebody says yes to the words as they stand."""
    mark = (await translation(bureau.room, bureau.edition.id, "zh")).mark
    return await approve_translation(bureau.room, editor=editor, edition_id=bureau.edition.id, language="zh", mark=mark)


async def test_what_was_not_approved_is_not_printed(bureau: Bureau) -> None:
    await translate(bureau.room, bureau.edition.id, "zh")
    printed = await bureau.printed()
    assert printed.language == "zh"
    assert "字" not in printed.headline + printed.stories[0].why[0].text


async def test_what_was_approved_is_printed(bureau: Bureau) -> None:
    await translate(bureau.room, bureau.edition.id, "zh")
    done = await approved(bureau)
    assert (done.face.state, done.face.approved_by) == ("approved", ("Anna",))
    assert "字" in (await bureau.printed()).stories[0].why[0].text
    assert "字" not in (await bureau.printed("en")).stories[0].why[0].text


async def test_an_edit_of_a_story_leaves_the_translation_stale(bureau: Bureau) -> None:
    await translate(bureau.room, bureau.edition.id, "zh")
    await approved(bureau)
    story = (await bureau.desk.stories(bureau.edition))[0]
    await edit(
        bureau.room, editor=ANNA, story_id=story.id, draft_number=1, via="web",
        why=["A sober word."], insights=["Tuning large models is costly in setting 1."],
    )  # fmt: skip
    await decide(bureau.room, editor=ANNA, kind="approve", story_id=story.id, draft_number=2, via="web")
    assert (await translation(bureau.room, bureau.edition.id, "zh")).face.state == "stale"
    assert "字" not in (await bureau.printed()).headline
    before = len(bureau.translator.asked)
    again = await translate(bureau.room, bureau.edition.id, "zh")
    assert again.face.state == "waiting"
    anew = str(bureau.translator.asked[before:])
    assert "A sober word." in anew
    assert "vectors only" not in anew  # the other story's words are as they were


async def test_an_edit_of_the_headline_leaves_the_translation_stale(bureau: Bureau) -> None:
    await translate(bureau.room, bureau.edition.id, "zh")
    await edit_text(bureau.room, editor=ANNA, edition_id=bureau.edition.id, headline="Other words", intro="An intro.")
    assert (await translation(bureau.room, bureau.edition.id, "zh")).face.state == "stale"
    with pytest.raises(Conflict, match="have it translated first"):
        await approved(bureau)


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
    assert (await translate(bureau.room, bureau.edition.id, "zh")).face.state == "waiting"


async def test_over_the_cap_nothing_is_translated(bureau: Bureau) -> None:
    with pytest.raises(WriterFailed, match="cap of nlp is used up"):
        await translate(replace(bureau.room, monthly_cap=0.1), bureau.edition.id, "zh")


async def test_without_a_model_the_bot_says_that_translation_needs_one(bureau: Bureau) -> None:
    with pytest.raises(NotConfigured, match="needs a language model"):
        await translate(replace(bureau.room, translator=None), bureau.edition.id, "zh")


async def test_only_editors_approve_a_translation(bureau: Bureau) -> None:
    await translate(bureau.room, bureau.edition.id, "zh")
    with pytest.raises(NotAllowed):
        await approved(bureau, Person("Reader"))


async def test_a_yes_is_to_the_words_that_were_shown(bureau: Bureau) -> None:
    shown = await translate(bureau.room, bureau.edition.id, "zh")
    await edit_text(bureau.room, editor=ANNA, edition_id=bureau.edition.id, headline="Other words", intro="An intro.")
    await translate(bureau.room, bureau.edition.id, "zh")
    with pytest.raises(StaleDraft, match="read them and approve again"):
        await approve_translation(
            bureau.room, editor=ANNA, edition_id=bureau.edition.id, language="zh", mark=shown.mark
        )
    assert (await translation(bureau.room, bureau.edition.id, "zh")).face.state == "waiting"


async def test_every_word_stands_beside_its_original(bureau: Bureau) -> None:
    told = await translate(bureau.room, bureau.edition.id, "zh")
    originals = [original for original, _ in told.pairs]
    assert "Tuning large models is costly in setting 1." in originals
    assert all("字" in translated for original, translated in told.pairs if "model" in original)


async def test_the_desk_says_how_each_language_stands(bureau: Bureau) -> None:
    zh = Place("slack", "T1", "C9", language="zh")
    async with bureau.room.store.begin() as books:
        await books.teams.save(replace(bureau.desk.team, channels=(*bureau.desk.team.channels, zh)))

    async def stands(room: Newsroom = bureau.room) -> str:
        return (await desk_face(room, bureau.edition.id)).languages[0].said

    assert await stands() == "translated once the edition is ready"
    assert "needs a language model" in await stands(replace(bureau.room, translator=None))
    before = (await desk_face(bureau.room, bureau.edition.id)).edition.revision
    await translate(bureau.room, bureau.edition.id, "zh")
    face = await desk_face(bureau.room, bureau.edition.id)
    assert face.edition.revision > before
    assert "The version in zh waits for an approval" in face.waiting[-1]
    assert not any("zh" in sentence for sentence in face.missing)
    await approved(bureau)
    assert await stands() == "approved by Anna"
    await edit_text(bureau.room, editor=ANNA, edition_id=bureau.edition.id, headline="Other words", intro="An intro.")
    assert await stands() == "to be translated again"


async def test_a_team_that_reads_another_language_is_translated_for_too(bureau: Bureau) -> None:
    async with bureau.room.store.begin() as books:
        await books.teams.save(replace(bureau.desk.team, language="zh", channels=()))
    assert [each.language for each in (await desk_face(bureau.room, bureau.edition.id)).languages] == ["zh"]
    await translate_all(bureau.room, bureau.edition.id)
    await approved(bureau)
    assert "字" in (await bureau.printed("zh")).headline
