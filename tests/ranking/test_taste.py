"""What editors' decisions teach: which papers they move, how far, and how much say they have."""

from __future__ import annotations

import pytest

from bot.domain.paper import Author, Paper, PaperRef
from bot.domain.team import Team
from bot.ranking.pool import Pool
from bot.ranking.taste import REACH, TeamTaste, learnt

SUBJECTS = ("kettle boil steam water spoon", "boat sail anchor tide rope", "seed soil leaf bloom spade")


def paper(number: int, abstract: str = "", *names: str) -> Paper:
    authors = tuple(map(Author, names or (f"Author of {number}",)))
    return Paper(PaperRef("arxiv", f"2610.{number:05d}"), "", abstract, authors)


def about(number: int) -> Paper:
    """A paper on one of three subjects, by its number."""
    words = [word for k, word in enumerate(SUBJECTS[number % 3].split()) if k != number // 3 % 5]
    return paper(number, " ".join(words))


LARGE = Pool.of(about(number) for number in range(60))
SMALL = Pool.of([paper(1, "", "Ada"), paper(2, "", "Bo", "Ada"), paper(3, "", "Cy")])


def test_a_team_is_taken_as_it_is_with_its_papers() -> None:
    team = Team("nlp", ("a topic",), ("unwanted",), ("cs.CL",), ("Ada",))
    papers = [paper(number) for number in range(4)]
    assert TeamTaste.of(
        team,
        examples=[papers[0]],
        approved=[papers[1]],
        dropped=[papers[2]],
        liked=[papers[3]],
        nominated=[papers[0].ref],
        topic_vectors={"a topic": [1.0]},
        example_vectors={papers[0].ref: [2.0]},
    ) == TeamTaste(
        topics=("a topic",),
        not_topics=("unwanted",),
        categories=("cs.CL",),
        followed=("Ada",),
        examples=(papers[0],),
        approved=(papers[1],),
        dropped=(papers[2],),
        liked=(papers[3],),
        nominated=(papers[0].ref,),
        topic_vectors={"a topic": [1.0]},
        example_vectors={papers[0].ref: [2.0]},
    )
    assert TeamTaste.of(Team("nlp")) == TeamTaste()


def test_twenty_decisions_have_half_their_say_and_readers_a_third_of_an_editors() -> None:
    many = tuple(paper(100 + n) for n in range(20))
    half = learnt(SMALL, TeamTaste(approved=many[:12], dropped=many[12:]))
    assert (half.say, half.decisions) == (0.5, 20)
    liked = learnt(SMALL, TeamTaste(approved=many[:1], liked=many[1:11]))
    assert (liked.say, liked.decisions) == pytest.approx((4 / 24, 1))
    assert (learnt(SMALL, TeamTaste()).say, learnt(SMALL, TeamTaste()).decisions) == (0.0, 0)


def test_without_decisions_or_papers_nothing_moves() -> None:
    assert learnt(SMALL, TeamTaste()).value.tolist() == [0.0, 0.0, 0.0]
    nobody = learnt(Pool.of([]), TeamTaste(approved=(paper(1),)))
    assert nobody.value.tolist() == []
    assert (nobody.say, nobody.decisions) == pytest.approx((1 / 21, 1))


def test_an_approved_author_helps_and_a_dropped_one_harms_half_as_much() -> None:
    approved = learnt(SMALL, TeamTaste(approved=(paper(9, "", "ada"), paper(8, "", "Ada"))))
    assert approved.value == pytest.approx([0.5 * 2 / 22, 0.5 * 2 / 22, 0.0]), "once, however many papers"
    dropped = learnt(SMALL, TeamTaste(dropped=(paper(9, "", "Bo"),)))
    assert dropped.value == pytest.approx([0.0, -0.25 / 21, 0.0])
    both = learnt(SMALL, TeamTaste(approved=(paper(9, "", "Ada"),), dropped=(paper(8, "", "Bo"),)))
    assert both.value == pytest.approx([0.5 * 2 / 22, 0.25 * 2 / 22, 0.0])


def test_a_paper_by_more_than_fifty_says_nothing_about_its_people() -> None:
    def moved(size: int) -> bool:
        crowd = paper(9, "", "Cy", *(f"Person {n}" for n in range(size - 1)))
        return bool(learnt(SMALL, TeamTaste(approved=(crowd,))).value[2])

    assert moved(50)
    assert not moved(51)


def by_subject(taste: TeamTaste) -> list[float]:
    """The mean of what moved the papers of each subject, before anybody's say."""
    found = learnt(LARGE, taste)
    return [float((found.value / found.say)[subject::3].mean()) for subject in range(3)]


def test_what_was_approved_lifts_its_like_and_what_was_dropped_sinks_its_like() -> None:
    kettles, boats, seeds = by_subject(TeamTaste(approved=(about(300),), dropped=(about(301),)))
    assert kettles > 0.3 > seeds > boats
    assert kettles + boats + seeds == pytest.approx(0.0, abs=1e-6), "what lifts some sinks the others"


def test_drops_alone_lead_away_from_them_and_towards_nothing() -> None:
    found = learnt(LARGE, TeamTaste(dropped=(about(301), about(304))))
    assert max(found.value[1::3]) < 0
    assert set(found.value[0::3]) | set(found.value[2::3]) == {0.0}
    assert min(found.value / found.say) >= -2.0
    assert min(found.value / found.say) < -1.5, "twice the likeness"


def test_what_readers_liked_lifts_its_like() -> None:
    kettles, boats, seeds = by_subject(TeamTaste(liked=(about(300),)))
    assert kettles > 0.3
    assert max(boats, seeds) < 0


def test_approvals_weigh_as_much_as_all_that_they_are_told_from() -> None:
    few = by_subject(TeamTaste(approved=(about(300),)))
    many = by_subject(TeamTaste(approved=tuple(about(300 + 3 * n) for n in range(10))))
    assert many[0] == pytest.approx(few[0], rel=0.25)


def test_an_approval_says_more_than_a_readers_reaction_where_they_disagree() -> None:
    kettles, boats, _ = by_subject(TeamTaste(approved=(about(300),), liked=(about(301),)))
    assert kettles > boats > 0


def test_taste_moves_a_paper_no_further_than_its_reach() -> None:
    approved = tuple(about(300 + 3 * n) for n in range(200))
    found = learnt(LARGE, TeamTaste(approved=approved, dropped=tuple(about(301 + 3 * n) for n in range(200))))
    assert max(abs(found.value)) <= REACH * found.say
    people = Pool.of(paper(n, about(n).abstract, f"Author of {n % 3}") for n in range(60))
    loved = TeamTaste(
        approved=tuple(paper(900 + n, about(3 * n).abstract, "Author of 0") for n in range(40)),
        dropped=tuple(paper(950 + n, about(3 * n + 1).abstract, "Author of 1") for n in range(40)),
    )
    told = learnt(people, loved)
    assert max(told.value) == pytest.approx(REACH * told.say)
