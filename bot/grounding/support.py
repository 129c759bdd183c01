"""Whether a quote speaks of the same thing as the claim: the share of its content words that the quote holds."""

from __future__ import annotations

from collections.abc import Callable

from bot.grounding.words import Words

FLOOR = 0.2
WEAK = 0.55
BETTER = 0.28
_FEW = 3


def cover(claim: frozenset[str], known: frozenset[str]) -> float:
    """The share of the claim's content stems among `known`; 1 where the claim has none."""
    return len(claim & known) / len(claim) if claim else 1.0


NEAR = 0.7


def near(claim: Words, quote: Words) -> bool:
    """Whether a claim keeps so close to its quote that a word more or less is a change, not another way to say it."""
    return cover(claim.content, quote.known) >= NEAR


def check_support(claim: Words, quote: Words, sentences: Callable[[], tuple[frozenset[str], ...]]) -> list[str]:
    """Too little in common with the quote, absolutely or beside another sentence of the paper."""
    content = claim.content
    if not content:
        return []
    share = cover(content, quote.known)
    if share < FLOOR and len(content) >= _FEW:
        return ["the quote is about something else: it shares hardly a word with the claim"]
    if share < WEAK and len(content) >= _FEW:
        best = max((cover(content, known) for known in sentences()), default=0.0)
        if best - share >= BETTER:
            return ["another sentence of the paper speaks of this, not the one quoted"]
    return []
