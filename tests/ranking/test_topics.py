"""How far papers match a team's wishes, by hand where it can be counted, and what is said of it."""

from __future__ import annotations

import numpy as np
import pytest

from bot.domain.paper import Paper, PaperRef
from bot.ranking.pool import Pool
from bot.ranking.taste import TeamTaste
from bot.ranking.topics import HIGH, LOW, Match, Topic, blend, match, reasons, rows_with


def paper(number: int, title: str = "", abstract: str = "", *filed: str) -> Paper:
    return Paper(PaperRef("arxiv", f"2610.{number:05d}"), title, abstract, categories=filed)


def pool(*abstracts: str) -> Pool:
    return Pool.of(paper(number, "", text) for number, text in enumerate(abstracts))


def values(pool: Pool, **wishes: object) -> list[float]:
    return [float(v) for v in match(pool, TeamTaste(**wishes)).value]  # type: ignore[arg-type]


def embedded(*places: tuple[float, ...]) -> Pool:
    """Papers without words, with the embeddings given; their mean should be 0."""
    papers = [paper(number) for number in range(len(places))]
    return Pool.of(papers, vectors={each.ref: place for each, place in zip(papers, places, strict=True)})


CROSS = ((1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0))


def test_scores_are_blended_in_standard_deviations_and_one_that_is_flat_is_left_out() -> None:
    one, other = np.array([0.0, 2.0]), np.array([30.0, 10.0])
    assert blend(one).tolist() == [-1.0, 1.0]
    assert blend(one, one * 7, other).tolist() == pytest.approx([-1 / 3, 1 / 3])
    assert blend(np.full(2, 5.0), one).tolist() == [-1.0, 1.0]
    assert blend(np.full(2, 5.0), np.zeros(2)).tolist() == [0.0, 0.0]
    assert blend(np.zeros(0)).tolist() == []


def test_a_match_of_one_standard_deviation_neither_helps_nor_harms() -> None:
    half = pool("kettles", "kettles", "boats", "boats")
    assert values(half, topics=("kettles",)) == pytest.approx([0.0, 0.0, LOW, LOW])


def test_a_match_helps_up_to_a_bound() -> None:
    few = pool(*["boats"] * 4, "kettles")
    assert values(few, topics=("kettles",))[4] == pytest.approx(0.9 * (2.0 - 1.0))
    assert values(few, topics=("kettles",))[0] == pytest.approx(0.9 * (-0.5 - 1.0))
    assert values(pool(*["boats"] * 99, "kettles"), topics=("kettles",))[99] == HIGH


def test_the_best_of_several_topics_counts() -> None:
    three = pool(*["gardens"] * 6, "kettles", "boats")
    alone = values(three, topics=("kettles",))
    both = values(three, topics=("kettles", "boats"))
    assert both[6] == alone[6] == pytest.approx(both[7])
    assert both[7] > alone[7]


def test_a_topic_that_no_paper_knows_says_nothing() -> None:
    assert values(pool("boats", "kettles"), topics=("zymurgy",)) == [0.0, 0.0]
    found = match(pool("boats", "kettles"), TeamTaste(topics=("zymurgy", "boats")))
    assert [(topic.name, topic.found) for topic in found.topics] == [("zymurgy", False), ("boats", True)]
    assert values(pool("boats", "kettles")) == [0.0, 0.0]


def test_unwanted_phrases_cost_three_once_and_each_is_named() -> None:
    found = match(pool("old kettles whistle", "boats", "kettles"), TeamTaste(not_topics=("kettles", "whistle")))
    assert found.value.tolist() == [-3.0, 0.0, -3.0]
    assert found.unwanted == {0: ("kettles", "whistle"), 2: ("kettles",)}


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("A paper boat floats", True),
        ("paper boats", True),
        ("Paper-Boat", True),
        ("paper -- boat", True),
        ("boat paper", False),
        ("paper and boat", False),
        ("paper boathouse", False),
        ("newspaper boat", False),
        ("a boat of paper, paperboat", False),
    ],
)
def test_a_phrase_is_found_as_its_words_side_by_side_in_one_or_more(text: str, *, there: bool) -> None:
    assert rows_with(pool("gardens", text), "paper boat") == ([1] if there else [])


def test_a_phrase_does_not_begin_in_a_title_and_end_in_an_abstract() -> None:
    assert rows_with(Pool.of([paper(0, "Glass", "Box by box."), paper(1, "A glass-box")]), "glass box") == [1]


def test_a_phrase_may_end_in_es_and_may_stand_in_a_title() -> None:
    two = Pool.of([paper(1, "Glass boxes"), paper(2, "Glass", "box")])
    assert 0 in rows_with(two, "glass box")
    assert rows_with(two, "GLASS") == [0, 1]
    assert rows_with(two, "x 1 ?") == rows_with(two, "") == []


def test_a_category_of_the_team_helps_a_little_and_only_others_harm() -> None:
    filed = Pool.of(
        [paper(1, "", "", "cs.CL", "cs.CV"), paper(2, "", "", "cs.CV", "cs.CL"), paper(3, "", "", "cs.CV"), paper(4)]
    )
    found = match(filed, TeamTaste(categories=("cs.CL", "stat.ML")))
    assert found.value.tolist() == found.subjects.tolist() == [0.3, 0.3, -1.5, 0.0]
    assert match(filed, TeamTaste()).subjects.tolist() == [0.0] * 4
    assert match(Pool.of([]), TeamTaste(topics=("boats",), categories=("cs.CL",))).value.tolist() == []


