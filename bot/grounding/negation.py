"""What is denied: a "not" that the quote lacks, and one of the quote that the claim dropped."""

from __future__ import annotations

import re

from bot.grounding.stems import FUNCTION, listed
from bot.grounding.support import near
from bot.grounding.words import Words

_NOT = re.compile(
    r"\b(?:not|cannot|never|no|neither|none|without|hardly|barely|scarcely|rarely|seldom|fail(?:s|ed|"
    r"ing)? to|unable to|incapable of|does little to)\b|n't\b"
)
# "not only", "no matter" and "no longer" deny nothing by themselves.
_IDLE = re.compile(
    r"(?:not|no)[ -](?:only|just|merely|matter|doubt|less|solely|necessarily only)\b|whether or not|if not\b|"
    r"or not\b|none of (?:these|which)|\bno\. \d"
)
# Words before a verb or noun that deny it, and words after it that do.
_BEFORE = listed("""
    not cannot never no nor neither none nothing without hardly barely scarcely rarely seldom fail fails failed
    failing failure failures unable lack lacks lacking lacked little few incapable impossible inability absence
    absent avoid avoids avoiding avoided prevent prevents preventing prevented eliminate eliminates eliminating
    eliminated remove removes removing removed ignore ignores ignoring ignored neglect neglects neglecting
    overlook overlooks overlooking instead rather unlike difficult difficulty difficulties insufficient
    insufficiently infeasible intractable unsupervised unlabeled unlabelled zero struggle struggles bypass
    bypasses bypassing circumvent circumvents obviate obviates obviating discard discards discarding exclude
    excludes excluding unnecessary missing scarce scarcity insensitive invariant less
""")
_AFTER = listed("""
    missing lacking absent unavailable limited difficult difficulty impossible infeasible intractable unclear
    unknown unexplored underexplored scarce unnecessary free less ignored neglected overlooked removed
    eliminated fails fail failed lacks hard challenging challenge unsolved unreliable insufficient inadequate
    poor
""")
# What in a quote may lie behind a "not" whose verb is the claim's own.
_STRICT = (
    _BEFORE
    | _AFTER
    | listed("""
    agnostic unaffected unchanged suboptimal impractical unrealistic inconsistent incomplete inaccurate
    ineffective inefficient unsuitable unstable negligible mismatch prohibitive prohibitively unseen unresolved
    untouched unsatisfactory beyond against unaware independently only restricted restrict restricts
    problem problems problematic issue issues suffer suffers suffering poorly
    drawback drawbacks shortcoming shortcomings """)
)
# Said of a thing and not of a verb, these are how people sum up; alone they are no sign of an error.
_LOOSE = frozenset({"without", "no"})
_FLAT = frozenset({"not", "n't", "fail to", "fails to", "failed to"})
_WITH = frozenset({"with", "using", "by", "via", "after", "through", "requires", "require", "need", "needs"})
_NONE = frozenset({"no", "neither", "none", "nothing", "little", "few", "nor"})
_BREAK = frozenset(
    {"but", "while", "whereas", "although", "though", "however", "which", "because", "and", "thus", "yet", "since"}
)
_VERBS = listed(
    "perform performs compare need needs use uses used work works provide provides require requires show "
    "shows make makes help helps improve reduce allow enable "
    "achieve achieves include includes provide consider considered suggest propose find demonstrate present "
    "introduce able prove proves"
)
_TELL = listed("show demonstrate propose introduce present")
_ALIKE = {
    "requir": "need",
    "utiliz": "use",
    "employ": "use",
    "leverag": "use",
    "surpass": "outperform",
    "beat": "outperform",
    "exceed": "outperform",
    "better": "outperform",
    "superior": "outperform",
    "improv": "outperform",
    "enhanc": "outperform",
    "best": "outperform",
    "lower": "reduc",
    "decreas": "reduc",
}


def _spots(words: Words, at: int) -> list[int]:
    """Indexes of up to three content tokens that a negation ending at character `at` governs, within its clause."""
    out: list[int] = []
    previous = at
    for index, (word, start) in enumerate(zip(words.lower, words.starts, strict=True)):
        if start < at:
            continue
        if word in _BREAK or any(c in words.text[previous:start] for c in ".;:,("):
            break
        previous = start + len(word)
        if word[0].isalpha() and len(word) > 1 and (word not in FUNCTION or word in _VERBS) and not word.endswith("ly"):
            out.append(index)
            if len(out) == 3:
                break
    return out


def _same(one: str) -> str:
    return _ALIKE.get(one, one)


def _denials(words: Words) -> list[tuple[str, list[int]]]:
    """Each negation of a text as printed, and the tokens it governs."""
    folded = words.folded
    idle = [match.span() for match in _IDLE.finditer(folded)] if "no" in folded else []
    return [
        (match[0], _spots(words, match.end()))
        for match in _NOT.finditer(folded)
        if not any(start <= match.start() < end for start, end in idle)
    ]


