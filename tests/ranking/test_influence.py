"""What the track record of a paper's authors comes to, in cases that can be counted by hand."""

from __future__ import annotations

from datetime import date, timedelta
from math import log, log1p, sqrt

import numpy as np
import pytest

from bot.domain.evidence import AuthorRecord, Evidence
from bot.domain.paper import Author, Paper, PaperRef
from bot.ports import Pick
from bot.ranking.history import CROWD, History
from bot.ranking.influence import CAP, NAMES, STANDING, capped, measure, reasons, trusted
from tests.factories import NOON

TODAY = date(2026, 11, 1)
BEFORE = TODAY - timedelta(days=180)  # a half-life ago: what is known from then counts half


def ref(number: int) -> PaperRef:
    return PaperRef("arxiv", f"2605.{number:05d}")


def paper(number: int, *names: str) -> Paper:
    return Paper(ref(number), f"Title {number}", "", tuple(map(Author, names)))


def record(h_index: int | None, author_id: str | None = "17", position: int = 0) -> AuthorRecord:
    return AuthorRecord(position, "Ada", "semantic-scholar", author_id, h_index, None, None, NOON)


def history(*papers: Paper, picked: tuple[int, ...] = (), **more: dict[str, int]) -> History:
    """Papers of a half-life ago, some of them picked then."""
    lines = [(each.ref, BEFORE, tuple(a.name for a in each.authors)) for each in papers]
    return History.of(lines, [Pick(ref(n), BEFORE, "a list") for n in picked], TODAY, **more)


#: Ada's first paper was picked; her second, with Cy, was not, nor Di's.
KNOWN = history(
    paper(1, "Ada", "Bo"),
    paper(2, "Ada", "Cy"),
    paper(3, "Di"),
    picked=(1,),
    works={"newcomer": 7, "cy": 2},
    fame={"cy": 2 * STANDING, "ada": 3},
)


def features(each: Paper, known: History, *records: AuthorRecord) -> dict[str, float]:
    evidence = {each.ref: Evidence(each.ref, records)} if records else None
    return dict(zip(NAMES, map(float, measure([paper(77), each], known, evidence)[1]), strict=True))


def test_every_feature_of_a_paper_by_people_of_whom_some_are_known() -> None:
    found = features(paper(9, "Ada", "Newcomer", "Cy"), KNOWN)
    lift = [log((0.5 / (1 / 3) + 3) / (1.0 + 3)), log((0 + 3) / (0.5 + 3))]
    assert found == pytest.approx(
        {
            "log_authors": log(3),
            "picks_sum": log1p(0.5),
            "picks_max": log1p(0.5),
            "picks_share": 1 / 3,
            "picks_first": log1p(0.5),
            "picks_last": 0.0,
            "shares_sum": log1p(0.5 / sqrt(2)),
            "shares_mean": 0.5 / sqrt(2) / 3,
            "shares_max": log1p(0.5 / sqrt(2)),
            "rate_max": lift[0],
            "rate_mean": sum(lift) / 3,
            "papers_max": log1p(1.0),
            "papers_mean": 1.5 / 3,
            "papers_last": log1p(0.5),
            "known_share": 2 / 3,
            "company_sum": log1p(0.25 + 0.25),
            "company_max": log1p(0.25),
            "team_picked": log1p(1),
            "team_picked_share": 1 / 3,
            "team_other": log1p(2),
            "team_lead": (1 - 2) / 3,
            "teams_picked": 0.0,
            "teams_other": log1p(1),
            "works_max": log1p(7),
            "works_mean": (log1p(7) + log1p(2)) / 3,
            "works_last": log1p(2),
            "standing": log(2),
        }
    )


def test_a_team_that_was_picked_together_before_is_known_as_one() -> None:
    found = features(paper(9, "Bo", "Ada", "Ada"), KNOWN)
    assert found["log_authors"] == pytest.approx(log(2)), "a name twice is one author"
    assert found["team_picked"] == pytest.approx(log1p(2))
    assert found["team_picked_share"] == 1.0
    assert found["team_other"] == pytest.approx(log1p(1))
    assert found["team_lead"] == 0.5
    assert (found["teams_picked"], found["teams_other"]) == pytest.approx((log1p(1), 0.0))
    assert found["picks_last"] == pytest.approx(log1p(0.5))
    assert found["picks_sum"] == pytest.approx(log1p(1.0))


def test_an_own_earlier_sighting_never_counts_for_the_paper_itself() -> None:
    found = features(paper(1, "Ada", "Bo"), KNOWN)
    for name in ("picks_sum", "picks_max", "picks_share", "shares_sum", "company_sum", "team_picked", "teams_picked"):
        assert found[name] == 0.0, name
    assert found["papers_mean"] == pytest.approx(0.5 / 2), "Ada's other paper"
    assert found["known_share"] == 0.5
    twice = history(paper(1, "Ada", "Bo"), paper(2, "Ada", "Cy"), paper(3, "Ada", "Di", "Eve", "Fay"), picked=(1, 3))
    again = features(paper(1, "Ada", "Bo"), twice)
    assert again["shares_max"] == pytest.approx(log1p(0.5 / sqrt(4))), "of the other pick, a quarter's root"
    assert again["picks_max"] == pytest.approx(log1p(0.5))
    assert found["team_other"] == pytest.approx(log1p(1))
    other = features(paper(2, "Ada", "Cy"), KNOWN)
    assert other["picks_sum"] == pytest.approx(log1p(0.5)), "the pick was another paper's"
    assert other["company_sum"] == pytest.approx(log1p(0.25)), "Bo's company stays, Cy's and Ada's own is gone"


