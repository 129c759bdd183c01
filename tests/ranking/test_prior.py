"""What fitted coefficients say about a pool, by hand, and how they are written down and read back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from math import tanh

import numpy as np
import pytest

from bot.domain.errors import BadInput
from bot.domain.paper import Author, Paper, PaperRef
from bot.ranking import influence, record
from bot.ranking.history import Byline, History
from bot.ranking.influence import CAP
from bot.ranking.pool import Pool
from bot.ranking.prior import Measured, Prior, Weights
from tests.ranking.by_hand import MODEL, weights

TODAY = date(2026, 11, 1)
EMPTY = History(TODAY)
SOME = History(TODAY, (Byline(PaperRef("arxiv", "2601.00001"), date(2026, 9, 1), ("Ada",)),))


def paper(number: int, abstract: str = "", *, title: str = "", authors: int = 1, filed: str = "") -> Paper:
    names = tuple(Author(f"Author {n} of {number}") for n in range(authors))
    return Paper(PaperRef("arxiv", f"2610.{number:05d}"), title, abstract, names, (filed,) if filed else ())


def measured(*papers: Paper, model: Prior = MODEL, history: History = EMPTY) -> Measured:
    return Pool.of(papers).measured(history, model)


def test_a_share_is_the_weight_of_how_far_a_feature_lies_from_its_mean() -> None:
    shares = Weights(("a", "b"), np.array([2.0, -1.0]), np.array([1.0, 3.0])).shares(np.array([[1.0, 1.0], [2.0, 5.0]]))
    assert shares.tolist() == [[0.0, 2.0], [2.0, -2.0]]


def test_a_paper_that_says_nothing_starts_from_intercept_and_regard() -> None:
    said = measured(paper(1))
    assert said.prior.tolist() == pytest.approx([-2.0 + 0.6 * -3.0 - 0.5 * 0.25])
    assert said.record.sum(axis=1).tolist() == pytest.approx([-0.125])
    assert said.trend.tolist() == [0.0]


def test_words_count_by_their_weight_and_beyond_the_knee_by_another_slope() -> None:
    nothing, kettles, boats = measured(paper(1), paper(2, "Kettles"), paper(3, "Boats, and unheard words")).prior
    assert kettles - nothing == pytest.approx(0.5 * -1.0)
    assert boats - nothing == pytest.approx(0.5 * 4.0 - 0.2 * (4.0 - 1.5))


def test_each_word_is_told_with_what_it_adds() -> None:
    said = measured(paper(1, "boats kettles"), paper(2, "boats"))
    assert said.terms.tolist() == [0, 1], "a word that no paper has is not looked at"
    assert said.by_term.toarray() == pytest.approx(
        np.array([[0.5 * 4.0 / 5**0.5, 0.5 * -1.0 * 2 / 5**0.5], [0.5 * 4.0, 0.0]])
    )


def test_a_model_that_gives_words_no_say_hears_none() -> None:
    deaf = replace(MODEL, blend=replace(MODEL.blend, words=0.0, knee=-1.0))
    nothing, boats = measured(paper(1), paper(2, "boats"), model=deaf).prior
    assert nothing == boats == pytest.approx(-2.0 + 0.6 * -3.0 - 0.125)


def test_the_primary_category_counts_in_what_the_paper_starts_from_and_none_is_a_middling_one() -> None:
    none, language, other = measured(paper(1), paper(2, filed="cs.CL"), paper(3, filed="math.NT")).prior
    assert language - none == pytest.approx(0.6 * (0.7 - 0.1))
    assert other - none == pytest.approx(0.6 * (0.0 - 0.1))


def test_the_shape_of_a_record_counts() -> None:
    plain, named = measured(paper(1, title="x"), paper(2, title="x:")).prior
    assert named - plain == pytest.approx(0.5)


def test_influence_is_bent_towards_its_cap_and_without_history_only_what_the_paper_shows_counts() -> None:
    crowd = paper(1, authors=20)
    share = 2.0 * (np.log(20) - 0.5)
    assert measured(crowd).influence.tolist() == pytest.approx([CAP * tanh(0.6 * share / CAP)])
    known = measured(crowd, history=SOME).influence
    assert known.tolist() == pytest.approx([CAP * tanh(0.6 * (share - 0.75) / CAP)])


def matter(number: int) -> str:
    """One of four words for papers of odd numbers, one of four others for even ones."""
    return f"{'fresh' if number % 2 else 'stale'}{number // 2 % 4}"


def test_words_that_well_regarded_authors_use_are_a_trend() -> None:
    papers = [paper(n, matter(n), authors=9 if n % 2 else 1) for n in range(80)]
    silent = replace(MODEL, blend=replace(MODEL.blend, trend=0.0))
    said, without = measured(*papers), measured(*papers, model=silent)
    assert min(said.trend[1::2]) > 0 > max(said.trend[0::2])
    assert without.trend.tolist() == pytest.approx([0.0] * 80)
    assert (said.prior - without.prior).tolist() == pytest.approx(said.trend.tolist())


def test_regard_that_makes_a_trend_includes_the_category() -> None:
    papers = [paper(n, matter(n), filed="cs.CL" if n % 2 else "cs.CV") for n in range(80)]
    trend = measured(*papers).trend
    assert min(trend[1::2]) > 0 > max(trend[0::2])


def test_what_is_written_down_is_read_back() -> None:
    again = Prior.loads(MODEL.dumps())
    assert (again.blend, again.terms, again.about) == (MODEL.blend, MODEL.terms, MODEL.about)
    assert (again.subjects, again.subject_mean) == (MODEL.subjects, MODEL.subject_mean)
    for mine, read in ((MODEL.record, again.record), (MODEL.influence, again.influence)):
        assert read.names == mine.names
        assert (read.weight.tolist(), read.mean.tolist()) == (mine.weight.tolist(), mine.mean.tolist())
    assert again.idf.tolist() == MODEL.idf.tolist()
    assert again.word_weight.tolist() == MODEL.word_weight.tolist()
    assert again.idf.dtype == again.word_weight.dtype == np.dtype(np.float32)


def test_the_words_that_matter_most_are_kept_in_their_order() -> None:
    model = replace(MODEL, word_weight=np.array([4.0, -3.0, 1.0], dtype=np.float32))
    assert Prior.loads(model.dumps(2)).terms == ("boats", "kettles"), "weight times rarity: 4, 6 and 3"
    assert Prior.loads(model.dumps(1)).terms == ("kettles",), "what speaks against a paper matters, too"


def test_figures_are_rounded_as_asked_and_a_words_rarity_to_three_places() -> None:
    odd = replace(
        MODEL,
        blend=replace(MODEL.blend, intercept=-1.23456789),
        idf=np.array([1.23456789, 2.0, 3.0], dtype=np.float32),
        word_weight=np.array([1.23456789, 2.0, 3.0], dtype=np.float32),
        record=weights(record.NAMES, we=(1.23456789, 2.3456789)),
        subjects={"cs.LG": 0.123456, "cs.AI": 0.2},
        subject_mean=0.123456,
    )
    raw = json.loads(odd.dumps())
    assert raw["blend"]["intercept"] == -1.2346
    assert raw["words"]["boats"] == [1.235, 1.2346]
    assert raw["record"]["we"] == [1.2346, 2.3457]
    assert list(raw["subjects"].items()) == [("cs.AI", 0.2), ("cs.LG", 0.1235)]
    assert raw["subject_mean"] == 0.1235
    exact = json.loads(odd.dumps(digits=6))
    assert (exact["blend"]["intercept"], exact["words"]["boats"]) == (-1.234568, [1.235, 1.234568])
    assert exact["influence"]["log_authors"] == [2.0, 0.5]


def test_the_file_has_a_feature_a_line_and_letters_as_they_are() -> None:
    text = replace(MODEL, about={"by": "Żółw"}).dumps()
    assert "Żółw" in text
    assert '"title_length":[0.0,0.0],\n"title_words"' in text
    assert text.endswith("}\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        MODEL.dumps().replace('"format":4', '"format":3'),
        MODEL.dumps().replace('"knee"', '"ankle"'),
        MODEL.dumps().replace('"boats":[1.0,4.0]', '"boats":["one","four"]'),
    ],
)
def test_what_is_no_model_of_this_format_is_refused_with_the_way_out(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        Prior.loads(text)
    assert str(refused.value) == ("This is not a file of ranking coefficients; make one with: paperdesk train-prior")


@pytest.mark.parametrize("name", ["title_colon", "log_authors"])
def test_a_model_of_other_features_is_refused(name: str) -> None:
    with pytest.raises(BadInput) as refused:
        Prior.loads(MODEL.dumps().replace(f'"{name}"', '"another_feature"'))
    assert str(refused.value) == (
        "These ranking coefficients belong to another version; make new ones with: paperdesk train-prior"
    )


def test_the_model_that_comes_with_the_package_knows_its_features_and_its_data() -> None:
    shipped = Prior.shipped()
    assert (shipped.record.names, shipped.influence.names) == (record.NAMES, influence.NAMES)
    assert shipped.about["command"].startswith("paperdesk train-prior")
    assert len(shipped.terms) == len(shipped.idf) == len(shipped.word_weight) > 1000
