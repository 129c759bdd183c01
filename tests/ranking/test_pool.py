"""The papers of one period: each once, in order, and measured no more often than needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from bot.domain.evidence import Evidence
from bot.domain.paper import Author, Paper, PaperRef
from bot.ranking.history import History
from bot.ranking.pool import Pool
from bot.ranking.prior import Prior

TODAY = date(2026, 11, 1)


def paper(number: int, *names: str, filed: tuple[str, ...] = (), **changes: object) -> Paper:
    made = Paper(PaperRef("arxiv", f"2610.{number:05d}"), f"On-Going {number}", "Well-KNOWN", tuple(map(Author, names)))
    return replace(made, categories=filed, **changes)  # type: ignore[arg-type]


def test_papers_stand_in_order_of_ref_each_once_and_without_what_is_withdrawn() -> None:
    pool = Pool.of([paper(3), paper(1), paper(2, withdrawn=True), paper(3, version=2), paper(2)])
    assert [(each.ref.value, each.version) for each in pool.papers] == [("2610.00001", 1), ("2610.00003", 2)]
    assert pool.rows == {paper(1).ref: 0, paper(3).ref: 1}
    assert len(pool) == 2


def test_what_is_known_of_papers_comes_with_them_and_otherwise_nothing_is() -> None:
    known, model = {paper(1).ref: Evidence(paper(1).ref)}, Prior.shipped()
    pool = Pool.of([paper(1)], evidence=known, vectors={paper(1).ref: (1.0,)}, model=model)
    assert (pool.evidence, pool.vectors, pool.model) == (known, {paper(1).ref: (1.0,)}, model)
    bare = Pool.of([])
    assert (bare.evidence, bare.vectors, bare.model) == ({}, {}, None)


def test_papers_are_found_by_author_and_by_category() -> None:
    pool = Pool.of(
        [paper(1, "Ada", "ADA", filed=("cs.CL", "cs.LG")), paper(2, "Bo", "ada"), paper(3, filed=("cs.LG",))]
    )
    assert pool.by_author == {"ada": (0, 1), "bo": (1,)}
    assert pool.by_category == {"cs.CL": (0,), "cs.LG": (0, 2)}
    assert pool.filed.tolist() == [True, False, True]


def test_phrases_are_looked_for_in_lower_case_without_hyphens() -> None:
    assert Pool.of([paper(1)]).texts == ("on going 1 . well known",)


def test_embeddings_are_seen_from_their_middle_and_a_missing_one_is_nowhere() -> None:
    pool = Pool.of([paper(n) for n in range(3)], vectors={paper(0).ref: (4.0, 3), paper(1).ref: (0.0, -3)})
    assert pool.embedded is not None
    assert pool.embedded == pytest.approx(np.array([[2 / 13**0.5, 3 / 13**0.5], [-2 / 13**0.5, -3 / 13**0.5], [0, 0]]))
    assert Pool.of([paper(1)], vectors={paper(9).ref: (1.0,)}).embedded is None, "it is of no paper here"


def test_other_embeddings_are_placed_among_those_of_the_pool() -> None:
    pool = Pool.of([paper(0), paper(1)], vectors={paper(0).ref: (2, 0), paper(1).ref: (0, 2)})
    placed = pool.placed([(4, 5), (1, 1), (1, 3)])
    assert placed is not None
    assert placed == pytest.approx(np.array([[0.6, 0.8], [0.0, 0.0], [0.0, 1.0]]))
    assert pool.placed([]) is None
    assert pool.placed([(1.0, 2.0, 3.0)]) is None, "another model's"
    assert pool.placed([(1.0, 2.0), (1.0, 2.0, 3.0)]) is None
    assert Pool.of([paper(0)]).placed([(1.0, 2.0)]) is None


def test_what_is_measured_is_kept_as_long_as_history_and_model_stay_the_same() -> None:
    pool, history, model = Pool.of([paper(1, "Ada")]), History(TODAY), Prior.shipped()
    first, track = pool.measured(history, model), pool.track(history)
    assert pool.measured(history, model) is first
    assert pool.track(history) is track
    other = replace(model)
    assert pool.measured(history, other) is not first
    assert pool.measured(History(TODAY), other) is not pool.measured(history, other)
    assert pool.track(history) is pool.track(history)
    assert pool.track(history) is not track, "one history at a time is kept"


def test_what_a_model_said_is_forgotten_and_what_was_measured_on_the_papers_stays() -> None:
    pool, history, model = Pool.of([paper(1, "Ada")]), History(TODAY), Prior.shipped()
    first, track = pool.measured(history, model), pool.track(history)
    pool.forget()
    assert pool.measured(history, model) is not first
    assert pool.track(history) is track
