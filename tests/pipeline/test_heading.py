"""An edition's first words: a model's where they hold, code's where they do not, and an editor's above all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from bot.domain.edition import Edition, EditionText
from bot.domain.editorial import StoryStage
from bot.domain.errors import WriterFailed
from bot.domain.paper import Paper
from bot.domain.team import Team
from bot.pipeline.edition import approve_text, edit_text
from bot.pipeline.heading import head, headline, intro, theme
from bot.pipeline.review import decide
from bot.pipeline.run import advance
from bot.ports import Headed, Usage
from tests.factories import made_edition, made_team
from tests.pipeline.conftest import ANNA, Desk, paper

pytestmark = pytest.mark.anyio

COST = (Usage("toy", "toy.example", 900, 80, 1.0, 0.25),)
PLAIN = "July 2021: Frozen Models, part 1, Frozen Models, part 2 and more"


@dataclass
class Heads:
    """Heads an edition as a test says, and remembers what it was asked."""

    answer: Headed | WriterFailed
    asked: list[tuple[str, str, int, list[str]]] = field(default_factory=list)
    meanwhile: Desk | None = None

    async def head(self, team: Team, period: str, pool_size: int, papers: Sequence[Paper]) -> Headed:
        self.asked.append((team.name, period, pool_size, [str(each.ref) for each in papers]))
        if self.meanwhile is not None:
            async with self.meanwhile.room.store.begin() as books:
                edition = await books.editions.get(1)
                text = EditionText(1, "An editor's own", "", by="Anna")
                await books.editions.save(replace(edition, text=text, revision=edition.revision + 1))
        if isinstance(self.answer, WriterFailed):
            raise self.answer
        return self.answer


async def headed(desk: Desk, heads: Heads, **room: object) -> tuple[EditionText | None, list[Usage]]:
    """The text that an edition in review gets, and what was spent on it."""
    edition = await desk.edition()
    async with desk.room.store.begin() as books:
        now = await books.editions.get(edition.id)
        await books.editions.save(replace(now, text=None, revision=now.revision + 1))
    desk.room = replace(desk.room, headlines=heads, **room)  # type: ignore[arg-type]
    edition = await head(desk.room, edition.id)
    async with desk.room.store.begin() as books:
        return edition.text, list(await books.editions.spent("nlp", "2021-06"))


async def test_a_models_words_stand_where_they_claim_nothing(desk: Desk) -> None:
    heads = Heads(Headed("Frozen models thaw", "A month of frozen models.", "toy with edition@1", COST))
    text, spent = await headed(desk, heads)
    assert text == EditionText(
        1, "Frozen models thaw", "A month of frozen models.", by="toy with edition@1",
        about=("2106.00001", "2106.00002", "2106.00003"),
    )  # fmt: skip
    assert spent == list(COST)
    assert heads.asked == [("nlp", "2021-07", 100, ["2106.00001", "2106.00002", "2106.00003"])]


@pytest.mark.parametrize(
    "answer",
    [
        Headed("Models are 97 % better", "A month of frozen models.", "toy", COST),
        Headed("Frozen models thaw", "GPT-9 wins everything.", "toy", COST),
        WriterFailed("The model rambles; try again later.", usage=COST),
    ],
)
async def test_words_that_claim_what_no_paper_says_are_left_and_paid_for(
    answer: Headed | WriterFailed, desk: Desk
) -> None:
    text, spent = await headed(desk, Heads(answer))
    assert text is not None
    assert (text.headline, text.by, text.approved_by) == (PLAIN, "paperdesk", ())
    assert spent == list(COST)


async def test_a_team_that_has_spent_its_month_is_headed_by_code(desk: Desk) -> None:
    heads = Heads(Headed("Frozen models thaw", "", "toy", COST))
    text, spent = await headed(desk, heads, monthly_cap=0.0)
    assert text is not None
    assert (text.by, heads.asked, spent) == ("paperdesk", [], [])


async def test_words_that_an_editor_wrote_meanwhile_stay_and_the_models_are_paid_for(desk: Desk) -> None:
    heads = Heads(Headed("Frozen models thaw", "", "toy", COST), meanwhile=desk)
    text, spent = await headed(desk, heads)
    assert text is not None
    assert (text.headline, text.by) == ("An editor's own", "Anna")
    assert spent == list(COST)
    assert (await advance(desk.room, 1)).text == text, "and they are not asked for again"
    assert len(heads.asked) == 1


def test_a_theme_is_what_a_paper_calls_itself() -> None:
    assert theme("LoRA: Low-Rank Adaptation") == "LoRA"
    assert theme("Attention Is All You Need") is None
    assert theme(": A Title Without a Name") is None
    assert theme("Small Talk") == "Small Talk"


def test_a_headline_without_themes_is_the_month() -> None:
    dull = [paper(n, title="A long title that says no name at all to anybody who reads it") for n in (1, 2)]
    assert headline("2021-06", dull) == "June 2021: papers worth reading"
    same = [paper(n, title="LoRA: Low-Rank Adaptation of Models") for n in (1, 2)]
    assert headline("2021-06", same) == "June 2021: LoRA and more"


def test_the_intro_says_whose_list_it_is_and_out_of_how_many() -> None:
    team = made_team(topics=("a", "b", "c", "d"))
    told = intro(team, made_edition(period="2021-06", pool_size=4_274))
    assert told.startswith("What the editors of nlp found worth reading on a, b, c out of 4,274 papers for June 2021. ")
    assert intro(made_team(topics=()), made_edition(period="2021-06", pool_size=0)).startswith(
        "What the editors of nlp found worth reading for June 2021. "
    )


async def reviewed(desk: Desk, edition: Edition, dropped: int) -> EditionText:
    """The words after one story was dropped and all others approved."""
    first = await desk.stories(edition)
    await decide(desk.room, editor=ANNA, kind="drop", story_id=first[dropped].id, draft_number=1, via="web")
    await advance(desk.room, edition.id)
    for story in await desk.stories(edition):
        if story.stage is StoryStage.IN_REVIEW:
            await decide(desk.room, editor=ANNA, kind="approve", story_id=story.id, draft_number=1, via="web")
    now = await advance(desk.room, edition.id)
    assert now.text is not None
    return now.text


async def test_a_paper_that_was_dropped_gives_no_headline(desk: Desk) -> None:
    text = await reviewed(desk, await desk.edition(), 0)
    assert text.headline == "July 2021: Frozen Models, part 2, Frozen Models, part 3 and more"
    assert text.number == 2
    assert not text.approved_by


async def test_words_that_an_editor_approved_stay_whatever_is_dropped(desk: Desk) -> None:
    edition = await desk.edition()
    await approve_text(desk.room, editor=ANNA, edition_id=edition.id, number=1)
    text = await reviewed(desk, edition, 0)
    assert (text.number, text.headline) == (1, PLAIN)


async def test_an_editors_own_words_stay_whatever_is_dropped(desk: Desk) -> None:
    edition = await desk.edition()
    await edit_text(desk.room, editor=ANNA, edition_id=edition.id, headline="My own", intro="")
    text = await reviewed(desk, edition, 0)
    assert (text.number, text.headline) == (2, "My own")


async def test_news_that_editors_added_stays_with_new_words(desk: Desk) -> None:
    edition = await desk.edition()
    async with desk.room.store.begin() as books:
        now = await books.editions.get(edition.id)
        assert now.text is not None
        await books.editions.save(replace(now, text=replace(now.text, news=("A talk.",)), revision=now.revision + 1))
    assert (await reviewed(desk, edition, 1)).news == ("A talk.",)


async def test_a_headline_is_drafted_once_for_the_same_stories(desk: Desk) -> None:
    heads = Heads(Headed("Frozen models thaw", "A month of frozen models.", "toy with edition@1", COST))
    desk.room = replace(desk.room, headlines=heads)
    text = await reviewed(desk, await desk.edition(), 2)
    assert [asked[3] for asked in heads.asked] == [
        ["2106.00001", "2106.00002", "2106.00003"], ["2106.00001", "2106.00002", "2106.00004"],
    ]  # fmt: skip
    assert text.about == ("2106.00001", "2106.00002", "2106.00004")
