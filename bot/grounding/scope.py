"""How widely and how surely a claim speaks: *all* needs the quote's *all*, and the quote's *may* must stay."""

from __future__ import annotations

import re

from bot.grounding.stems import STOP, listed, stem
from bot.grounding.support import near
from bot.grounding.words import Words

_ALL = listed("all every any always")
_CARRY = listed(
    "all every each any whole entire both always across throughout universal universally arbitrary various "
    "range regardless consistently agnostic whichever"
)
_EVER = listed("all every any always each invariably throughout constantly never whenever regardless")
_GENERIC = frozenset(
    stem(word)
    for word in [
        "case",
        "cases",
        "setting",
        "settings",
        "task",
        "tasks",
        "language",
        "languages",
        "domain",
        "domains",
        "condition",
        "conditions",
        "scenario",
        "scenarios",
        "circumstance",
        "situation",
        "dataset",
        "datasets",
        "benchmark",
        "benchmarks",
        "time",
        "model",
    ]
)
_ENTIRELY = re.compile(
    r"\b(?:entirely|completely|fully(?![ -](?:connected|supervised|automat|convolution|shard|labell?ed|open))|"
    r"totally|wholly|universally|invariably|unconditionally|without exception|in every respect|across the "
    r"board|everywhere)\b"
)
_ENTIRE = re.compile(
    r"\b(?:entire|complete|full|total|whole|universal|invariab|unconditional|all\b|every|purely|solely|only\b|"
    r"exclusively|always|end-to-end|100\s?%|any\b|each\b|thorough|comprehensive|eliminat)"
)
_NO_ALL = re.compile(r"(?:\b(?:not|no|without|cannot|never|nor|hardly|than|if|of|at)|n't)(?: \w+){0,2} $")
_NUMBERED = listed("two three four five six seven eight nine ten")
_MODAL = listed("""
    may might could can would should potentially potential possibly possible likely suggest suggests suggesting
    suggested appear appears seem seems tend tends perhaps probably presumably preliminary hypothesize
    hypothesis hypothesise indicate indicates indicating believe expect expected hope aim aims conjecture
    speculate plausibly plausible often sometimes typically usually generally partially mostly largely promise
    promises promising capable able attempt attempts tries try feasible opportunity opportunities propensity
    occasionally arguably risk prone hint hints many some several most implies imply point points if whether
    unclear claim claims argue argues claimed estimated about around roughly frequently commonly aims
""")
_HEDGE = re.compile(
    r"\b(?:may|might|could|potentially|possibly|likely|suggest(?:s|ed|ing)?|appears? to|seems? to|"
    r"perhaps|probably|presumably|hypothesi[sz]e\w*|"
    r"conjecture[sd]?|speculate[sd]?|plausibly|in some cases|in certain cases|has the potential to|have the "
    r"potential to)\b"
)
# "We conjecture and then show": what is shown in the same breath is no longer a guess.
_SHOWN = re.compile(r"(?: \w+)? and (?:\w+ )?(?:show|prove|demonstrate|find|verify|confirm)")
_CAN_BE = re.compile(r"\b(can|could|may|might) be ((?:\w+ly )?\w+)")
_WILL = re.compile(r"\bwill\b(?! be (?:released|available|published|made))")


def check_scope(claim: Words, quote: Words) -> list[str]:
    """A claim about all, for a quote about some."""
    folded = claim.folded
    for index, word in enumerate(claim.lower):
        if word not in _ALL or _NO_ALL.search(folded[: claim.starts[index]]):
            continue
        follows = claim.lower[index + 1 : index + 4]
        if follows and (
            follows[0] in _NUMBERED
            or follows[0].isdigit()
            or (follows[0] in {"other", "else", "of", "kinds", "the"} and len(follows) > 1 and follows[1] in _NUMBERED)
        ):
            continue
        if not _carried(claim, index, quote):
            return [f"“{' '.join(claim.lower[index : index + 2])}” says more than the quote does"]
    if (
        (match := _ENTIRELY.search(folded))
        and not _NO_ALL.search(folded[: match.start()])
        and not _ENTIRE.search(quote.folded)
    ):
        return [f"“{match[0]}” says more than the quote does"]
    return []


