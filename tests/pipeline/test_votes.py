"""What votes do to a story: quorum, veto, what blocks a click, and what the voter is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.editorial import StoryStage
from bot.domain.errors import Conflict
from bot.domain.story import Claim, Story, Vote, VoteKind
from bot.pipeline.votes import approved_still, blocked_by, moved_by_vote, moved_by_withdrawal, said_of
from tests.factories import EDITOR, NOON, made_draft, made_story, made_team

REVIEW, APPROVED, DROPPED = StoryStage.IN_REVIEW, StoryStage.APPROVED, StoryStage.DROPPED


def voted(votes: str, stage: StoryStage = REVIEW, *, doubtful: int = 0, **changes: object) -> Story:
    """A story with votes, each of another person: `aad` are two approvals and a drop."""
    kinds: dict[str, VoteKind] = {"a": "approve", "d": "drop", "k": "keep"}
    cast = tuple(Vote(1, f"Editor {n}", kinds[vote], "web", NOON) for n, vote in enumerate(votes))
    claims = tuple(Claim("fact", f"Claim {n}.") for n in range(doubtful))
    draft = made_draft(why=(*claims, Claim("fact", "It is so.", verdict="verified")), insights=())
    return replace(made_story(stage=stage, votes=cast, draft=draft), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "votes", "needed", "veto", "stage"),
    [
        ("approve", "a", 1, True, APPROVED),
        ("approve", "a", 2, True, REVIEW),
        ("approve", "aa", 2, True, APPROVED),
        ("approve", "ad", 1, False, APPROVED),
        ("drop", "aad", 2, True, DROPPED),
        ("drop", "d", 1, False, DROPPED),
        ("drop", "d", 2, False, REVIEW),
        ("drop", "dd", 2, False, DROPPED),
        ("drop", "ad", 1, False, REVIEW),
        ("drop", "add", 1, False, DROPPED),
        ("keep", "k", 1, True, REVIEW),
        ("redraft", "", 1, True, REVIEW),
    ],
)
def test_a_vote_moves_a_story_where_the_teams_rule_is_met(
    kind: VoteKind, votes: str, needed: int, veto: bool, stage: StoryStage
) -> None:
    team = made_team(approvals_needed=needed, veto=veto)
    moved = moved_by_vote(voted(votes), kind, EDITOR, team, anyway=False)
    assert (moved.stage, moved.keep) == (stage, kind == "keep")
    assert moved.overruled_by is None


def test_what_stands_nowhere_near_the_editors_is_not_approved() -> None:
    with pytest.raises(Conflict):
        moved_by_vote(voted("a", DROPPED), "approve", EDITOR, made_team(), anyway=False)
    again = voted("aa", APPROVED)
    assert moved_by_vote(again, "approve", EDITOR, made_team(), anyway=False) == again


@pytest.mark.parametrize(
    ("doubtful", "anyway", "overruled", "by"),
    [(1, True, None, EDITOR.name), (1, False, None, None), (0, True, None, None), (1, False, "Zoe", "Zoe")],
)
def test_who_approves_the_unverified_is_noted(
    doubtful: int, anyway: bool, overruled: str | None, by: str | None
) -> None:
    story = voted("a", doubtful=doubtful, overruled_by=overruled)
    assert moved_by_vote(story, "approve", EDITOR, made_team(), anyway=anyway).overruled_by == by


def test_unverified_claims_block_a_click_until_somebody_answers_for_them() -> None:
    tail = "not verified; edit the words, or choose “Approve anyway”, which is noted under your name."
    assert blocked_by(voted("", doubtful=1), anyway=False) == f"One claim is {tail}"
    assert blocked_by(voted("", doubtful=3), anyway=False) == f"3 claims are {tail}"
    assert blocked_by(voted("", doubtful=3), anyway=True) is None
    assert blocked_by(voted("", doubtful=3, overruled_by="Zoe"), anyway=False) is None
    assert blocked_by(voted(""), anyway=False) is None
    assert blocked_by(replace(voted(""), draft=None), anyway=False) is None


@pytest.mark.parametrize(
    ("kind", "left", "stage", "dropped_from", "now"),
    [
        ("approve", "a", APPROVED, None, APPROVED),
        ("approve", "", APPROVED, None, REVIEW),
        ("approve", "", REVIEW, None, REVIEW),
        ("drop", "", DROPPED, REVIEW, REVIEW),
        ("drop", "a", DROPPED, APPROVED, APPROVED),
        ("drop", "", DROPPED, APPROVED, REVIEW),
        ("drop", "d", DROPPED, REVIEW, DROPPED),
        ("drop", "", APPROVED, None, APPROVED),
        ("redraft", "", APPROVED, None, APPROVED),
    ],
)
def test_a_vote_taken_back_undoes_what_only_it_did(
    kind: VoteKind, left: str, stage: StoryStage, dropped_from: StoryStage | None, now: StoryStage
) -> None:
    story = voted(left, stage, dropped_from=dropped_from)
    assert moved_by_withdrawal(story, kind, made_team(approvals_needed=1)).stage is now


def test_a_story_stays_on_top_while_one_person_keeps_it_there() -> None:
    assert moved_by_withdrawal(voted("k", keep=True), "keep", made_team()).keep is True
    assert moved_by_withdrawal(voted("", keep=True), "keep", made_team()).keep is False


def test_a_story_back_in_review_is_nobodys_overrule() -> None:
    story = voted("a", APPROVED, overruled_by="Zoe")
    assert approved_still(story, made_team(approvals_needed=1)) == story
    back = approved_still(story, made_team(approvals_needed=2))
    assert (back.stage, back.overruled_by) == (REVIEW, None)


@pytest.mark.parametrize(
    ("kind", "votes", "stage", "said"),
    [
        ("approve", "aa", APPROVED, "Approved."),
        ("approve", "a", REVIEW, "Noted: 1 of 2 approvals."),
        ("drop", "d", DROPPED, "Dropped; the next candidate comes up."),
        ("drop", "d", REVIEW, "Noted."),
        ("keep", "k", REVIEW, "Kept at the top."),
        ("redraft", "", REVIEW, "A new draft is on its way; this one stands until then."),
    ],
)
def test_a_voter_is_told_what_became_of_the_vote(kind: VoteKind, votes: str, stage: StoryStage, said: str) -> None:
    assert said_of(kind, voted(votes, stage), made_team(approvals_needed=2)) == said
