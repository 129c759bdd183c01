"""What a licence lets a team show again, and how it is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.evidence import NO_FIGURE, Evidence, Figure
from bot.domain.licence import Leave, as_it_is, called, needed
from tests.factories import made_paper

BY = "http://creativecommons.org/licenses/by/4.0/"
NC_ND = "http://creativecommons.org/licenses/by-nc-nd/4.0/"
ARXIV_ONLY = "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"
FIGURE = Figure("https://x.example/1.png", "https://x.example/#F1", "A toy.", "Figure 1", BY, kept="/figures/a.png")
ALL: tuple[Leave, ...] = ("nc", "nd", "other")


@pytest.mark.parametrize(
    ("licence", "leaves", "name"),
    [
        (BY, set(), "CC BY 4.0"),
        ("https://creativecommons.org/licenses/by-sa/4.0/", set(), "CC BY-SA 4.0"),
        ("http://creativecommons.org/publicdomain/zero/1.0/", set(), "CC0 1.0"),
        ("http://www.creativecommons.org/licenses/by-nc-sa/4.0/", {"nc"}, "CC BY-NC-SA 4.0"),
        ("http://creativecommons.org/licenses/by-nd/4.0/", {"nd"}, "CC BY-ND 4.0"),
        (NC_ND, {"nc", "nd"}, "CC BY-NC-ND 4.0"),
        (ARXIV_ONLY, {"other"}, "arXiv's own licence"),
        ("http://creativecommons.org/licenses/by-odd/4.0/", {"other"}, "CC BY-ODD 4.0"),
        ("http://creativecommons.org.example/licenses/by/4.0/", {"other"}, None),
        ("http://[broken", {"other"}, None),
        ("by", {"other"}, "by"),
        ("", {"other"}, "licence unknown"),
        (None, {"other"}, "licence unknown"),
    ],
)
def test_a_licence_says_what_a_team_must_allow_itself(
    licence: str | None, leaves: set[Leave], name: str | None
) -> None:
    assert needed(licence) == leaves
    assert called(licence) == (licence if name is None else name)
    assert as_it_is(licence) == ("nd" in leaves)


def test_a_free_figure_is_shown_by_everybody_once_its_picture_is_there() -> None:
    shown = FIGURE.shown_by(())
    assert (shown.may_repost, shown.picture, shown.credit()) == (True, "/figures/a.png", "CC BY 4.0")
    for kept in (None, ""):
        linked = replace(FIGURE, kept=kept)
        assert not linked.shown_by(ALL).may_repost
        assert linked.why_linked(ALL)


def test_what_must_stay_as_it_is_is_never_shown_redrawn() -> None:
    whole = replace(FIGURE, licence=NC_ND)
    assert whole.shown_by(("nc", "nd")).may_repost
    assert not whole.shown_by(("nc",)).may_repost
    assert not replace(whole, redrawn=True).shown_by(ALL).may_repost


def test_other_licences_are_the_teams_own_decision_and_the_credit_says_so() -> None:
    theirs = replace(FIGURE, licence=ARXIV_ONLY)
    assert not theirs.shown_by(("nc", "nd")).may_repost
    assert theirs.shown_by(("other",)).credit() == "arXiv's own licence, shown by the team's own decision"
    assert "allows a link only" in theirs.why_linked(())


def test_what_is_somebody_elses_is_a_link_whatever_the_team_allows_itself() -> None:
    reprint = replace(FIGURE, reprinted=True)
    assert not reprint.shown_by(ALL).may_repost
    assert "somebody else's" in reprint.why_linked(ALL)


def test_editors_choose_and_else_the_first_good_telling_figure_stands() -> None:
    second = replace(FIGURE, page="https://x.example/#F2", label="Figure 2")
    third = replace(FIGURE, page="https://x.example/#F3", label="Figure 3", telling=False)
    evidence = Evidence(made_paper(1).ref, figures=(FIGURE, second, third))
    assert evidence.figure() == FIGURE
    assert evidence.figure(third.key) == third
    assert evidence.figure(NO_FIGURE) is None
    assert evidence.figure("gone") == FIGURE
    broken = replace(evidence, figures=(replace(FIGURE, kept=""), second, third))
    assert broken.figure() == second
    assert replace(evidence, figures=(third,)).figure() is None
