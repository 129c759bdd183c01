"""What each part of a score is made of, and what it says: words, shape, people who are followed, counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from bot.domain.evidence import Attention, AuthorRecord, Evidence
from bot.domain.paper import Author, Paper, PaperRef
from bot.ports import Pick
from bot.ranking import record
from bot.ranking.history import History
from bot.ranking.pool import Pool
from bot.ranking.prior import Prior
from bot.ranking.score import FOLLOWED, PARTS, Ranked, rank
from bot.ranking.taste import TeamTaste
from tests.factories import NOON
from tests.ranking.by_hand import MODEL, weights

TODAY = date(2026, 11, 3)
EMPTY = History(TODAY)


def paper(number: int, abstract: str = "", *authors: Author, title: str = "", filed: tuple[str, ...] = ()) -> Paper:
    ref = PaperRef("arxiv", f"2610.{number:05d}")
    return Paper(ref, title, abstract, authors or (Author("Ada"),), filed, announced=TODAY)


def ranked(
    *papers: Paper, evidence: tuple[Evidence, ...] = (), model: Prior = MODEL, **wishes: object
) -> dict[int, Ranked]:
    """The papers at their places, by their numbers."""
    pool = Pool.of(papers, evidence={each.ref: each for each in evidence})
    order = rank(pool, TeamTaste(**wishes), EMPTY, model=model, now=TODAY)  # type: ignore[arg-type]
    return {int(each.paper.ref.value[-5:]): each for each in order}


def reasons(each: Ranked, name: str) -> tuple[str, ...]:
    part = each.score.part(name)
    assert part is not None
    return part.reasons


def value(each: Ranked, name: str) -> float:
    part = each.score.part(name)
    assert part is not None
    return part.value


def test_words_that_speak_for_a_paper_are_named_strongest_first_and_four_at_most() -> None:
    terms = ("one", "two", "three", "four", "five", "against", "faint")
    model = replace(
        MODEL,
        terms=terms,
        idf=np.ones(7, dtype=np.float32),
        word_weight=np.array([0.5, 2.0, 1.0, 3.0, 0.9, -9.0, 0.01], dtype=np.float32),
    )
    found = ranked(
        paper(1, "one two three four five against faint"), paper(2, "faint"), paper(3, "against"), model=model
    )
    assert reasons(found[1], "prior") == ("its words are like those of picked papers: four, two, three, five",)
    assert reasons(found[2], "prior") == reasons(found[3], "prior")
    assert reasons(found[3], "prior") == ("nothing in its words or its record stands out",)


def test_what_the_record_shows_is_said_where_it_speaks_for_the_paper() -> None:
    model = replace(
        MODEL, record=weights(record.NAMES, title_question=(0.5, 0.1), link=(-0.5, 0.1), title_colon=(9, 0))
    )
    found = ranked(
        paper(1, "boats", title="Why: boats?"),
        paper(2, "See www.a.example", title="Why: kettles?"),
        paper(3, "nothing", title="So: what"),
        model=model,
    )
    asks = "asks a question in its title"
    assert reasons(found[1], "prior") == ("its words are like those of picked papers: boats", asks)
    assert reasons(found[2], "prior") == (asks,)
    assert reasons(found[3], "prior") == ("nothing in its words or its record stands out",), (
        "no link speaks for it, too"
    )


def test_the_trend_is_a_reason_where_picks_are_known() -> None:
    papers = [
        paper(n, f"{'fresh' if n % 2 else 'stale'}{n // 2 % 4}", filed=("cs.CL" if n % 2 else "cs.CV",))
        for n in range(80)
    ]
    line = (PaperRef("arxiv", "2609.00001"), TODAY - timedelta(days=9), ("Zoe",))
    told = History.of([line], [Pick(line[0], line[1], "a list")], TODAY)
    model = replace(MODEL, blend=replace(MODEL.blend, trend=0.5))
    said = "its words are those that well-regarded authors use this month"

    def who(history: History) -> set[int]:
        order = rank(Pool.of(papers), TeamTaste(), history, model=model, now=TODAY)
        return {int(each.paper.ref.value[-5:]) % 2 for each in order if said in reasons(each, "prior")}

    assert who(told) == {1}
    assert who(EMPTY) == set()


def test_parts_are_whole_parts_of_a_grain_and_stand_in_their_order() -> None:
    seen = Evidence(paper(1).ref, attention=(Attention("upvotes", 7, "hugging-face", NOON),))
    each = ranked(paper(1, "boats"), paper(2), evidence=(seen,), not_topics=("boats",))[1]
    assert tuple(part.name for part in each.score.parts) == PARTS
    assert all((part.value * 4096).is_integer() for part in each.score.parts)
    assert value(each, "attention") == pytest.approx(0.35 * np.log(8), abs=1 / 4096)
    assert value(each, "topic") == -3.0
    assert each.total == sum(part.value for part in each.score.parts)


def test_public_counts_are_told_and_their_absence_is() -> None:
    seen = Evidence(paper(1).ref, attention=(Attention("upvotes", 7, "hugging-face", NOON),))
    stranger = Evidence(paper(9).ref, attention=(Attention("upvotes", 900, "hugging-face", NOON),))
    found = ranked(paper(1), paper(2), evidence=(seen, stranger))
    assert reasons(found[1], "attention") == ("7 upvotes (hugging-face, 03 Nov)",)
    assert reasons(found[2], "attention") == ("no public counts at its age",)
    assert value(found[2], "attention") == 0.0


def known(number: int, *, author_id: str = "17", lab: str | None = None, name: str = "A. Lovelace") -> Evidence:
    record = AuthorRecord(0, name, "semantic-scholar", author_id, 5, None, None, NOON, lab)
    return Evidence(paper(number).ref, authors=(record,))


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("ADA", "ADA (by name, may be a namesake)"),
        ("semantic-scholar:17", "A. Lovelace (by id)"),
        ("Toy Lab", "The Toy Lab, Oslo (lab, by name)"),
        ("paper mill", "Paper Mill (lab, by name)"),
    ],
)
def test_whom_a_team_follows_lifts_a_paper_and_is_named_with_how_surely(wanted: str, said: str) -> None:
    ours = paper(1, "", Author("Ada", "Paper Mill"), Author("Eve"))
    papers = (ours, paper(2, "", Author("Bo", "A Mill")), paper(3, "", Author("Cy")))
    evidence = (known(1, lab="The Toy Lab, Oslo"), known(2, author_id="18", lab="Elsewhere"), known(9, lab="Toy Lab"))
    found = ranked(*papers, evidence=evidence, followed=(wanted,))
    assert found[1].followed == (said,)
    assert reasons(found[1], "topic") == (f"followed: {said}",)
    assert value(found[1], "topic") == FOLLOWED
    assert found[2].followed == found[3].followed == ()
    assert value(found[2], "topic") == 0.0
    assert reasons(found[3], "topic") == ("the team has named no topics",)


def test_two_followed_on_one_paper_lift_it_once_and_are_both_named() -> None:
    both = paper(1, "", Author("Ada", "Toy Lab"), Author("Bo", "Toy Lab"))
    found = ranked(
        both, paper(2, "", Author("Eve")), evidence=(known(1, lab="Toy Lab"),), followed=("Ada", "Bo", "Toy Lab")
    )
    assert found[1].followed == (
        "Ada (by name, may be a namesake)",
        "Bo (by name, may be a namesake)",
        "Toy Lab (lab, by name)",
    )
    assert value(found[1], "topic") == FOLLOWED
    labs = paper(1, "", Author("Ada", "Toy Lab"), Author("Bo", "Boat Lab"))
    told = ranked(labs, paper(2, "", Author("Eve")), followed=("toy lab", "boat lab"))
    assert told[1].followed == ("Toy Lab (lab, by name)", "Boat Lab (lab, by name)")
    records = (*known(1, lab="Toy Lab").authors, *known(1, author_id="18", name="E. Noether").authors)
    ids = ranked(
        labs,
        evidence=(Evidence(labs.ref, records),),
        followed=("semantic-scholar:18", "semantic-scholar:17"),
    )
    assert ids[1].followed == ("A. Lovelace (by id)", "E. Noether (by id)")


def test_the_id_of_another_source_and_a_name_without_letters_follow_nobody() -> None:
    for wanted in ("openalex:17", "semantic-scholar:1", "...", ""):
        found = ranked(paper(1, "", Author("Ada", "Toy Lab")), evidence=(known(1, lab="Toy Lab"),), followed=(wanted,))
        assert found[1].followed == (), wanted


@pytest.mark.parametrize("wish", ["topics", "examples", "categories"])
def test_whoever_is_followed_is_named_before_what_else_the_team_wishes(wish: str) -> None:
    wishes = {"topics": ("kettles",), "examples": (paper(9),), "categories": ("cs.CL",)}
    taste = TeamTaste(followed=("Ada",), **{wish: wishes[wish]})  # type: ignore[arg-type]
    pool = Pool.of([paper(1), paper(2, "kettles", Author("Eve"))])
    ours = rank(pool, taste, EMPTY, model=MODEL, now=TODAY).standing(paper(1).ref)
    assert ours is not None
    first, *rest = reasons(ours, "topic")
    assert first == "followed: Ada (by name, may be a namesake)"
    assert rest


def test_the_place_in_an_order_is_counted_from_one_end_or_the_other() -> None:
    pool = Pool.of([paper(1), paper(2, "boats"), paper(3, "kettles")])
    order = rank(pool, TeamTaste(), EMPTY, model=MODEL, now=TODAY)
    assert [each.paper.ref.value[-1] for each in order] == ["2", "1", "3"]
    assert [order[-3].place, order[-1].place, order[2].place] == [1, 3, 3]
    assert [each.place for each in order[::-1]] == [3, 2, 1]
    for beyond in (3, -4):
        with pytest.raises(IndexError, match=str(beyond)):
            order[beyond]
    third = order.standing(paper(3).ref)
    assert third is not None
    assert (third.place, third.paper) == (3, paper(3, "kettles"))


def test_a_history_may_reach_to_the_day_and_not_beyond_it() -> None:
    pool = Pool.of([paper(1)])
    assert len(rank(pool, TeamTaste(), History(TODAY), model=MODEL, now=TODAY)) == 1
    with pytest.raises(ValueError, match=r"^the history reaches to 2026-11-04, beyond 2026-11-03$"):
        rank(pool, TeamTaste(), History(TODAY + timedelta(days=1)), model=MODEL, now=TODAY)
