"""Who does what to whom: names and sides of a comparison must stand in the claim as in the quote."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from bot.grounding.names import HINTED, Named, acronym_of, names, squeezed
from bot.grounding.stems import STOP
from bot.grounding.words import Words

_MORE = (
    r"(?:higher|faster|larger|stronger|greater|cheaper|easier|simpler|longer|richer|more \w+|deeper|better|superior)"
)
_LESS = r"(?:lower|slower|smaller|weaker|harder|shorter|less \w+|fewer \w+|poorer|worse|inferior|shallower)"
# "More than expected" has no other side.
_NOBODY = r"(?! (?:expected|before|usual|thought|assumed|believed|needed|necessary|ever)\b)"
_WINS = re.compile(
    rf"\b(?:outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|beat(?:s|ing)?|outdo(?:es)?|"
    rf"improv(?:es?|ed|ing)(?: \w+)? (?:up)?on|improvements? upon|"
    rf"improvements? over|improv(?:es?|ed|ing) over|{_MORE}(?: \w+){{0,5}}? (?:than|to)|gains? over|"
    rf"advantages? over)\b{_NOBODY}"
)
_LOSES = re.compile(
    rf"\b(?:underperform(?:s|ed|ing)?|trail(?:s|ed)?|lag(?:s|ged)? behind|(?:is|are|was|were) below|"
    rf"{_LESS}(?: \w+){{0,5}}? (?:than|to))\b{_NOBODY}"
)
_OLD = re.compile(
    r"\b(?:existing|previous|prior|baselines?|conventional|traditional|current|standard|other|earlier|"
    r"competing|state[\s-]*of[\s-]*the?[\s-]*art|sota|vanilla|competitors?)\b"
)
_OWN = re.compile(
    r"\b(?:proposed|our|their|its|the (?:new |proposed )?(?:method|model|approach|framework|system|algorithm|"
    r"attack|network)s?|this (?:method|model|approach|work)|we|it|they)\b"
)
_SIDE = 45


@dataclass(frozen=True, slots=True)
class Match:
    """A comparison: the text and the stems on the winning and on the losing side."""

    shown: str
    winner: frozenset[str]
    loser: frozenset[str]
    winner_text: str
    loser_text: str


def _stems(words: Words, start: int, end: int, *, last: bool) -> frozenset[str]:
    """The four content stems of a stretch that stand nearest to the verb; adverbs say nothing of who."""
    found = [
        one
        for word, one, at in zip(words.lower, words.stems, words.starts, strict=True)
        if start <= at < end
        and word[0].isalpha()
        and len(word) > 1
        and (word not in STOP or word == "existing")
        and not word.endswith("ly")
    ]
    return frozenset(found[-4:] if last else found[:4])


_LEFT_END = re.compile(r"[.;:,(]\s|\b(?:that|show\w*|but|while|whereas)\b")
_RIGHT_END = re.compile(
    r"[.;:,(]\s|\b(?:by|on|in|across|while|with|for|at|under|when|but|whereas|without|using|"
    r"and (?:is|are|was|has|it))\b"
)


def _reach(text: str, start: int, end: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where the two sides of a comparison stand: within its clause, and not in what it is by, on or for."""
    begin = max(0, start - _SIDE)
    for match in _LEFT_END.finditer(text, begin, start):
        begin = match.end()
    stop = _RIGHT_END.search(text, end + 1, end + _SIDE)
    return (begin, start), (end, stop.start() if stop else end + _SIDE)


def _matches(words: Words) -> list[Match]:
    out = []
    for pattern, wins in ((_WINS, True), (_LOSES, False)):
        for match in pattern.finditer(words.folded):
            start, end = match.span()
            left, right = _reach(words.folded, start, end)
            # "higher accuracy than": what is compared stands within the match and belongs to neither side.
            left_stems, right_stems = _stems(words, *left, last=True), _stems(words, *right, last=False)
            left_text, right_text = words.folded[slice(*left)], words.folded[slice(*right)]
            sides = (
                (left_stems, right_stems, left_text, right_text)
                if wins
                else (right_stems, left_stems, right_text, left_text)
            )
            out.append(Match(match[0], *sides))
    return out


