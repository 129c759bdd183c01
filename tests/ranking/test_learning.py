"""What a fit takes from lessons: which words, whose record, what it is told to leave out and what it may not use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import log

import numpy as np
import pytest

from bot.domain.errors import BadInput
from bot.domain.paper import Author, Paper, PaperRef
from bot.ports import Pick
from bot.ranking import influence, record
from bot.ranking.evaluation import Sheet
from bot.ranking.history import History
from bot.ranking.influence import STANDING
from bot.ranking.learning import LEAST_PICKS, VIEWS, Lesson, fit
from bot.ranking.pool import Pool
from bot.ranking.prior import Prior

TODAY = date(2026, 11, 1)
BEFORE = TODAY - timedelta(days=180)
SIZE = 120
KNOWN = tuple(
    (PaperRef("arxiv", f"2604.{n:05d}"), BEFORE, (f"Star {n}" if n < 3 else f"Other {n}",)) for n in range(20)
)
HISTORY = History.of(KNOWN, [Pick(ref, BEFORE, "a list") for ref, _, _ in KNOWN[:3]], TODAY)


def paper(number: int, month: str = "2610") -> Paper:
    """One in five is on something magic, by a star; one in five is by a star alone, one in ten magic alone."""
    magic, star = number % 5 == 0 or number % 10 == 3, number % 5 in (0, 1)
    matter = f"{'magic' if magic else 'dull'}{number % 4} study{number % 7} case{number % 11}"
    return Paper(
        PaperRef("arxiv", f"{month}.{number:05d}"),
        f"Title {number % 6}",
        f"{matter} always",
        (Author(f"New {number}"), Author(f"Star {number % 3}" if star else f"Other {3 + number % 17}")),
        ("cs.CL",) if number % 2 else ("cs.CV",),
    )


def lesson(size: int = SIZE, month: str = "2610", history: History = HISTORY, **more: object) -> Lesson:
    """A pool in which every fifth paper was picked."""
    picked = np.arange(size) % 5 == 0
    return Lesson(Pool.of(paper(n, month) for n in range(size)), picked, history, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def taught() -> Lesson:
    return lesson()


@pytest.fixture(scope="module")
def model(taught: Lesson) -> Prior:
    return fit([taught], about={"made": "by hand"})


def log_odds(each: Lesson, model: Prior) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    said = each.pool.measured(each.history, model)
    return np.asarray(said.prior + said.influence)


def weight(model: Prior, name: str) -> float:
    return float(model.influence.weight[model.influence.names.index(name)])


def test_a_fitted_model_finds_the_picks_of_its_lesson_and_of_another_month(taught: Lesson, model: Prior) -> None:
    for each in (taught, lesson(month="2611")):
        assert Sheet.of(log_odds(each, model), each.picked).figures()["auc"] > 0.95


def test_log_odds_lie_about_where_the_share_of_picks_lies(taught: Lesson, model: Prior) -> None:
    assert log_odds(taught, model).mean() == pytest.approx(log(0.2 / 0.8), abs=0.4)
    assert model.blend.regard == pytest.approx(log(0.2 / 0.8), abs=1.5)
    assert model.about == {"made": "by hand"}


def test_words_of_picks_speak_for_a_paper_and_those_of_the_passed_over_against_it(model: Prior) -> None:
    words = dict(zip(model.terms, map(float, model.word_weight), strict=True))
    assert min(value for term, value in words.items() if term.startswith("magic")) > 0.5
    assert max(value for term, value in words.items() if term.startswith("dull")) < -0.5
    assert max(abs(value) for term, value in words.items() if term.startswith("study")) < 0.5
    assert model.blend.words > 0


def test_a_term_that_is_rare_or_in_more_than_three_of_ten_papers_is_none() -> None:
    taught = lesson()
    texts = ["twice"] * 2 + ["thrice"] * 3 + ["oft"] * 36 + ["ofter"] * 37
    papers = [
        replace(each, abstract=f"{each.abstract} {text}")
        for each, text in zip(taught.papers, [*texts, *[""] * (SIZE - len(texts))], strict=True)
    ]
    terms = fit([replace(taught, pool=Pool.of(papers))]).terms
    assert {"thrice", "oft"} <= set(terms)
    assert not {"twice", "ofter", "always", "title"} & set(terms)


def test_people_who_were_picked_before_speak_for_a_paper(model: Prior) -> None:
    for name in ("picks_sum", "picks_last", "shares_mean", "rate_mean", "team_lead"):
        assert weight(model, name) > 0.1, name
    assert weight(model, "team_other") < 0
    for name in ("picks_first", "log_authors"):
        assert weight(model, name) == pytest.approx(0.0, abs=1e-9), "where all are alike there is no lesson"
    assert model.blend.influence > 0


def test_standing_that_no_lesson_shows_has_a_weight_of_its_own(model: Prior) -> None:
    assert weight(model, "standing") == 0.6
    famous = replace(HISTORY, fame={"star 0": 9 * STANDING, "star 1": 9 * STANDING})
    assert weight(fit([lesson(history=famous)]), "standing") not in (0.0, 0.6)
    assert weight(fit([lesson(), lesson(history=famous, month="2611")]), "standing") != 0.6


def test_the_same_lessons_teach_the_same(model: Prior) -> None:
    assert fit([lesson()], about={"made": "by hand"}).dumps(digits=9) == model.dumps(digits=9)


def test_a_model_that_was_fitted_can_be_written_down(model: Prior) -> None:
    again = Prior.loads(model.dumps(digits=12))
    assert again.terms == model.terms
    assert again.record.weight == pytest.approx(model.record.weight)
    assert (again.record.names, again.influence.names) == (record.NAMES, influence.NAMES)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_that_is_left_out_has_no_say_and_the_others_keep_theirs(view: str) -> None:
    found = fit([lesson()], without=[view])
    blend = found.blend
    says = {
        "words": bool(blend.words or blend.beyond),
        "influence": bool(blend.influence),
        "trend": bool(blend.trend),
        "record": bool(found.record.weight.any()),
    }
    assert says == {name: name != view for name in VIEWS}


def test_a_lesson_needs_ten_picks_among_papers_that_were_passed_over() -> None:
    ten = lesson()
    picked = np.arange(SIZE) < LEAST_PICKS
    assert fit([replace(ten, picked=picked)]).terms
    for bad in (
        [],
        [replace(ten, picked=picked & (np.arange(SIZE) > 0))],
        [replace(ten, text=False)],
        [replace(ten, trust=0.5)],
    ):
        with pytest.raises(BadInput) as refused:
            fit(bad)
        assert str(refused.value) == (
            "Training needs a month of papers with at least 10 picks known before the day; "
            "put an earlier month into pools/ and its picks into picks.jsonl."
        )


def test_a_lesson_without_text_teaches_about_people_and_nothing_about_words(model: Prior) -> None:
    silent = lesson(month="2609", text=False)
    words = Pool.of(replace(each, abstract="secret " + each.abstract) for each in silent.papers)
    both = fit([lesson(), replace(silent, pool=words)])
    assert both.terms == model.terms
    assert both.word_weight == pytest.approx(model.word_weight)
    assert weight(both, "picks_sum") > weight(model, "picks_sum"), "twice as many lessons, half as much caution"


def test_a_lesson_of_picks_alone_adds_little_and_less_the_less_it_is_trusted(model: Prior) -> None:
    odd = lesson(size=15, month="2609")
    praise = Pool.of(replace(each, abstract="dull0") for each in odd.papers)

    def dull(trust: float) -> float:
        alone = replace(odd, pool=praise, picked=np.ones(15, dtype=bool), trust=trust)
        found = fit([lesson(), alone])
        return float(found.word_weight[found.terms.index("dull0")])

    alone = float(model.word_weight[model.terms.index("dull0")])
    assert alone < dull(0.1) < dull(0.9)


def test_a_generous_month_makes_nobody_famous() -> None:
    mean, generous = lesson(), lesson(month="2611")
    all_but_few = replace(generous, picked=np.arange(SIZE) % 5 != 4, history=History(TODAY))
    both = fit([replace(mean, history=HISTORY), all_but_few])
    assert weight(both, "picks_sum") > 0, "though the generous month knows nobody's record"
    assert log(0.2 / 0.8) < both.blend.regard < log(0.8 / 0.2)
    short = lesson(size=60, month="2611")
    uneven = fit([mean, replace(short, picked=np.arange(60) % 5 != 4)])
    assert uneven.blend.regard == pytest.approx(log(0.4 / 0.6), abs=0.5), "what is usual is usual for both together"


def filed(taught: Lesson, *categories: str) -> Lesson:
    """The lesson with each of its first papers in the category given, and the others in none."""
    papers = [
        replace(each, categories=(categories[n],) if n < len(categories) and categories[n] else ())
        for n, each in enumerate(taught.papers)
    ]
    return replace(taught, pool=Pool.of(papers))


def test_a_category_counts_from_twenty_papers_on_and_by_the_share_of_its_picks(taught: Lesson) -> None:
    kinds = [("cs.GOOD" if n % 5 == 0 else "cs.BAD") if n < 100 else "" for n in range(100)]
    found = fit([filed(taught, *kinds, *["cs.FEW"] * 19)])
    assert sorted(found.subjects) == ["cs.BAD", "cs.GOOD"]
    assert found.subjects["cs.GOOD"] > 0 > found.subjects["cs.BAD"]
    shares = {"cs.GOOD": 20 / 119, "cs.BAD": 80 / 119}
    assert found.subject_mean == pytest.approx(sum(share * found.subjects[name] for name, share in shares.items()))
    assert sorted(fit([filed(taught, *kinds, *["cs.FEW"] * 20)]).subjects) == ["cs.BAD", "cs.FEW", "cs.GOOD"]


def test_without_categories_no_category_counts(taught: Lesson) -> None:
    found = fit([filed(taught)])
    assert (found.subjects, found.subject_mean) == ({}, 0.0)


def test_what_is_learnt_by_heart_has_no_say() -> None:
    dice = np.random.default_rng(4)
    words = [" ".join(f"noise{n}" for n in dice.integers(60, size=8)) for _ in range(SIZE)]
    taught = lesson()
    papers = [replace(each, title="", abstract=said) for each, said in zip(taught.papers, words, strict=True)]
    found = fit([replace(taught, pool=Pool.of(papers), picked=dice.permutation(taught.picked))])
    assert found.blend.words + max(found.blend.beyond, 0.0) < 0.1


def test_what_words_say_beyond_the_knee_takes_back_no_more_than_all_of_it(model: Prior) -> None:
    for each in (model, fit([replace(lesson(), picked=np.arange(SIZE) % 5 == 1)])):
        assert each.blend.beyond >= -each.blend.words
        assert min(each.blend.words, each.blend.influence, each.blend.trend) >= 0


def test_a_view_that_speaks_against_the_picks_is_not_turned_round() -> None:
    fooled = replace(lesson(), picked=np.arange(SIZE) % 7 == 1)
    found = fit([fooled])
    assert min(found.blend.words, found.blend.influence, found.blend.trend) >= 0.0
    assert isinstance(found.dumps(), str)


def test_the_record_is_measured_from_the_mean_of_the_lessons_with_text(taught: Lesson, model: Prior) -> None:
    assert model.record.mean == pytest.approx(taught.pool.shape.mean(axis=0))
    assert model.influence.mean == pytest.approx(taught.pool.track(taught.history).mean(axis=0))
    two = fit([taught, lesson(month="2609", size=60)])
    shapes = np.vstack([taught.pool.shape, lesson(size=60).pool.shape])
    assert two.record.mean == pytest.approx(shapes.mean(axis=0))
    silent = fit([taught, lesson(month="2609", size=60, text=False)])
    assert silent.record.mean == pytest.approx(taught.pool.shape.mean(axis=0))
