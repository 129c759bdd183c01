"""Why another paper is not in: against whom it is measured, and which gaps are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from bot.domain.paper import Paper, PaperRef
from bot.domain.story import Part, Score
from bot.ranking.diversity import Choice, Held
from bot.ranking.explain import layers, lines, why_not

if TYPE_CHECKING:
    from bot.ranking.score import Ranked


@dataclass(frozen=True)
class Placed:
    """A paper at its place, with a score that was given."""

    paper: Paper
    place: int
    score: Score

    @property
    def total(self) -> float:
        return self.score.total


def placed(number: int, place: int, **parts: float) -> Ranked:
    made = tuple(Part(name, value, (f"{name} one", f"{name} two")) for name, value in parts.items())
    ref = PaperRef("arxiv", f"2610.{number:05d}")
    return cast("Ranked", Placed(Paper(ref, f"Title {number}", ""), place, Score(sum(parts.values()), made)))


def last_sentence(asked: Ranked, *chosen: Ranked) -> str:
    return why_not(asked.paper.ref, [*chosen, asked], Choice(chosen, (), ()))[-1]


def test_a_paper_is_measured_against_the_least_of_the_chosen_and_of_equals_the_first_by_reference() -> None:
    asked = placed(9, 4, prior=1.0, topic=1.0)
    strong, weak = placed(1, 1, prior=5.0, topic=5.0), placed(2, 2, prior=2.0, topic=1.5)
    said = (
        "The last one in has +3.50: prior is 1.00 behind (prior one; prior two) "
        "and topic is 0.50 behind (topic one; topic two)."
    )
    assert last_sentence(asked, strong, weak) == last_sentence(asked, weak, strong) == said
    other = placed(3, 3, prior=1.5, topic=2.0)
    assert last_sentence(asked, other, weak) == said


def test_the_two_widest_gaps_are_told_widest_first_and_equal_ones_by_name() -> None:
    least = placed(1, 1, prior=2.0, influence=2.0, topic=4.0, taste=1.0)
    asked = placed(9, 2, prior=1.0, influence=1.0, topic=1.0, taste=1.0)
    said = last_sentence(asked, least)
    assert "topic is 3.00 behind (topic one; topic two) and influence is 1.00 behind" in said
    assert "prior" not in said
    one = last_sentence(placed(9, 2, prior=0.5, topic=4.0), placed(1, 1, prior=2.0, topic=4.0))
    assert one == "The last one in has +6.00: prior is 1.50 behind (prior one; prior two)."


def test_a_paper_that_is_no_worse_than_the_last_one_in_is_behind_in_nothing() -> None:
    equal = placed(9, 2, prior=1.0, topic=1.0)
    told = why_not(equal.paper.ref, [equal] * 1200, Choice((placed(1, 1, prior=2.0, topic=0.0),), (), ()))
    assert told == ("It stood 2 of 1,200 with +2.00.",)


def test_a_far_place_is_written_with_its_thousands_and_what_is_held_back_may_come_in_next() -> None:
    asked, first = placed(9, 1234, prior=-1.0), placed(1, 1, prior=2.0)
    held = Choice((first,), (placed(2, 2, prior=1.0), asked), (Held(asked, first.paper.ref, "too close"),))
    assert why_not(asked.paper.ref, [first, asked], held) == (
        "It stood 1,234 of 2 with -1.00.",
        "Its score would have let it in, but it was held back: too close.",
        "It is number 2 of those who come in next if one is dropped.",
    )


def test_layers_part_what_every_team_sees_from_a_teams_own() -> None:
    parts = {"prior": 1.0, "influence": 2.0, "topic": 4.0, "attention": 8.0, "taste": 16.0}
    shared, own = layers(placed(1, 1, **parts).score, "nlp")
    assert ([part.name for part in shared.parts], shared.value) == (["prior", "influence", "attention"], 11.0)
    assert ([part.name for part in own.parts], own.value) == (["topic", "taste"], 20.0)
    assert (shared.name, own.name) == ("for every team", "for nlp alone")
    assert lines(placed(1, 1, prior=1.0, taste=-0.5).score, "nlp") == (
        " +1.00  for every team",
        "   +1.00  prior: prior one; prior two",
        " -0.50  for nlp alone",
        "   -0.50  taste: taste one; taste two",
        " +0.50  in all",
    )
