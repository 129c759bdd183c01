"""What votes do to a story: quorum, veto, what blocks a click, and what the voter is told; pure."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.editorial import StoryAction, StoryStage
from bot.domain.story import Story, VoteKind
from bot.domain.team import Person, Team


def blocked_by(story: Story, *, anyway: bool) -> str | None:
    """Why an approval by one click does not count, as a sentence; None where it does."""
    doubtful = story.draft.unverified if story.draft else ()
    if not doubtful or anyway or story.overruled_by:
        return None
    count = "One claim is" if len(doubtful) == 1 else f"{len(doubtful)} claims are"
    return f"{count} not verified; edit the words, or choose “Approve anyway”, which is noted under your name."


def moved_by_vote(story: Story, kind: VoteKind, editor: Person, team: Team, *, anyway: bool) -> Story:
    """The story after a vote that is already among its votes.

    Raises:
        IllegalMove: the story cannot be approved or dropped from where it is.
    """
    approvals, drops = len(story.votes_for("approve")), len(story.votes_for("drop"))
    if kind == "keep":
        return replace(story, keep=True)
    if kind == "drop" and (team.veto or (drops >= team.approvals_needed and drops > approvals)):
        return story.moved(StoryAction.DROP)
    if kind == "approve":
        if story.stage not in (StoryStage.IN_REVIEW, StoryStage.APPROVED):
            return story.moved(StoryAction.APPROVE)  # raises the sentence that says why not
        if anyway and story.draft and story.draft.unverified:
            story = replace(story, overruled_by=editor.name)
        if story.stage is StoryStage.IN_REVIEW and approvals >= team.approvals_needed:
            return story.moved(StoryAction.APPROVE)
    return story


def moved_by_withdrawal(story: Story, kind: VoteKind, team: Team) -> Story:
    """The story after a vote has gone; a drop that is taken back restores only what it dropped."""
    if kind == "keep":
        return replace(story, keep=bool(story.votes_for("keep")))
    if kind == "drop" and story.stage is StoryStage.DROPPED and not story.votes_for("drop"):
        return approved_still(story.moved(StoryAction.RESTORE), team)
    return approved_still(story, team) if kind == "approve" else story


def approved_still(story: Story, team: Team) -> Story:
    """The story, back in review where too few approvals are left."""
    if story.stage is StoryStage.APPROVED and len(story.votes_for("approve")) < team.approvals_needed:
        return replace(story.moved(StoryAction.WITHDRAW), overruled_by=None)
    return story


def said_of(kind: VoteKind, story: Story, team: Team) -> str:
    """What whoever voted is told."""
    if kind == "approve":
        have = len(story.votes_for("approve"))
        return (
            "Approved."
            if story.stage is StoryStage.APPROVED
            else f"Noted: {have} of {team.approvals_needed} approvals."
        )
    if kind == "drop":
        return "Dropped; the next candidate comes up." if story.stage is StoryStage.DROPPED else "Noted."
    return "Kept at the top." if kind == "keep" else "A new draft is on its way; this one stands until then."