def _denied_at(words: Words, index: int, reach: int = 5) -> bool:
    """Whether the token is denied: by a word before it in its clause, by one soon after, or by its prefix."""
    end = words.starts[index]
    for at in range(index - 1, max(-1, index - 1 - reach), -1):
        between = words.text[words.starts[at] + len(words.raw[at]) : end]
        if any(c in between for c in ".;:"):
            break
        if words.lower[at] in _BEFORE or words.lower[at].endswith("n't"):
            return True
        end = words.starts[at]
    if not _NONE.isdisjoint(words.lower[index + 1 : index + 3]):
        return True
    return not _AFTER.isdisjoint(words.lower[index + 1 : index + 5]) or _prefixed(words, index)


def _prefixed(words: Words, index: int) -> bool:
    at = words.starts[index]
    before = words.folded[max(0, at - 4) : at]
    after = words.folded[at + len(words.lower[index]) : at + len(words.lower[index]) + 5]
    return before.endswith(("non-", "un-")) or after in {"-free", "-less"}


def _spots_of(words: Words, stem: str) -> list[int]:
    return [index for index, one in enumerate(words.stems) if _same(one) == stem]


def check_negation(claim: Words, quote: Words) -> list[str]:
    """A "not" that the quote lacks, or one of the quote that the claim dropped."""
    return _inserted(claim, quote) or _dropped(claim, quote)


def _inserted(claim: Words, quote: Words) -> list[str]:
    for shown, spots in _denials(claim):
        if not spots:
            continue
        head = _same(claim.stems[spots[0]])
        reason = [f"“{shown} {claim.lower[spots[0]]}” denies what the quote does not deny"]
        places = _spots_of(quote, head)
        if shown in _LOOSE:
            places = [place for place in places if not _WITH.isdisjoint(quote.lower[max(0, place - 3) : place])]
        if places:
            if not any(_denied_at(quote, place) for place in places):
                return reason
        elif (
            (shown in _FLAT and head in _TELL)
            or (
                shown not in _LOOSE
                and len(spots) > 1
                and _affirmed(quote, _same(claim.stems[spots[1]]))
                and not _negative_anywhere(quote)
            )
            or (shown not in _LOOSE and not _negative_anywhere(quote) and near(claim, quote))
        ):
            return reason
    return []


def _affirmed(quote: Words, head: str) -> bool:
    places = _spots_of(quote, head)
    return bool(places) and not any(_denied_at(quote, place) for place in places)


def _negative_anywhere(quote: Words) -> bool:
    return (
        not _STRICT.isdisjoint(quote.lower)
        or "n't" in quote.folded
        or bool(
            re.search(
                r"under-?(?:studied|explored)|open (?:question|problem)|-free\b|\bnon-|\w{3}less\b|"
                r"\bun(?!der|i|til|it|ion)\w{5,}",
                quote.folded,
            )
        )
    )


def _inflected(one: str, other: str) -> bool:
    """Whether two words of one stem are one word: *improves*, *improved*; not *applicable*, *applications*."""
    if one[:3] != other[:3]:
        return True  # words that are one by `_ALIKE`
    least = max(3, min(len(one), len(other)) - 1)
    return one[:least] == other[:least] and abs(len(one) - len(other)) <= 3


def _dropped(claim: Words, quote: Words) -> list[str]:
    for shown, spots in (*_denials(quote), *_lacks(quote)):
        # What is not used or needed is named after the verb, which a claim may well replace.
        reach = 2 if spots and quote.lower[spots[0]] in _VERBS else 1
        for spot in spots[:reach]:
            head = _same(quote.stems[spot])
            theirs = _spots_of(quote, head)
            ours = [
                place
                for place in _spots_of(claim, head)
                if _inflected(claim.lower[place], quote.lower[spot]) and claim.lower[place + 1 : place + 2] != ("to",)
            ]
            if not ours:
                continue
            denied = sum(_denied_at(quote, place) for place in theirs)
            if len(theirs) > 1 and (len(ours) != len(theirs) or denied == len(theirs)):
                continue
            if sum(_denied_at(claim, place, reach=6) for place in ours) < min(denied or 1, len(ours)):
                return [f"the quote says “{shown} … {quote.lower[spot]}”, and the claim leaves the “{shown}” out"]
            break
    return []


_LACK = re.compile(r"\black(?:s|ed|ing)?(?: of)?\b")


def _lacks(words: Words) -> list[tuple[str, list[int]]]:
    """What a text says is lacking."""
    return [(match[0], _spots(words, match.end())) for match in _LACK.finditer(words.folded)]
