"""A team's order of a pool: parts that add up, reasons for each, and sense in odd places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.evidence import AuthorRecord, Evidence
from bot.domain.paper import Author, Paper, PaperRef
from bot.ports import Pick
from bot.ranking.diversity import choose
from bot.ranking.explain import layers, lines, why_not
from bot.ranking.history import History
from bot.ranking.pool import Pool
from bot.ranking.prior import Prior
from bot.ranking.score import PARTS, Order, Ranked, rank
from bot.ranking.taste import TeamTaste

TODAY = date(2026, 11, 1)
SUBJECTS = (
    ("Prompt Tuning with Frozen Language Models", "We tune continuous prompts while the language model stays frozen."),
    ("Retrieval-Augmented Generation for Long Documents", "Retrieval helps generation over long documents."),
    ("Segmenting Organs in Medical Imaging", "A segmentation network for medical imaging of organs."),
    ("Robot Grasping from Touch", "A robot learns to grasp objects from touch and vision."),
    ("Bounds for Convex Optimization", "We prove regret bounds for convex optimization."),
)


def paper(number: int, **changes: object) -> Paper:
    title, abstract = SUBJECTS[number % len(SUBJECTS)]
    made = Paper(
        PaperRef("arxiv", f"2610.{number:05d}"),
        f"{title} {number}",
        abstract,
        (Author(f"First Author{number}"), Author(f"Last Author{number % 7}")),
        ("cs.CL",) if number % 2 else ("cs.CV",),
        announced=date(2026, 10, 1 + number % 28),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def model() -> Prior:
    return Prior.shipped()


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool.of(paper(number) for number in range(200))


@pytest.fixture(scope="module")
def history() -> History:
    lines = [
        (PaperRef("arxiv", f"2609.{n:05d}"), date(2026, 9, 1), (f"Last Author{n % 7}", "Other")) for n in range(40)
    ]
    picks = [Pick(ref, date(2026, 9, 5), "a list") for ref, _, names in lines if names[0] == "Last Author3"]
    return History.of(lines, picks, TODAY)


def ranked(pool: Pool, history: History, model: Prior, taste: TeamTaste | None = None) -> Order:
    return rank(pool, taste or TeamTaste(), history, model=model, now=TODAY)


def place_of(number: int, order: Sequence[Ranked]) -> Ranked:
    return next(r for r in order if r.paper.ref.value == f"2610.{number:05d}")


def test_the_parts_of_every_score_add_up_to_it_exactly_and_each_says_something(
    pool: Pool, history: History, model: Prior
) -> None:
    taste = TeamTaste(topics=("prompt tuning",), categories=("cs.CL",), approved=(paper(1),), dropped=(paper(2),))
    for each in ranked(pool, history, model, taste):
        assert sum(part.value for part in each.score.parts) == each.score.total == each.total
        assert sum(part.value for part in reversed(each.score.parts)) == each.total
        assert tuple(part.name for part in each.score.parts) == PARTS
        assert all(part.reasons and all(part.reasons) for part in each.score.parts)


def test_the_same_papers_in_another_order_rank_the_same(pool: Pool, history: History, model: Prior) -> None:
    turned = Pool.of(reversed(pool.papers))
    assert [(r.paper.ref, r.total) for r in ranked(pool, history, model)] == [
        (r.paper.ref, r.total) for r in ranked(turned, history, model)
    ]


def test_papers_of_equal_score_stand_in_order_of_ref(model: Prior) -> None:
    twins = [paper(0, ref=PaperRef("arxiv", f"2610.{n:05d}"), title="The same") for n in (9, 3, 7, 1)]
    order = ranked(Pool.of(twins), History(TODAY), model)
    assert [r.paper.ref.value for r in order] == ["2610.00001", "2610.00003", "2610.00007", "2610.00009"]


def test_a_topic_lifts_what_it_names_and_shows_the_words_it_matched(pool: Pool, model: Prior) -> None:
    order = ranked(pool, History(TODAY), model, TeamTaste(topics=("prompt tuning",)))
    assert all("Prompt Tuning" in r.paper.title for r in order[:20])
    part = order[0].score.part("topic")
    assert part is not None
    assert any("prompt tuning on: prompt, tuning" in reason for reason in part.reasons)


def test_a_library_of_two_interests_finds_both_before_what_lies_between(pool: Pool, model: Prior) -> None:
    (prompts, tuned), (organs, imaged) = SUBJECTS[0], SUBJECTS[2]
    mixed = paper(999, title=f"{prompts} {organs}", abstract=f"{tuned} {imaged}")
    library = tuple(paper(200 + number) for number in range(60) if number % 5 in (0, 2))
    order = ranked(Pool.of([*pool.papers, mixed]), History(TODAY), model, TeamTaste(examples=library))
    topic = {r.paper.ref: part.value for r in order if (part := r.score.part("topic"))}
    liked = [topic[each.ref] for number, each in enumerate(pool.papers) if number % 5 in (0, 2)]
    others = [topic[each.ref] for number, each in enumerate(pool.papers) if number % 5 not in (0, 2)]
    assert min(liked) > topic[mixed.ref] > max(others)


def test_an_unwanted_phrase_sends_papers_down_and_says_so(pool: Pool, history: History, model: Prior) -> None:
    before = ranked(pool, history, model)
    after = ranked(pool, history, model, TeamTaste(not_topics=("medical imaging",)))
    assert place_of(2, after).total == place_of(2, before).total - 3
    assert "unwanted: mentions medical imaging" in str(place_of(2, after).score)


def test_a_topic_that_matches_nothing_changes_no_place_and_says_so(pool: Pool, history: History, model: Prior) -> None:
    before = ranked(pool, history, model)
    after = ranked(pool, history, model, TeamTaste(topics=("zymurgy",)))
    assert [r.paper.ref for r in before] == [r.paper.ref for r in after]
    assert "nothing in this pool matches zymurgy" in str(after[0].score)


def test_an_author_who_was_picked_before_helps_and_is_named(pool: Pool, history: History, model: Prior) -> None:
    order = ranked(pool, history, model)
    picked, unknown = place_of(3, order), place_of(4, order)
    part, other = picked.score.part("influence"), unknown.score.part("influence")
    assert part is not None
    assert other is not None
    assert part.value > other.value
    assert any("picked before" in reason and "Last Author3" in reason for reason in part.reasons)


def test_without_any_history_every_author_counts_as_usual_and_it_is_said(pool: Pool, model: Prior) -> None:
    order = ranked(pool, History(TODAY), model)
    parts = [r.score.part("influence") for r in order]
    assert len({part.value for part in parts if part}) == 1
    assert "no track record of the authors yet" in str(parts[0])


def test_history_that_reaches_beyond_today_is_refused(pool: Pool, model: Prior) -> None:
    with pytest.raises(ValueError, match="beyond"):
        rank(pool, TeamTaste(), History(date(2026, 12, 1)), model=model, now=TODAY)


def test_a_namesake_lends_no_fame_and_a_fresh_split_id_is_unknown(history: History, model: Prior) -> None:
    known = paper(0)
    at = datetime(2026, 10, 20, tzinfo=UTC)

    def with_record(author_id: str | None, h_index: int) -> float:
        record = AuthorRecord(1, "Last Author0", "semantic-scholar", author_id, h_index, None, None, at)
        pool = Pool.of([known, *(paper(n) for n in range(1, 40))], evidence={known.ref: Evidence(known.ref, (record,))})
        part = place_of(0, ranked(pool, history, model)).score.part("influence")
        assert part is not None
        return part.value

    assert with_record("17", 90) > with_record("17", 20)
    assert with_record(None, 90) == with_record("17", 20)
    assert with_record("17", 0) == with_record("17", 20)


def test_a_followed_author_is_lifted_by_name_with_a_doubt_and_by_id_without(history: History, model: Prior) -> None:
    known = paper(0)
    at = datetime(2026, 10, 20, tzinfo=UTC)
    record = AuthorRecord(0, "First Author0", "semantic-scholar", "17", 5, None, None, at, "A Lab")
    pool = Pool.of([known, paper(1)], evidence={known.ref: Evidence(known.ref, (record,))})
    by_name = ranked(pool, history, model, TeamTaste(followed=("First Author0",)))
    by_id = ranked(pool, history, model, TeamTaste(followed=("semantic-scholar:17",)))
    by_lab = ranked(pool, history, model, TeamTaste(followed=("A Lab",)))
    assert "may be a namesake" in str(place_of(0, by_name).score)
    assert "First Author0 (by id)" in str(place_of(0, by_id).score)
    assert "A Lab (lab, by name)" in str(place_of(0, by_lab).score)
    assert place_of(0, by_name).total == place_of(0, by_id).total > place_of(0, ranked(pool, history, model)).total


def test_odd_papers_are_ranked_and_explained(history: History, model: Prior) -> None:
    odd = [
        paper(1, abstract="Word"),
        paper(2, abstract="", title=""),
        paper(3, authors=tuple(Author(f"Person {n}") for n in range(5000))),
        paper(4, categories=tuple(f"cs.{n}" for n in range(40))),
        paper(5, authors=(), categories=()),
        paper(6, title="提示调优", abstract="冻结的语言模型"),
    ]
    order = ranked(Pool.of(odd), history, model, TeamTaste(topics=("prompt tuning",), categories=("cs.CL",)))
    assert len(order) == len(odd)
    assert all(lines(r.score, "nlp")[-1].endswith("in all") for r in order)


def test_an_empty_pool_ranks_to_nothing(history: History, model: Prior) -> None:
    order = ranked(Pool.of([]), history, model, TeamTaste(topics=("prompt tuning",)))
    assert list(order) == []
    assert order.standing(PaperRef("arxiv", "2610.00001")) is None
    assert choose([], 10, Pool.of([])).chosen == ()


def test_an_order_is_read_from_either_end_and_knows_where_each_paper_stands(history: History, model: Prior) -> None:
    order = ranked(Pool.of([paper(n) for n in range(1, 6)]), history, model)
    assert [each.place for each in order] == [1, 2, 3, 4, 5]
    assert (order[-1].place, [each.place for each in order[1:3]]) == (5, [2, 3])
    assert all(order.standing(each.paper.ref) == each for each in order)
    with pytest.raises(IndexError):
        order[5]


def test_withdrawn_papers_are_out_and_double_sightings_are_one(history: History, model: Prior) -> None:
    pool = Pool.of([paper(1), paper(1, version=2), paper(2, withdrawn=True)])
    assert [r.paper.version for r in ranked(pool, history, model)] == [2]


def test_decisions_of_the_editors_move_like_papers_more_the_more_there_are(
    pool: Pool, history: History, model: Prior
) -> None:
    def moved(number: int) -> float:
        liked = tuple(paper(5 * n) for n in range(number))
        order = ranked(pool, history, model, TeamTaste(approved=liked, dropped=(paper(2), paper(7))))
        part = place_of(195, order).score.part("taste")
        assert part is not None
        return part.value

    assert 0 < moved(2) < moved(20)


def test_why_not_names_the_place_and_what_kept_a_paper_out(pool: Pool, history: History, model: Prior) -> None:
    order = ranked(pool, history, model, TeamTaste(topics=("prompt tuning",)))
    choice = choose(order, 10, pool)
    told = why_not(order[-1].paper.ref, order, choice)
    assert "stood 200 of 200" in told[0]
    assert "behind" in told[-1]
    assert why_not(PaperRef("arxiv", "2001.00001"), order, choice) == ()
    assert "proposed first" in why_not(choice.chosen[0].paper.ref, order, choice)[-1]
    held = choice.held_back[0]
    assert held.reason in why_not(held.ranked.paper.ref, order, choice)[-1]


def test_what_every_team_sees_and_what_is_a_teams_own_stand_apart_and_add_up(
    pool: Pool, history: History, model: Prior
) -> None:
    taste = TeamTaste(topics=("prompt tuning",), followed=("First Author5",), approved=(paper(1),), dropped=(paper(2),))
    plain = {r.paper.ref: r.score for r in ranked(pool, history, model)}
    for each in ranked(pool, history, model, taste):
        shared, own = layers(each.score, "nlp")
        assert shared.value + own.value == each.score.total
        assert shared.parts == layers(plain[each.paper.ref], "nlp")[0].parts
        assert {part.name for part in own.parts} == {"topic", "taste"}
