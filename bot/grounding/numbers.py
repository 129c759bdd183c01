"""Whether the quote holds each number that a claim states, in its unit, in its place and bounded as there."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.grounding.quantities import Number, numbers
from bot.grounding.stems import STOP
from bot.grounding.words import Words

_SMALL = 12
_FREE = frozenset({"percent", "points", "times"})


def _same_unit(claim: Number, quote: Number, *, absolute: bool) -> bool:
    if claim.unit == quote.unit:
        return True
    if quote.unit is None:
        return claim.unit in _FREE
    if claim.unit is None:
        # "an accuracy of 94.5" for 94.5 %; a count ("20 tasks") is no share.
        return quote.unit in _FREE and not (
            claim.after.islower() and claim.after.endswith("s") and claim.after not in STOP
        )
    return {claim.unit, quote.unit} == {"percent", "points"} and absolute


def _same_value(claim: Number, quote: Number) -> bool:
    if claim.value == quote.value or abs(claim.value - quote.value) <= 1e-9 * max(abs(claim.value), abs(quote.value)):
        return True
    if claim.value * quote.value < 0:
        return abs(claim.value + quote.value) <= 1e-9 * abs(claim.value)
    if claim.step > quote.step and abs(claim.value - quote.value) <= claim.step * 0.500001:
        return True
    if not claim.about or claim.word:
        return False
    # "over 5,000" for 5,032: as many places as the claim's trailing zeros leave open.
    digits = f"{claim.value:.0f}"
    open_places = len(digits) - len(digits.rstrip("0"))
    return open_places > 0 and abs(claim.value - quote.value) < 10.0**open_places * 0.500001


def _absolute(text: str) -> bool:
    return "absolute" in text or "percentage point" in text


def matches(claim: Number, quote: Number, *, absolute: bool = False) -> bool:
    """The same quantity: equal or correctly rounded, in the same unit."""
    return _same_value(claim, quote) and _same_unit(claim, quote, absolute=absolute)


def _listed(quote: Words, count: float) -> bool:
    """Whether the quote lists that many things: "A, B, and C" are three."""
    for run in re.finditer(r"[^,;.()]+(?:,[^,;.()]+)+", quote.text):
        items = run[0].count(",") + 1
        extra = (
            1
            if re.search(r",?\s(?:and|or|as well as)\s(?!.*,)", run[0]) and not re.search(r",\s*(?:and|or)\s", run[0])
            else 0
        )
        if count in {items, items + extra, items - 1}:
            return True
    return count == 2 and (" and " in quote.folded or " both " in quote.folded)


def check_numbers(claim: Words, quote: Words, source_numbers: Callable[[], tuple[Number, ...]]) -> list[str]:
    """What is wrong with the claim's numbers, as sentences; empty where each stands in the quote."""
    stated = numbers(claim.text)
    if not stated:
        return []
    held = numbers(quote.text)
    absolute = _absolute(claim.folded) or _absolute(quote.folded)
    reasons = []
    for number in stated:
        if any(matches(number, other, absolute=absolute) for other in held):
            continue
        if number.unit is None and not number.word and re.search(rf"[a-z]-{re.escape(number.shown)}\b", quote.folded):
            continue
        if number.word and number.unit is None and number.value <= _SMALL and _counted(number, quote, source_numbers):
            continue
        same = [other for other in held if _same_value(number, other)]
        if same:
            reasons.append(f"“{number.shown}” has another unit in the quote: “{same[0].shown}”")
        else:
            reasons.append(f"“{number.shown}” is not in the quote")
    return reasons or _bounded(claim, quote, stated, held) or _swapped(claim, quote, stated, held)


_OVER = re.compile(
    r"\b(?:over|at least|above|exceed\w*|(?<!no )(?:more|greater|higher) than|no (?:less|fewer|lower) than)\s*$|"
    r"[>≥]\s*$"
)
_UNDER = re.compile(
    r"\b(?:under|at most|up to|below|within|(?<!no )(?:less|fewer|lower) than|no (?:more|greater|higher) than)\s*$|"
    r"[<≤]\s*$"
)


def _bounded(claim: Words, quote: Words, stated: tuple[Number, ...], held: tuple[Number, ...]) -> list[str]:
    """More than 30, where the quote has less than 30."""
    for number in stated:
        ours = claim.folded[max(0, number.start - 16) : number.start]
        for other in held:
            if not matches(number, other):
                continue
            theirs = quote.folded[max(0, other.start - 16) : other.start]
            if (_OVER.search(ours) and _UNDER.search(theirs)) or (_UNDER.search(ours) and _OVER.search(theirs)):
                return [f"“{number.shown}” is bounded the other way in the quote"]
    return []


def _counted(number: Number, quote: Words, source_numbers: Callable[[], tuple[Number, ...]]) -> bool:
    """A small count in words: the quote lists that many, or the paper says so of the same noun."""
    if _listed(quote, number.value):
        return True
    return any(other.value == number.value for other in source_numbers())


# "25 ms instead of 40 ms" tells "from 40 to 25 ms" from its end.
_READ_BACK = re.compile(r"\b(?:instead of|rather than|down from|up from|compared (?:to|with)|versus|vs|against|over)\b")


_TO = re.compile(r"\s*(?:down |up )?(?:to|→)\s*")


def _swapped(claim: Words, quote: Words, stated: tuple[Number, ...], held: tuple[Number, ...]) -> list[str]:
    """Two numbers of the quote that stand in the claim in each other's place."""
    pairs = [(number, other) for number in stated for other in held if matches(number, other)]
    firm = [(a, b) for a, b in pairs if sum(x is a for x, _ in pairs) == 1 and sum(y is b for _, y in pairs) == 1]
    for index, (a, qa) in enumerate(firm):
        for b, qb in firm[index + 1 :]:
            if a.value == b.value or a.unit != b.unit:
                continue
            turned = (a.start < b.start) != (qa.start < qb.start)
            first, last = (qa, qb) if qa.start < qb.start else (qb, qa)
            if _TO.fullmatch(quote.folded[first.end : last.start]):
                # "from 40 to 25": the words around belong to both, only the order tells.
                if turned and not _READ_BACK.search(claim.folded):
                    return [f"“{a.shown}” and “{b.shown}” stand the other way round in the quote"]
                continue
            straight = len(_own(claim, a, b) & _own(quote, qa, qb)) + len(_own(claim, b, a) & _own(quote, qb, qa))
            crossed = len(_own(claim, a, b) & _own(quote, qb, qa)) + len(_own(claim, b, a) & _own(quote, qa, qb))
            # In the quote's own order a word more or less says little: names stand before their number or after it.
            if crossed > straight + (0 if turned else 1) or (
                turned and crossed == straight and not _READ_BACK.search(claim.folded)
            ):
                return [f"“{a.shown}” and “{b.shown}” stand the other way round in the quote"]
    return []


def _own(words: Words, number: Number, rival: Number) -> frozenset[str]:
    """The words closer to this number than to the other one."""
    mine = set()
    for one, word, start in zip(words.stems, words.lower, words.starts, strict=True):
        if (
            not word[0].isalpha()
            or len(word) < 2
            or word in {"the", "of", "and", "to", "in", "on", "for", "by", "with", "is", "an", "from", "at"}
        ):
            continue
        far = min(abs(start - number.end), abs(number.start - start - len(word)))
        other = min(abs(start - rival.end), abs(rival.start - start - len(word)))
        if far < other and far <= 40:
            mine.add(one)
    return frozenset(mine)
