"""The sentences under a score: which author, which decision, what was counted, and what kept a paper out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from bot.domain.evidence import Attention, AuthorRecord, Evidence
from bot.domain.paper import Author, Paper, PaperRef
from bot.domain.story import Part, Score
from bot.ports import Pick
from bot.ranking import attention, influence, taste
from bot.ranking.diversity import Choice, Held
from bot.ranking.explain import layers, lines, why_not
from bot.ranking.history import History
from bot.ranking.taste import Learnt

if TYPE_CHECKING:
    from bot.ranking.score import Ranked

NOW = datetime(2026, 10, 4, tzinfo=UTC)
TODAY = date(2026, 10, 1)
EMPTY = History(TODAY)


def paper(number: int = 1, authors: int = 3) -> Paper:
    names = tuple(Author(f"Author {letter}. Example") for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:authors])
    return Paper(PaperRef("arxiv", f"2610.{number:05d}"), f"Title {number}", "Words.", names, announced=TODAY)


class Placed:
    """A paper at its place, with a score that was given."""

    def __init__(self, number: int, place: int, **parts: float) -> None:
        self.paper, self.place, self.total = paper(number), place, sum(parts.values())
        self.score = Score(self.total, tuple(Part(name, value, (f"{name} says so",)) for name, value in parts.items()))


def placed(number: int, place: int, **parts: float) -> Ranked:
    return cast("Ranked", Placed(number, place, **parts))


FIRST = placed(1, 1, prior=1.0, influence=2.0, topic=3.0)
LAST = placed(2, 2, prior=1.0, influence=1.5, topic=1.0)
SPARE = placed(3, 3, prior=1.0, influence=0.5, topic=0.25)
TWIN = placed(4, 4, prior=0.5, influence=3.0, topic=-2.0)
ORDER = [FIRST, LAST, SPARE, TWIN]
CHOICE = Choice((FIRST, LAST), (TWIN, SPARE), ())


def test_a_score_is_told_by_layers_that_add_up() -> None:
    score = Score(
        3.25,
        (Part("prior", 1.0, ("one", "two")), Part("topic", 2.5, ()), Part("influence", -0.25, ("three",))),
    )
    shared, own = layers(score, "nlp")
    assert shared.value + own.value == score.total
    assert lines(score, "nlp") == (
        " +0.75  for every team",
        "   +1.00  prior: one; two",
        "   -0.25  influence: three",
        " +2.50  for nlp alone",
        "   +2.50  topic: nothing to say",
        " +3.25  in all",
    )


def test_why_a_paper_is_not_in_names_its_place_its_turn_and_the_two_widest_gaps() -> None:
    assert why_not(SPARE.paper.ref, ORDER, CHOICE) == (
        "It stood 3 of 4 with +1.75.",
        "It is number 2 of those who come in next if one is dropped.",
        (
            "The last one in has +3.50: influence is 1.00 behind (influence says so) and topic is 0.75 behind "
            "(topic says so)."
        ),
    )
    assert why_not(TWIN.paper.ref, ORDER, CHOICE) == (
        "It stood 4 of 4 with +1.50.",
        "It is number 1 of those who come in next if one is dropped.",
        "The last one in has +3.50: topic is 3.00 behind (topic says so) and prior is 0.50 behind (prior says so).",
    )


def test_why_not_of_what_is_in_or_held_back_or_unknown() -> None:
    assert why_not(LAST.paper.ref, ORDER, CHOICE) == (
        "It stood 2 of 4 with +3.50.",
        "It is among those that would be proposed first.",
    )
    held = replace(CHOICE, reserve=(), held_back=(Held(TWIN, FIRST.paper.ref, "too close in subject to “Title 1”"),))
    assert why_not(TWIN.paper.ref, ORDER, held) == (
        "It stood 4 of 4 with +1.50.",
        "Its score would have let it in, but it was held back: too close in subject to “Title 1”.",
    )
    assert why_not(paper(9).ref, ORDER, CHOICE) == ()
    assert why_not(SPARE.paper.ref, ORDER, Choice((), (), ())) == ("It stood 3 of 4 with +1.75.",)


@pytest.mark.parametrize(
    ("position", "said"),
    [
        (0, "1st"),
        (1, "2nd"),
        (2, "3rd"),
        (3, "4th"),
        (10, "11th"),
        (11, "12th"),
        (12, "13th"),
        (20, "21st"),
        (100, "101st"),
        (110, "111th"),
    ],
)
def test_the_best_known_author_is_named_by_place(position: int, said: str) -> None:
    records = tuple(
        AuthorRecord(at, f"Author {at}", "semantic-scholar", str(at), h, 10, 10, NOW)
        for at, h in ((position, 41), (5, 30), (6, None))
    )
    told = influence.reasons(paper(authors=26), EMPTY, Evidence(paper().ref, authors=records))
    assert told == (f"{said} of 26 authors has h-index 41 (semantic-scholar)", "26 authors")


def test_authors_without_a_record_are_told_as_such_and_no_authors_too() -> None:
    assert influence.reasons(paper(authors=1), EMPTY, None) == (
        "no track record of the authors yet, so what is usual counts",
        "1 author",
    )
    assert influence.reasons(paper(authors=0), EMPTY, None) == ("no authors named",)


def test_authors_who_were_picked_before_are_named_three_at_most() -> None:
    names = tuple(author.name for author in paper(authors=5).authors)
    earlier = [(PaperRef("arxiv", "2609.00001"), date(2026, 9, 1), names)]
    picked = History.of(earlier, [Pick(earlier[0][0], date(2026, 9, 3), "a list")], TODAY)
    assert influence.reasons(paper(authors=6), picked, None) == (
        (
            "5 authors of 6 picked before, matched by name: Author A. Example, Author B. Example, Author C. Example"
            " and others"
        ),
        "6 authors",
    )
    seen = History.of(earlier, [], TODAY)
    assert influence.reasons(paper(authors=1), seen, None) == (
        "1 author of 1 seen on earlier papers, none picked yet",
        "1 author",
    )


@pytest.mark.parametrize(
    ("value", "way"),
    [
        (0.06, "like what the team approved"),
        (0.05, "neither here nor there"),
        (-0.05, "neither here nor there"),
        (-0.06, "like what the team dropped"),
    ],
)
def test_taste_says_which_way_and_how_much_it_may_say(value: float, way: str) -> None:
    assert taste.reasons(Learnt(np.zeros(1), 0.25, 4), value) == (
        f"{way}; 4 decisions so far have 25% of their full say",
    )
    assert taste.reasons(Learnt(np.zeros(1), 0.0, 0), value) == ("no decisions of this team to learn from yet",)


def test_attention_is_what_was_counted_nearest_to_the_third_day_and_no_later() -> None:
    def at(day: int, count: int, kind: str = "upvotes", source: str = "hugging-face") -> Attention:
        return Attention(kind, count, source, NOW + timedelta(days=day - 3))

    def told(*seen: Attention) -> tuple[float, tuple[str, ...]]:
        return attention.value(paper(), Evidence(paper().ref, attention=seen))

    value, said = told(at(0, 1), at(2, 12), at(9, 500), at(11, 1_000_000))
    assert said == ("12 upvotes (hugging-face, 03 Oct)",)
    assert value == pytest.approx(0.35 * 2.5649, abs=1e-4)
    assert told(at(11, 5)) == (0.0, ())
    assert told(at(-1, 5)) == (0.0, ()), "counted before it was announced: of another paper"
    assert told(at(3, 0)) == (0.0, ())
    assert told(at(3, 10**9))[0] == attention.MOST
    twice, said = told(at(3, 7, "stars", "github"), at(3, 9, "stars", "hugging-face"))
    assert len(said) == 2
    assert twice == pytest.approx(0.2 * 2.3026, abs=1e-4), "the same stars count once"
    assert attention.value(replace(paper(), announced=None), Evidence(paper().ref, attention=(at(3, 5),))) == (0.0, ())
    assert attention.value(paper(), None) == (0.0, ())
