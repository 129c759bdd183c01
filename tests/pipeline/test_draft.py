"""Stories get their words: checked, shared, paid for once, and never lost or doubled."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from bot.domain.edition import Edition
from bot.domain.editorial import EditionAction, StoryStage
from bot.domain.errors import Conflict, SourceAway, WriterFailed
from bot.domain.paper import Announcement, Paper
from bot.domain.story import Claim, Part, Score, Story
from bot.pipeline.blurb import blurb, checked
from bot.pipeline.draft import draft, draft_all, relevance
from bot.pipeline.edition import cancel, open_edition
from bot.pipeline.review import decide, rewrite
from bot.ports import Newsroom, Source, Usage, Written
from bot.store.engine import SqlStore
from tests.fakes import FakeWriter
from tests.pipeline.conftest import ANNA, Desk, paper

pytestmark = pytest.mark.anyio

COST = Usage("model", "here", 1000, 100, 0.5, 0.25)
NAME = "model with draft@12345678"


def fact(text: str, quote: str) -> Claim:
    return Claim("fact", text, quote)


def honest(number: int = 1) -> Written:
    """What a good model would write about the made-up paper of that number."""
    return Written(
        why=(
            fact(
                f"Tuning large models is costly in setting {number}.",
                f"Tuning large models is costly in setting {number}.",
            ),
            Claim("judgement", "A sober counterpoint to tuning everything."),
        ),
        insights=(
            fact(
                f"Accuracy improves by {number} % over full tuning.",
                f"Experiments show that accuracy improves by {number} % over full tuning.",
            ),
        ),
        by=NAME,
        usage=(COST,),
    )


def dreaming(number: int = 1) -> Written:
    """The same, with one number that the paper does not have."""
    good = honest(number)
    wrong = replace(good.insights[0], text="Accuracy improves by 97 % over full tuning.")
    return replace(good, insights=(wrong, *good.insights))


@dataclass
class ModelWriter:
    """Writes what it is told, honestly where it is told nothing, and remembers what it was asked."""

    answers: list[Written | WriterFailed] = field(default_factory=list)
    asked: list[tuple[Source, str | None, tuple[str, ...]]] = field(default_factory=list)
    name: str = NAME

    async def write(
        self, source: Source, *, instruction: str | None = None, reasons: Sequence[str] = (), language: str = "en"
    ) -> Written:
        self.asked.append((source, instruction, tuple(reasons)))
        await asyncio.sleep(0)
        answer = self.answers.pop(0) if self.answers else honest(int(str(source.paper.ref).partition(".")[2]))
        if isinstance(answer, WriterFailed):
            raise answer
        return answer


@dataclass
class Press:
    """An edition in drafting, a model that writes, and the writer without a key behind it."""

    room: Newsroom
    desk: Desk
    writer: ModelWriter
    edition: Edition

    async def story(self, number: int = 0) -> Story:
        async with self.room.store.begin() as books:
            return (await books.editions.stories(self.edition.id))[number]

    async def spent(self) -> float:
        async with self.room.store.begin() as books:
            spent = await books.editions.spent("nlp", "2021-06")
        return sum(usage.cost or 0.0 for usage in spent)


async def shortlisted(desk: Desk, team: str = "nlp", papers: int = 3) -> Edition:
    edition = await open_edition(desk.room, replace(desk.team, name=team))
    async with desk.room.store.begin() as books:
        for number in range(1, papers + 1):
            one = paper(number)
            await books.papers.add([Announcement(one, "new", one.announced or desk.clock.now().date())])
            score = Score(1.0, (Part("topic", 1.0, ("matches *frozen models*",)), Part("prior", 2.0, ("a hunch",))))
            await books.editions.add_story(Story(0, edition.id, one.ref, StoryStage.PROPOSED, number, score))
        return await books.editions.save(edition.moved(EditionAction.SHORTLIST))


@pytest.fixture
async def press(desk: Desk) -> Press:
    writer = ModelWriter()
    room = replace(desk.room, writer=writer, fallback=FakeWriter(name="extractive"))
    desk = replace(desk, room=room)
    return Press(room, desk, writer, await shortlisted(desk))


async def reviewed(press: Press, number: int = 0) -> Story:
    """The story with draft 1, before the editors."""
    from bot.pipeline.cards import keep_asking

    await draft(press.room, (await press.story(number)).id)
    await keep_asking(press.room, press.edition.id)
    return await press.story(number)


async def test_a_proposed_story_gets_its_first_draft_checked_and_signed(press: Press) -> None:
    story = await draft(press.room, (await press.story()).id)
    assert story.stage is StoryStage.DRAFTED
    assert story.draft is not None
    assert (story.draft.number, story.draft.by, story.draft.note) == (1, NAME, None)
    assert [claim.kind for claim in story.draft.why] == ["fact", "judgement", "relevance"]
    assert [claim.verdict for claim in story.draft.claims] == ["verified"] * 4
    assert story.draft.why[0].where == "abstract"
    assert await press.story() == story


async def test_a_crash_and_a_repeat_do_not_draft_twice(press: Press) -> None:
    first = await draft(press.room, (await press.story()).id)
    again = await draft(press.room, first.id)
    assert again == first
    assert len(press.writer.asked) == 1


async def test_two_who_draft_at_once_leave_one_draft(press: Press) -> None:
    story_id = (await press.story()).id
    one, two = await asyncio.gather(draft(press.room, story_id), draft(press.room, story_id))
    assert one.draft_number == two.draft_number == 1
    async with press.room.store.begin() as books:
        assert len(await books.editions.drafts(story_id)) == 1


async def test_an_unsupported_claim_is_sent_back_once_with_its_reasons(press: Press) -> None:
    press.writer.answers = [dreaming(), honest()]
    story = await draft(press.room, (await press.story()).id)
    assert story.draft is not None
    assert not story.draft.unverified
    reasons = press.writer.asked[1][2]
    assert len(reasons) == 1
    assert "97" in reasons[0]
    assert await press.spent() == 0.5


async def test_what_stays_unsupported_is_kept_flagged_and_told(press: Press) -> None:
    press.writer.answers = [replace(dreaming(), insights=(dreaming().insights[0],) * 2), dreaming()]
    story = await draft(press.room, (await press.story()).id)
    assert story.draft is not None
    assert len(story.draft.unverified) == 1
    assert story.draft.note == "Asked twice; 1 claim is still not supported by the paper."


async def test_a_failure_of_the_second_try_keeps_the_first(press: Press) -> None:
    press.writer.answers = [dreaming(), WriterFailed("gone", usage=(COST,))]
    story = await draft(press.room, (await press.story()).id)
    assert story.draft is not None
    assert story.draft.by == NAME
    assert await press.spent() == 0.5


async def test_a_writer_that_fails_is_replaced_and_said_so_and_paid(press: Press) -> None:
    press.writer.answers = [WriterFailed("The model took too long; try again later.", usage=(COST,))]
    story = await draft(press.room, (await press.story()).id)
    assert story.draft is not None
    assert story.draft.by == "extractive"
    assert "took too long" in (story.draft.note or "")
    assert await press.spent() == 0.25


async def test_words_of_which_nothing_holds_are_not_kept(press: Press) -> None:
    foreign = Written((fact("Whales sing.", "whales sing in the deep blue sea"),), (), by=NAME, usage=(COST,))
    press.writer.answers = [foreign, foreign]
    story = await draft(press.room, (await press.story()).id)
    assert story.draft is not None
    assert story.draft.by == "extractive"
    assert "could be supported" in (story.draft.note or "")


async def test_a_paper_from_which_nothing_can_be_said_still_gets_a_card(press: Press) -> None:
    press.writer.answers = [WriterFailed("no abstract")]
    room = replace(press.room, fallback=FakeWriter("extractive", [WriterFailed("no abstract")]))
    story = await draft(room, (await press.story()).id)
    assert story.stage is StoryStage.DRAFTED
    assert story.draft is not None
    assert "write the words yourself" in (story.draft.note or "")
    assert [claim.kind for claim in story.draft.claims] == ["relevance"]


async def test_over_the_cap_the_extractive_writer_takes_over_and_says_so(press: Press) -> None:
    room = replace(press.room, monthly_cap=0.25)
    await draft(room, (await press.story(0)).id)
    second = await draft(room, (await press.story(1)).id)
    assert second.draft is not None
    assert second.draft.by == "extractive"
    assert "cap of $0.25 for nlp is used up" in (second.draft.note or "")
    assert len(press.writer.asked) == 1


async def test_members_may_use_a_part_of_the_cap_only(press: Press) -> None:
    room = replace(press.room, monthly_cap=0.6)
    await draft(room, (await press.story(0)).id)
    words = await blurb(room, "nlp", Source(paper(2)), share=0.2)
    assert words.by == "extractive"
    words = await blurb(room, "nlp", Source(paper(2)))
    assert words.by == NAME


async def test_a_new_month_has_a_new_cap(press: Press) -> None:
    room = replace(press.room, monthly_cap=0.25)
    await draft(room, (await press.story(0)).id)
    press.desk.clock.pass_by(days=5)
    second = await draft(room, (await press.story(1)).id)
    assert second.draft is not None
    assert second.draft.by == NAME


async def test_a_second_team_gets_the_same_words_for_nothing(press: Press) -> None:
    await draft(press.room, (await press.story()).id)
    other = await shortlisted(press.desk, team="vision")
    async with press.room.store.begin() as books:
        theirs = (await books.editions.stories(other.id))[0]
    theirs = await draft(press.room, theirs.id)
    assert len(press.writer.asked) == 1
    assert theirs.draft is not None
    assert theirs.draft.by == NAME
    async with press.room.store.begin() as books:
        assert not await books.editions.spent("vision", "2021-06")


async def test_a_relevance_is_never_shared(press: Press) -> None:
    await draft(press.room, (await press.story()).id)
    shared = await blurb(press.room, "vision", Source(paper(1)))
    assert all(claim.kind != "relevance" for claim in (*shared.why, *shared.insights))
    assert len(press.writer.asked) == 1


@pytest.mark.parametrize(
    "changed",
    [
        replace(paper(1), version=2),
        replace(paper(1), abstract=paper(1).abstract + " Code is available."),
        replace(paper(1), sections=(("introduction", "Tuning is old."),)),
    ],
)
async def test_another_version_or_text_makes_new_words(press: Press, changed: Paper) -> None:
    await blurb(press.room, "nlp", Source(paper(1)))
    await blurb(press.room, "nlp", Source(changed, changed.sections))
    assert len(press.writer.asked) == 2


async def test_words_by_the_stand_in_are_not_shared_as_the_models(press: Press) -> None:
    press.writer.answers = [WriterFailed("away")]
    assert (await blurb(press.room, "nlp", Source(paper(1)))).by == "extractive"
    assert (await blurb(press.room, "nlp", Source(paper(1)))).by == NAME


async def test_sections_that_stay_away_cost_no_draft(press: Press) -> None:
    class Away:
        async def sections(self, paper: Paper) -> tuple[tuple[str, str], ...]:
            raise SourceAway("no answer")

    story = await draft(replace(press.room, sections=Away()), (await press.story()).id)
    assert story.stage is StoryStage.DRAFTED


async def test_a_quote_says_in_which_section_it_stands(press: Press) -> None:
    class Near:
        async def sections(self, paper: Paper) -> tuple[tuple[str, str], ...]:
            return (
                ("introduction", "Vectors were cheap in 2020 already."),
                ("conclusion", "We did not test small models."),
            )

    limit = fact("We did not test small models.", "We did not test small models.")
    press.writer.answers = [replace(honest(), insights=(limit,))]
    story = await draft(replace(press.room, sections=Near()), (await press.story()).id)
    assert story.draft is not None
    assert [claim.where for claim in story.draft.claims] == ["abstract", None, "score", "conclusion"]


async def test_a_wish_makes_the_next_number_and_voids_the_votes(press: Press) -> None:
    story = await reviewed(press)
    await decide(press.room, editor=ANNA, kind="approve", story_id=story.id, draft_number=1, via="web")
    again = await draft(press.room, story.id, instruction="shorter", by="Anna")
    assert again.stage is StoryStage.IN_REVIEW
    assert again.draft_number == 2
    assert not (await press.story()).votes_for("approve")
    assert again.draft is not None
    assert again.draft.note == "Redrafted for Anna: “shorter”."
    wish = press.writer.asked[1][1] or ""
    assert wish.startswith("shorter")
    assert "Tuning large models is costly in setting 1." in wish
    assert "frozen models" not in wish


async def test_a_wish_in_the_books_is_found_after_a_crash_and_followed_once(press: Press) -> None:
    story = await reviewed(press)
    await rewrite(
        press.room, editor=ANNA, story_id=story.id, draft_number=1, instruction="say what it lacks", via="web"
    )
    again = await draft(press.room, story.id)
    assert again.draft_number == 2
    assert "say what it lacks" in (again.draft.note or "" if again.draft else "")
    assert (await draft(press.room, story.id)).draft_number == 2
    assert len(press.writer.asked) == 2


async def test_a_bare_redraft_sends_the_checkers_reasons_along(press: Press) -> None:
    press.writer.answers = [dreaming(), dreaming()]
    story = await reviewed(press)
    await decide(press.room, editor=ANNA, kind="redraft", story_id=story.id, draft_number=1, via="reaction")
    await draft_all(press.room, press.edition.id)
    assert (await press.story()).draft_number == 2
    ((instruction, reasons),) = [(wish, reasons) for _, wish, reasons in press.writer.asked if wish]
    assert "97" in reasons[0]
    assert "another angle" in (instruction or "")


async def test_without_a_model_a_wish_is_answered_honestly(press: Press) -> None:
    press = replace(press, room=replace(press.room, writer=press.room.fallback))
    story = await reviewed(press)
    again = await draft(press.room, story.id, instruction="shorter", by="Anna")
    assert again.draft is not None
    assert "cannot follow a wish" in (again.draft.note or "")


async def test_a_story_nobody_asked_about_is_left_as_it_is(press: Press) -> None:
    story = await reviewed(press)
    assert await draft(press.room, story.id) == story


async def test_a_dropped_story_is_not_drafted_however_late_the_words_come(press: Press) -> None:
    story = await reviewed(press)
    dropping = press.room

    class Slow(ModelWriter):
        async def write(
            self, source: Source, *, instruction: str | None = None, reasons: Sequence[str] = (), language: str = "en"
        ) -> Written:
            await decide(dropping, editor=ANNA, kind="drop", story_id=story.id, draft_number=1, via="web")
            return await super().write(source, instruction=instruction, reasons=reasons)

    after = await draft(replace(press.room, writer=Slow()), story.id, instruction="shorter", by="Anna")
    assert after.stage is StoryStage.DROPPED
    assert after.draft_number == 1


async def test_a_vote_that_comes_while_words_are_written_does_not_lose_them(press: Press) -> None:
    story = await reviewed(press)
    voting = press.room

    class Slow(ModelWriter):
        async def write(
            self, source: Source, *, instruction: str | None = None, reasons: Sequence[str] = (), language: str = "en"
        ) -> Written:
            await decide(voting, editor=ANNA, kind="keep", story_id=story.id, draft_number=1, via="web")
            return await super().write(source, instruction=instruction, reasons=reasons)

    after = await draft(replace(press.room, writer=Slow()), story.id, instruction="shorter", by="Anna")
    assert after.draft_number == 2
    assert after.keep


async def test_an_edition_that_is_closed_takes_no_draft(press: Press) -> None:
    story_id = (await press.story()).id
    await cancel(press.room, editor=ANNA, edition_id=press.edition.id)
    with pytest.raises(Conflict, match="takes no more drafts"):
        await draft(press.room, story_id)
    assert await draft_all(press.room, press.edition.id) == ()


async def test_one_story_that_fails_does_not_stop_the_rest(press: Press) -> None:
    broken = (await press.story(1)).ref

    class Lost(ModelWriter):
        async def write(
            self, source: Source, *, instruction: str | None = None, reasons: Sequence[str] = (), language: str = "en"
        ) -> Written:
            if source.paper.ref == broken:
                raise Conflict("a fault that no draft survives")
            return await super().write(source)

    done = await draft_all(replace(press.room, writer=Lost()), press.edition.id)
    assert len(done) == 2
    assert (await press.story(1)).stage is StoryStage.PROPOSED


async def test_no_transaction_is_open_while_a_model_thinks(press: Press, store: SqlStore) -> None:
    class Curious(ModelWriter):
        async def write(
            self, source: Source, *, instruction: str | None = None, reasons: Sequence[str] = (), language: str = "en"
        ) -> Written:
            async with asyncio.timeout(5), store.begin() as books:  # a writer that was locked out would wait for 30 s
                await books.papers.keep_cursor("test", "1", press.desk.clock.now())
            return await super().write(source)

    assert (await draft(replace(press.room, writer=Curious()), (await press.story()).id)).draft_number == 1


def test_an_editors_own_words_get_the_nearest_quote() -> None:
    (claim,) = checked([Claim("fact", "Accuracy improves by 1 % over full tuning.")], Source(paper(1)))
    assert claim.verdict == "repaired"
    assert claim.quote == "Experiments show that accuracy improves by 1 % over full tuning."


def test_an_editors_own_opinion_is_marked_as_one() -> None:
    (claim,) = checked([Claim("fact", "A quiet paper with a good habit.")], Source(paper(1)))
    assert (claim.kind, claim.verdict) == ("judgement", "verified")


def test_an_editors_own_mistake_is_shown() -> None:
    (claim,) = checked([Claim("fact", "Accuracy improves by 55 % over full tuning.")], Source(paper(1)))
    assert claim.verdict == "unverified"
    assert claim.reasons


def test_a_claim_from_a_section_that_is_not_at_hand_keeps_its_verdict() -> None:
    known = Claim("fact", "It was dear.", "It was dear in the end.", "conclusion", "verified")
    assert checked([known], Source(paper(1))) == (known,)


def test_a_relevance_says_what_speaks_for_the_paper_and_nothing_else() -> None:
    score = Score(
        1.0,
        (
            Part("prior", 2.0, ("a hunch",)),
            Part("influence", -0.5, ("unknown authors",)),
            Part("topic", 1.0, ("matches *frozen models* on: vectors.",)),
        ),
    )
    told = relevance(score, nominated_by="Anna")
    assert told is not None
    assert told.text == "For this team: nominated by Anna; matches frozen models on: vectors."
    assert relevance(Score(0.0)) is None
