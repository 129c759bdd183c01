"""Puts scores and places into sentences: why a paper stands where it stands, and why another is not in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.paper import PaperRef
    from bot.domain.story import Score
    from bot.ranking.diversity import Choice
    from bot.ranking.score import Ranked


def lines(score: Score) -> tuple[str, ...]:
    """One line a part and one for their sum, the way a terminal or a card shows them."""
    parts = [f"{part.name:<9} {part.value:+6.2f}  {'; '.join(part.reasons)}" for part in score.parts]
    return (*parts, f"{'total':<9} {score.total:+6.2f}")


def why_not(ref: PaperRef, ranked: Sequence[Ranked], choice: Choice) -> tuple[str, ...]:
    """Where the paper stood, and what kept it out; a sentence each."""
    place = next((r for r in ranked if r.paper.ref == ref), None)
    if place is None:
        return (
            (
                f"{ref} is not among the {len(ranked):,} papers of this pool: it was announced at another time, "
                "withdrawn, decided before, or is in no category that is read. Nominate it to bring it in."
            ),
        )
    said = [f"{ref} stood {place.place:,} of {len(ranked):,} with {place.total:+.2f}."]
    if any(r.paper.ref == ref for r in choice.chosen):
        return (*said, "It is in.")
    if held := next((h for h in choice.held_back if h.ranked.paper.ref == ref), None):
        return (*said, f"Its score would have let it in, but it was held back: {held.reason}.")
    for number, spare in enumerate(choice.reserve, 1):
        if spare.paper.ref == ref:
            said.append(f"It is number {number} of those who come in next if one is dropped.")
    return (*said, *_behind(place, choice))


def _behind(place: Ranked, choice: Choice) -> tuple[str, ...]:
    if not choice.chosen:
        return ()
    last = min(choice.chosen, key=lambda r: (r.total, r.paper.ref))
    if last.total <= place.total:
        return ()
    gaps = [
        (theirs.value - ours.value, ours)
        for theirs, ours in zip(last.score.parts, place.score.parts, strict=True)
        if theirs.value > ours.value
    ]
    gaps.sort(key=lambda gap: (-gap[0], gap[1].name))
    said = [f"{part.name} is {gap:.2f} behind ({'; '.join(part.reasons)})" for gap, part in gaps[:2]]
    return (f"The last one in has {last.total:+.2f}: {' and '.join(said)}.",)
