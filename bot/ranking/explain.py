"""Puts scores and places into sentences: why a paper stands where it stands, and why another is not in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.ranking.score import SHARED

if TYPE_CHECKING:
    from bot.domain.paper import PaperRef
    from bot.domain.story import Part, Score
    from bot.ranking.diversity import Choice
    from bot.ranking.score import Ranked


@dataclass(frozen=True, slots=True)
class Layer:
    """The parts of a score that are the same for every team, or a team's own; their `value` is their sum."""

    name: str
    parts: tuple[Part, ...]

    @property
    def value(self) -> float:
        return sum(part.value for part in self.parts)


def layers(score: Score, team: str) -> tuple[Layer, Layer]:
    """What any team would see, and what is this team's own; together they are the score, exactly."""
    shared = tuple(part for part in score.parts if part.name in SHARED)
    own = tuple(part for part in score.parts if part.name not in SHARED)
    return Layer("for every team", shared), Layer(f"for {team} alone", own)


def lines(score: Score, team: str) -> tuple[str, ...]:
    """A line a layer, a line a part beneath it, and one for the sum, the way a terminal shows them."""
    said = []
    for layer in layers(score, team):
        said.append(f"{layer.value:+6.2f}  {layer.name}")
        said += [f"  {p.value:+6.2f}  {p.name}: {'; '.join(p.reasons) or 'nothing to say'}" for p in layer.parts]
    return (*said, f"{score.total:+6.2f}  in all")


def why_not(ref: PaperRef, ranked: Sequence[Ranked], choice: Choice) -> tuple[str, ...]:
    """Where a paper of the pool stood, and what kept it out; a sentence each. Empty if it is not in the pool."""
    place = next((r for r in ranked if r.paper.ref == ref), None)
    if place is None:
        return ()
    said = [f"It stood {place.place:,} of {len(ranked):,} with {place.total:+.2f}."]
    if any(r.paper.ref == ref for r in choice.chosen):
        return (*said, "It is among those that would be proposed first.")
    if held := next((h for h in choice.held_back if h.ranked.paper.ref == ref), None):
        said.append(f"Its score would have let it in, but it was held back: {held.reason}.")
    for number, spare in enumerate(choice.reserve, 1):
        if spare.paper.ref == ref:
            said.append(f"It is number {number} of those who come in next if one is dropped.")
    return tuple(said) if held else (*said, *_behind(place, choice))


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
