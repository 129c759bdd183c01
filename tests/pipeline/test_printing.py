"""An edition as it will be printed: what stands in it, in which order, and what code says about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.editorial import StoryStage
from bot.domain.evidence import NO_FIGURE, Cited, Evidence, Link, Related
from bot.domain.licence import Leave
from bot.domain.paper import PaperRef
from bot.domain.printed import PrintedEdition, PrintedOther, PrintedReference
from bot.domain.story import Claim, Story, Vote
from bot.domain.wording import wording
from bot.pipeline.printing import assemble, how_made, printed_story
from tests.factories import NOON, made_edition, made_evidence, made_figures, made_paper, made_story, made_team
from tests.factories import printed_story as printed


def put_together(*stories: Story, rest: tuple[Story, ...] = (), **evidence: Evidence) -> PrintedEdition:
    """An edition of those stories, with `rest` left over; `e3=` is the evidence of number 3."""
    everyone = (*stories, *rest)
    papers = {story.ref: made_paper(story.place) for story in everyone}
    known = {story.ref: evidence.get(f"e{story.place}", made_evidence(story.place)) for story in everyone}
    return assemble(made_team(), made_edition(), stories, everyone, papers, known)


def naming(story: Story, *sentences: str) -> Story:
    assert story.draft
    why = tuple(Claim("fact", sentence) for sentence in sentences)
    return replace(story, draft=replace(story.draft, why=why[:1], insights=why[1:]))


def test_stories_are_numbered_in_their_order_and_one_without_words_is_left_out() -> None:
    edition = put_together(made_story(3), made_story(2, StoryStage.PROPOSED), made_story(1))
    assert [(story.number, story.title) for story in edition.stories] == [
        (1, made_paper(3).title),
        (3, made_paper(1).title),
    ]


def test_an_edition_has_its_own_words_and_without_them_says_whose_it_is() -> None:
    edition = put_together(made_story())
    text = made_edition().text
    assert text is not None
    assert (edition.headline, edition.intro, edition.news) == (text.headline, text.intro, text.news)
    assert (edition.team, edition.period, edition.language) == ("nlp", "2026-11", "en")
    bare = assemble(made_team(), made_edition(text=None), (), (), {}, {})
    assert (bare.headline, bare.intro, bare.news, bare.stories) == ("nlp, 2026-11", "", (), ())


def test_an_edition_has_the_day_it_went_out_or_else_the_day_it_is_due() -> None:
    due = made_edition()
    assert assemble(made_team(), due, (), (), {}, {}).published_at == due.publish_at
    assert assemble(made_team(), replace(due, published_at=NOON), (), (), {}, {}).published_at == NOON


def test_a_story_is_printed_from_the_record_and_names_who_made_it() -> None:
    votes = tuple(Vote(1, name, "approve", "web", NOON) for name in ("Zoe", "Ada"))
    story = made_story(2, votes=(*votes, Vote(1, "Bo", "keep", "web", NOON)), overruled_by="Zoe")
    paper = made_paper(2)
    links = (Link("other", "o", ""), Link("site", "s", ""), Link("code", "c", ""), Link("blog", "b", ""))
    told = printed_story(7, story, paper, made_evidence(2, links=links))
    assert (told.number, told.ref, told.url, told.licence) == (7, paper.ref, paper.page, paper.licence)
    assert (told.title, told.categories) == (paper.title, paper.categories)
    assert told.authors == tuple(author.name for author in paper.authors)
    assert story.draft is not None
    assert (told.why, told.insights, told.drafted_by) == (story.draft.why, story.draft.insights, story.draft.by)
    assert (told.approved_by, told.overruled_by) == (("Ada", "Zoe"), "Zoe")
    assert [link.url for link in told.links] == ["c", "b", "s", "o"]
    bare = printed_story(7, made_story(2, StoryStage.PROPOSED), paper, made_evidence(2))
    assert (bare.why, bare.insights, bare.drafted_by, bare.figure) == ((), (), "", None)


def test_a_story_shows_the_figure_that_was_chosen_as_the_team_may() -> None:
    first, second = made_figures()
    evidence = made_evidence(figures=(first, second))

    def shown(**changes: object) -> str:
        figure = printed_story(1, made_story(**changes), made_paper(), evidence).figure  # type: ignore[arg-type]
        return figure.label if figure else ""

    assert (shown(), shown(figure=second.key), shown(figure=NO_FIGURE)) == ("Figure 1", "Figure 2", "")
    closed = made_evidence(figures=(replace(first, licence=None),))
    linked = printed_story(1, made_story(), made_paper(), closed).figure
    leaves: tuple[Leave, ...] = ("other",)
    allowed = printed_story(1, made_story(), made_paper(), closed, (), leaves).figure
    assert linked is not None
    assert allowed is not None
    assert (linked.may_repost, allowed.may_repost) == (False, True)


def test_two_related_papers_at_most_and_none_that_has_a_story_of_its_own() -> None:
    near = tuple(Related(made_paper(n).ref, f"Paper {n}", f"Author {n}", 0.5) for n in (2, 3, 4, 5))
    told = printed_story(1, made_story(), made_paper(), made_evidence(related=near), {made_paper(3).ref})
    assert told.related == tuple(PrintedReference(f"Paper {n}", made_paper(n).ref.page, f"Author {n}") for n in (2, 4))
    edition = put_together(made_story(1), made_story(2), e1=made_evidence(related=near))
    assert [each.title for each in edition.stories[0].related] == ["Paper 3", "Paper 4"]


def test_works_are_numbered_in_the_order_in_which_the_stories_name_them() -> None:
    old, new, none = (PaperRef("arxiv", f"1810.0000{n}") for n in range(3))
    cited = (
        Cited("OldNet", old, "An Old Network", "Cy One"),
        Cited("NewNet", new, "A New Network", "Di Two"),
        Cited("NoNet", None),
        Cited("SomeNet", none, "Some Network", "Ed Three"),
        Cited("OwnNet", made_paper(1).ref, "Its Own Network", ""),
    )
    edition = put_together(
        naming(made_story(1), "It beats NewNet and OwnNet.", "It is like OldNet and NoNet, and NewNet."),
        naming(made_story(2), "It beats OldNet."),
        naming(made_story(3), "It beats nothing."),
        e1=made_evidence(1, cited=cited),
        e2=made_evidence(2, cited=cited),
        e3=made_evidence(3, cited=cited),
    )
    assert edition.references == (
        PrintedReference("A New Network", new.page, "Di Two", "NewNet"),
        PrintedReference("An Old Network", old.page, "Cy One", "OldNet"),
    )
    assert [story.named for story in edition.stories] == [(1, 2), (2,), ()]


def test_what_was_approved_and_did_not_fit_has_a_line_under_its_subject() -> None:
    approved = tuple(made_story(n, StoryStage.APPROVED) for n in range(2, 14))
    edition = put_together(made_story(1, StoryStage.APPROVED), rest=(*approved, made_story(14)))
    lines = sorted((made_paper(n).categories[0], made_paper(n).title, made_paper(n).page) for n in range(2, 14))
    assert edition.others == tuple(PrintedOther(*line) for line in lines[:9])


def test_a_paper_of_no_subject_is_under_other_and_one_that_is_gone_has_no_line() -> None:
    rest = (made_story(2, StoryStage.APPROVED), made_story(3, StoryStage.APPROVED))
    papers = {rest[0].ref: made_paper(2, categories=())}
    (line,) = assemble(made_team(), made_edition(), (), rest, papers, {}).others
    assert (line.subject, line.title) == ("Other", made_paper(2).title)


@pytest.mark.parametrize(
    ("pool", "made", "said"),
    [
        (4_274, [("Ada", "m")], "One story out of 4,274 papers, chosen by Ada."),
        (4_274, [("Zoe", "m"), ("Ada", "m")], "2 stories out of 4,274 papers, chosen by Ada and Zoe."),
        (0, [("Ada", "m")], "One story from nominations, chosen by Ada."),
        (None, [], "0 stories from nominations."),
        (4_274, [("", "m")], "One story out of 4,274 papers."),
    ],
)
def test_an_edition_says_how_it_came_about(pool: int | None, made: list[tuple[str, str]], said: str) -> None:
    stories = [printed(approved_by=(who,) if who else (), drafted_by=by) for who, by in made]
    drafted = " Drafted by m; every story was read and approved by a person." if made else ""
    assert how_made(made_edition(pool_size=pool), stories) == said + drafted


def test_every_writer_is_named_once_and_in_the_readers_language() -> None:
    stories = [printed(drafted_by=by) for by in ("zeta", "alpha", "zeta")]
    assert "Drafted by alpha and zeta;" in how_made(made_edition(), stories)
    chinese = how_made(made_edition(), stories, wording("zh"))
    assert "4,274" in chinese
    assert "Drafted" not in chinese
