"""How strongly a claim speaks: a first, a record, a large effect or a proof must be the quote's own.

The page is longer than the house's 250 lines because each list of words stands beside what carries it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.grounding.stems import STOP, listed
from bot.grounding.words import Words


@dataclass(frozen=True, slots=True)
class Strong:
    """One way of speaking strongly: the words that do it, and what in a quote carries them."""

    label: str
    stated: frozenset[str]
    stated_as: re.Pattern[str] | None
    carried: frozenset[str]
    carried_as: re.Pattern[str] | None


def _as(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_SOTA = r"state[\s-]*of[\s-]*(?:the|th)[\s-]*art|\bsota\b|cutting[\s-]edge"
_LARGE = listed(
    "significantly significant substantially substantial dramatically dramatic drastically drastic "
    "considerably considerable "
    "remarkably remarkable vastly vast massively massive hugely huge enormously enormous greatly markedly "
    "strikingly striking "
    "tremendously tremendous exceptionally exceptional extraordinarily extraordinary impressive impressively "
    "overwhelming "
    "overwhelmingly extremely profoundly profound incredibly incredible radically immensely immense sharply "
    "heavily strongly "
    "decisively spectacular spectacularly outstanding phenomenal phenomenally far"
)
_EFFECT = "how large the effect is"
_CARRIES = _LARGE | listed(
    "great greater major severe severely serious seriously sharp strong notable meaningful clearly much "
    "prohibitive prohibitively highly exponentially exponential excessive immense"
)
_MARGIN = _as(
    r"\b(?:large|wide|clear|big|good|considerable) (?:\w+ )?(?:margins?|gains?|improvements?|gaps?|boosts?|"
    r"amounts?|extent|part|portion|number)\b",
    r"\borders? of magnitude\b",
    r"\b\d+(?:\.\d+)?\s?(?:x\b|×|times|fold)",
    r"\b(?:ten|hundred|two|three|five)-?fold\b",
)
_FIRST_OF = (
    r"\b(?:the|a|its|our|as|is|are|be) (?:very )?first\b(?!,| (?:step|stage|phase|part|half|author|layer|"
    r"order|token|language|person|place|line|class|"
    r"to last|and|or|then|is|was|are)\b)"
)

_STRONG = (
    Strong(
        "a first",
        listed(
            "unprecedented pioneering pioneers groundbreaking revolutionary breakthrough first-ever "
            "revolutionize revolutionizes"
        ),
        _as(r"\bfor the first time\b", r"\bfirst(?: [\w-]+){1,3} to\b(?! last)", _FIRST_OF, r"\bfirst to\b"),
        listed(
            "unprecedented pioneering pioneer pioneers groundbreaking breakthrough unexplored unstudied never "
            "revolutionize revolutionary"
        ),
        _as(
            r"\bfirst time\b",
            _FIRST_OF,
            r"\bfirst to\b",
            r"\bno (?:prior|previous|existing|other)\b",
            r"\bnot (?:yet )?been\b",
            r"\bfirst(?: \w+){0,4} (?:method|framework|model|dataset|benchmark|study|work|approach|system|"
            r"algorithm|attempt|evidence|analysis)\b",
        ),
    ),
    Strong(
        "state of the art",
        frozenset(),
        _as(_SOTA, r"\bbest[\s-](?:known|performing|published|reported)\b", r"\brecord-\w+"),
        listed("best highest top strongest leading latest"),
        _as(
            _SOTA,
            r"\ball (?:\w+ ){0,3}(?:baselines|methods|models|approaches|systems)\b",
            r"\brecord\b",
            r"\bfirst place\b",
            r"\branks? first\b",
        ),
    ),
    Strong(
        "a superlative",
        listed(
            "best worst highest lowest largest smallest biggest fastest strongest greatest simplest cheapest "
            "ultimate optimal unmatched unparalleled "
            "unrivaled unrivalled flawless flawlessly perfect perfectly unsurpassed unbeatable"
        ),
        _as(
            r"\bmost (?:\w+ly )?(?:accurate|effective|efficient|powerful|important|advanced|robust|successful|"
            r"comprehensive|reliable|challenging|promising|"
            r"significant|capable|influential|crucial|critical|severe)\b",
            r"\bsuperior to (?:all|any|every)\b",
            r"\bby far\b",
        ),
        listed(
            "best worst highest lowest largest smallest biggest fastest strongest greatest simplest cheapest "
            "ultimate optimal optimum optimally optimality "
            "unmatched unparalleled flawless perfect perfectly top most least maximum maximal minimum "
            "minimal fewest leading maximize maximizes minimizing "
            "maximizing minimize minimizes broadest widest longest shortest deepest closest upper supreme "
            "ideal ideally"
        ),
        _as(
            _SOTA,
            r"\bfirst\b.{0,20}\bplace\b|\brank\w* first\b|near-optimal|\boutperform\w* (?:all|every)|\bsuperior "
            r"to all\b",
        ),
    ),
    Strong(
        _EFFECT,
        _LARGE - listed("far"),
        _as(
            r"\b(?:far|much|vastly|way) (?:better|worse|more|less|fewer|higher|lower|faster|slower|larger|smaller|"
            r"stronger|weaker|ahead|outperform\w*|exceed\w*)",
            r"\b(?:large|wide|huge|clear) margins?\b",
            r"\bhighly (?:effective|accurate|efficient)\b",
        ),
        _CARRIES,
        _MARGIN,
    ),
    Strong(
        "a proof",
        listed(
            "proves provably definitively definitive conclusively conclusive undeniably undeniable "
            "unquestionably indisputably undoubtedly irrefutable "
            "irrefutably unequivocally"
        ),
        _as(
            r"\b(?:prove|proved|proven|proving) (?:that|how|why|the|a|its)\b",
            r"(?<!not )(?<!no )\bguarantee(?:s|d)? (?:that|the|a|to|its|perfect|optimal|full)\b",
            r"\bestablish(?:es|ed)? beyond\b",
            r"\bwithout (?:any )?doubt\b",
            r"\bbeyond doubt\b",
            r"\bclearly (?:show|prov|demonstrat|establish|outperform|improv)\w*",
        ),
        listed(
            "prove proves proved proven proving provable provably proof proofs theorem theorems theoretical "
            "theoretically guarantee guarantees guaranteed "
            "guaranteeing definitive definitively conclusive conclusively clearly certified certify "
            "unequivocally rigorous rigorously establish establishes formally ensure ensures"
        ),
        None,
    ),
)

# "not guaranteed", "no significant": what is denied is not claimed.
_DENIED = re.compile(r"(?:\b(?:not|no|without|cannot|never|hardly)|n't)(?: \w+){0,2} $")


def check_strength(claim: Words, quote: Words) -> list[str]:
    """Strong words of the claim that the quote does not carry."""
    reasons = []
    for strong in _STRONG:
        shown = _stated(strong, claim)
        if shown is None:
            continue
        carried = not strong.carried.isdisjoint(quote.lower) or (
            strong.carried_as is not None and strong.carried_as.search(quote.folded)
        )
        moved = strong.label == _EFFECT and _moved(claim, quote)
        if not carried and _of_others(strong, claim, quote):
            continue
        if not carried or moved or _only_others(strong, claim, quote):
            reasons.append(f"“{shown}” claims {strong.label}, which the quote does not")
    return reasons


_OWN_BEST = re.compile(rf"(?:{_SOTA})(?:,| |-)*(?:performance|results?|accurac|scores?|quality|generation)")
_OTHERS = re.compile(
    rf"(?:{_SOTA}) (?:\w+[ -]){{0,4}}(?:methods?|models?|approach\w*|systems?|techniques?|baselines?|algorithms?|"
    r"works?|rankers?|llms?|solutions?|parsers?|networks?|frameworks?|detectors?)\b"
)
_WINS = re.compile(
    r"outperform|surpass|exceed|beat|better|superior|improve|achiev|attain|\bset|\bnew\b|best|reach|obtain|advance"
)


_OLD = re.compile(r"\b(?:existing|previous|prior|baselines?|competitive|strong|current|recent|leading|advanced)\b")


def _of_others(strong: Strong, claim: Words, quote: Words) -> bool:
    """Whether the claim only calls other work state of the art, which the quote calls existing or strong."""
    others = strong.label == "state of the art" and _OTHERS.search(claim.folded) and not _OWN_BEST.search(claim.folded)
    return bool(others and _OLD.search(quote.folded))


def _only_others(strong: Strong, claim: Words, quote: Words) -> bool:
    """Whether the claim calls results state of the art where the quote only calls other work so."""
    if strong.label != "state of the art" or not _OWN_BEST.search(claim.folded):
        return False
    return bool(_OTHERS.search(quote.folded)) and not _OWN_BEST.search(quote.folded) and not _WINS.search(quote.folded)


def _moved(claim: Words, quote: Words) -> bool:
    """Whether an adverb of degree stands in the claim beside a word that the quote has without one."""
    for index, word in enumerate(claim.lower):
        if word not in _LARGE or not word.endswith("ly") or claim.stems[index] in quote.stems:
            continue
        head = index + 1 if index + 1 < len(claim.lower) and claim.lower[index + 1] not in STOP else index - 1
        places = [at for at, one in enumerate(quote.stems) if one == claim.stems[head] and quote.lower[at] not in STOP]
        if places and not any(_degree(quote, at) for at in places):
            return True
    return sum(word in _LARGE for word in claim.lower) > sum(word in _CARRIES for word in quote.lower) + 1


def _degree(quote: Words, at: int) -> bool:
    return not _CARRIES.isdisjoint(quote.lower[max(0, at - 9) : at + 10]) or bool(_MARGIN.search(quote.folded))


_OF_EFFECT = listed(
    "gain gains improvement improvements increase increases reduction reductions boost boosts performance "
    "margin margins difference differences drop drops speedup speedups "
    "speed advantage advantages benefit benefits advance advances progress success result results accuracy "
    "effect effects impact enhancement enhancements efficiency "
    "degradation loss losses cost savings superiority generalization robustness capability capabilities "
    "ability potential improving"
)


def _stated(strong: Strong, claim: Words) -> str | None:
    if not strong.stated.isdisjoint(claim.lower):
        at = next(index for index, word in enumerate(claim.lower) if word in strong.stated)
        of_effect = (
            strong.label != _EFFECT
            or claim.lower[at].endswith("ly")
            or not _OF_EFFECT.isdisjoint(claim.lower[at + 1 : at + 5])
        )
        if of_effect and not _DENIED.search(claim.folded[: claim.starts[at]]):
            return claim.lower[at]
    if (
        strong.stated_as is not None
        and (match := strong.stated_as.search(claim.folded))
        and not _DENIED.search(claim.folded[: match.start()])
    ):
        return match[0]
    return None
