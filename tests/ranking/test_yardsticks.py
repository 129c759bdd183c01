"""The baselines do what their models do, on a handful of papers, and a record has the shape that can be counted."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from bot.domain.paper import Author, Paper, PaperRef
from bot.ports import Pick
from bot.ranking.baselines import GATE, Known, scores
from bot.ranking.history import History
from bot.ranking.record import NAMES, measure

TODAY = date(2026, 11, 1)


def paper(number: int, title: str, abstract: str, *names: str) -> Paper:
    return Paper(PaperRef("arxiv", f"2609.{number:05d}"), title, abstract, tuple(map(Author, names)))


KETTLES = paper(1, "Kettles that whistle", "Whistling kettles boil water quickly.", "Ada North", "Bo West")
BOATS = paper(2, "Paper boats", "Boats of paper float on water.", "Cy South")
MAPS = paper(3, "Rubber maps", "Maps that stretch help to navigate.", "Di East")
KNOWN = Known(
    pool=(
        paper(11, "More kettles that whistle", "Kettles whistle and boil.", "Ada North", "Ed Far"),
        paper(12, "More paper boats", "Paper boats float and sink.", "Cy South", "Ada North"),
        paper(13, "Gardens", "Plants grow.", "Flo Near"),
        KETTLES,
    ),
    before=(KETTLES, BOATS, MAPS),
    picked_on=(date(2026, 9, 2), date(2026, 9, 20), None),
    history=History.of(
        [(each.ref, date(2026, 9, 1), tuple(a.name for a in each.authors)) for each in (KETTLES, BOATS, MAPS)],
        [Pick(KETTLES.ref, date(2026, 9, 2), "a list"), Pick(BOATS.ref, date(2026, 9, 20), "a list")],
        TODAY,
        fame={"ada north": GATE, "ed far": GATE - 1, "flo near": 80, "cy south": GATE - 1},
    ),
)


@pytest.fixture(scope="module")
def told() -> dict[str, list[float]]:
    return {name: [float(value) for value in values] for name, values in scores(KNOWN).items()}


def test_counts_are_counts(told: dict[str, list[float]]) -> None:
    assert told["authors"] == [2, 2, 1, 2]
    assert told["past-picks"] == [1, 2, 0, 0], "a paper's own pick says nothing about its authors"
    assert told["h-index-gate"] == [GATE, GATE, 80, GATE]
    assert told["random"] == scores(KNOWN)["random"].tolist(), "the same on every machine"
    assert len(set(told["random"])) == 4
    assert all(0 <= each < 1 for each in told["random"])


def test_likeness_is_to_what_was_picked_and_the_newest_counts_most(told: dict[str, list[float]]) -> None:
    kettles, boats, gardens, same = told["tfidf-centroid"]
    assert same > kettles > gardens == 0
    decayed = told["zotero-decay"]
    assert decayed[1] > decayed[0] > decayed[2] == 0, "boats were picked last"
    share = 1 / (1 + np.log10(2))
    assert sum(decayed) == pytest.approx(10 * _weighed(share), rel=1e-3)
    assert boats > 0


def _weighed(share: float) -> float:
    """The decay by its formula, from likenesses that the centroid knows too."""
    alone = [
        scores(Known(KNOWN.pool, KNOWN.before, days, KNOWN.history))["tfidf-centroid"].sum()
        for days in ((None, TODAY, None), (TODAY, None, None))
    ]
    return float((alone[0] + share * alone[1]) / (1 + share))


def test_the_machine_prefers_what_is_like_the_picks_and_says_nothing_without_any(
    told: dict[str, list[float]],
) -> None:
    svm = told["arxiv-sanity-svm"]
    assert min(svm[0], svm[1]) > svm[2]
    assert max(map(abs, svm)) < 0.5, "it is held loosely, as its model holds it"
    nothing = scores(Known(KNOWN.pool, KNOWN.before, (None,) * 3, History(TODAY)))
    for name in ("arxiv-sanity-svm", "zotero-decay", "tfidf-centroid", "past-picks", "h-index-gate"):
        assert nothing[name].tolist() == [0.0] * 4


def test_the_shape_of_a_record_is_counted() -> None:
    shaped = paper(
        1,
        "LoRA: Is a Simple Study Enough?",
        "We show $x$ (and $y$) at https://x.github.io -- we release 12 GPUs of eGain. It surpasses all; a demo — so.",
        "A",
    )
    plain = paper(2, "Kettles", "They boil", "B")
    rows = [dict(zip(NAMES, map(float, row), strict=True)) for row in measure([shaped, plain])]
    counts = {
        "title_length": (31, 7),
        "title_words": (6, 1),
        "abstract_words": (21, 2),
        "sentence_words": (10.5, 2),
        "we": (2, 0),
        "numbers": (2, 0),
        "coined": (1, 0),
        "brackets": (1, 0),
        "formulas": (4, 0),
        "dashes": (2, 0),
    }
    flags = {
        "title_colon": (1, 0),
        "title_named": (1, 0),
        "title_question": (1, 0),
        "title_plain": (1, 0),
        "link": (1, 0),
        "site": (1, 0),
        "open": (1, 0),
        "scale": (0, 0),
        "beats": (1, 0),
    }
    for name, pair in counts.items():
        assert [row[name] for row in rows] == pytest.approx(np.log1p(pair)), name
    for name, pair in flags.items():
        assert [row[name] for row in rows] == list(map(float, pair)), name
    assert measure([]).shape == (0, len(NAMES))
