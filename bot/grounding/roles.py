"""Who does what to whom: names and sides of a comparison must stand in the claim as in the quote."""

from __future__ import annotations

import re

from bot.grounding.names import names, squeezed
from bot.grounding.words import STOP, Words

_BEATS = re.compile(
    r"\b(?:outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|beat(?:s|ing)?|underperform(?:s|ed|ing)?|outdo(?:es)?|better than|worse than|"
    r"(?:higher|lower|faster|slower|larger|smaller|more \w+|less \w+|fewer \w+|stronger|weaker|greater|cheaper|easier|harder|superior|inferior|richer|longer|shorter)"
    r"(?:\s+\w+){0,4}?\s+(?:than|to)|improv(?:es|ed|ing)? (?:up)?on|over|replac(?:es|ed|ing)|lead(?:s)? to|caus(?:es|ed|ing)|"
    r"instead of|rather than|compared (?:to|with)|depend(?:s|ed)? on|predict(?:s|ed)?|into|from)\b",
    re.IGNORECASE,
)
_STRICT = re.compile(
    r"outperform|surpass|exceed|beat|outdo|than|superior|inferior|improv|replac|rather|instead|caus|lead", re.IGNORECASE
)


def _sides(words: Words, start: int, end: int, reach: int = 60) -> tuple[frozenset[str], frozenset[str]]:
    left, right = set(), set()
    for word, one, at in zip(words.lower, words.stems, words.starts, strict=True):
        if (
            (word in STOP and word not in {"method", "approach", "existing"})
            or not (word[0].isalpha())
            or len(word) < 2
        ):
            continue
        if start - reach <= at < start:
            left.add(one)
        elif end <= at < end + reach:
            right.add(one)
    return frozenset(left), frozenset(right)


def check_roles(claim: Words, quote: Words) -> list[str]:
    """ "A beats B" where the quote has B beat A."""
    for match in _BEATS.finditer(claim.text):
        if not _STRICT.search(match[0]):
            continue
        left, right = _sides(claim, *match.span())
        if not left or not right:
            continue
        for other in _BEATS.finditer(quote.text):
            if match[0].lower().split()[-1][:5] != other[0].lower().split()[-1][:5]:
                continue
            their_left, their_right = _sides(quote, *other.span())
            only_left, only_right = their_left - their_right, their_right - their_left
            straight = len(left & only_left) + len(right & only_right)
            crossed = len((left - right) & only_right) + len((right - left) & only_left)
            if crossed > straight and crossed > 1:
                return [f"the sides of “{match[0]}” stand the other way round in the quote"]
    return []


def _near(words: Words, start: int, length: int) -> tuple[str, ...]:
    """The nearest content stem on either side of a name."""
    left = [
        one
        for word, one, at in zip(words.lower, words.stems, words.starts, strict=True)
        if start - 30 <= at < start and word not in STOP and len(word) > 1
    ]
    right = [
        one
        for word, one, at in zip(words.lower, words.stems, words.starts, strict=True)
        if start + length <= at < start + length + 30 and word not in STOP and len(word) > 1
    ]
    return (*(left[-2:]), *(right[:2]))


def check_placed(claim: Words, quote: Words) -> list[str]:
    """A name that the paper has, in the place of the one that the quote has there."""
    held = squeezed(quote.text)
    ours = names(claim.text)
    strangers = [(name, at) for name, at in ours if squeezed(name).rstrip("s") not in held]
    if not strangers:
        return []
    said = squeezed(claim.text)
    left_out = [(name, at) for name, at in names(quote.text) if squeezed(name).rstrip("s") not in said]
    for name, at in strangers:
        near = set(_near(claim, at, len(name)))
        for other, there in left_out:
            shared = near & set(_near(quote, there, len(other)))
            if shared and name[0].isupper() == other[0].isupper():
                return [f"“{name}” stands where the quote has “{other}”"]
    return []