def test_the_first_and_the_last_author_are_looked_at_by_themselves() -> None:
    ahead, behind = features(paper(9, "Bo", "New", "Di"), KNOWN), features(paper(9, "Di", "New", "Bo"), KNOWN)
    assert (ahead["picks_first"], ahead["picks_last"]) == pytest.approx((log1p(0.5), 0.0))
    assert (behind["picks_first"], behind["picks_last"]) == pytest.approx((0.0, log1p(0.5)))
    assert features(paper(9, "New", "Ada", "Newer"), KNOWN)["papers_last"] == 0.0


def test_of_nobody_nothing_is_known_but_how_many_they_are() -> None:
    for known in (KNOWN, History(TODAY)):
        assert set(features(paper(9), known).values()) == {0.0}
        strangers = features(paper(9, "Eve", "Fay"), known)
        assert {name for name, value in strangers.items() if value} == {"log_authors"}
    assert measure([], KNOWN).shape == (0, len(NAMES))


def test_a_crowd_stands_together_with_no_team() -> None:
    def stood(size: int) -> float:
        names = [f"Person {n}" for n in range(size)]
        return features(paper(9, *names), history(paper(1, "Person 0", "Person 1"), picked=(1,)))["team_picked"]

    def stood_before(size: int) -> float:
        names = [f"Person {n}" for n in range(size)]
        return features(paper(9, *names[:2]), history(paper(1, *names), picked=(1,)))["team_picked"]

    assert stood(CROWD) == stood_before(CROWD) == pytest.approx(log1p(2))
    assert stood(CROWD + 1) == stood_before(CROWD + 1) == 0.0


def test_standing_begins_above_what_is_usual_and_is_believed_by_id_before_by_name() -> None:
    def standing(*records: AuthorRecord, names: tuple[str, ...] = ("Ada", "Cy")) -> float:
        return features(paper(9, *names), KNOWN, *records)["standing"]

    assert standing(record(3 * STANDING), record(2)) == pytest.approx(log(3))
    assert standing(record(STANDING)) == 0.0
    assert standing(record(STANDING - 10)) == 0.0
    assert standing() == standing(record(None)) == standing(record(90, None)) == pytest.approx(log(2)), "by Cy's name"
    assert standing(record(1)) == pytest.approx(log(2)), "a fresh split is unknown"
    assert standing(names=("Ada",)) == standing(names=()) == 0.0


def test_only_records_by_id_that_are_no_fresh_split_are_trusted() -> None:
    kept = record(2)
    assert trusted([record(None), record(0), record(1), record(40, None), kept]) == [kept]


def test_fame_helps_up_to_a_cap_and_the_order_among_the_famous_stays() -> None:
    values = capped(np.array([0.0, 0.01, 6.0, 12.0, 1000.0, -12.0]))
    assert values[0] == 0.0
    assert values[1] == pytest.approx(0.01, abs=1e-6)
    assert values[2] == pytest.approx(CAP * 0.76159, abs=1e-3)
    assert values[2] < values[3] < values[4] <= CAP
    assert values[5] == -values[3]


def test_a_paper_says_nothing_of_its_own_pick() -> None:
    assert reasons(paper(1, "Ada", "Bo"), KNOWN, None) == (
        "2 authors of 2 seen on earlier papers, none picked yet",
        "2 authors",
    )
    assert reasons(paper(2, "Ada", "Cy"), KNOWN, None)[0] == "1 author of 2 picked before, matched by name: Ada"


def test_people_known_by_the_number_of_their_works_are_known() -> None:
    assert (
        reasons(paper(9, "Newcomer", "Eve"), KNOWN, None)[0] == "1 author of 2 seen on earlier papers, none picked yet"
    )


def test_what_sources_have_not_told_yet_is_said_where_they_are_asked() -> None:
    def last(*records: AuthorRecord) -> str:
        return reasons(paper(9, "Eve"), KNOWN, Evidence(ref(9), records))[-1]

    assert last() == "its authors are not known by id yet"
    assert last(record(None)) == "figures of its authors are not known yet"
    assert last(record(40)) == "1 author"
    assert reasons(paper(9), KNOWN, Evidence(ref(9))) == ("no authors named",)


def test_the_authors_of_a_great_number_are_counted_with_thousands() -> None:
    crowd = paper(9, *(f"Person {n}" for n in range(1200)))
    assert reasons(crowd, KNOWN, None)[-1] == "1,200 authors"