def _nouns(words: Words, index: int, reach: int = 4) -> list[str]:
    """Content stems that a quantifier speaks of, those that every paper is told in included."""
    out = []
    for word, one in zip(
        words.lower[index + 1 : index + 1 + reach], words.stems[index + 1 : index + 1 + reach], strict=True
    ):
        if not word[0].isalpha() or word in {
            "the",
            "of",
            "these",
            "those",
            "and",
            "or",
            "our",
            "its",
            "in",
            "on",
            "for",
            "to",
        }:
            continue
        if (
            word in STOP
            and one not in _GENERIC
            and word not in {"methods", "approaches", "results", "problems", "experiments", "method"}
        ):
            break
        out.append(one)
    return out


def _carried(claim: Words, index: int, quote: Words) -> bool:
    """Whether the quote speaks as widely of the same thing."""
    spots = [at for at, word in enumerate(quote.lower) if word in _CARRY]
    if "100 %" in quote.folded or "100%" in quote.folded:
        return True
    if not spots:
        return False
    if claim.lower[index] == "always":
        return not _EVER.isdisjoint(quote.lower)
    nouns = _nouns(claim, index)
    if not nouns:
        return True
    spoken = {one for at in spots for one in quote.stems[max(0, at - 3) : at + 6]}
    if not spoken.isdisjoint(nouns):
        return True
    # The thing itself is in the quote, but nothing says "all" of it; or "in all cases", said of nothing in particular.
    return quote.known.isdisjoint(nouns) and _GENERIC.isdisjoint(nouns)


def check_hedge(claim: Words, quote: Words) -> list[str]:
    """A "may" or "suggests" of the quote that the claim states as fact, or a "will" of its own."""
    if _WILL.search(claim.folded) and not re.search(r"\b(?:will|would|shall|going to|future)\b", quote.folded):
        return ["“will” states as certain what the quote does not"]
    for match in _CAN_BE.finditer(quote.folded):
        if re.search(rf"\b(?:is|are) {re.escape(match[2])}\b", claim.folded):
            return [f"the quote says “{match[0]}”, and the claim states it as fact"]
    for match in _HEDGE.finditer(quote.folded) if near(claim, quote) else ():
        if _SHOWN.match(quote.folded, match.end()):
            continue
        governed = _governed(quote, match.end())
        places = [at for at, one in enumerate(claim.stems) if one in governed]
        if (
            places
            and len({claim.stems[at] for at in places}) * 2 >= min(len(governed), 3)
            and not _hedged(claim, places)
            and not _stated_too(quote, match.end(), governed)
        ):
            return [f"the quote says “{match[0]}”, and the claim states it as fact"]
    return []


def _governed(quote: Words, at: int) -> list[str]:
    """The content stems that follow a hedge in its clause, up to four."""
    out: list[str] = []
    for word, one, start in zip(quote.lower, quote.stems, quote.starts, strict=True):
        if start < at:
            continue
        if out and any(c in quote.text[at:start] for c in ";."):
            break
        if word[0].isalpha() and len(word) > 2 and word not in STOP:
            out.append(one)
            if len(out) == 4:
                break
    return out


def _stated_too(quote: Words, at: int, governed: list[str]) -> bool:
    """Whether the quote says the same before the hedge as well, without one."""
    before = [one for one, start in zip(quote.stems, quote.starts, strict=True) if start < at]
    return not _HEDGE.search(quote.folded[: max(0, at - 20)]) and all(one in before for one in governed)


def _hedged(claim: Words, places: list[int]) -> bool:
    lo, hi = max(0, min(places) - 9), max(places) + 5
    return not _MODAL.isdisjoint(claim.lower[lo:hi]) or not _MODAL.isdisjoint(claim.lower[: min(places)])
