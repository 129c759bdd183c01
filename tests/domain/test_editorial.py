"""The two state machines: every stage met with every action."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest

from bot.domain.edition import Edition
from bot.domain.editorial import EDITION_MOVES, STORY_MOVES, EditionAction, EditionStage, StoryAction, StoryStage
from bot.domain.errors import IllegalMove
from bot.domain.paper import PaperRef
from bot.domain.story import Score, Story

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)

#: Written down a second time on purpose: a change of the table is a change of the newsroom's rules.
STORY_RULES = """
proposed draft drafted | drafted ask in_review | in_review approve approved | approved withdraw in_review
in_review redraft in_review | approved redraft in_review | approved publish published
proposed drop dropped | drafted drop dropped | in_review drop dropped | approved drop dropped
proposed close left_out | drafted close left_out | in_review close left_out | approved close left_out
"""
EDITION_RULES = """
gathering shortlist drafting | drafting cards in_review | in_review enough ready | held enough ready
ready lack in_review | in_review hold held | held extend in_review | ready release publishing
publishing settled published | gathering cancel cancelled | drafting cancel cancelled | in_review cancel cancelled
held cancel cancelled | ready cancel cancelled
"""


def rules(text: str) -> dict[tuple[str, str], str]:
    rows = [row.split() for row in text.replace("\n", "|").split("|") if row.strip()]
    return {(here, action): there for here, action, there in rows}


def story(stage: StoryStage, dropped_from: StoryStage | None = None) -> Story:
    return Story(1, 1, PaperRef("arxiv", "2106.09685"), stage, 1, Score(0.0), dropped_from=dropped_from)


def edition(stage: EditionStage) -> Edition:
    return Edition(1, "nlp", "2026-11", stage, opened_at=NOW, publish_at=NOW, cut=NOW)


@pytest.mark.parametrize(("stage", "action"), list(itertools.product(StoryStage, StoryAction)))
def test_a_story_moves_only_along_the_arrows(stage: StoryStage, action: StoryAction) -> None:
    target = rules(STORY_RULES).get((stage.value, action.value))
    if target is None:
        with pytest.raises(IllegalMove, match="cannot be moved"):
            story(stage).moved(action)
    else:
        moved = story(stage).moved(action)
        assert (moved.stage.value, moved.revision) == (target, 1)


@pytest.mark.parametrize(("stage", "action"), list(itertools.product(EditionStage, EditionAction)))
def test_an_edition_moves_only_along_the_arrows(stage: EditionStage, action: EditionAction) -> None:
    target = rules(EDITION_RULES).get((stage.value, action.value))
    if target is None:
        with pytest.raises(IllegalMove, match="cannot be moved"):
            edition(stage).moved(action)
    else:
        moved = edition(stage).moved(action)
        assert (moved.stage.value, moved.revision) == (target, 1)


def test_the_tables_hold_nothing_but_the_rules() -> None:
    assert len(STORY_MOVES) == len(rules(STORY_RULES))
    assert len(EDITION_MOVES) == len(rules(EDITION_RULES))


@pytest.mark.parametrize("was", [StoryStage.PROPOSED, StoryStage.DRAFTED, StoryStage.IN_REVIEW, StoryStage.APPROVED])
def test_a_dropped_story_returns_to_where_it_was(was: StoryStage) -> None:
    dropped = story(was).moved(StoryAction.DROP)
    assert dropped.dropped_from is was
    restored = dropped.moved(StoryAction.RESTORE)
    assert (restored.stage, restored.dropped_from) == (was, None)


def test_what_was_never_dropped_cannot_be_restored() -> None:
    with pytest.raises(IllegalMove, match="restore"):
        story(StoryStage.IN_REVIEW).moved(StoryAction.RESTORE)