def check_roles(claim: Words, quote: Words) -> list[str]:
    """A beats B, where the quote has B beat A."""
    ours = _matches(claim)
    if not ours:
        return []
    theirs = _matches(quote)
    for match in ours:
        if any(_crossed(match, other) for other in theirs) and not any(_straight(match, other) for other in theirs):
            return [f"the sides of “{match.shown}” stand the other way round in the quote"]
        if (
            _OLD.search(match.winner_text[-30:])
            and _OWN.search(match.loser_text[:35])
            and not any(_OLD.search(other.winner_text) for other in theirs)
        ):
            return [f"“{match.shown}” puts older work ahead, which the quote does not"]
    return []


def _score(match: Match, other: Match) -> tuple[int, int]:
    winner, loser = other.winner - other.loser, other.loser - other.winner
    straight = len(match.winner & winner) + len(match.loser & loser)
    crossed = len((match.winner - match.loser) & loser) + len((match.loser - match.winner) & winner)
    return straight, crossed


def _crossed(match: Match, other: Match) -> bool:
    """Both sides turned round, not one word astray."""
    straight, crossed = _score(match, other)
    both = bool((match.winner - match.loser) & other.loser) and bool((match.loser - match.winner) & other.winner)
    return both and crossed > straight


def _straight(match: Match, other: Match) -> bool:
    straight, crossed = _score(match, other)
    return straight > crossed


_STRONG_NAME = re.compile(r"[a-z]*[A-Z].*[A-Z]|.*\d|[a-z]+[A-Z]")


def own_names(title: str) -> frozenset[str]:
    """The names under which a paper introduces itself: what stands before the colon of its title."""
    head, colon, _ = title.partition(":")
    return frozenset(
        squeezed(token)
        for token in re.findall(r"[\w@+.&'-]+", head if colon else title)
        if _STRONG_NAME.match(token) or (colon and len(head.split()) <= 2)
    )


def _near(words: Words, at: int, length: int) -> frozenset[str]:
    """The nearest word on either side of a name."""
    index = next((i for i, start in enumerate(words.starts) if start >= at), len(words.starts))
    after = next((i for i, start in enumerate(words.starts) if start >= at + length), len(words.starts))
    near = [*words.stems[max(0, index - 1) : index], *words.stems[after : after + 1]]
    return frozenset(one for one in near if len(one) > 2 and one not in {"the", "and", "with", "for", "than", "that"})


@lru_cache(maxsize=4096)
def _named(text: str) -> Named:
    return Named.of(text)


# What a paper's own system is not: the thing that results are on, or over.
_UPON = re.compile(r"\b(?:on|over|than|against|in|within|from|unlike)(?: the)? $")


def check_placed(claim: Words, quote: Words, title: str, introduced: Callable[[], frozenset[str]]) -> list[str]:
    """A name that the paper has, in the place of the one that the quote has there."""
    held = _named(quote.text)
    strangers = [
        (name, at)
        for name, at in names(claim.text)
        if not held.holds(name) and not held.spells(name) and not acronym_of(name, at, claim, held)
    ]
    if not strangers:
        return []
    said = _named(claim.text)
    left_out = [(name, at) for name, at in names(quote.text) if not said.holds(name)]
    own = own_names(title) | introduced()
    if _OWN.search(claim.folded):
        # "The proposed model" stands for the paper's own name, which is then not left out.
        left_out = [(name, at) for name, at in left_out if squeezed(name) not in own]
    for name, at in strangers:
        key = squeezed(name)
        mine = key in own or key.removesuffix("s") in own
        if mine and left_out and _UPON.search(claim.folded[:at]):
            return [f"“{name}” is not in the quote, which names “{left_out[0][0]}”"]
        for other, there in left_out:
            strong = bool(_STRONG_NAME.match(name) and _STRONG_NAME.match(other)) and not said.spells(other)
            theirs = squeezed(other) in own
            if (
                (strong and not mine)
                or (strong and theirs)
                or _near(claim, at, len(name)) & _near(quote, there, len(other))
            ):
                return [f"“{name}” is not in the quote, which names “{other}”"]
    return []


_INTRODUCED = re.compile(
    r"\b(?:propos\w+|introduc\w+|present\w*|call(?:ed)?|named?|dubbed|termed|develop\w*|denoted(?: as)?|"
    r"releas\w+|describe|build|design)\b[^.]{0,60}?\(?\b"
    r"([A-Z][\w-]*[A-Z0-9][\w-]*|[A-Za-z]*[a-z][A-Z][\w-]*|[A-Z]{2,}[\w-]*)"
)


def introduced(text: str) -> frozenset[str]:
    """Names that a text gives to its own work: "we propose Foo", "a method called Foo"."""
    return frozenset(squeezed(match[1]) for match in _INTRODUCED.finditer(text)) - HINTED.keys()