def test_an_embedding_of_a_topic_is_looked_for_among_those_of_papers() -> None:
    found = match(embedded(*CROSS), TeamTaste(topics=("boats",), topic_vectors={"boats": (2.0, 0.0)}))
    assert found.topics[0].found
    assert found.topics[0].likeness.tolist() == pytest.approx([2**0.5, -(2**0.5), 0.0, 0.0])
    assert found.value.tolist() == pytest.approx([0.9 * (2**0.5 - 1), LOW, -0.9, -0.9])


def test_an_embedding_by_another_model_is_left_alone() -> None:
    for told in ({"boats": (1.0, 0.0, 0.0)}, {"kettles": (1.0, 0.0)}):
        found = match(embedded(*CROSS), TeamTaste(topics=("boats",), topic_vectors=told))
        assert not found.topics[0].found
    assert not match(pool("kettles"), TeamTaste(topics=("boats",), topic_vectors={"boats": (1.0, 0.0)})).topics[0].found


def test_examples_are_compared_by_their_embeddings() -> None:
    example = paper(99)
    wishes = TeamTaste(examples=(example,), example_vectors={example.ref: (0.0, 3.0)})
    topic = match(embedded(*CROSS), wishes).topics[0]
    assert topic.name == "your examples"
    assert topic.likeness.tolist() == pytest.approx([0.0, 0.0, 2**0.5, -(2**0.5)])


def test_examples_are_compared_by_their_words_and_by_their_embeddings_alike() -> None:
    texts = ("kettle boil steam water spoon", "boat sail anchor tide rope")
    papers = [paper(n, "", " ".join(w for k, w in enumerate(texts[n % 2].split()) if k != n % 5)) for n in range(40)]
    vectors = {each.ref: CROSS[n // 2 % 2] for n, each in enumerate(papers)}
    example = paper(99, "", texts[0])
    both = TeamTaste(examples=(example,), example_vectors={example.ref: CROSS[0]})
    found = match(Pool.of(papers, vectors=vectors), both).topics[0].likeness
    assert min(found[1], found[2]) > found[3], "alike in one way is more than in none"
    assert found[0] > max(found[1], found[2])


def test_a_library_of_two_interests_is_not_their_mean() -> None:
    examples = tuple(paper(100 + n) for n in range(20))
    vectors = {each.ref: CROSS[0] if n < 10 else CROSS[2] for n, each in enumerate(examples)}
    places = (*CROSS, (0.8, 0.6), (-0.8, -0.6))
    said = match(embedded(*places), TeamTaste(examples=examples, example_vectors=vectors)).topics[0].likeness
    assert said[0] == pytest.approx(said[2])
    assert said[0] > said[4], "what lies between the two is like neither"
    eleven = {each.ref: vectors[each.ref] for each in examples[:11]}
    mixed = match(embedded(*places), TeamTaste(examples=examples[:11], example_vectors=eleven)).topics[0].likeness
    assert mixed[2] < mixed[0], "the ten nearest are one of its own and nine others"
    turned = {each.ref: CROSS[2] if n else CROSS[0] for n, each in enumerate(examples[:14])}
    last = match(embedded(*places), TeamTaste(examples=examples[:14], example_vectors=turned)).topics[0].likeness
    assert last[0] < last[2]
    assert last[0] > last[3], "one of its own is among the nearest"


def said(found: Match, row: int, pool: Pool, **wishes: object) -> tuple[str, ...]:
    return reasons(pool, TeamTaste(**wishes), found, row)  # type: ignore[arg-type]


def given(*topics: tuple[str, float, bool], unwanted: tuple[str, ...] = ()) -> Match:
    """A match of the first paper, in standard deviations."""
    return Match(
        np.zeros(1),
        tuple(Topic(name, np.array([likeness]), found) for name, likeness, found in topics),
        {0: unwanted} if unwanted else {},
        np.zeros(1),
    )


ONE = Pool.of([paper(1, "Paper boats", "They float on the water.", "cs.CL", "cs.CV", "cs.LG", "cs.AI")])


def test_the_two_best_matches_are_named_with_the_words_they_share() -> None:
    found = given(("float", 1.5, True), ("boats on the water", 3.0, True), ("paper", 1.2, True))
    assert said(found, 0, ONE) == ("matches boats on the water on: boats, water", "matches float on: float")
    equal = given(("water", 2.0, True), ("paper", 2.0, True))
    assert said(equal, 0, ONE) == ("matches paper on: paper", "matches water on: water")


def test_a_match_without_a_common_word_is_by_kindred_ones_and_examples_share_none() -> None:
    assert said(given(("sailing", 1.0, True)), 0, ONE) == ("matches sailing by kindred words",)
    assert said(given(("your examples", 1.0, True)), 0, ONE) == ("matches your examples",)


def test_a_lesser_match_is_far_and_a_lost_topic_is_named() -> None:
    assert said(given(("boats", 0.9, True)), 0, ONE) == ("far from the team's topics",)
    assert said(given(("zymurgy", 9.0, False)), 0, ONE) == ("nothing in this pool matches zymurgy",)
    assert said(given(), 0, ONE) == ("the team has named no topics",)


def test_what_is_unwanted_and_where_it_is_filed_is_said_after_the_topics() -> None:
    found = given(("boats", 2.0, True), ("zymurgy", 0.0, False), unwanted=("float", "water"))
    assert said(found, 0, ONE, categories=("cs.AI", "cs.CL", "cs.CV", "cs.LG")) == (
        "matches boats on: boats",
        "unwanted: mentions float",
        "unwanted: mentions water",
        "filed under cs.CL, cs.CV, cs.LG",
        "nothing in this pool matches zymurgy",
    )
    assert said(given(), 0, ONE, categories=("math.NT",)) == ("in none of the team's categories",)
    assert said(given(), 0, Pool.of([paper(1)]), categories=("math.NT",)) == ("its categories are not known",)
